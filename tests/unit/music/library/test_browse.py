"""Going through a library by artist, album, genre and folder."""

from collections.abc import Iterable

from mien.music.library.browse import (
    AlbumKey,
    FolderEntry,
    GenreEntry,
    albums,
    artists,
    folders,
    genres,
    songs_by_artist,
    songs_in_folder,
    songs_of_genre,
    songs_on_album,
    songs_recently_added,
)
from mien.music.library.genres import shipped_genres
from mien.music.library.library import build_library
from mien.music.song import Song

LIBRARY = build_library(
    (
        Song("rock/q/1.mp3", "One", "Queen", "Hits", ("Rock",), album_artist="Queen"),
        Song("rock/q/2.mp3", "Two", "Queen feat. Bowie", "Hits", ("Rock", "Oddcore"), album_artist="Queen"),
        Song("rock/abba/1.mp3", "Three", "ABBA", "Hits", ("pop",)),
        Song("loose.mp3", "Four", "Élan", "", ("Pop",)),
        Song("rock/nobody.mp3", "Five"),
    ),
    shipped_genres(),
)
NOTHING = build_library((), shipped_genres())


def uris(rows: Iterable[int]) -> list[str]:
    return [LIBRARY.uris[row] for row in rows]


def test_artists_are_listed_by_name_with_their_guests_songs_among_theirs() -> None:
    assert [(entry.name, entry.songs, entry.albums) for entry in artists(LIBRARY)] == [
        ("ABBA", 1, 1),
        ("Élan", 1, 0),
        ("Queen", 2, 1),
    ]


def test_albums_of_one_title_are_told_apart_by_artist_or_folder() -> None:
    assert [(entry.key, entry.artist, entry.songs, entry.uri) for entry in albums(LIBRARY)] == [
        (AlbumKey("Hits", "", "rock/abba"), "ABBA", 1, "rock/abba/1.mp3"),
        (AlbumKey("Hits", "Queen", ""), "Queen", 2, "rock/q/1.mp3"),
    ]


def test_albums_of_one_artist_are_those_that_have_a_song_of_theirs() -> None:
    assert [entry.artist for entry in albums(LIBRARY, "queen")] == ["Queen"]
    assert albums(LIBRARY, "nobody of that name") == ()


def test_genres_are_listed_as_people_wrote_them_the_most_frequent_first() -> None:
    assert genres(LIBRARY) == (
        GenreEntry("Rock", 2, is_known=True),
        GenreEntry("Oddcore", 1, is_known=False),
        GenreEntry("pop", 1, is_known=True),
        GenreEntry("Pop", 1, is_known=True),
    )


def test_folders_are_those_directly_within_one() -> None:
    assert folders(LIBRARY) == (FolderEntry("rock", 4),)
    assert folders(LIBRARY, "rock") == (FolderEntry("abba", 1), FolderEntry("q", 2))
    assert folders(LIBRARY, "roc") == ()


def test_songs_are_found_by_artist_album_genre_and_folder() -> None:
    assert uris(songs_by_artist(LIBRARY, "Queen")) == ["rock/q/1.mp3", "rock/q/2.mp3"]
    assert uris(songs_on_album(LIBRARY, AlbumKey("Hits", "Queen"))) == ["rock/q/1.mp3", "rock/q/2.mp3"]
    assert uris(songs_of_genre(LIBRARY, "POP")) == ["rock/abba/1.mp3", "loose.mp3"]
    assert uris(songs_in_folder(LIBRARY)) == ["loose.mp3"]
    assert uris(songs_in_folder(LIBRARY, "rock")) == ["rock/nobody.mp3"]


def test_what_the_library_does_not_have_is_nothing_and_no_error() -> None:
    assert uris(songs_by_artist(LIBRARY, "x")) == []
    assert uris(songs_on_album(LIBRARY, AlbumKey("x"))) == []
    assert uris(songs_on_album(LIBRARY, AlbumKey(""))) == []
    assert uris(songs_of_genre(LIBRARY, "x")) == []
    assert not any((artists(NOTHING), albums(NOTHING), genres(NOTHING), folders(NOTHING)))
    assert list(songs_of_genre(NOTHING, "x")) == []


def test_an_album_plays_disc_by_disc_in_order_and_what_has_no_number_comes_last() -> None:
    library = build_library(
        (
            Song("x", "X", "A", "Set"),
            Song("b2", "B2", "A", "Set", track=2, disc=2),
            Song("a2", "A2", "A", "Set", track=2, disc=1),
            Song("a10", "A10", "A", "Set", track=10, disc=1),
            Song("b1", "B1", "A", "Set", track=1, disc=2),
        ),
        shipped_genres(),
    )
    in_order = ["a2", "a10", "b1", "b2", "x"]

    assert [library.uris[row] for row in songs_on_album(library, AlbumKey("Set", "", ""))] == in_order
    assert [library.uris[row] for row in songs_by_artist(library, "a")] == in_order
    assert [library.song(row).disc for row in range(5)] == [0, 2, 1, 1, 2]


def test_the_songs_that_came_last_are_listed_first_and_those_of_unknown_age_not_at_all() -> None:
    ages = (("old", 1e9), ("unknown", 0.0), ("new", 1.9e9), ("newer", 1.9e9 + 1))
    library = build_library((Song(uri, added=added) for uri, added in ages), shipped_genres())

    recent = songs_recently_added(library, 10)
    assert [library.uris[row] for row in recent] == ["newer", "new", "old"]
    assert len(songs_recently_added(library, 2)) == 2
    assert songs_recently_added(NOTHING, 2).tolist() == []
