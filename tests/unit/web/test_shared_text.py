"""What other apps share, as they write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.web.api.shared_text import LONGEST_SEARCH, is_stream, shared_text


@pytest.mark.parametrize(
    ("title", "text", "url", "search"),
    [
        ("Blue in Green", "", "https://example.com/watch?v=1", "Blue in Green"),
        (
            "Blue in Green by Miles Davis",
            "Listen! https://open.spotify.com/track/1",
            "",
            "Blue in Green Miles Davis",
        ),
        ("", "Blue in Green – Miles Davis https://example.com/x", "", "Blue in Green Miles Davis"),  # noqa: RUF001
        ("Blue in Green - YouTube", "https://youtu.be/1", "", "Blue in Green"),
        ("Blue in Green | Spotify", "", "", "Blue in Green"),
        ("Check out “Blue in Green” on SoundCloud", "", "", "Check out Blue in Green"),
        *(("", "https://example.com/", "", ""), ("", "", "", ""), ("a\x00b\u202e", "", "", "ab")),
    ],
)
def test_a_song_is_looked_for_by_its_words(title: str, text: str, url: str, search: str) -> None:
    found = shared_text(title, text, url)

    assert (found.search, found.stream) == (search, "")


@pytest.mark.parametrize(
    "link",
    [
        *("http://ice.example.com/radio.mp3", "https://example.com:8000/", "http://example.com/stream"),
        *("http://example.com/;stream.nsv", "HTTP://EXAMPLE.COM/A.OGG", "http://[2001:db8::1]:8000"),
    ],
)
def test_a_stream_is_told_by_its_looks(link: str) -> None:
    assert shared_text("Radio", f"Hear {link}", "").stream == link


@pytest.mark.parametrize(
    "link",
    [
        *(
            "https://example.com/",
            "https://example.com/song",
            "ftp://example.com/a.mp3",
            "file:///a.mp3",
            "a.mp3",
        ),
        *(
            "javascript:alert(1)//a.mp3",
            "http://:80/a.mp3",
            "http://example.com:99999/a.mp3",
            "http://[/a.mp3",
        ),
        *("http://example.com/a.mp3\nclear", "http://example.com:80/", "http:///a.mp3", ""),
    ],
)
def test_what_is_no_stream_is_none(link: str) -> None:
    assert not is_stream(link)


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_whatever_is_shared_is_short_words_or_one_address(title: str, text: str, url: str) -> None:
    found = shared_text(title, text, url)

    assert len(found.search) <= LONGEST_SEARCH
    assert found.search.isprintable()
    assert not (found.search and found.stream)
    assert not found.stream or is_stream(found.stream)
