"""Cuts the power while music plays and the disk is written to: nothing that was stored may be lost."""

import contextlib
import random
import sys
import time
from contextlib import closing

from appliance.machines.machine import Machine, MachineError, until
from appliance.machines.qemu import Qemu
from appliance.playbook import Playbook
from appliance.proofs.kernel_proofs import SLOW, SONG_SECONDS, finger, music_plays, song
from appliance.proofs.service_proofs import Proof, is_playing, must, sees
from appliance.proofs.strain_proofs import guest

_LAST_SECONDS = 6.0
"""Anything newer may be lost: ext4 writes names and sizes every five seconds."""
_MPD_WRITES = 45.0
"""Seconds. Every 30, MPD writes that it plays; with nobody there, that decides whether it plays again."""
_WRITER = (
    "systemd-run --quiet --collect --unit=writer --property=Restart=always sh -c "
    "'while :; do head -c 300000 /dev/urandom > /var/lib/mpd/scratch.new; "
    "mv /var/lib/mpd/scratch.new /var/lib/mpd/scratch; logger scratch; "
    "mpc --quiet --host /run/mpd/socket update; sleep 0.2; done'"
)
_KEPT = (
    "mpc --host /run/mpd/socket --wait sticker '' find mien.said; cat /etc/mien/config.toml | sha256sum; "
    "cd /var/lib/mien && sha256sum browsers.json settings.toml; readlink /opt/mien/current"
)
_MUST_BE_KEPT = ("browsers.json", "settings.toml", "releases/")


def plug_pulled(rounds: int) -> Proof:
    """Return the proof with this many rounds; each is a boot, which takes an emulated board minutes."""

    def the_plug_is_pulled_while_it_plays_and_writes(machine: Machine, _book: Playbook) -> str:
        boots, played = [], []
        until(lambda: sees(machine), SLOW, "it sees")
        _begin_afresh(machine)
        _paired_and_set(machine)
        for pull in range(rounds):
            music_plays(machine)
            machine.says(_WRITER)
            until(lambda: _will_play_on(machine), _MPD_WRITES, "MPD has written that it plays")
            skipped = _skipped(machine)
            time.sleep(_LAST_SECONDS)
            kept = _kept(machine)
            wanted = (f"{skipped}: mien.said", *_MUST_BE_KEPT)
            missing = [word for word in wanted if not any(word in line for line in kept)]
            must(not missing, f"not kept before pull {pull + 1}: {missing}")
            time.sleep(random.Random(pull).uniform(0, 6))  # noqa: S311  any moment will do
            boot, play = _pulled(machine)
            boots.append(boot)
            played.append(play)
            lost = kept - _kept(machine)
            sys.stdout.write(
                f"     pull {pull + 1}: boots in {boot:.0f} s, plays and sees {play:.0f} s later; "
                f"lost {len(lost)} of {len(kept)}\n"
            )
            sys.stdout.flush()
            must(not lost, f"lost at pull {pull + 1}: {lost}")
        return (
            f"{rounds} times: the disk checks clean, boots in {min(boots):.0f} to {max(boots):.0f} s, plays "
            f"and sees {min(played):.0f} to {max(played):.0f} s later; nothing lost, each skip noted"
        )

    return the_plug_is_pulled_while_it_plays_and_writes


def _begin_afresh(machine: Machine) -> None:
    """Make the speaker forget all likes and skips, so that every note is new."""
    mpc = "mpc --host /run/mpd/socket sticker"
    machine.says(
        f"systemctl stop mien; {mpc} '' find mien.said | sed 's/: mien.said.*//' | "
        f'while read -r uri; do {mpc} "$uri" delete mien.said; done; systemctl start mien',
        SLOW,
    )
    until(lambda: sees(machine), SLOW, "it sees")


def _paired_and_set(machine: Machine) -> None:
    """Give the speaker something to lose: a paired browser and a setting."""
    with closing(guest(machine)) as owner:
        answer = owner.put("/api/v1/settings/panel.brightness", json={"value": 0.35})
        must(answer.is_success, f"{answer.status_code} {answer.text}")


def _skipped(machine: Machine) -> str:
    """Skip the song that plays, and return which it was; not one that is about to end by itself.

    What is skipped while no mood is known is not held against it; and a press can be lost here (`finger`).
    """
    for _ in range(5):
        until(lambda: _second(machine) < SONG_SECONDS - 10, 60, "a song in its middle")
        before, known = song(machine), _is_noted(machine, song(machine))
        finger(machine, "skip")
        if known:
            continue  # a note from before the last cut proves nothing about this one
        with contextlib.suppress(MachineError):
            until(lambda uri=before: _is_noted(machine, uri), 10, "it is noted")  # type: ignore[misc]
            return before
    raise MachineError("five skips, and none of a song that was not skipped before was noted")


def _is_noted(machine: Machine, uri: str) -> bool:
    return any(line.startswith(f"{uri}: mien.said") for line in _kept(machine))


def _second(machine: Machine) -> int:
    minutes, seconds = machine.says("mpc --host /run/mpd/socket status %currenttime%").split(":")
    return 60 * int(minutes) + int(seconds)


def _will_play_on(machine: Machine) -> bool:
    return "state: play" in machine.asks("cat /var/lib/mpd/state").stdout


def _kept(machine: Machine) -> set[str]:
    """Return what must survive, a line each: likes and skips, settings, paired browsers."""
    return set(machine.asks(_KEPT).stdout.splitlines())


def _pulled(machine: Machine) -> tuple[float, float]:
    """Cut the power and restore it; return the seconds to boot, and from there to play and see."""
    backend = machine.backend
    must(isinstance(backend, Qemu), "only an emulated board has a plug")
    backend.cut()
    complaints = backend.complaints()  # type: ignore[attr-defined]
    must(not complaints, complaints)
    boot = machine.boot()
    play = until(lambda: is_playing(machine), SLOW, "it plays")
    # Not both at once: with nobody in view, the three short songs of MPD may end before the eye sees.
    return boot, play + until(lambda: sees(machine), SLOW, "it sees")
