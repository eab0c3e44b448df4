"""The end of an evening, and the camera, on a whole speaker that is stopped and killed in between."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from whole.conftest import WholeSpeaker, wait_for
from whole.test_command_line import environment
from whole.test_two_processes import plays_happy

LOUD = 80


def choices(speaker: WholeSpeaker) -> dict[str, Any]:
    file = Path(speaker.environment["STATE_DIRECTORY"]) / "choices.json"
    return dict(json.loads(file.read_text())) if file.exists() else {}


def begin_to_sleep(speaker: WholeSpeaker, *, seconds: float) -> None:
    """Start the speaker again, as one that has so long left to play, however long the start takes."""
    speaker.mpc("volume", str(LOUD))
    speaker.end()
    ends = {"left": seconds, "at": time.time() + 1e6}  # noqa: TID251  as the speaker stores it
    plain = {"policy": "lift", "policy_in_settings": "match", "mood": None, "mood_ends": None}
    file = Path(speaker.environment["STATE_DIRECTORY"]) / "choices.json"
    file.write_text(json.dumps({**plain, "sleep_ends": ends, "volume": None}))
    speaker.process = speaker.start()


def is_paused(speaker: WholeSpeaker) -> bool:
    return "[paused]" in speaker.mpc("status")


def test_music_fades_out_pauses_and_is_as_loud_as_before(speaker: WholeSpeaker) -> None:
    plays_happy(speaker)
    begin_to_sleep(speaker, seconds=15.0)
    heard: list[int] = []

    def is_asleep() -> bool:
        heard.append(speaker.volume())
        return is_paused(speaker)

    wait_for(is_asleep, 30, "the end of the evening")
    wait_for(lambda: speaker.volume() == LOUD, 5, "the volume of before")
    fading = [volume for volume in heard[:-1] if volume >= 0]
    assert fading == sorted(fading, reverse=True)
    assert min(fading) < 15
    wait_for(lambda: choices(speaker).get("sleep_ends") is None, 5, "the timer's end on disk")
    assert (choices(speaker)["policy"], choices(speaker)["volume"]) == ("lift", None)


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
    wait_for(lambda: speaker.volume() == LOUD, 5, "the volume of before")


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
