"""What people write in a Genre tag, put in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.library.genres import GenreTableError, read_genres, shipped_genres

GENRES = shipped_genres()


@pytest.mark.parametrize(
    ("tag", "families"),
    [
        ("Lo-Fi Hip Hop", ("lo-fi",)),
        ("lofi hiphop", ("lo-fi",)),
        ("LO FI", ("lo-fi",)),
        ("Trip-Hop/Downtempo", ("trip-hop", "downtempo")),
        ("rock; pop", ("rock", "pop")),
        ("Rock/Pop", ("rock", "pop")),
        ("Singer/Songwriter", ("folk",)),
        ("Folk/Rock", ("folk", "rock")),
        ("Folk Rock", ("folk",)),
        ("R&B", ("rnb",)),
        ("Drum & Bass", ("drum-and-bass",)),
        ("drum'n'bass", ("drum-and-bass",)),
        ("Rock 'n' Roll", ("rock-and-roll",)),
        ("Norwegian Black Metal", ("metal",)),
        ("Vocal Jazz, Jazz", ("jazz",)),
        ("Hörspiel", ("spoken",)),
        ("Children\u2019s Music", ("kids",)),
        ("Bossa Nova", ("jazz",)),
        ("Vogonpoesie", ()),
        ("", ()),
        ("///", ()),
        ("日本語", ()),
    ],
)
def test_a_tag_belongs_to_its_families(tag: str, families: tuple[str, ...]) -> None:
    assert GENRES.families(tag) == families


@given(st.text(max_size=2000))
def test_no_tag_is_too_odd_to_be_read(tag: str) -> None:
    assert set(GENRES.families(tag)) <= set(GENRES.places)


@given(st.sampled_from(sorted(GENRES.places)), st.sampled_from([str.upper, str.title, str.casefold]))
def test_the_word_of_a_family_names_it_in_any_case(family: str, written: object) -> None:
    assert callable(written)
    assert GENRES.families(written(family)) == (family,)


def test_a_hundred_thousand_characters_take_no_time() -> None:
    assert GENRES.families("jazz " * 20_000) == ("jazz",)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("[a]\nplace=[0,0]\nnames=['x']\n[b]\nplace=[0,0]\nnames=['X']", "'X' is both a and b"),
        ("[a]\nnames=['x']", "a needs a place"),
        ("[a]\nplace=[0,3]", "outside"),
        ("[a", "Expected"),
    ],
)
def test_a_table_that_does_not_hold_together_is_refused(table: str, complaint: str) -> None:
    with pytest.raises(GenreTableError, match=complaint):
        read_genres(table)
