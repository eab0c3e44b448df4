"""Ear and analysis of songs as units of a booted machine; a folder of recordings is the microphone."""

import re
import tempfile
import wave
from pathlib import Path

import numpy as np

from appliance.machines.machine import Machine, until
from appliance.playbook import Playbook
from appliance.proofs.service_proofs import Proof, is_well, must, pid, well_again

EAR, SONGS = "mien-ear.service", "mien-songs.service"
_VOICES = "/srv/voices"
_EAR = {
    "mien_ear": True,
    "mien_config": {"eye": {"camera": "reel:"}, "ear": {"microphone": f"recorded:{_VOICES}"}},
}
_DEVICES = ("DeviceAllow=char-alsa rw", "DeviceAllow=char-rtc r")
_LISTENS = "The ear listens."
_PIPE = "/run/mpd/music.pcm"
_MOST_MEGABYTES = 65
"""A recording in memory among them, which a microphone does not need."""
_FILES, _SECONDS, _RATE = 300, 10, 16000
_WATCHED = 10
"""Seconds for which it is watched whether the ear works or waits."""


def the_ear_is_installed_and_listens(machine: Machine, book: Playbook) -> str:
    with tempfile.TemporaryDirectory() as folder:
        write_quiet(Path(folder))
        machine.bring(Path(folder), _VOICES)
    first = book.play("site.yml", **_EAR)
    again = book.play("site.yml", **_EAR)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    until(lambda: _heard(machine) > 0, 60, "the speaker hears the ear")
    must(_works(machine), "the ear is idle")
    return f"{first['changed']} changes, then 0; {machine.says(f'systemctl is-active {EAR}')}; it listens"


def write_quiet(folder: Path) -> None:
    """Write one recording of a quiet room, and many names for it."""
    folder.mkdir(exist_ok=True)
    noise = np.random.default_rng(0).normal(0.0, 60.0, _SECONDS * _RATE).astype("<i2")
    with wave.open(str(folder / "000.wav"), "wb") as out:
        out.setparams((1, 2, _RATE, 0, "NONE", ""))
        out.writeframes(noise.tobytes())
    for number in range(1, _FILES):
        (folder / f"{number:03}.wav").symlink_to("000.wav")


def _heard(machine: Machine) -> int:
    """Return how often the speaker has said that the ear listens."""
    return machine.says("journalctl --unit mien.service --output=cat --no-pager").count(_LISTENS)


def _works(machine: Machine) -> bool:
    """Return whether the ear takes in sound: it then wakes for each block, ten times a second."""
    ask = f"grep ^voluntary /proc/{pid(machine, EAR)}/status; sleep {_WATCHED}"
    counts = [int(machine.says(ask).split()[1]) for _ in range(2)]
    return counts[1] - counts[0] > 3 * _WATCHED


def ear_and_analysis_are_as_sealed_when_they_run(machine: Machine, _book: Playbook) -> str:
    found = {}
    for unit in (EAR, SONGS):
        must(machine.asks(f"systemctl is-active {unit}").returncode == 0, f"{unit} does not run")
        line = machine.says(f"systemd-analyze security --no-pager {unit} | tail -1")
        found[unit] = float(re.findall(r": ([\d.]+)", line)[0])
    must(found[EAR] <= 1.0 and found[SONGS] <= 2.0, str(found))
    return ", ".join(f"{unit} {exposure}" for unit, exposure in found.items())


def the_ear_has_a_sound_card_and_nothing_else(machine: Machine, _book: Playbook) -> str:
    ear = pid(machine, EAR)
    allowed = machine.says(f"systemctl show --property=DeviceAllow --property=DevicePolicy {EAR}")
    # systemd's ProtectClock= adds the clock by itself, to read.
    must(set(allowed.splitlines()) == {"DevicePolicy=closed", *_DEVICES}, allowed)
    writable = machine.says(
        f"nsenter --target {ear} --mount sh -c "
        "'for d in / /tmp /var/tmp /var /home /run /run/mien-ear /etc /opt /srv /dev/shm; do "
        "touch $d/.mien-probe 2>/dev/null && echo $d; done; true'"
    )
    must(writable == "", f"it could write to {writable}")
    opened = machine.says(f"readlink /proc/{ear}/fd/* || true").split()
    devices = sorted({name for name in opened if name.startswith("/dev/") and name != "/dev/null"})
    must(not devices, f"it has {devices} open, with a folder for a microphone")
    links = machine.says(f"nsenter --target {ear} --net ip -brief link").splitlines()
    families = machine.says(f"systemctl show --property=RestrictAddressFamilies --value {EAR}")
    must(families == "AF_UNIX", families)
    return f"{' '.join(allowed.split())}; nothing writable; {len(links)} network links; only {families}"


def the_ear_hears_what_mpd_plays_and_stays_small(machine: Machine, _book: Playbook) -> str:
    def opened() -> list[str]:
        return machine.says(f"readlink /proc/{pid(machine, EAR)}/fd/* || true").split()

    until(lambda: _PIPE in opened(), 90, "the ear has MPD's pipe open")
    machine.says("sleep 30", 60)  # it has looked for the lag, and the canceller works
    kilobytes = machine.says(f"grep -E '^(VmHWM|VmRSS)' /proc/{pid(machine, EAR)}/status").split()
    must(int(kilobytes[1]) < 1000 * _MOST_MEGABYTES, f"it took {kilobytes[1]} kB at the most")
    pipe = machine.says(f"stat --format='%A %U %G' {_PIPE}")
    return f"{_PIPE} ({pipe}) is open; {kilobytes[4]} kB resident, {kilobytes[1]} kB at the most"


def a_stopped_ear_is_killed_by_the_watchdog_and_comes_back(machine: Machine, _book: Playbook) -> str:
    before, heard = pid(machine, EAR), _heard(machine)
    machine.says(f"systemctl kill --kill-who=main --signal=STOP {EAR}")
    took = until(lambda: pid(machine, EAR) not in {before, "0"}, 90, "the ear has a new process")
    until(lambda: _heard(machine) > heard, 60, "the speaker hears the new one")
    must(is_well(machine), "the music stopped")
    return f"a new one after {took:.0f} s, the speaker hears it, the music played on"


def the_ear_closes_with_the_camera_and_opens_with_it(machine: Machine, _book: Playbook) -> str:
    must(_works(machine), "the ear is idle")
    machine.says("mien close")
    machine.says("sleep 3")
    must(not _works(machine), "the ear takes in sound while the camera is off")
    machine.says("systemctl restart mien.service", 90)
    machine.says("sleep 10")
    must(not _works(machine), "a restarted speaker opened the ear")
    machine.says("mien open")
    until(lambda: _works(machine), 60, "the ear listens again")
    return "closed with it, closed after a restart, opened at the speaker with it"


def without_the_setting_no_ear_runs(machine: Machine, book: Playbook) -> str:
    book.play("site.yml")
    states = machine.asks(f"systemctl is-active {EAR} mien-ear.socket {SONGS}").stdout.split()
    must(states == ["inactive", "inactive", "active"], str(states))
    return f"ear {states[0]}, its socket {states[1]}, analysis {states[2]}; {well_again(machine, 60)}"


SENSE_PROOFS: tuple[Proof, ...] = (
    the_ear_is_installed_and_listens,
    ear_and_analysis_are_as_sealed_when_they_run,
    the_ear_has_a_sound_card_and_nothing_else,
    the_ear_hears_what_mpd_plays_and_stays_small,
    a_stopped_ear_is_killed_by_the_watchdog_and_comes_back,
    the_ear_closes_with_the_camera_and_opens_with_it,
    without_the_setting_no_ear_runs,
)
