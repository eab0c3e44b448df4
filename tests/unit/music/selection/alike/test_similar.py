"""More songs like one."""

from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.selection.alike.similar import similar
from mien.music.song import Song


def like(first: Song, *others: Song, count: int = 5, leave_out: tuple[str, ...] = ()) -> list[str]:
    library = build_library((first, *others), shipped_genres())
    return [library.uris[row] for row in similar(library, 0, count, leave_out)]


JAZZ = Song("it", "It", "Ada", genres=("Jazz",), valence=0.2, arousal=-0.5, tempo=90.0)


def test_genre_counts_most_then_feeling_then_tempo() -> None:
    near = Song("near", "N", "B", genres=("Jazz",), valence=0.2, arousal=-0.5, tempo=91.0)
    quick = Song("quick", "Q", "C", genres=("Jazz",), valence=0.2, arousal=-0.5, tempo=150.0)
    bright = Song("bright", "R", "D", genres=("Jazz",), valence=0.9, arousal=0.8, tempo=90.0)
    rock = Song("rock", "K", "E", genres=("Rock",), valence=0.2, arousal=-0.5, tempo=90.0)

    assert like(JAZZ, rock, bright, quick, near) == ["near", "quick", "bright", "rock"]


def test_one_artist_does_not_fill_the_list() -> None:
    hers = tuple(
        Song(f"ada{i}", f"A{i}", "Ada", genres=("Jazz",), valence=0.2, arousal=-0.5) for i in range(6)
    )
    theirs = tuple(Song(f"ben{i}", f"B{i}", "Ben", genres=("Rock",)) for i in range(6))
    found = like(JAZZ, *hers, *theirs)

    assert sum(uri.startswith("ada") for uri in found) == 3, "two, and one more for want of other artists"
    assert found[2:4] == ["ben0", "ben1"]


def test_copies_of_the_song_and_what_is_to_be_left_out_are_not_among_them() -> None:
    copy = Song("copy", "It", "Ada", "Best of", genres=("Jazz",))
    others = tuple(Song(f"s{i}", f"S{i}", f"Band {i}", genres=("Jazz",)) for i in range(3))

    assert like(JAZZ, copy, *others, leave_out=("s1",)) == ["s0", "s2"]


def test_songs_of_unknown_kind_are_like_those_with_the_same_tag() -> None:
    odd = Song("odd", "O", "A", genres=("Oddcore",))
    found = like(odd, Song("pop", "P", "B", genres=("Pop",)), Song("odd2", "O2", "C", genres=("Oddcore",)))

    assert found == ["odd2", "pop"]


def test_a_library_of_one_song_has_none_like_it() -> None:
    assert like(JAZZ) == []
