"""What is a command and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.home.flood_gate import FloodGate
from mien.home.home_commands import COMMANDS, Command, NextMood, SetCertainty, SetVolumeLimit, command_of
from mien.mood.emotion import Emotion
from mien.mood.events import AskCloseEye, AskMood, AskPause, AskPolicy, AskSkip, AskUndo, AskVolume
from mien.mood.mood import Policy


@pytest.mark.parametrize(
    ("key", "payload", "command"),
    [
        ("policy", b"lift", AskPolicy(Policy.LIFT)),
        ("override", b"sad", AskMood(Emotion.SAD)),
        ("override", b"automatic", AskMood(None)),
        ("certainty", b"80", SetCertainty(0.8)),
        ("certainty", b"96.5", SetCertainty(0.965)),
        ("volume", b"0", AskVolume(0)),
        ("volume_limit", b"100", SetVolumeLimit(100)),
        ("music", b"ON", AskPause(paused=False)),
        ("music", b"OFF", AskPause(paused=True)),
        ("skip", b"PRESS", AskSkip()),
        ("undo", b"PRESS", AskUndo()),
        ("wrong", b"PRESS", NextMood()),
        ("close_camera", b"PRESS", AskCloseEye()),
    ],
)
def test_commands(key: str, payload: bytes, command: Command) -> None:
    assert command_of(key, payload) == command


@pytest.mark.parametrize(
    ("key", "payload"),
    [
        ("policy", b"shout"),
        ("override", b"nobody"),
        ("certainty", b"49"),
        ("certainty", b"99.5"),
        ("certainty", b"nan"),
        ("volume", b"101"),
        ("volume", b"-1"),
        ("volume", b"1e2"),
        ("volume", "\N{ARABIC-INDIC DIGIT FIVE}".encode()),
        ("volume", b" 5"),
        ("volume_limit", b"9" * 40),
        ("music", b"on"),
        ("skip", b""),
        ("skip", b"PRESS\n"),
        ("close_camera", b"OPEN"),
        ("open_camera", b"PRESS"),
        ("", b"PRESS"),
        ("override", b"\xff\xfe"),
    ],
)
def test_what_is_not_exactly_a_command_is_none(key: str, payload: bytes) -> None:
    assert command_of(key, payload) is None


@given(st.sampled_from([*COMMANDS, "x"]), st.binary(max_size=60))
def test_nothing_that_is_published_raises(key: str, payload: bytes) -> None:
    command_of(key, payload)


def test_a_flood_gets_in_at_the_pace_of_the_gate_and_no_faster() -> None:
    gate = FloodGate(20, every=0.2)
    admitted = sum(gate.admits(at / 10_000) for at in range(100_000))  # 10,000 a second for 10 s

    assert admitted == pytest.approx(20 + 10 / 0.2, abs=1)


def test_somebody_who_means_it_is_never_shut_out() -> None:
    gate = FloodGate(20, every=0.2)

    assert all(gate.admits(float(at)) for at in range(1000))


def test_a_clock_that_jumps_back_fills_nothing() -> None:
    gate = FloodGate(2, every=1.0)

    assert [gate.admits(at) for at in (10.0, 10.0, 1.0, 10.5, 11.1)] == [True, True, False, False, True]
