"""Internet radio: stations by genre."""

import pytest

from mien.music.library.genres import shipped_genres
from mien.music.library.stations import StationsError, is_endless, read_stations, without_login
from mien.music.song import Song

GENRES = shipped_genres()


def test_a_station_is_a_song_without_an_end() -> None:
    text = '[[station]]\nname="Piano"\nuri="https://radio.example/a.mp3"\ngenres=["classical"]\nvalence=0.2'
    (station,) = read_stations(text, GENRES)

    assert station == Song("https://radio.example/a.mp3", "Piano", genres=("classical",), valence=0.2)
    assert is_endless(station.uri)
    assert not is_endless("folder/song.mp3")


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("http://user:pw@radio.example:80/a", "http://radio.example:80/a"),
        ("rtsp://user@radio.example", "rtsp://radio.example"),
        ("https://user:p@ss@radio.example/a@b?c=d@e", "https://radio.example/a@b?c=d@e"),
        ("https://radio.example/a@b", "https://radio.example/a@b"),
        ("https://radio.example?a@b", "https://radio.example?a@b"),
        (
            "Failed to decode 'rtsp://u:p@h/x'; no route to u@h",
            "Failed to decode 'rtsp://h/x'; no route to u@h",
        ),
        ("folder/a@b.mp3", "folder/a@b.mp3"),
    ],
)
def test_an_address_is_known_by_what_follows_its_login(text: str, without: str) -> None:
    assert without_login(text) == without


def test_no_stations_are_no_mistake() -> None:
    assert read_stations("", GENRES) == ()


def test_all_mistakes_are_named_at_once() -> None:
    text = """
[[station]]
name = "A"
uri = "file:///etc/passwd"
genres = ["jaz"]
arousal = 3
mood = "sad"
[[station]]
uri = "http://x y"
[other]
"""
    with pytest.raises(StationsError) as mistakes:
        read_stations(text, GENRES)

    assert mistakes.value.problems == (
        "line 4: uri must be an address that begins with http://, https://, rtsp://, mms://",
        "line 5: 'jaz' isn't in the table of genres; did you mean 'jazz'?",
        "line 6: arousal must be a number from -1 to 1, not 3",
        "line 7: unknown key mood",
        "line 8: it needs a name",
        "line 8: it needs genres, at least one",
        "line 9: uri must be an address that begins with http://, https://, rtsp://, mms://",
        "line 10: unknown key other; only [[station]] is known",
    )


@pytest.mark.parametrize("text", ["[[station", "station = 3", "station = [3]"])
def test_what_is_no_list_of_stations_is_refused(text: str) -> None:
    with pytest.raises(StationsError):
        read_stations(text, GENRES)
