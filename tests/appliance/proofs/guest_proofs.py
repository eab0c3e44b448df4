"""AirPlay and Bluetooth as options: a real AirPlay client plays, the music makes way, and comes back."""

import json
import subprocess
import sys
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from appliance.machines.machine import Machine, run, until
from appliance.playbook import Playbook
from appliance.proofs.service_proofs import Proof, is_playing, must

RTSP_PORT = 5055
"""Not the default: a container shares this host's ports."""
_AIRPLAY = {"guests_airplay": True, "guests_airplay_options": f"--output=dummy --port={RTSP_PORT}"}
_ROLES = ("--tags", "guests,mpd,mien")
"""Whom guests concern."""
_BLUETOOTH = {"guests_bluetooth": True}
_CLIENT = "pyatv==0.18.0"
_CASTER = """
import asyncio, sys
from ipaddress import ip_address
import pyatv, pyatv.support.rtsp as rtsp
from pyatv.conf import AppleTV, ManualService
from pyatv.const import Protocol
# It announces plain samples, and the layout of ALAC beside it, which shairport-sync takes for ALAC.
lines = rtsp.ANNOUNCE_PAYLOAD.split("\\r\\n")
rtsp.ANNOUNCE_PAYLOAD = "".join(f"{line}\\r\\n" for line in lines if line and not line.startswith("a=fmtp"))
async def cast():
    speaker = AppleTV(ip_address("127.0.0.1"), "Kitchen")
    how = {"et": "0", "cn": "0,1", "tp": "UDP", "ch": "2", "sr": "44100", "ss": "16", "md": "0,1,2"}
    speaker.add_service(ManualService("000000000000", Protocol.RAOP, int(sys.argv[2]), how))
    phone = await pyatv.connect(speaker, asyncio.get_running_loop())
    try:
        await phone.stream.stream_file(sys.argv[1])
    finally:
        await asyncio.gather(*phone.close())
asyncio.run(cast())
"""
_TAKEN_BACK = """
import asyncio
from mien.guests.airplay import AirPlay
from mien.guests.system_bus import connected_bus
async def stop():
    async with connected_bus() as bus:
        before = await AirPlay().read(bus)
        await AirPlay().stop(bus)
        print(before)
asyncio.run(stop())
"""


def airplay_pauses_the_music_which_comes_back_where_it_was(machine: Machine, book: Playbook) -> str:
    first = book.play("site.yml", *_ROLES, **_AIRPLAY)
    again = book.play("site.yml", *_ROLES, **_AIRPLAY)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    until(lambda: is_playing(machine), 60, "music plays")
    version = machine.says("shairport-sync -V").split("-")[0]
    with _casting(machine, seconds=25):
        gone = until(lambda: not is_playing(machine), 30, "the music makes way")
        place, guest = _place(machine), _status(machine)["guest"]
        must(guest["player"] == "airplay", guest)
        machine.says("systemctl restart mien.service", 90)
        until(lambda: _status(machine)["guest"] is not None, 30, "a restarted speaker knows of the guest")
        must(not is_playing(machine), "the restarted speaker plays over the guest")
    back = until(lambda: is_playing(machine), 60, "the music is back")
    song, elapsed = _place(machine)
    must(song == place[0] and elapsed - place[1] < back + 5, f"{place} became {(song, elapsed)}")
    sealed = machine.says("systemd-analyze security --no-pager shairport-sync.service | tail -1")
    told = f"{first['changed']} changes, then 0; pyatv to shairport-sync {version}: pause {gone:.1f} s later"
    return f"{told}; the speaker restarted meanwhile; the same song back at {elapsed} s ({guest}); {sealed}"


def a_player_that_crashes_lets_the_music_back_and_a_pause_stays_one(machine: Machine, _book: Playbook) -> str:
    until(lambda: is_playing(machine), 60, "music plays")
    with _casting(machine, seconds=20, dies=True):
        until(lambda: not is_playing(machine), 30, "the music makes way")
        machine.says("systemctl kill --kill-whom=main --signal=KILL shairport-sync.service")
        back = until(lambda: is_playing(machine), 20, "the music is back")
    until(lambda: machine.asks("systemctl is-active shairport-sync").returncode == 0, 30, "AirPlay is back")
    with _casting(machine, seconds=40, dies=True):
        until(lambda: not is_playing(machine), 30, "the music makes way again")
        who = machine.says(f"runuser -u mien -- /opt/mien/current/bin/python -c '{_TAKEN_BACK}'")
        taken = until(lambda: is_playing(machine), 20, "the music is back once the guest was stopped")
    until(lambda: machine.asks("systemctl is-active shairport-sync").returncode == 0, 30, "AirPlay is there")
    machine.says("mpc --host /run/mpd/socket pause")
    time.sleep(2)
    with _casting(machine, seconds=4):
        until(lambda: _status(machine)["guest"] is not None, 30, "the guest is known")
    until(lambda: _status(machine)["guest"] is None, 60, "the guest is gone")
    time.sleep(3)
    must(not is_playing(machine), "the owner's pause was undone")
    machine.says("mpc --host /run/mpd/socket play")
    return f"killed: back {back:.0f} s later; stopped ({who}): back {taken:.0f} s later; a pause stays one"


def bluetooth_takes_in_music_only_and_both_can_be_turned_off(machine: Machine, book: Playbook) -> str:
    first = book.play("site.yml", *_ROLES, **_BLUETOOTH)
    again = book.play("site.yml", *_ROLES, **_BLUETOOTH)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    must(machine.asks("systemctl is-active shairport-sync").returncode != 0, "AirPlay is still on")
    running = machine.says("pgrep -a bluealsa")
    must("a2dp-sink" in running and "hsp" not in running and "hfp" not in running, running)
    book.play("site.yml", *_ROLES)
    left = machine.asks("systemctl is-active bluealsa bluealsa-aplay shairport-sync").stdout.split()
    must("active" not in left, str(left))
    return f"{first['changed']} changes, then 0; {' | '.join(running.splitlines())}; all off again"


def _status(machine: Machine) -> dict[str, Any]:
    """Return what `mien status` says; nobody while the speaker starts."""
    done = machine.asks("mien status --json")
    return dict(json.loads(done.stdout)) if done.returncode == 0 else {"guest": None}


def _place(machine: Machine) -> tuple[str, int]:
    """Return the song and the second in it."""
    said = machine.says("mpc --host /run/mpd/socket --format %file% status").splitlines()
    minutes, seconds = said[1].split()[2].split("/")[0].split(":")
    return said[0], int(minutes) * 60 + int(seconds)


@contextmanager
def _casting(machine: Machine, *, seconds: float, dies: bool = False) -> Iterator[None]:
    """Play a tone by AirPlay from this host meanwhile, to its end, or until it is cut off."""
    folder = machine.folder / "airplay"
    python = folder / "bin/python"
    if not python.exists():
        run(sys.executable, "-m", "venv", folder)
        run(python, "-m", "pip", "install", "--quiet", _CLIENT)
    tone = _tone(folder / "tone.wav", seconds)
    with subprocess.Popen([python, "-c", _CASTER, tone, str(RTSP_PORT)], stderr=subprocess.PIPE) as phone:
        try:
            yield
            if not dies:
                _, said = phone.communicate(timeout=seconds + 60)
                must(phone.returncode == 0, said.decode())
        finally:
            phone.kill()


def _tone(file: Path, seconds: float) -> Path:
    samples = (8000 * np.sin(np.arange(int(44100 * seconds)) * 2 * np.pi * 440 / 44100)).astype("<i2")
    with wave.open(str(file), "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(np.repeat(samples, 2).tobytes())
    return file


GUEST_PROOFS: tuple[Proof, ...] = (
    airplay_pauses_the_music_which_comes_back_where_it_was,
    a_player_that_crashes_lets_the_music_back_and_a_pause_stays_one,
    bluetooth_takes_in_music_only_and_both_can_be_turned_off,
)
