"""What takes the music out, and an ear without the library for that."""

import pytest

from mien.ear.echo import speex
from mien.ear.echo.own_music import own_music_in


def test_without_the_library_the_ear_says_what_to_install_and_is_deaf_while_music_plays(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(speex, "_LIBRARY", "libthere-is-none.so")
    speex._speexdsp.cache_clear()

    assert own_music_in("/run/mpd/music.pcm") is None
    assert "install libspeexdsp1" in caplog.text
    assert "deaf while music plays" in caplog.text


def test_without_a_pipe_nothing_is_taken_out() -> None:
    assert own_music_in("") is None
