"""A small synthesised music library: four pieces in each of fourteen genres, as tagged WAV files."""

import functools
import struct
import wave
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RATE = 22_050
PIECES_PER_GENRE = 4
_CYCLE = 4096
"""Samples of one stored period of a voice."""
Wave: TypeAlias = NDArray[np.float64]

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_FIRSTS = (
    "Paper",
    "Golden",
    "Quiet",
    "Broken",
    "Electric",
    "Northern",
    "Velvet",
    "Hollow",
    "Little",
    "Distant",
)
_SECONDS = ("Lanterns", "Rivers", "Mornings", "Engines", "Gardens", "Letters", "Harbours", "Mirrors", "Foxes")
_ARTISTS = (
    *("The Tin Sparrows", "Mara Holm", "Night Ferry", "Odd Numbers", "Ilse & Co", "Low Tide Club"),
    *("Anders Vale", "Polly Quill", "The Late Buses", "Sura Bay", "Kite & Kettle"),
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a genre sounds."""

    genre: str
    """As in the files' tags."""

    tempo: float
    """Beats per minute."""

    scale: tuple[int, ...]
    """Semitones above the root."""

    harmonics: int
    """Of the lead voice."""

    drums: float
    """Loudness, 0..1."""

    drive: float = 0.0
    """Distortion, 0..1."""


STYLES = (
    Style("Pop", 118, _MAJOR, 5, 0.6),
    Style("Dance", 126, _MAJOR, 6, 0.9, 0.1),
    Style("Electronic", 124, _MINOR, 8, 0.8, 0.2),
    Style("Funk", 108, _MAJOR, 7, 0.8, 0.1),
    Style("Soul", 92, _MAJOR, 4, 0.4),
    Style("Acoustic", 84, _MAJOR, 4, 0.0),
    Style("Classical", 72, _MINOR, 3, 0.0),
    Style("Ballad", 66, _MINOR, 3, 0.2),
    Style("Rock", 132, _MINOR, 9, 0.9, 0.6),
    Style("Metal", 160, _MINOR, 12, 1.0, 0.9),
    Style("Punk", 172, _MAJOR, 10, 1.0, 0.8),
    Style("Lo-Fi", 78, _MINOR, 3, 0.4),
    Style("Jazz", 104, _MAJOR, 4, 0.3),
    Style("Ambient", 56, _MAJOR, 2, 0.0),
)


@dataclass(frozen=True, slots=True)
class DemoPiece:
    """One piece of the library."""

    style: Style
    """Its style."""

    number: int
    """Its number within its genre, from 0."""

    title: str
    """Its name."""

    artist: str
    """Its invented artist."""

    album: str
    """Its invented album."""

    def write(self, folder: Path, seconds: float) -> None:
        """Write it to `folder`, `seconds` long."""
        tags = {"TIT2": self.title, "TPE1": self.artist, "TALB": self.album, "TCON": self.style.genre}
        name = f"{self.style.genre}/{self.number + 1} {self.title}.wav".lower().replace(" ", "-")
        _write_wave(folder / name, _samples(self.style, self.number, seconds), tags)


def pieces(styles: Sequence[Style] = STYLES) -> tuple[DemoPiece, ...]:
    """Return every piece of `styles`."""
    numbered = [(style, number) for style in styles for number in range(PIECES_PER_GENRE)]
    return tuple(
        DemoPiece(
            style,
            number,
            title=f"{_FIRSTS[index % len(_FIRSTS)]} {_SECONDS[index % len(_SECONDS)]}",
            artist=_ARTISTS[(index * 3) % len(_ARTISTS)],
            album=f"{style.genre} for {_SECONDS[(index + 3) % len(_SECONDS)]}",
        )
        for index, (style, number) in enumerate(numbered)
    )


def write_songs(folder: Path, seconds: float = 8.0, styles: Sequence[Style] = STYLES) -> int:
    """Write every piece of `styles` to `folder`, each `seconds` long; return how many were written."""
    wanted = pieces(styles)
    for piece in wanted:
        piece.write(folder, seconds)
    return len(wanted)


def _samples(style: Style, number: int, seconds: float) -> Wave:
    """Return samples -1..1: chords, a melody and drums, faded in and out."""
    rng = np.random.default_rng(zlib.crc32(f"{style.genre} {number}".encode()))
    beat = 60.0 / style.tempo
    sound = np.zeros(int(seconds * RATE))
    root = 45 + int(rng.integers(0, 8))
    progression = rng.permutation([0, 3, 4, 5])
    step = int(rng.integers(0, 7))
    for index in range(int(seconds / beat)):
        chord = int(progression[index // 4 % 4])
        if index % 4 == 0:
            for third in (0, 2, 4):
                _mix(
                    sound,
                    index * beat,
                    0.16 * _note(4 * beat, _pitch(style, root, chord + third), style.harmonics),
                )
        step = max(0, min(13, step + int(rng.integers(-2, 3))))
        _mix(sound, index * beat, 0.22 * _note(beat, _pitch(style, root + 12, chord + step), style.harmonics))
        _mix(sound, index * beat, 0.7 * style.drums * _drum(index, rng))
    driven = np.tanh(sound * (1.0 + 6.0 * style.drive)) * 0.6
    fade = np.minimum(1.0, np.arange(len(driven)) / (0.05 * RATE))
    return np.asarray(driven * fade * fade[::-1])


def _pitch(style: Style, root: int, degree: int) -> float:
    """Return the frequency (Hz) of a degree of the style's scale above MIDI note `root`."""
    octave, place = divmod(degree, len(style.scale))
    return float(440.0 * 2.0 ** ((root + 12 * octave + style.scale[place] - 69) / 12.0))


def _note(length: float, pitch: float, harmonics: int) -> Wave:
    """Return one plucked note of `length` seconds."""
    time = np.arange(int(length * RATE)) / RATE
    voice = _cycle(harmonics)[(pitch * _CYCLE * time).astype(np.int32) % _CYCLE]
    return np.asarray(voice * np.exp(-2.5 * time / length) * np.minimum(1.0, time / 0.01))


@functools.cache
def _cycle(harmonics: int) -> Wave:
    """Return one period of a voice. Looking it up is eight times faster than adding sines for each note."""
    turn = 2 * np.pi * np.arange(_CYCLE) / _CYCLE
    return np.asarray(sum(np.sin(h * turn) / h**1.5 for h in range(1, harmonics + 1)))


def _mix(sound: Wave, start: float, voice: Wave) -> None:
    """Add `voice` to `sound` from `start` seconds on, in place; what goes past the end is cut off."""
    room = sound[int(start * RATE) :]
    room[: len(voice)] += voice[: len(room)]


def _drum(index: int, rng: np.random.Generator) -> Wave:
    """Return a kick on even beats and a snare on odd ones."""
    time = np.arange(int(0.15 * RATE)) / RATE
    if index % 2:
        return np.asarray(rng.standard_normal(len(time)) * np.exp(-40 * time) * 0.4)
    return np.asarray(np.sin(2 * np.pi * 55.0 * time) * np.exp(-25 * time))


def _write_wave(file: Path, samples: Wave, tags: dict[str, str]) -> None:
    """Write 16-bit mono WAV with an ID3 chunk at its end, where MPD looks for it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((samples * 32_000).astype("<i2").tobytes())
    plain = file.read_bytes()
    id3 = _id3(tags)
    chunk = b"id3 " + struct.pack("<I", len(id3)) + id3 + b"\0" * (len(id3) % 2)
    file.write_bytes(b"RIFF" + struct.pack("<I", len(plain) - 8 + len(chunk)) + plain[8:] + chunk)


def _id3(tags: dict[str, str]) -> bytes:
    """Return an ID3v2.4 tag (id3.org, 2000): text frames in UTF-8, sizes with seven bits a byte."""
    frames = b"".join(
        name.encode() + _seven_bit(len(text.encode()) + 1) + b"\0\0\x03" + text.encode()
        for name, text in tags.items()
    )
    return b"ID3\x04\0\0" + _seven_bit(len(frames)) + frames


def _seven_bit(size: int) -> bytes:
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
