"""The log-mel that the song network hears."""

import numpy as np
import pytest

from mien.music.audio.song_log_mel import (
    BANDS,
    FRAME,
    HOP,
    PATCH,
    PATCH_SAMPLES,
    RATE,
    log_mels,
    mel_bands,
    patch_places,
)


def test_a_patch_is_three_seconds() -> None:
    assert log_mels(np.zeros(PATCH_SAMPLES, np.float32)).shape == (PATCH, BANDS)
    assert log_mels(np.zeros(FRAME - 1, np.float32)).shape == (0, BANDS)


def test_it_is_what_the_definition_says() -> None:
    """Slaney's triangles, the power of a Hann window, log10(10,000 power + 1), done the long way."""
    samples = np.random.default_rng(1).normal(0, 0.1, 3 * HOP + FRAME).astype(np.float32)
    hertz = _slaney(BANDS + 2)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / FRAME)
    expected = np.zeros((4, BANDS))
    for frame in range(4):
        power = np.abs(np.fft.rfft(samples[frame * HOP : frame * HOP + FRAME] * window)) ** 2
        for band in range(BANDS):
            low, middle, high = hertz[band : band + 3]
            for place, strength in enumerate(power):
                pitch = place * RATE / FRAME
                up, down = (pitch - low) / (middle - low), (high - pitch) / (high - middle)
                expected[frame, band] += strength * max(0.0, min(up, down)) * 2 / (high - low)

    assert log_mels(samples) == pytest.approx(np.log10(10_000 * expected + 1), abs=1e-4)


def _slaney(count: int) -> list[float]:
    """Return frequencies that lie evenly on Slaney's scale: 200/3 Hz a mel up to 1 kHz, then by a factor."""
    most = 15 + 27 * np.log(RATE / 2 / 1000) / np.log(6.4)
    mels = np.linspace(0, most, count)
    return [mel * 200 / 3 if mel < 15 else 1000 * 6.4 ** ((mel - 15) / 27) for mel in mels]


def test_a_tone_sounds_in_its_band() -> None:
    tone = np.sin(2 * np.pi * 2000 * np.arange(RATE) / RATE).astype(np.float32)

    loudest = np.argmax(log_mels(tone).mean(axis=0))

    centre = np.argmax(mel_bands()[2000 * FRAME // RATE])
    assert abs(int(loudest) - int(centre)) <= 1


@pytest.mark.parametrize(
    ("length", "places"),
    [
        (PATCH_SAMPLES - 1, []),
        (PATCH_SAMPLES, [0]),
        (PATCH_SAMPLES + 100, [50]),
        (3 * PATCH_SAMPLES, [0, PATCH_SAMPLES, 2 * PATCH_SAMPLES]),
        (100 * PATCH_SAMPLES, [0, 33 * PATCH_SAMPLES, 66 * PATCH_SAMPLES, 99 * PATCH_SAMPLES]),
    ],
)
def test_patches_lie_evenly_over_the_song_and_never_overlap(length: int, places: list[int]) -> None:
    assert patch_places(length, 4) == places
