"""`mien choose`: what would play, and why."""

import argparse
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.cli.choose import (
    ChooseError,
    Question,
    choose,
    choose_command,
    heard_of_file,
    library_of_file,
    moment_of,
)
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.song_file import BadLine, SongError, read_song, read_songs

SONGS = """\
{"uri": "calm.mp3", "title": "Calm", "artist": "Ada", "genres": ["Soft Acoustic"], "valence": -0.4}
{"uri": "loud.mp3", "genres": ["Metal"], "duration": 200, "energy": 0.9}
{"uri": "piano.mp3", "genres": ["Classical"], "arousal": -0.5, "tempo": 70, "explicit": false}"""
NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.fixture
def songs(tmp_path: Path) -> Path:
    path = tmp_path / "songs.jsonl"
    path.write_text(SONGS, encoding="utf-8")
    return path


def answer(songs: Path, question: Question, *, as_json: bool = True) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    library, _ = library_of_file(songs, err)
    return choose(question, library, as_json=as_json, out=out, err=err), out.getvalue(), err.getvalue()


def test_the_best_songs_come_one_a_line_with_their_reasons_in_words_and_numbers(songs: Path) -> None:
    status, out, err = answer(songs, Question(Emotion.SAD))
    lines = [json.loads(line) for line in out.splitlines()]

    assert status == 0
    assert "of a genre that suits the mood" in err
    assert [line["uri"] for line in lines] == ["calm.mp3", "piano.mp3", "loud.mp3"]
    assert set(lines[0]) == {"uri", "score", "reasons"}
    assert set(lines[0]["reasons"][0]) == {"criterion", "weight", "value", "phrase"}
    assert lines[0]["reasons"][0]["phrase"] == "soft acoustic for a sad mood"


def test_for_people_it_is_a_list_with_a_sentence_each(songs: Path) -> None:
    _, out, _ = answer(songs, Question(Emotion.SAD, top=1), as_json=False)

    assert out.startswith("  1. Ada - Calm")
    assert "Soft acoustic for a sad mood" in out


def test_the_hour_can_be_a_reason(songs: Path) -> None:
    _, out, _ = answer(songs, Question(Emotion.SAD, at=NIGHT, top=1))

    assert "good for late evening" in out


def test_what_was_given_up_is_said(songs: Path) -> None:
    _, out, err = answer(songs, Question(Emotion.SAD, heard=("calm.mp3", "piano.mp3"), top=1))

    assert "loud.mp3" in out
    assert "ignored, to find" in err


def test_a_ramp_is_in_the_order_of_its_way(songs: Path) -> None:
    status, out, _ = answer(songs, Question(Emotion.ANGRY, Policy.RAMP, top=3))

    assert status == 0
    assert json.loads(out.splitlines()[0])["uri"] == "loud.mp3"


def test_no_songs_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()

    assert answer(empty, Question(Emotion.SAD)) == (1, "", "mien choose: there is no song to choose from.\n")


def test_a_line_that_is_no_song_is_named_and_the_others_are_used(songs: Path) -> None:
    songs.write_text(f'{SONGS}\n{{"uri": 3}}\n\nnonsense\n', encoding="utf-8")
    err = io.StringIO()
    library, bad = library_of_file(songs, err)

    assert (len(library), bad) == (3, 2)
    assert "line 4: uri must be text" in err.getvalue()
    assert "line 6: isn't valid JSON" in err.getvalue()


def test_a_file_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(ChooseError, match=r"nowhere.jsonl cannot be read: No such file"):
        library_of_file(tmp_path / "nowhere.jsonl", io.StringIO())
    with pytest.raises(ChooseError, match="No such file"):
        heard_of_file(tmp_path / "nowhere")


def test_what_played_lately_is_a_list_of_uris_or_of_json(tmp_path: Path) -> None:
    recent = tmp_path / "recent"
    recent.write_text('a.mp3\n{"uri": "b.mp3"}\n\n 12 \n', encoding="utf-8")

    assert heard_of_file(recent) == ("a.mp3", "b.mp3", "12")


def test_a_time_is_iso_or_an_error() -> None:
    assert moment_of("2026-11-22T21:30").hour == 21
    with pytest.raises(ChooseError, match="isn't a time"):
        moment_of("tea time")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "isn't valid JSON"),
        ("[]", "isn't a JSON object"),
        ("{}", "uri"),
        ('{"uri": ""}', "uri"),
        ('{"uri": "a", "title": 3}', "title must be text"),
        ('{"uri": "a", "genres": "Pop"}', "genres must be a list"),
        ('{"uri": "a", "genres": [1]}', "genres must be a list"),
        ('{"uri": "a", "valence": 2}', "valence must be from -1 to 1, not 2"),
        ('{"uri": "a", "valence": NaN}', "valence must be a number"),
        ('{"uri": "a", "tempo": true}', "tempo must be a number"),
        ('{"uri": "a", "explicit": 1}', "explicit"),
        ('{"uri": "a", "duration": -1}', "duration"),
        ("[" * 100_000, "isn't valid JSON"),
    ],
)
def test_a_line_that_is_no_song_says_why(line: str, complaint: str) -> None:
    with pytest.raises(SongError, match=complaint):
        read_song(line)


def test_a_song_that_is_there_twice_counts_once() -> None:
    read = list(read_songs(['{"uri": "a"}', '{"uri": "a", "title": "again"}']))

    assert isinstance(read[1], BadLine)


@given(st.text())
def test_no_line_is_too_odd(line: str) -> None:
    assert len(list(read_songs([line]))) <= 1


def command(**asked: object) -> tuple[int, str, str]:
    nothing = dict.fromkeys(
        ("songs", "mpd", "emotion", "policy", "at", "company", "light", "recent", "top", "json")
    )
    out, err = io.StringIO(), io.StringIO()
    status = choose_command(argparse.Namespace(**{**nothing, **asked}), out, err)
    return status, out.getvalue(), err.getvalue()


def test_the_command_answers_for_a_file(songs: Path) -> None:
    status, out, err = command(songs=songs, emotion="sad", at="2026-11-22T23:30", company=1, top=1, json=True)

    assert (status, err) == (0, "")
    assert json.loads(out)["uri"] == "calm.mp3"


def test_a_line_that_is_no_song_makes_the_status_1_after_the_answer(songs: Path) -> None:
    songs.write_text(f"{SONGS}\n3\n", encoding="utf-8")
    status, out, _ = command(songs=songs, emotion="sad", top=1)

    assert status == 1
    assert "Calm" in out


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"emotion": "hapy"}, "--emotion must be one of angry, disgusted"),
        ({"emotion": "sad", "policy": "lft"}, "--policy must be one of match, lift, ramp, not 'lft'"),
        ({"emotion": "sad", "at": "soon"}, "isn't a time"),
        ({"emotion": "sad", "top": 0}, "--top must be 1 or more"),
        ({"emotion": "sad", "recent": "/nowhere"}, "/nowhere cannot be read"),
        ({"emotion": "sad", "songs": "/nowhere"}, "/nowhere cannot be read"),
        ({"emotion": "sad", "mpd": "/nowhere"}, "no MPD at /nowhere"),
        ({"emotion": "sad"}, "--songs FILE or --mpd WHERE"),
    ],
)
def test_a_mistake_is_one_clear_sentence(asked: dict[str, object], complaint: str) -> None:
    status, out, err = command(**asked)

    assert (status, out) == (1, "")
    assert complaint in err
    assert len(err.splitlines()) == 1
