"""What outlives a restart, on disk."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from mien.app.alarms import EVERY_DAY, Alarm
from mien.app.storage.memory import Memory
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import Choices

EVENING = Choices(Policy.LIFT, Emotion.SAD, 1800.0, 600.0, 60)
WAKE = (Alarm("07:30", EVERY_DAY, Emotion.HAPPY), Alarm("10:00", (), Emotion.NEUTRAL, is_on=False))


def memory(folder: Path, at: float = 1e9, policy: Policy = Policy.MATCH) -> Memory:
    return Memory(folder, lambda: at, policy=policy)


def test_choices_and_alarms_are_found_again(tmp_path: Path) -> None:
    memory(tmp_path).choices.keep(EVENING)
    memory(tmp_path).alarms.keep(WAKE)
    memory(tmp_path).rang.keep(1.5e9)

    assert memory(tmp_path).rang.read() == 1.5e9
    assert memory(tmp_path).choices.read() == EVENING
    assert memory(tmp_path).alarms.read() == WAKE


def test_what_is_left_is_less_by_the_time_that_the_speaker_was_off(tmp_path: Path) -> None:
    memory(tmp_path, at=1e9).choices.keep(EVENING)
    after = memory(tmp_path, at=1e9 + 700.0).choices.read()

    assert after == Choices(Policy.LIFT, Emotion.SAD, 1100.0, -100.0, 60)


def test_a_board_that_starts_with_a_wrong_clock_does_not_hold_a_mood_for_longer(tmp_path: Path) -> None:
    memory(tmp_path, at=1e9).choices.keep(EVENING)
    after = memory(tmp_path, at=0.0).choices.read()

    assert after == EVENING


def test_a_policy_that_was_written_into_the_settings_since_is_the_owners_newest_word(tmp_path: Path) -> None:
    memory(tmp_path, policy=Policy.MATCH).choices.keep(EVENING)
    after = memory(tmp_path, policy=Policy.RAMP).choices.read()

    assert after is not None
    assert after.policy is Policy.RAMP


def test_nothing_is_found_where_nothing_was_stored(tmp_path: Path) -> None:
    nothing = Memory(None, lambda: 0.0, policy=Policy.MATCH)
    nothing.choices.keep(EVENING)

    assert nothing.choices.read() is None
    assert memory(tmp_path).alarms.read() is None


GOOD: dict[str, Any] = {
    "policy": "lift",
    "policy_in_settings": "match",
    "mood": None,
    "mood_ends": None,
    "sleep_ends": None,
    "volume": None,
}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("choices.json", ""),
        ("choices.json", "[]"),
        ("choices.json", "{}"),
        ("choices.json", json.dumps(GOOD | {"policy": "dance"})),
        ("choices.json", json.dumps(GOOD | {"mood": "hungry"})),
        ("choices.json", json.dumps(GOOD | {"volume": 1e9})),
        ("choices.json", json.dumps(GOOD | {"sleep_ends": 7})),
        ("choices.json", "[" * 100_000),
        ("alarms.json", '{"at": "07:30"}'),
        ("alarms.json", '[{"at": "25:00", "days": [], "emotion": "happy", "is_on": true}]'),
        ("alarms.json", '[{"at": "07:30", "days": [9], "emotion": "happy", "is_on": true}]'),
        ("alarms.json", '[{"at": "07:30", "days": [1e999], "emotion": "happy", "is_on": true}]'),
        ("alarms.json", "[" + ",".join(["{}"] * 10_000) + "]"),
        ("alarms.json", "\x00\xff"),
        ("rang.json", "[]"),
    ],
)
def test_a_damaged_file_is_left_alone_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str, text: str
) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    caplog.set_level(logging.WARNING)
    kept = memory(tmp_path)
    read = {"choices.json": kept.choices.read, "alarms.json": kept.alarms.read, "rang.json": kept.rang.read}

    assert read[file]() is None
    assert len(caplog.records) == 1
    assert str(tmp_path / file) in caplog.text
    assert (tmp_path / file).read_text(encoding="utf-8") == text


def test_a_disk_that_takes_nothing_costs_a_warning_only(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    memory(tmp_path / "state").alarms.keep(WAKE)

    assert "Couldn't store the alarms" in caplog.text
