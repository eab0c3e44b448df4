"""What the appliance promises on a board with its own kernel: pins, a camera and a sound card."""

import contextlib
import json
import re
import shutil
import tempfile
import time
from pathlib import Path

from appliance.machines.machine import Machine, MachineError, until
from appliance.playbook import ROOT, Playbook
from appliance.proofs.service_proofs import (
    Proof,
    a_second_run_changes_nothing,
    is_playing,
    it_is_provisioned_from_nothing,
    must,
    sees,
    status,
    the_eye_has_no_network_and_nowhere_to_write,
    the_eyes_memory_cannot_reach_the_swap,
    the_journal_has_fields_and_nothing_a_frame,
    the_units_are_as_sealed_when_they_run,
)
from appliance.sound import likeness, loudness, read_wave
from mien.demo.songs import write_songs

PINS = {"skip": 5, "mood": 6, "play": 13, "pair": 16}
PYTHON = "/opt/mien/current/bin/python"
SONG_SECONDS = 30.0
SLOW = 240.0
"""Seconds: an emulated processor is some ten times slower than this host's."""
QUIETEST = -50.0
"""Decibels below full scale; the demo's songs are at -30 or louder."""


def finger(machine: Machine, button: str, seconds: float = 0.35) -> None:
    """Press a button: the contact pulls the pin down, then the resistor pulls it up again.

    In real time, as a finger does: on a busy emulated board a short press took 0.9 s, which is a hold. And
    not too short: the kernel reads the level some time after the edge, which was, emulated, 0.15 s at times.
    """
    machine.says(_press(button, seconds))


def _press(button: str, seconds: float) -> str:
    pull = f"/run/pins/sim_gpio{PINS[button]}/pull"
    press = f"echo pull-down > {pull}; sleep {seconds}; echo pull-up > {pull}"
    return f"chrt --fifo 50 sh -c '{press}'"


def song(machine: Machine) -> str:
    return machine.says("mpc --host /run/mpd/socket --format %file% current")


def music_plays(machine: Machine) -> None:
    """Make music play without end: with nobody in view, the button must choose a mood."""
    for patience in (45, 45, 45, SLOW):  # a press may be lost, see `finger`
        if is_playing(machine) and knows_a_mood(machine):
            return
        finger(machine, "mood")
        with contextlib.suppress(MachineError):
            until(lambda: is_playing(machine) and knows_a_mood(machine), patience, "it plays for a mood")
    must(is_playing(machine) and knows_a_mood(machine), f"no music for a mood: {status(machine)}")


def knows_a_mood(machine: Machine) -> bool:
    return not re.search("for (nobody|unsure)|paused", status(machine))


def shelf(machine: Machine) -> Path:
    """Return a folder with the songs that the machine has."""
    folder = machine.folder / "shelf"
    if not folder.exists():
        write_songs(folder, SONG_SECONDS)
    return folder


def songs_by_uri(machine: Machine) -> dict[str, Path]:
    """Return this host's copy of each song that the machine has."""
    return {str(file.relative_to(shelf(machine))): file for file in sorted(shelf(machine).rglob("*.wav"))}


def a_mood_by_the_button_plays_its_music(machine: Machine, _book: Playbook) -> str:
    machine.bring(shelf(machine), "/srv/music")
    machine.says("mpc --host /run/mpd/socket --wait update", SLOW)
    machine.says("systemctl restart mien.service", SLOW)
    until(lambda: "Sees" in status(machine), SLOW, "it is ready")
    before = status(machine)
    finger(machine, "mood")
    until(lambda: is_playing(machine), SLOW, "music plays")
    first = f"{before!r} -> {status(machine)!r} with {song(machine)}"
    was = status(machine)
    finger(machine, "mood")
    until(lambda: status(machine) != was, SLOW, "another mood")
    now = status(machine)
    finger(machine, "mood", 1.5)
    until(lambda: status(machine) != now, SLOW, "the mood is the eye's again")
    return f"{first} -> {now!r}; held: {status(machine)!r}"


def the_skip_button_skips(machine: Machine, _book: Playbook) -> str:
    before = song(machine)
    finger(machine, "skip")
    took = until(lambda: song(machine) not in {"", before}, 30, "another song", every=0.1)
    after = song(machine)
    time.sleep(5)
    must(song(machine) == after, "one press skipped twice")
    return f"{before} -> {after} within {took:.1f} s"


def the_play_button_pauses_and_plays_on(machine: Machine, _book: Playbook) -> str:
    finger(machine, "play")
    until(lambda: not is_playing(machine), 30, "it is quiet")
    finger(machine, "play")
    return f"plays on after {until(lambda: is_playing(machine), 30, 'it plays'):.1f} s"


def a_speaker_stopped_in_the_middle_of_a_fade_leaves_no_quiet_music(machine: Machine, _book: Playbook) -> str:
    """A fade asks MPD for the volume again and again; MPD is slow here, so the stop meets a request."""
    music_plays(machine)
    time.sleep(10)  # until the fade that this may have started is over
    volume = "mpc --host /run/mpd/socket volume"
    before = machine.says(volume)
    in_fade, after = machine.says(
        f"{_press('mood', 0.35)} & for try in $(seq 200); do now=$({volume}); test \"$now\" = '{before}' || "
        f'break; done; systemctl stop mien.service; echo "$now"; {volume}',
        SLOW,
    ).splitlines()
    machine.says("systemctl start mien.service", SLOW)
    must(in_fade != before, "no fade was seen")
    must(after == before, f"{after} is left of {before}")
    return f"stopped at {in_fade}; {after} as before"


def the_panel_keeps_its_promises_on_the_kernels_pins(machine: Machine, _book: Playbook) -> str:
    with tempfile.TemporaryDirectory() as copy:
        for name in (
            "pyproject.toml",
            "tests/conftest.py",
            "tests/contract/panel/test_panels.py",
            "tests/fakes/spidev.py",
        ):
            (Path(copy) / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, Path(copy) / name)
        machine.bring(Path(copy), "/root/mien")
    machine.says("systemctl stop mien.service", SLOW)  # it holds the pins
    try:
        said = machine.asks(
            "systemd-run --quiet --pipe --wait --collect --property=WorkingDirectory=/root/mien "
            "--property=BindReadOnlyPaths=/run/cpuinfo:/proc/cpuinfo --setenv=MIEN_PINS=/run/pins "
            f"--setenv=LG_WD=/tmp {PYTHON} -m pytest --override-ini=addopts=--import-mode=importlib "
            "--override-ini=timeout=300 -p no:cacheprovider -p no:randomly -rA "
            "tests/contract/panel/test_panels.py",
            600,
        ).stdout
    finally:
        machine.says("systemctl start mien.service", SLOW)
    found = re.findall(r"^PASSED .*kernel.*$", said, re.MULTILINE)
    must(found and "failed" not in said.splitlines()[-1], said[-3000:])
    return f"{said.splitlines()[-1].strip('= ')}; {len(found)} of them on the kernel's pins"


def pictures_of_picamera2_reach_the_speaker(machine: Machine, _book: Playbook) -> str:
    until(lambda: "Sees" in status(machine), SLOW, "it sees")
    machine.asks("timeout --signal=INT 60 /opt/mien/current/bin/mien record /tmp/glances.jsonl", 120)
    glances = [json.loads(line) for line in machine.says("cat /tmp/glances.jsonl").splitlines()]
    must(len(glances) >= 3, f"{len(glances)} glances in 60 s, in which the recorder starts as well")
    return f"{len(glances)} glances in 60 s; {status(machine)}"


def the_doctor_finds_the_camera_and_every_part_well(machine: Machine, _book: Playbook) -> str:
    machine.says("systemctl stop mien.service mien-eye.socket mien-eye.service", SLOW)
    try:
        said = machine.asks("/opt/mien/current/bin/mien doctor --json", SLOW).stdout
    finally:
        machine.says("systemctl start mien-eye.socket mien.service", SLOW)
    parts = {part["part"]: part for part in map(json.loads, said.splitlines())}
    must(all(part["ok"] for part in parts.values()), said)
    return f"{len(parts)} parts well; camera: {parts['camera']['says']}"


def recorded(machine: Machine) -> bytes:
    """Return a WAV file of the next six seconds that come out of the sound card."""
    machine.says(
        "arecord --quiet --device=hw:Loopback,1,0 --format=S16_LE --rate=48000 --channels=2 --duration=6 "
        "/tmp/heard.wav"
    )
    return machine.fetch("/tmp/heard.wav")  # noqa: S108


def the_right_song_comes_out_of_the_sound_card(machine: Machine, _book: Playbook) -> str:
    files = songs_by_uri(machine)
    until(lambda: is_playing(machine), SLOW, "music plays")
    seen = []
    for _ in range(3):
        finger(machine, "skip")
        time.sleep(6)  # until the crossfade is over
        playing = song(machine)
        heard = recorded(machine)
        must(song(machine) == playing, "the song ended meanwhile")
        level, like = loudness(read_wave(heard)[0]), likeness(heard, files)
        best, second = sorted(like, key=like.__getitem__, reverse=True)[:2]
        said = f"{playing} at {level:.0f} dB: like {best} {like[best]:.3f}, then {second} {like[second]:.3f}"
        must(level > QUIETEST and best == playing, said)
        seen.append(said)
    return "; ".join(seen)


def it_plays_on_after_a_reboot(machine: Machine, _book: Playbook) -> str:
    music_plays(machine)
    machine.reboot()
    # Not both at once: with nobody in view, the short songs that MPD stored may end before the eye sees.
    play = until(lambda: is_playing(machine), SLOW, "it plays")
    return f"plays {play:.0f} s after, sees {until(lambda: sees(machine), SLOW, 'it sees'):.0f} s later"


KERNEL_PROOFS: tuple[Proof, ...] = (
    it_is_provisioned_from_nothing,
    a_second_run_changes_nothing,
    the_units_are_as_sealed_when_they_run,
    the_eye_has_no_network_and_nowhere_to_write,
    the_eyes_memory_cannot_reach_the_swap,
    a_mood_by_the_button_plays_its_music,
    the_skip_button_skips,
    the_play_button_pauses_and_plays_on,
    a_speaker_stopped_in_the_middle_of_a_fade_leaves_no_quiet_music,
    the_right_song_comes_out_of_the_sound_card,
    pictures_of_picamera2_reach_the_speaker,
    the_doctor_finds_the_camera_and_every_part_well,
    the_panel_keeps_its_promises_on_the_kernels_pins,
    the_journal_has_fields_and_nothing_a_frame,
    it_plays_on_after_a_reboot,
)
