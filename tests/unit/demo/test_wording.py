from dataclasses import replace

import pytest

from mien.demo.timing import timing_of
from mien.demo.view import DemoOutcome
from mien.demo.wording import as_text, minutes, mood_words, narration, summary_lines
from mien.mood.emotion import Absence, Emotion
from unit.demo.views import ALL, BEGINNING, CHANGING, HAPPY, NOBODY, WITHOUT_CAMERA, WORDY, display

FOLLOWED = {
    "mood": "happy",
    "followed": True,
    "settled_after": 3.4,
    "music_after": 3.6,
    "song": "Broken Engines",
    "genres": ["Pop"],
}
MISSED = {**FOLLOWED, "mood": "sad", "followed": False, "music_after": None, "song": None, "genres": []}


def test_a_sentence_says_what_is_going_on() -> None:
    assert "invented person walks in" in narration(BEGINNING)
    assert narration(NOBODY).startswith("Nobody is in the room.")
    assert "music follows once the new mood is clear" in narration(CHANGING)
    assert narration(replace(HAPPY, shown=display(Absence.UNSURE))).startswith("There is a face!")
    assert narration(WITHOUT_CAMERA).startswith("Camera unavailable: a sentence")
    assert narration(replace(HAPPY, is_ending=True)) == "Ending the demo."


def test_with_a_camera_nobody_invented_is_announced() -> None:
    assert "invented" not in narration(replace(BEGINNING, is_reel=False))
    assert narration(replace(NOBODY, is_reel=False)) == "Nobody is in the room."


def test_music_that_plays_on_in_an_empty_room_is_mentioned() -> None:
    alone = replace(NOBODY, playing=HAPPY.playing)

    assert narration(alone) == "Nobody is in the room; the music plays on. The next person comes in soon."


@pytest.mark.parametrize("view", [view for view in ALL if view not in (WITHOUT_CAMERA, WORDY)])
def test_the_sentence_fits_the_line_of_a_small_terminal(view: object) -> None:
    assert len(narration(view)) <= 78  # type: ignore[arg-type]


def test_a_mood_that_is_not_known_yet_has_no_percentage() -> None:
    record = {"event": "mood", "mood": "unsure", "confidence": 0.0}

    assert as_text(record) == "mood   not sure yet"
    assert mood_words(Absence.NOBODY, 1.0) == "nobody here"


@pytest.mark.parametrize(
    ("confidence", "words"), [(0.95, "happy, very likely"), (0.7, "happy, likely"), (0.3, "happy, possibly")]
)
def test_how_sure_a_mood_is_is_said_in_words(confidence: float, words: str) -> None:
    assert mood_words(Emotion.HAPPY, confidence) == words


def test_the_verdict_counts_the_moods_that_were_followed_by_their_music() -> None:
    lines = summary_lines(DemoOutcome((FOLLOWED, MISSED)))

    assert lines[-1] == "The music followed 1 of the 2 moods shown."
    assert "Broken Engines [Pop]" in lines[2]
    assert "no music for it" in lines[3]


def test_a_demo_that_was_ended_early_says_so_and_how_long_the_whole_is() -> None:
    lines = summary_lines(DemoOutcome(ended_early=True, moods=(Emotion.HAPPY, Emotion.FEARFUL), songs=1))

    assert lines[1] == "Mien saw: happy, afraid. It played 1 song."
    assert "five moods in about two minutes" in lines[2]
    assert timing_of(None).total == pytest.approx(120, abs=15)


def test_a_demo_that_was_ended_before_a_mood_was_clear_does_not_count_to_zero() -> None:
    assert summary_lines(DemoOutcome(ended_early=True, is_reel=False)) == [
        "",
        "It ended before a mood was clear.",
    ]


def test_problems_are_listed() -> None:
    assert summary_lines(DemoOutcome(problems=("no sound.",)))[-1] == "Problem: no sound."


def test_times_are_minutes_and_seconds() -> None:
    assert [minutes(t) for t in (-1.0, 5.9, 65.0)] == ["0:00", "0:05", "1:05"]
