"""What untagged songs sound like, written at a real MPD."""

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.conftest import start_mpd
from contract.player.wav_files import write_wav
from fakes.silent_songs import write_song
from mien.cli.analyse import AnalyseOptions, analyse_library
from mien.music.audio.decode import DecodeError, samples_of
from mien.music.audio.features import RATE
from mien.music.dj.library_sync import LibrarySync
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library
from mien.music.player.mpd import MpdPlayer
from mien.music.player.private_mpd import PrivateMpd
from mien.music.song import Song

PLAIN = AnalyseOptions()


@pytest.fixture
def mpd(tmp_path: Path) -> Iterator[PrivateMpd]:
    made = PrivateMpd(tmp_path, tmp_path / "music")
    write_wav(made.music / "loud.wav", loud=0.5)
    write_wav(made.music / "quiet.wav", loud=0.004)
    write_wav(made.music / "short.wav", loud=0.5, seconds=1.0)
    write_song(made.music, Song("tagged.mp3", moods=("Peaceful",)))
    process = start_mpd(made)
    yield made
    made.stop(process)


async def library_of(mpd: PrivateMpd) -> Library:
    player = await MpdPlayer.connected(str(mpd.socket))
    sync = LibrarySync(player, shipped_genres())
    await sync.read(is_changed=False)
    await player.close()
    return sync.library


def test_a_library_is_analysed_once_and_the_speaker_knows(mpd: PrivateMpd) -> None:
    out, err, again = io.StringIO(), io.StringIO(), io.StringIO()
    status = analyse_library(str(mpd.socket), None, PLAIN, out, err)
    analyse_library(str(mpd.socket), None, PLAIN, again, io.StringIO())
    library = asyncio.run(library_of(mpd))
    songs = {song.uri: song for song in library.songs()}

    assert status == 1
    assert "short.wav: too short or silent" in err.getvalue()
    assert "3 songs analysed, 1 could not be." in out.getvalue()
    assert "0 songs analysed, 0 could not be." in again.getvalue()
    assert (songs["loud.wav"].arousal or 0) > (songs["quiet.wav"].arousal or 0) + 0.3
    assert songs["tagged.mp3"].valence == pytest.approx(0.45)
    assert songs["tagged.mp3"].arousal == pytest.approx(-0.65)


def test_without_mpd_it_is_one_clear_sentence(tmp_path: Path) -> None:
    err = io.StringIO()

    assert analyse_library(str(tmp_path / "nobody"), None, PLAIN, io.StringIO(), err) == 1
    assert err.getvalue().startswith("mien library analyse: no MPD at")


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000])
def test_samples_come_at_one_rate_whatever_the_file_has(tmp_path: Path, rate: int) -> None:
    write_wav(tmp_path / "a.wav", loud=0.3, rate=rate, seconds=3.0)

    assert len(samples_of(tmp_path / "a.wav")) == pytest.approx(3 * RATE, rel=0.01)


def test_only_the_middle_of_a_long_file_is_read(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", loud=0.3, rate=8_000, seconds=200.0)

    assert len(samples_of(tmp_path / "a.wav")) == pytest.approx(120 * RATE, rel=0.01)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no music at all" * 100], ids=["empty", "cut", "text"])
def test_a_file_that_is_no_music_is_an_error_with_its_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)

    with pytest.raises(DecodeError, match=r"a\.wav"):
        samples_of(tmp_path / "a.wav")
