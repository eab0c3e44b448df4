"""The sticker that keeps what a song sounds like."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.audio.sound import EMBEDDING_SIZE, KEYS, Sound, read_sound
from mien.music.song import Song


def embedding(seed: int = 1) -> bytes:
    vector = np.random.default_rng(seed).normal(size=EMBEDDING_SIZE)
    return np.rint(127 * vector / np.linalg.norm(vector)).astype(np.int8).tobytes()


FULL = Sound(
    by="ear 1",
    valence=0.25,
    arousal=-0.5,
    energy=0.4,
    brightness=0.3,
    tempo=92.5,
    loudness=-17.25,
    danceability=0.6,
    vocal=0.9,
    genre="jazz",
    genre_share=0.7,
    key="A minor",
    moods=("mellow", "late night"),
    embedding=embedding(),
    file=1_700_000_000.0,
)


def test_a_sticker_reads_back_as_it_was_written() -> None:
    assert read_sound(FULL.note()) == FULL


def test_what_was_not_measured_is_left_out_and_reads_as_unknown() -> None:
    assert json.loads(Sound("audio 1", valence=0.5).note()) == {"by": "audio 1", "valence": 0.5}
    assert read_sound(Sound("audio 1").note()) == Sound("audio 1")


def test_a_sticker_of_an_earlier_release_still_reads() -> None:
    old = (
        '{"by": "audio 1", "valence": 0.1, "arousal": -0.2, "energy": 0.3, "brightness": 0.4, "tempo": 120.5}'
    )

    assert read_sound(old) == Sound("audio 1", 0.1, -0.2, 0.3, 0.4, 120.5)


def test_a_full_sticker_fits_into_a_line_of_mpd() -> None:
    long = Sound(**{**{name: getattr(FULL, name) for name in FULL.__slots__}, "moods": ("m" * 40,) * 8})

    assert len(long.note()) < 1000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("genre", "no such genre"),
        ("genre", ["jazz"]),
        ("genre_share", 1.5),
        ("danceability", -0.1),
        ("vocal", True),
        ("tempo", float("nan")),
        ("tempo", 10**400),
        ("key", "H minor"),
        ("key", ["A minor"]),
        ("file", "yesterday"),
        ("embedding", "AAAA"),
        ("embedding", 64),
        ("embedding", base64.b64encode(bytes(EMBEDDING_SIZE)).decode()),
        ("embedding", base64.b64encode(b"\x7f" * EMBEDDING_SIZE).decode()),
        ("embedding", "!" * 88),
        ("embedding", "\N{LATIN SMALL LETTER E WITH ACUTE}" * 88),
    ],
)
def test_what_others_wrote_wrongly_counts_as_unknown(name: str, value: object) -> None:
    sound = read_sound(json.dumps({"by": "somebody", name: value}))

    assert sound is not None
    assert getattr(sound, name) is None


def test_only_short_printable_mood_tags_are_taken() -> None:
    sound = read_sound(json.dumps({"by": "x", "moods": ["calm", "", 5, "a\nb", "m" * 41, *["sad"] * 20]}))

    assert sound is not None
    assert sound.moods == ("calm", *["sad"] * 7)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x, max_size=3)))
def test_no_sticker_makes_the_reader_stumble(value: Any) -> None:
    for name in FULL.__slots__:
        read_sound(json.dumps({"by": "x", name: value}))


def test_a_songs_own_measures_win() -> None:
    song = FULL.of(Song("a.mp3", valence=-1.0))

    assert (song.valence, song.arousal, song.tempo) == (-1.0, -0.5, 92.5)


def test_there_are_24_keys() -> None:
    assert len(set(KEYS)) == 24
