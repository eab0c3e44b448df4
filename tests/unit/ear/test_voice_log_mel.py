"""What the network reads of a sound."""

import numpy as np
import pytest

from mien.ear.voice.voice_log_mel import BANDS, FRAMES, decibels, levelled, power_bands, windows
from unit.ear.sounds import silence, speech


def test_near_and_far_read_alike() -> None:
    whole = speech(3, 8000) + np.random.default_rng(0).normal(0, 300, 48_000)
    loud, soft = (levelled(decibels(power_bands((whole / by).astype(np.int16)))) for by in (1, 8))

    assert np.abs(loud - soft).max() < 0.2


def test_a_second_is_fifty_frames() -> None:
    assert power_bands(speech(2)).shape == (98, BANDS)


def test_a_high_tone_lies_in_a_higher_band_than_a_low_one() -> None:
    at = np.arange(16_000) / 16_000
    low, high = (
        int(power_bands((8000 * np.sin(2 * np.pi * f * at)).astype(np.int16)).mean(0).argmax())
        for f in (200, 3000)
    )

    assert low < BANDS // 3 < high


def test_every_band_hears_something() -> None:
    noise = np.random.default_rng(0).normal(0, 3000, 16_000).astype(np.int16)

    assert power_bands(noise).mean(0).min() > 0.0


@pytest.mark.parametrize(("seconds", "count"), [(0.51, 1), (2.91, 1), (4.0, 2), (6.0, 4)])
def test_windows_cover_everything(seconds: float, count: int) -> None:
    assert windows(decibels(power_bands(speech(seconds)))).shape == (count, FRAMES, BANDS)


def test_silence_is_finite() -> None:
    assert np.isfinite(levelled(windows(decibels(power_bands(silence(0.01)))))).all()


def test_the_harmonics_of_a_low_voice_stand_apart() -> None:
    at = np.arange(32_000) / 16_000
    voice = sum(np.sin(2 * np.pi * 110 * k * at) for k in range(1, 20))
    low = decibels(power_bands((1500 * voice).astype(np.int16))).mean(0)[: BANDS // 3]
    dips = (low[1:-1] < low[:-2] - 2.0) & (low[1:-1] < low[2:] - 2.0)

    assert dips.sum() >= 2
