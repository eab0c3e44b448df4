"""What a song sounds like, from its samples."""

import tracemalloc

import numpy as np
import pytest
from numpy.typing import NDArray

from mien.music.audio.features import RATE, features_of, sound_of

SECONDS = 12
TIME = np.arange(SECONDS * RATE) / RATE
C, E_FLAT, E, G = 261.63, 311.13, 329.63, 392.0


def tone(*pitches: float, loud: float = 0.2) -> NDArray[np.float32]:
    waves = np.sin(2 * np.pi * np.array(pitches)[:, None] * TIME)
    chord: NDArray[np.float32] = (loud * waves.sum(axis=0)).astype(np.float32)
    return chord


def clicks(tempo: float, loud: float = 0.5) -> NDArray[np.float32]:
    """Return a short noise on every beat."""
    samples = np.zeros(len(TIME), np.float32)
    noise = np.random.default_rng(1).normal(0, loud, 1000).astype(np.float32)
    for beat in np.arange(0, SECONDS - 0.1, 60 / tempo):
        begin = int(beat * RATE)
        samples[begin : begin + 1000] += noise
    return samples


def test_two_minutes_of_music_take_little_memory() -> None:
    samples = np.tile(clicks(120.0), 120 // SECONDS)
    tracemalloc.start()
    features_of(samples)
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()

    assert most < 40


@pytest.mark.parametrize("tempo", [72.0, 90.0, 120.0, 140.0])
def test_the_tempo_of_a_beat_is_found(tempo: float) -> None:
    features = features_of(clicks(tempo))

    assert features is not None
    assert features.tempo == pytest.approx(tempo, rel=0.03)


@pytest.mark.parametrize("up", [0, 2, 5, 9])
def test_a_major_chord_is_told_from_a_minor_one_in_any_key(up: int) -> None:
    key = 2 ** (up / 12)
    major = features_of(tone(C * key, E * key, G * key))
    minor = features_of(tone(C * key, E_FLAT * key, G * key))

    assert major is not None
    assert minor is not None
    assert major.harmony.mode > 0.1
    assert minor.harmony.mode < -0.1


def test_high_sounds_are_brighter_than_low_ones() -> None:
    low, high = features_of(tone(200.0)), features_of(tone(4000.0))

    assert low is not None
    assert high is not None
    assert low.brightness + 0.5 < high.brightness


def test_loud_fast_and_bright_is_more_aroused_than_quiet_and_slow() -> None:
    calm, lively = sound_of(tone(C, E, G, loud=0.01)), sound_of(clicks(150.0) + tone(C, E, G, 3000.0))

    assert calm is not None
    assert lively is not None
    assert calm.arousal is not None
    assert lively.arousal is not None
    assert calm.arousal < 0 < lively.arousal


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(SECONDS * RATE, np.float32),
        np.ones(RATE, np.float32),
        np.full(SECONDS * RATE, np.nan, np.float32),
        np.zeros(0, np.float32),
    ],
    ids=["silence", "a second", "no numbers", "nothing"],
)
def test_of_what_is_no_music_nothing_is_said(samples: NDArray[np.float32]) -> None:
    assert sound_of(samples) is None


def test_what_is_said_is_within_its_bounds_for_any_noise() -> None:
    for seed in range(5):
        sound = sound_of(np.random.default_rng(seed).normal(0, 3.0, 6 * RATE).astype(np.float32))

        assert sound is not None
        assert all(
            value is not None and -1 <= value <= 1
            for value in (sound.valence, sound.arousal, sound.energy, sound.brightness)
        )
