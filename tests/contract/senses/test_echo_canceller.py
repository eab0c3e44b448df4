"""The music is taken out of what is heard, by the real library, and MPD itself gives it."""

import socket
import time
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mien.ear.echo.echo_canceller import Cleaned, EchoCanceller
from mien.ear.echo.music_pipe import MusicPipe
from mien.ear.echo.own_music import OwnMusic, own_music_in
from mien.ear.echo.speex import SpeexCanceller
from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.segmenter import MOST_ECHO, Segmenter, Stretch
from mien.music.player.private_mpd import PrivateMpd
from unit.ear.echo.delayed import behind, noise
from unit.ear.sounds import is_loud, silence, speech

SONG = 20
_ENDS = ("OK\n", "ACK")


def song() -> Samples:
    """Return a tune: noise of changing loudness and colour."""
    sound = noise(SONG).astype(float)
    swell = np.interp(
        np.arange(len(sound)) / RATE * 4, np.arange(SONG * 4 + 1), np.arange(SONG * 4 + 1) % 3 + 1
    )
    return np.asarray(np.convolve(sound * swell / 3, np.ones(3) / 3, "same"), np.int16)


def room(music: Samples) -> Samples:
    """Return `music` as a microphone hears it: late, from walls, by another clock."""
    rng = np.random.default_rng(3)
    wall = rng.normal(0, 1, 1200) * np.exp(-np.arange(1200) / 250) * 0.15
    wall[0] = 1.0
    return np.asarray(np.convolve(behind(music, 3000, 30e-6), wall)[: len(music)] * 0.4, np.int16)


def cleaned(heard: Samples, played: Samples) -> list[Cleaned]:
    canceller = EchoCanceller(SpeexCanceller())
    starts = range(0, len(heard), BLOCK)
    blocks = [canceller.clean(heard[s : s + BLOCK], played[s : s + BLOCK]) for s in starts]
    return [block for block in blocks if block is not None]


def stretches(blocks: list[Cleaned]) -> list[Stretch]:
    segmenter = Segmenter(is_loud)
    return [one for block in blocks for one in segmenter.heard(block.sound, block.echo)]


def test_the_canceller_takes_nine_tenths_and_more_of_the_music_away() -> None:
    music = song()
    heard = room(music)
    left = np.concatenate([block.sound for block in cleaned(heard, music)[-60:]]).astype(float)

    assert np.mean(left**2) < 0.03 * np.mean(heard[-60 * BLOCK :].astype(float) ** 2)


def test_music_alone_is_no_voice_even_to_a_detector_that_takes_all_sound_for_one() -> None:
    music = song()

    assert stretches(cleaned(room(music), music)) == []


def test_a_voice_over_the_music_is_heard_with_little_of_it_left() -> None:
    music = song()
    voice = np.concatenate([silence(SONG - 6), speech(3), silence(3)]) // 2
    found = stretches(cleaned((room(music) + voice).astype(np.int16), music))

    assert sum(len(one.sound) for one in found) / RATE > 2.0
    assert all(0.0 < one.echo <= MOST_ECHO for one in found)


@pytest.fixture
def playing(tmp_path: Path) -> Iterator[Path]:
    """Give the pipe of an MPD that plays a song over and over."""
    pipe, music = tmp_path / "music.pcm", tmp_path / "music"
    music.mkdir()
    with wave.open(str(music / "song.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(song().tobytes())
    settings = {"type": "fifo", "name": "Ear", "path": pipe, "format": "16000:16:1", "mixer_type": "none"}
    output = "".join(f'{key} "{value}"\n' for key, value in settings.items())
    mpd = PrivateMpd(tmp_path / "mpd", music, extra=f"audio_output {{\n{output}}}")
    process = mpd.start()
    try:
        _say(mpd.socket, "update", "repeat 1")
        _say(mpd.socket, "add song.wav", "play")
        yield pipe
    finally:
        mpd.stop(process)


def _say(at: Path, *commands: str) -> None:
    """Send commands until MPD accepts all of them: it scans its folder meanwhile."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with socket.socket(socket.AF_UNIX) as mpd:
                mpd.settimeout(5)
                mpd.connect(str(at))
                lines = mpd.makefile("rw")
                lines.readline()
                lines.write("command_list_begin\n" + "\n".join(commands) + "\ncommand_list_end\n")
                lines.flush()
                if next(line for line in iter(lines.readline, "") if line[:3] in _ENDS)[:2] == "OK":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"MPD never accepted {commands}")


def _taken(pipe: MusicPipe, seconds: float) -> Samples:
    parts, deadline = [silence(0)], time.monotonic() + 20
    while sum(map(len, parts)) < seconds * RATE and time.monotonic() < deadline:
        parts.append(pipe.take())
        time.sleep(0.05)
    return np.concatenate(parts)


def test_mpd_writes_what_it_plays_into_the_pipe(playing: Path) -> None:
    pipe = MusicPipe(playing)
    taken = _taken(pipe, 3).astype(float)[: 3 * RATE]
    pipe.close()
    whole = np.tile(song().astype(float), 2)
    alike = np.fft.irfft(np.fft.rfft(whole) * np.conj(np.fft.rfft(taken, len(whole))))

    assert alike.max() > 0.99 * np.sqrt(np.sum(taken**2) ** 2)


def test_a_pipe_that_is_not_there_gives_nothing_and_is_found_once_it_is(tmp_path: Path) -> None:
    pipe = MusicPipe(tmp_path / "none")

    assert len(pipe.take()) == 0
    pipe.close()
    pipe.close()


def test_what_is_no_pipe_is_never_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"secret" * 100)
    pipe = MusicPipe(file)

    assert not any(len(pipe.take()) for _ in range(3))


def test_without_a_pipe_in_the_settings_no_music_is_taken_out() -> None:
    assert own_music_in("") is None
    assert isinstance(own_music_in("/nowhere/music.pcm"), OwnMusic)


def test_own_music_asks_for_the_reference_and_lets_it_go(playing: Path) -> None:
    music = own_music_in(str(playing))
    assert music is not None

    assert music.clean(silence(0.1)) is None
    music.close()
