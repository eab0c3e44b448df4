import os
import signal
import time
from itertools import pairwise
from pathlib import Path

from whole.conftest import HAPPY, PIECE, WholeSpeaker, genre_of, plays_happy, wait_for


def test_a_happy_face_is_followed_by_happy_music_and_the_speaker_ends_when_it_is_asked_to(
    speaker: WholeSpeaker,
) -> None:
    plays_happy(speaker)

    speaker.end()

    assert speaker.process.returncode == 0
    assert "Traceback" not in speaker.log


def test_what_the_owner_queued_is_played_in_order_and_to_its_end(speaker: WholeSpeaker, songs: Path) -> None:
    owners = [str(file.relative_to(songs)) for file in sorted(songs.glob("metal/*.wav"))[:2]]
    wait_for(lambda: "The eye sees." in speaker.log, 30, "a glance")
    speaker.mpc("add", *owners)
    speaker.mpc("play")
    heard: dict[str, float] = {}

    def hear() -> bool:
        if file := speaker.playing():
            heard.setdefault(file, time.monotonic())
        return genre_of(file) in HAPPY

    wait_for(hear, 60, "music for a happy face")

    assert list(heard)[:2] == owners
    starts = list(heard.values())
    assert all(later - earlier > 0.8 * PIECE for earlier, later in pairwise(starts[:3]))


def test_an_eye_that_dies_is_started_again_while_the_music_plays_on(speaker: WholeSpeaker) -> None:
    plays_happy(speaker)
    first = speaker.eye_pid()
    os.kill(first, signal.SIGKILL)

    wait_for(lambda: speaker.eye_pid() not in {0, first}, 10, "another eye")
    wait_for(lambda: speaker.log.count("The eye sees.") == 2, 20, "a glance of the new eye")
    assert speaker.playing()
    assert speaker.log.count("The eye is gone") == 1


def test_an_eye_that_hangs_is_killed_and_started_again(speaker: WholeSpeaker) -> None:
    plays_happy(speaker)
    first = speaker.eye_pid()
    os.kill(first, signal.SIGSTOP)

    wait_for(lambda: speaker.eye_pid() not in {0, first}, 20, "another eye")
    wait_for(lambda: speaker.log.count("The eye sees.") == 2, 20, "a glance of the new eye")
    assert speaker.playing()


def test_an_mpd_killed_mid_song_is_taken_up_again_when_it_is_back(speaker: WholeSpeaker) -> None:
    plays_happy(speaker)
    speaker.mpd_process.kill()
    speaker.mpd_process.wait()
    speaker.mpd_process = speaker.mpd.start()

    plays_happy(speaker)
    speaker.end()

    assert "Traceback" not in speaker.log


def test_a_speaker_ends_cleanly_while_mpd_is_away(speaker: WholeSpeaker) -> None:
    wait_for(lambda: "The eye sees." in speaker.log, 30, "a glance")
    speaker.mpd_process.kill()
    speaker.mpd_process.wait()

    speaker.end()

    assert "Traceback" not in speaker.log
