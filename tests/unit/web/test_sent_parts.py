"""What is sent to open pages: every change once, and nothing because time passes."""

import json
from dataclasses import replace

import pytest

from mien.mood.emotion import Emotion
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState
from mien.web.api.views.state_views import Audience
from mien.web.backend import PlayingModel, SpeakerState
from mien.web.live.sent_parts import SentParts

MOOD = Mood(Emotion.HAPPY, 0.8, 0.4, 0.9)
SHOWN = DisplayState(MOOD, MOOD, Policy.MATCH)
NOW = SpeakerState(SHOWN, PlayingModel("a.flac", "A", duration=200.0, elapsed=10.0), queue_version=1)
PAUSED = replace(NOW, shown=replace(SHOWN, paused=True))
NOBODY = Audience()


def at(now: SpeakerState, elapsed: float) -> SpeakerState:
    """Return the state with the song somewhere else."""
    assert now.playing is not None
    return replace(now, playing=replace(now.playing, elapsed=elapsed))


def sent(*moments: tuple[SpeakerState, float]) -> list[set[str]]:
    """Return which parts are sent at each of these moments, after everything was sent at 0 s."""
    parts, _ = SentParts().update(moments[0][0], NOBODY, 0.0)
    told = []
    for now, when in moments[1:]:
        parts, made = parts.update(now, NOBODY, when)
        told.append(set(made))
    return told


def test_everything_is_sent_at_first() -> None:
    _, made = SentParts().update(NOW, NOBODY, 0.0)

    assert set(made) == {"mood", "music", "state", "queue"}
    assert json.loads(made["queue"]) == {"version": 1}


def test_a_song_that_plays_on_is_not_sent_again_for_ten_minutes() -> None:
    looks = [(at(NOW, 10.0 + second * 0.2), second * 0.2) for second in range(3000)]

    assert sent(*looks) == [set()] * 2999


def test_a_seek_by_anybody_is_sent_once() -> None:
    told = sent((at(NOW, 10.0), 0.0), (at(NOW, 12.0), 2.0), (at(NOW, 90.0), 3.0), (at(NOW, 91.0), 4.0))

    assert told == [set(), {"music"}, set()]


def test_a_short_seek_back_is_sent_too() -> None:
    assert sent((at(NOW, 10.0), 0.0), (at(NOW, 9.5), 0.5)) == [{"music"}]


def test_a_paused_song_stands_still_and_may_be_moved() -> None:
    told = sent((at(PAUSED, 10.0), 0.0), (at(PAUSED, 10.0), 60.0), (at(PAUSED, 90.0), 61.0))

    assert told == [set(), {"music"}]


def test_pausing_and_playing_on_is_no_jump_but_is_sent() -> None:
    told = sent((at(NOW, 10.0), 0.0), (at(PAUSED, 15.0), 5.0), (at(NOW, 15.0), 50.0), (at(NOW, 20.0), 55.0))

    assert told == [{"music"}, {"music"}, set()]


def test_who_plays_instead_is_sent_as_they_come_and_go() -> None:
    guest = replace(NOW, shown=replace(SHOWN, guest=Guest(GuestPlayer.AIRPLAY, "Anna")))

    assert sent((NOW, 0.0), (guest, 0.0), (guest, 0.0), (NOW, 0.0)) == [{"state"}, set(), {"state"}]


def test_an_opinion_of_the_song_is_sent() -> None:
    assert NOW.playing is not None
    liked = replace(NOW, playing=replace(NOW.playing, why="You like it."))

    assert sent((NOW, 0.0), (liked, 0.0)) == [{"music"}]


def test_a_change_of_the_queue_is_sent_without_the_music() -> None:
    assert sent((NOW, 0.0), (replace(NOW, queue_version=2), 0.0)) == [{"queue"}]


@pytest.mark.parametrize("timer", ["held_for", "sleep_left"])
def test_a_timer_that_runs_is_silent_until_somebody_sets_it_anew(timer: str) -> None:
    def left(seconds: float | None) -> SpeakerState:
        return replace(at(NOW, 10.0), **{timer: seconds}, playing=None)  # type: ignore[arg-type]

    told = sent((left(60.0), 0.0), (left(30.0), 30.0), (left(90.0), 31.0), (left(None), 32.0))

    assert told == [set(), {"state"}, {"state"}]


def test_glances_that_look_the_same_are_sent_once() -> None:
    nearly = replace(NOW, shown=replace(SHOWN, moment=replace(MOOD, valence=0.8001)))

    assert sent((NOW, 0.0), (nearly, 0.0)) == [set()]
