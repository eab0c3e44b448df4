"""What a song sounds like, from its samples: tempo, energy, brightness, mode; and how it may feel. Pure.

Rough by nature. Tempo: the strongest period of the onsets, weighted towards 115 beats a minute (it may be
double or half). Mode: the key profiles of Krumhansl & Kessler (1982) against the pitch classes heard. Energy
and brightness: loudness, onsets and the spectral centroid. Arousal follows energy, tempo and brightness,
as in the literature (e.g. Eerola, Lartillot & Toiviainen 2009); valence follows mode, tempo and brightness
only weakly. Good at telling calm from lively, poor at telling happy from sad.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.sound import Sound

BY = "audio 1"
RATE = 22_050
"""Samples per second that `sound_of` expects."""

_FRAME, _HOP = 2048, 512
_LONG_FRAME = 8192
_FRAMES_A_SECOND = RATE / _HOP
_SLOWEST, _FASTEST, _USUAL = 50.0, 200.0, 115.0
_MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
_MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])

Samples = NDArray[np.float32]
Spectra = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """What can be measured of a song's samples."""

    tempo: float
    """Beats per minute."""
    energy: float
    """0 to 1."""
    brightness: float
    """0 to 1."""
    mode: float
    """-1 (minor) to 1 (major)."""


def sound_of(samples: Samples) -> Sound | None:
    """Return what mono samples at RATE sound like, None for less than five seconds or for silence."""
    features = features_of(samples)
    if features is None:
        return None
    pace = _share(features.tempo, 60.0, 160.0)
    arousal = 0.55 * features.energy + 0.25 * pace + 0.2 * features.brightness
    valence = 0.5 * (features.mode + 1) / 2 + 0.3 * pace + 0.2 * features.brightness
    return Sound(BY, 2 * valence - 1, 2 * arousal - 1, features.energy, features.brightness, features.tempo)


def features_of(samples: Samples) -> Features | None:
    """Return the features of mono samples at RATE, None for less than five seconds or for silence."""
    if len(samples) < 5 * RATE or not np.isfinite(samples).all() or np.abs(samples).max() < 1e-4:
        return None
    spectra = _spectra(samples, _FRAME, _HOP)
    onsets = _onsets(spectra)
    return Features(_tempo(onsets), _energy(samples, onsets), _brightness(spectra), _mode(samples))


def _spectra(samples: Samples, frame: int, hop: int) -> Spectra:
    """Return magnitudes, [frame, bin]."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, frame)[::hop]
    magnitudes: Spectra = np.abs(np.fft.rfft(frames * np.hanning(frame).astype(np.float32), axis=1))
    return magnitudes.astype(np.float32)


def _onsets(spectra: Spectra) -> NDArray[np.float64]:
    """Return how much began in each frame: the mean rise of the logarithm of each bin."""
    rise = np.diff(np.log1p(100 * spectra / (spectra.max() or 1.0)), axis=0)
    strength: NDArray[np.float64] = np.maximum(rise, 0).mean(axis=1, dtype=np.float64)
    return strength


def _tempo(onsets: NDArray[np.float64]) -> float:
    """Return the strongest period of the onsets, as beats per minute."""
    centred = onsets - onsets.mean()
    spectrum = np.abs(np.fft.rfft(centred, 2 * len(centred))) ** 2
    likeness = np.fft.irfft(spectrum)[: len(centred)]
    lags = np.arange(int(60 * _FRAMES_A_SECOND / _FASTEST), int(60 * _FRAMES_A_SECOND / _SLOWEST) + 1)
    lags = lags[lags < len(likeness) - 1]
    beats = 60 * _FRAMES_A_SECOND / lags
    best = int(np.argmax(likeness[lags] * np.exp(-0.5 * (np.log2(beats / _USUAL) / 0.9) ** 2)))
    return float(60 * _FRAMES_A_SECOND / _peak(likeness, int(lags[best])))


def _peak(values: NDArray[np.float64], at: int) -> float:
    """Return where the parabola through a greatest value and its neighbours is greatest."""
    left, middle, right = values[at - 1], values[at], values[at + 1]
    bend = left - 2 * middle + right
    return at + (0.5 * (left - right) / bend if bend < 0 else 0.0)


def _energy(samples: Samples, onsets: NDArray[np.float64]) -> float:
    loudness = 20 * np.log10(float(np.sqrt(np.mean(np.square(samples)))) + 1e-9)
    return 0.7 * _share(float(loudness), -40.0, -8.0) + 0.3 * _share(float(onsets.mean()), 0.0, 0.25)


def _brightness(spectra: Spectra) -> float:
    """Return the middle of the spectrum between 300 Hz (0) and 5 kHz (1), by octaves."""
    pitches = np.fft.rfftfreq(_FRAME, 1 / RATE)
    middle = float((spectra.sum(axis=0) * pitches).sum() / spectra.sum())
    return _share(float(np.log2(max(middle, 1.0))), float(np.log2(300)), float(np.log2(5000)))


def _mode(samples: Samples) -> float:
    """Return how much more like its best major key than its best minor key the music is.

    Long frames: the tones of a low chord lie closer together than the bins of a short one.
    """
    loud = np.square(_spectra(samples, _LONG_FRAME, _LONG_FRAME)).sum(axis=0)
    pitches = np.fft.rfftfreq(_LONG_FRAME, 1 / RATE)
    heard = (pitches > 65) & (pitches < 2000)
    classes = np.round(12 * np.log2(pitches[heard] / 440.0) + 69).astype(int) % 12
    strength = np.sqrt(np.bincount(classes, loud[heard], 12).astype(np.float64))
    if strength.std() == 0:
        return 0.0
    major, minor = (
        max(_likeness(strength, profile, key) for key in range(12)) for profile in (_MAJOR, _MINOR)
    )
    return float(np.clip(4 * (major - minor), -1, 1))


def _likeness(strength: NDArray[np.float64], profile: NDArray[np.float64], key: int) -> float:
    return float(np.corrcoef(strength, np.roll(profile, key))[0, 1])


def _share(value: float, least: float, most: float) -> float:
    return min(1.0, max(0.0, (value - least) / (most - least)))
