"""Reading music files: every format that MPD reads, and files that are none."""

import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from mien.music.audio import decode
from mien.music.audio.decode import LONGEST, DecodeError, samples_of
from mien.music.audio.features import RATE

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg isn't installed")
pytestmark = needs_ffmpeg

CODECS = {
    "mp3": ("-c:a", "libmp3lame"),
    "flac": ("-c:a", "flac"),
    "ogg": ("-c:a", "libvorbis"),
    "opus": ("-c:a", "libopus", "-ar", "48000"),
    "m4a": ("-c:a", "aac"),
    "wav": ("-c:a", "pcm_s24le"),
}


def tone(path: Path, seconds: float, *, rate: int = 44_100) -> Path:
    """Write a tone of 440 Hz, in stereo, the right channel silent."""
    left = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)
    both = np.stack([left, np.zeros(len(left))], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((both * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.parametrize("kind", CODECS)
def test_every_format_is_read_as_one_channel(tmp_path: Path, kind: str) -> None:
    source, song = tone(tmp_path / "source.wav", 3), tmp_path / f"song.{kind}"
    subprocess.run(["ffmpeg", "-v", "error", "-i", source, *CODECS[kind], song], check=True)

    samples = samples_of(song)

    strongest = np.argmax(np.abs(np.fft.rfft(samples[: 2 * RATE]))) / 2
    assert len(samples) == pytest.approx(3 * RATE, abs=0.1 * RATE)
    assert strongest == pytest.approx(440, abs=1)
    assert np.abs(samples).max() == pytest.approx(0.25, abs=0.1)


def test_of_a_long_song_the_middle_is_heard(tmp_path: Path) -> None:
    song = tone(tmp_path / "long.wav", LONGEST + 20, rate=8000)

    assert len(samples_of(song)) == pytest.approx(LONGEST * RATE, abs=RATE)


@pytest.mark.parametrize(
    "content", [b"", b"no music at all", b"RIFF\xff\xff\xff\xffWAVEfmt ", bytes(range(256)) * 64]
)
def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.mp3").write_bytes(content)

    with pytest.raises(DecodeError, match=r"broken\.mp3"):
        samples_of(tmp_path / "broken.mp3")


def test_a_file_cannot_make_it_open_another_over_the_network(tmp_path: Path) -> None:
    """A playlist that calls itself music names an address; nothing listens there, and nobody asks."""
    (tmp_path / "song.mp3").write_text(
        "#EXTM3U\n#EXTINF:3,\nhttp://127.0.0.1:9/secret.mp3\n", encoding="ascii"
    )

    with pytest.raises(DecodeError) as refused:
        samples_of(tmp_path / "song.mp3")

    assert "Connection refused" not in str(refused.value)


def test_a_name_is_never_an_option_or_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tone(tmp_path / "-i http:%x.wav", 6)

    assert len(samples_of(Path("-i http:%x.wav"))) == pytest.approx(6 * RATE, abs=10)


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "_PATIENCE", 0.01)
    song = tone(tmp_path / "slow.wav", 60)

    with pytest.raises(DecodeError, match="took over"):
        samples_of(song)


def test_without_ffmpeg_the_reason_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DecodeError, match="ffmpeg isn't installed"):
        samples_of(tone(tmp_path / "song.wav", 6))
