"""Key, mode and intervals of a song, from its tones. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.sound import KEYS
from mien.music.audio.spectra import spectra

_FRAME, _HOP = 8192, 4096
"""Half a second: the tones of a low chord lie closer together than the bins of a short frame."""
_LOWEST, _HIGHEST = 65.0, 2100.0
_CHORDS, _PHRASE = 6.0, 12.0
"""Seconds over which it is measured how well a key fits, and whether the key is major or minor."""
_A4, _A4_HERTZ, _MIDDLE_C = 69, 440.0, 60
_BASS = 52
"""Below this note (E3) is bass."""
_MAJOR = (0.748, 0.060, 0.488, 0.082, 0.670, 0.460, 0.096, 0.715, 0.104, 0.366, 0.057, 0.400)
_MINOR = (0.712, 0.084, 0.474, 0.618, 0.049, 0.460, 0.105, 0.747, 0.404, 0.067, 0.133, 0.330)
"""How much each pitch class is used, from the tonic up: Temperley (2007), counted in music. What listeners
find fitting (Krumhansl & Kessler 1982) tells major from minor less well."""

VECTOR = (
    *("mode", "local_mode", "mode_spread", "clarity", "register", "bass"),
    *("semitone", "tone", "minor_third", "major_third", "fourth", "tritone", "entropy", "change"),
)
"""The numbers of `Harmony.vector`, by name."""

Strengths = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Harmony:
    """What was measured of a song's tones."""

    key: str | None
    """One of KEYS; None where there are no tones."""
    mode: float
    """-1 (minor) to 1 (major), over the whole song."""
    local_mode: float
    """The same, in stretches of twelve seconds, their mean."""
    mode_spread: float
    """How much the mode changes between them: their standard deviation."""
    clarity: float
    """How well the best key fits in six seconds, -1 to 1; dissonant music fits none."""
    register: float
    """Octaves above middle C, on average."""
    bass: float
    """Share of what sounds below E3, 0 to 1."""
    intervals: tuple[float, ...]
    """How much sounds a semitone, a whole tone, ... a tritone apart at the same time; 0 to 1 each."""
    entropy: float
    """Pitch classes in use: 0 for one, 2.5 for all twelve alike."""
    change: float
    """How much the chord changes in a quarter of a second, 0 to 1."""

    def vector(self) -> list[float]:
        """Return the numbers named in VECTOR, each of a size near 1."""
        modes = [self.mode, self.local_mode, self.mode_spread, self.clarity]
        return [*modes, self.register, self.bass, *self.intervals, self.entropy, self.change]


def harmony_of(samples: NDArray[np.float32], rate: int) -> Harmony:
    """Return the harmony of mono samples, of which there must be a second."""
    notes = _notes(samples, rate)
    classes = np.stack([notes[:, place::12].sum(axis=1) for place in range(12)], axis=1)
    fits = _key_fits(classes.sum(axis=0))
    modes = [_mode(one) for one in _in_stretches(classes, int(_PHRASE * rate / _HOP))]
    clear = [float(one.max()) for one in _in_stretches(classes, int(_CHORDS * rate / _HOP))]
    total = notes.sum() + 1e-9
    return Harmony(
        KEYS[int(np.argmax(fits))] if classes.any() else None,
        _mode(fits),
        float(np.mean(modes)),
        float(np.std(modes)),
        float(np.mean(clear)),
        float((notes.sum(axis=0) * (np.arange(128) - _MIDDLE_C)).sum() / total / 12),
        float(notes[:, :_BASS].sum() / total),
        *_intervals(classes),
    )


def _notes(samples: NDArray[np.float32], rate: int) -> Strengths:
    """Return how strong each MIDI note is in each frame; only peaks of the spectrum count."""
    magnitudes = spectra(samples, _FRAME, _HOP)
    pitches = np.fft.rfftfreq(_FRAME, 1 / rate)
    heard = (pitches > _LOWEST) & (pitches < _HIGHEST)
    loud = magnitudes[:, heard]
    summit = np.zeros(loud.shape, bool)
    summit[:, 1:-1] = (loud[:, 1:-1] > loud[:, :-2]) & (loud[:, 1:-1] >= loud[:, 2:])
    power = np.square(loud) * summit
    numbers = np.round(12 * np.log2(pitches[heard] / _A4_HERTZ) + _A4).astype(int)
    notes = np.zeros((len(power), 128))
    for number in np.unique(numbers):
        notes[:, number] = power[:, numbers == number].sum(axis=1)
    return np.sqrt(notes)


def _key_fits(strength: Strengths) -> Strengths:
    """Return how well each of KEYS fits the strengths of the twelve pitch classes, -1 to 1."""
    centred = (strength - strength.mean()) / (12 * strength.std() + 1e-9)
    profiles = [(np.array(one) - np.mean(one)) / np.std(one) for one in (_MAJOR, _MINOR)]
    return np.array([centred @ np.roll(one, tonic) for one in profiles for tonic in range(12)])


def _mode(fits: Strengths) -> float:
    """Return how much better the best major key fits than the best minor one."""
    return float(np.clip(3 * (fits[:12].max() - fits[12:].max()), -1, 1))


def _in_stretches(classes: Strengths, length: int) -> list[Strengths]:
    """Return how well each key fits stretches of this many frames, overlapping by half."""
    begins = range(0, max(1, len(classes) - length // 2), length // 2)
    return [_key_fits(classes[begin : begin + length].sum(axis=0)) for begin in begins]


def _intervals(classes: Strengths) -> tuple[tuple[float, ...], float, float]:
    """Return intervals, entropy and change."""
    chords = classes / (np.linalg.norm(classes, axis=1, keepdims=True) + 1e-9)
    weight = classes.sum(axis=1) / (classes.sum() + 1e-9)
    together = tuple(float(weight @ (chords * np.roll(chords, up, 1)).sum(axis=1)) for up in range(1, 7))
    use = classes.sum(axis=0) / (classes.sum() + 1e-9)
    entropy = float(-(use * np.log(use + 1e-9)).sum())
    return together, entropy, float(1 - (chords[1:] * chords[:-1]).sum(axis=1).mean())
