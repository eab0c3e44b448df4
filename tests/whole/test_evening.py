"""The end of an evening, and the camera, on a whole speaker that is stopped and killed in between."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from whole.commands import environment
from whole.conftest import WholeSpeaker, plays_happy, wait_for

LOUD = 80


def choices(speaker: WholeSpeaker) -> dict[str, Any]:
    file = Path(speaker.environment["STATE_DIRECTORY"]) / "choices.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def begin_to_sleep(speaker: WholeSpeaker, *, seconds: float) -> None:
    """Start the speaker again, as one that has so long left to play, however long the start takes."""
    speaker.mpc("volume", str(LOUD))
    speaker.mpc("repeat", "on")  # four seconds a song: all may be over before a slow start is
    speaker.end()
    ends = {"left": seconds, "at": time.time() + 1e6}  # noqa: TID251  as the speaker stores it
    plain = {"policy": "lift", "policy_in_settings": "match", "mood": None, "mood_ends": None}
    file = Path(speaker.environment["STATE_DIRECTORY"]) / "choices.json"
    file.write_text(json.dumps({**plain, "sleep_ends": ends, "volume": None}))
    speaker.process = speaker.start()


def is_paused(speaker: WholeSpeaker) -> bool:
    return "[paused]" in speaker.mpc("status")


def rises(speaker: WholeSpeaker) -> None:
    """Start the music in another app; check that it begins softly and gets as loud as it was."""
    heard = [speaker.volume()]
    speaker.mpc("play")

    def is_loud() -> bool:
        heard.append(speaker.volume())
        return heard[-1] == LOUD

    wait_for(is_loud, 20, "the volume of before")
    assert heard[0] == 0
    assert heard == sorted(heard)
    assert len(set(heard)) > 3


def test_music_fades_out_and_pauses_and_begins_softly_the_next_time(speaker: WholeSpeaker) -> None:
    plays_happy(speaker)
    begin_to_sleep(speaker, seconds=15.0)
    heard: list[int] = []

    def is_asleep() -> bool:
        heard.append(speaker.volume())
        return is_paused(speaker)

    wait_for(is_asleep, 30, "the end of the evening")
    fading = [volume for volume in heard[:-1] if volume >= 0]
    assert fading == sorted(fading, reverse=True)
    assert min(fading) < 15
    wait_for(lambda: choices(speaker).get("sleep_ends") is None, 5, "the timer's end on disk")
    assert (choices(speaker)["policy"], choices(speaker)["volume"]) == ("lift", LOUD)
    speaker.end()
    assert speaker.volume() == LOUD  # for who plays without a speaker
    speaker.process = speaker.start()
    wait_for(lambda: speaker.volume() == 0, 20, "a speaker that begins softly after a restart too")
    rises(speaker)
    wait_for(lambda: choices(speaker).get("volume") is None, 5, "the volume on disk")


def test_a_speaker_that_is_killed_in_the_fade_goes_on_fading_and_gives_the_volume_back(
    speaker: WholeSpeaker,
) -> None:
    plays_happy(speaker)
    begin_to_sleep(speaker, seconds=20.0)
    wait_for(lambda: 0 < speaker.volume() < LOUD / 2, 25, "half of the fade")
    speaker.process.kill()
    speaker.process.wait()
    speaker.process = speaker.start()

    wait_for(lambda: is_paused(speaker), 25, "the end of the evening")
    rises(speaker)


def test_who_is_at_the_machine_turns_the_camera_off_and_on_and_reads_how(speaker: WholeSpeaker) -> None:
    def mien(*words: str) -> str:
        surroundings = {**environment(speaker.folder), **speaker.environment}
        command = [sys.executable, "-m", "mien", *words]
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    plays_happy(speaker)
    assert mien("close") == "The camera is off; `mien open` on the speaker's own machine turns it on.\n"
    wait_for(lambda: "Camera:  off; `mien open`" in mien("status"), 10, "a camera that is off")
    speaker.restart()
    wait_for(lambda: "Camera:  off; `mien open`" in mien("status"), 20, "a camera that stayed off")
    assert mien("open") == "The camera is on.\n"
    wait_for(lambda: "Camera:  on" in mien("status"), 20, "a camera that is on")
    assert re.search(r"^Music:   .+ by .+$", mien("status"), re.MULTILINE)
