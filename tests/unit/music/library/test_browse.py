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
