"""Glances on file: what `mien replay` says, and what `mien record` writes."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

from mien.cli.replay import record, replay
from mien.ipc.glance_codec import from_line, to_line
from mien.mood.emotion import Emotion
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from unit.mood.glancing import looks, scores


def lines_of(*stretches: list[Glance]) -> list[str]:
    return [to_line(glance) + "\n" for stretch in stretches for glance in stretch]


def replayed(lines: list[str], *, as_json: bool = True) -> tuple[int, list[str], str]:
    out, err = io.StringIO(), io.StringIO()
    status = replay(lines, as_json=as_json, out=out, err=err, settings=MoodSettings())
    return status, out.getvalue().splitlines(), err.getvalue()


def a_day() -> list[str]:
    return lines_of(
        looks(Emotion.HAPPY, start=0.0, seconds=40.0),
        looks(None, start=40.0, seconds=30.0),
        looks(Emotion.ANGRY, start=70.0, seconds=40.0, track=2),
    )


def test_each_change_of_the_settled_mood_is_a_line() -> None:
    status, out, err = replayed(a_day())

    changes = [json.loads(line) for line in out]
    assert [change["mood"] for change in changes] == ["unsure", "happy", "nobody", "angry"]
    assert all(set(c) == {"at", "mood", "valence", "arousal", "confidence", "why"} for c in changes)
    assert changes[1]["valence"] > 0.3 > changes[3]["valence"]
    assert (status, err) == (0, "")


def test_the_same_file_gives_the_same_answer() -> None:
    assert replayed(a_day()) == replayed(a_day())


def test_people_read_times_and_reasons() -> None:
    _, out, _ = replayed(a_day(), as_json=False)

    assert out[0].startswith("00:00:00.0  unsure")
    assert "nobody seen for" in out[2]


def test_a_line_that_is_no_glance_is_reported_with_its_number_and_left_out() -> None:
    lines = a_day()
    status, out, err = replayed([lines[0], "{broken\n", "\n", *lines[1:]])

    assert status == 1
    assert err.startswith("line 2: ")
    assert len(err.splitlines()) == 1
    assert out == replayed(lines)[1]


def test_a_room_that_can_no_longer_be_read_becomes_unsure() -> None:
    dark = [
        Glance(40.0 + i, (Face(1, (100.0, 100.0, 80.0, 80.0), 0.0, scores(Emotion.SAD), "dark"),))
        for i in range(1200)
    ]
    _, out, _ = replayed(lines_of(looks(Emotion.HAPPY, start=0.0, seconds=40.0), dark))

    last = json.loads(out[-1])
    assert last["mood"] == "unsure"
    assert last["why"] == "no mood is likely any more, not even happy"


async def recorded(path: Path, glances: list[Glance]) -> tuple[int, str]:
    async def seen() -> AsyncIterator[Glance]:
        for glance in glances:
            yield glance

    out = io.StringIO()
    return await record(seen(), path, out), out.getvalue()


async def test_a_recording_says_what_it_stores_and_can_be_replayed(tmp_path: Path) -> None:
    path = tmp_path / "evening.jsonl"
    glances = looks(Emotion.HAPPY, start=0.0, seconds=2.0)
    count, said = await recorded(path, glances)
    more, _ = await recorded(path, glances)

    assert count == more == len(glances)
    assert "No pictures" in said
    assert str(path) in said
    lines = path.read_text().splitlines()
    assert [from_line(line).at for line in lines] == [glance.at for glance in glances] * 2


async def test_a_recording_is_its_owners_alone_and_holds_no_key_points(tmp_path: Path) -> None:
    path = tmp_path / "evening.jsonl"
    eyes = {"left_eye": (1.0, 2.0)}
    face = Face(1, (0.0, 0.0, 9.0, 9.0), 1.0, scores(Emotion.SAD), key_points=eyes)
    await recorded(path, [Glance(0.0, (face,))])

    assert path.stat().st_mode & 0o077 == 0
    assert "left_eye" not in path.read_text()
