"""What systemd is told, and when the watchdog goes hungry."""

import asyncio
import io
import logging
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.health.journal import is_journal, log_handler
from mien.health.notify import SPEAKER, Notify, Progress, keep_fed, stalled, status_of, watchdog_pause
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, EyeState

WELL = Progress(turn=0.1, glance=0.2, player=10.0)
ages = st.none() | st.floats(0, 1000)
progresses = st.builds(Progress, turn=ages, glance=ages, player=ages)


def test_a_speaker_that_goes_forward_feeds_the_watchdog() -> None:
    assert stalled(WELL, SPEAKER) is None


@pytest.mark.parametrize("part", ["turn", "glance", "player"])
def test_each_part_that_hangs_starves_the_watchdog(part: str) -> None:
    hung = replace(WELL, **{part: 1000.0})

    assert str(stalled(hung, SPEAKER)).startswith(f"no {part} for 1000 s")


def test_a_closed_eye_and_an_absent_player_do_not_starve_it() -> None:
    assert stalled(replace(WELL, glance=None, player=None), SPEAKER) is None


@given(now=progresses, longest=progresses)
def test_more_patience_never_starves(now: Progress, longest: Progress) -> None:
    patient = Progress(
        *(None if limit is None else limit * 2 for limit in (longest.turn, longest.glance, longest.player))
    )

    assert not (stalled(now, patient) and not stalled(now, longest))


def test_the_status_says_what_is_seen_and_what_is_played() -> None:
    shown = DisplayState(Mood(Emotion.SAD), Mood(Emotion.HAPPY), Policy.MATCH)

    assert status_of(shown, seeing=True) == "Sees sad; plays for happy"
    assert status_of(shown, seeing=False) == "Waits for the first glance; plays for happy"
    assert (
        status_of(replace(shown, eye=EyeState.CLOSED, paused=True), seeing=True)
        == "The eye is closed; paused"
    )
    closed = status_of(replace(shown, eye=EyeState.CLOSED), seeing=True, how_to_open="press it")
    assert closed == "The eye is closed (press it); plays for happy"
    assert status_of(replace(shown, eye=EyeState.GONE), seeing=True) == "The eye is gone; plays for happy"
    assert status_of(replace(shown, player_away=True), seeing=True) == "Sees sad; MPD is away"


def test_systemds_patience_is_read_from_the_environment() -> None:
    assert watchdog_pause({"WATCHDOG_USEC": "15000000", "WATCHDOG_PID": "7"}, 7) == pytest.approx(5.0)
    assert watchdog_pause({"WATCHDOG_USEC": "15000000"}, 7) == pytest.approx(5.0)


@pytest.mark.parametrize(
    "environment",
    [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "8"}],
)
def test_no_watchdog_is_no_watchdog(environment: dict[str, str]) -> None:
    assert watchdog_pause(environment, 7) is None


def test_a_status_is_told_once_and_on_one_line() -> None:
    told: list[str] = []
    notify = Notify(told.append)
    notify.ready("Looking")
    notify.status("Looking")
    notify.status("A song\nREADY=0")
    notify.stopping()

    assert told == ["READY=1\nSTATUS=Looking", "STATUS=A song READY=0", "STOPPING=1"]


async def test_the_watchdog_is_fed_until_something_hangs_and_again_after(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []
    now = WELL
    feeding = asyncio.create_task(keep_fed(Notify(told.append), lambda: now, SPEAKER, pause=0.0))
    await turns(4)
    fed = len(told)
    now = replace(WELL, player=1000.0)
    await turns(10)
    starved = len(told)
    now = WELL
    await turns(4)
    feeding.cancel()

    assert set(told) == {"WATCHDOG=1"}
    assert fed > 0
    assert starved <= fed + 1
    assert len(told) > starved
    assert len(caplog.records) == 1


async def test_without_a_watchdog_there_is_nothing_to_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)
    told: list[str] = []

    await keep_fed(Notify(told.append), lambda: WELL, SPEAKER)

    assert told == []


async def turns(count: int) -> None:
    """Let the loop turn."""
    for _ in range(count):
        await asyncio.sleep(0)


def test_a_stream_that_is_no_file_is_not_the_journal() -> None:
    assert not is_journal(io.StringIO(), "1:2")


def test_anywhere_else_lines_go_to_the_stream() -> None:
    stream = io.StringIO()
    handler = log_handler("mien", stream, {})
    handler.handle(logging.LogRecord("mien", logging.WARNING, "", 0, "The player is %s.", ("away",), None))

    assert stream.getvalue() == "WARNING: The player is away.\n"
