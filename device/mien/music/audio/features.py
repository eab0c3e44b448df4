"""What can be measured in a song without a network: beat, loudness, key, harmony. Pure.

Tempo: the strongest period of the onsets, weighted towards 115 beats a minute (it may be double or half).
Key: the profiles of Temperley (2007) against the pitch classes; over the whole song, and in stretches of six
and twelve seconds, since a song may change its key.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.music.audio import harmony
from mien.music.audio.harmony import Harmony, harmony_of
from mien.music.audio.sound import Sound
from mien.music.audio.spectra import parts, spectra

BY = "audio 1"
RATE = 16_000
"""Samples per second that `features_of` expects."""
SHORTEST = 5
"""The shortest song that is analysed, in seconds."""

_FRAME, _HOP = 1024, 256
_FRAMES_A_SECOND = RATE / _HOP
_AT_ONCE = 512
"""Frames whose magnitudes are worked on at a time."""
_SLOWEST, _FASTEST, _USUAL = 50.0, 200.0, 115.0

VECTOR = (
    *("tempo", "pulse", "onset_rate", "flux", "attack", "loudness", "dynamics", "peak"),
    *("brightness", "tilt", "flatness", *harmony.VECTOR),
)
"""The numbers of `Features.vector`, by name."""

Samples = NDArray[np.float32]
Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Features:
    """What was measured of a song's samples."""

    tempo: float
    """Beats per minute."""
    pulse: float
    """How regular the beat is, 0 to 1."""
    onset_rate: float
    """Onsets per second."""
    flux: float
    """Mean onset strength of a frame; 0 to about 3."""
    attack: float
    """Mean sharpness of the onsets; 0 to about 5."""
    loudness: float
    """Decibels below full scale (RMS), so hardly ever above 0."""
    dynamics: float
    """Decibels between its quiet and its loud frames (10th and 95th percentile)."""
    peak: float
    """Decibels of the highest sample above the loudness."""
    brightness: float
    """The middle of the spectrum, 300 Hz (0) to 5 kHz (1) by octaves."""
    tilt: float
    """Power above 2 kHz against below, base-10 logarithm."""
    flatness: float
    """Noise (0) against tones (less), base-10 logarithm."""
    harmony: Harmony
    """Key, mode and intervals."""

    @property
    def energy(self) -> float:
        """How much power and movement it has, 0 to 1."""
        return 0.7 * share(self.loudness, -40.0, -8.0) + 0.3 * share(self.onset_rate, 0.5, 6.0)

    def vector(self) -> NDArray[np.float32]:
        """Return the numbers named in VECTOR, each of a size near 1: what the learnt heads take."""
        pace = np.log2(self.onset_rate + 0.3)
        beat = [np.log2(self.tempo / _USUAL), self.pulse, pace, self.flux, self.attack]
        loud = [self.loudness / 10, self.dynamics / 10, self.peak / 10]
        colour = [self.brightness, self.tilt, self.flatness]
        return np.array([*beat, *loud, *colour, *self.harmony.vector()], np.float32)


def sound_of(samples: Samples) -> Sound | None:
    """Return what mono samples at RATE sound like, None for less than five seconds or for silence."""
    features = features_of(samples)
    if features is None:
        return None
    pace = share(features.tempo, 60.0, 160.0)
    arousal = 0.55 * features.energy + 0.25 * pace + 0.2 * features.brightness
    valence = 0.5 * (features.harmony.mode + 1) / 2 + 0.3 * pace + 0.2 * features.brightness
    return Sound(BY, 2 * valence - 1, 2 * arousal - 1, features.energy, features.brightness, features.tempo)


def features_of(samples: Samples) -> Features | None:
    """Return the features of mono samples at RATE, None for less than five seconds or for silence."""
    if len(samples) < SHORTEST * RATE or not np.isfinite(samples).all() or np.abs(samples).max() < 1e-4:
        return None
    magnitudes = spectra(samples, _FRAME, _HOP)
    onsets = _onsets(magnitudes)
    tempo, pulse = _beat(onsets)
    rate, attack = _notes(onsets, len(samples) / RATE)
    loudness = _decibels(float(np.mean(np.square(samples))))
    peak = _decibels(float(np.abs(samples).max()) ** 2) - loudness
    return Features(
        tempo,
        pulse,
        rate,
        10 * float(onsets.mean()),
        attack,
        loudness,
        _dynamics(magnitudes),
        peak,
        *_colour(magnitudes),
        harmony_of(samples, RATE),
    )


def share(value: float, least: float, most: float) -> float:
    """Return where a value lies between two others, 0 to 1."""
    return float(min(1.0, max(0.0, (value - least) / (most - least))))


def _onsets(magnitudes: NDArray[np.float32]) -> Curve:
    """Return the onset strength of each frame: the mean rise of the logarithm of each bin."""
    loud = float(np.percentile(magnitudes[::4], 99.9)) or 1.0
    strength: Curve = np.empty(len(magnitudes) - 1, np.float64)
    for part in parts(len(strength), _AT_ONCE):
        rise = np.diff(np.log1p(100 / loud * magnitudes[part.start : part.stop + 1]), axis=0)
        strength[part] = np.maximum(rise, 0, out=rise).mean(axis=1, dtype=np.float64)
    return strength


def _beat(onsets: Curve) -> tuple[float, float]:
    """Return the strongest period of the onsets, as beats per minute, and how strong it is, 0 to 1."""
    centred = onsets - onsets.mean()
    spectrum = np.abs(np.fft.rfft(centred, 1 << (2 * len(centred)).bit_length())) ** 2
    likeness = np.fft.irfft(spectrum)[: len(centred)]
    lags = np.arange(int(60 * _FRAMES_A_SECOND / _FASTEST), int(60 * _FRAMES_A_SECOND / _SLOWEST) + 1)
    lags = lags[lags < len(likeness) - 1]
    beats = 60 * _FRAMES_A_SECOND / lags
    best = int(lags[np.argmax(likeness[lags] * np.exp(-0.5 * (np.log2(beats / _USUAL) / 0.9) ** 2))])
    pulse = share(float(likeness[best] / (likeness[0] + 1e-12)), 0.0, 1.0)
    return float(60 * _FRAMES_A_SECOND / _peak(likeness, best)), pulse


def _peak(values: Curve, at: int) -> float:
    """Return the peak of the parabola through a maximum and its neighbours."""
    left, middle, right = values[at - 1], values[at], values[at + 1]
    bend = left - 2 * middle + right
    return at + (float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0 else 0.0)


def _notes(onsets: Curve, seconds: float) -> tuple[float, float]:
    """Return how many notes begin per second, and how sharply."""
    smooth = np.convolve(onsets, np.full(3, 1 / 3), "same")
    around = np.convolve(smooth, np.full(31, 1 / 31), "same")[1:-1]
    middle = smooth[1:-1]
    begins = (middle > smooth[:-2]) & (middle >= smooth[2:]) & (middle > 1.4 * around + 0.02)
    return float(begins.sum() / seconds), 10 * float(middle[begins].mean()) if begins.any() else 0.0


def _dynamics(magnitudes: NDArray[np.float32]) -> float:
    """Return the decibels between quiet and loud frames; frames 60 dB below the loudest count as rests."""
    pieces = parts(len(magnitudes), _AT_ONCE)
    powers = np.concatenate([np.square(magnitudes[part]).sum(axis=1) for part in pieces])
    levels = 10 * np.log10(powers + 1e-9)
    quiet, loud = np.percentile(levels[levels > levels.max() - 60], [10, 95])
    return float(loud - quiet)


def _colour(magnitudes: NDArray[np.float32]) -> tuple[float, float, float]:
    """Return brightness, tilt and flatness."""
    pitches = np.fft.rfftfreq(_FRAME, 1 / RATE)
    total = magnitudes.sum(axis=0, dtype=np.float64)
    middle = max(1.0, float((total * pitches).sum() / total.sum()))
    pieces = parts(len(magnitudes), _AT_ONCE)
    sums = (np.square(magnitudes[part]).sum(axis=0, dtype=np.float64) for part in pieces)
    power = sum(sums, np.zeros(len(pitches))) / len(magnitudes) + 1e-12
    tilt = np.log10(power[pitches > 2000].sum() / power[(pitches > 60) & (pitches <= 2000)].sum())
    flatness = np.log10(np.exp(np.log(power[1:]).mean()) / power[1:].mean())
    return share(np.log2(middle), np.log2(300), np.log2(5000)), float(tilt), float(flatness)


def _decibels(power: float) -> float:
    return float(10 * np.log10(power + 1e-18))
