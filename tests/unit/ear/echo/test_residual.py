"""How much of the music is left: what is usual, and never nothing."""

import numpy as np
import pytest

from mien.ear.echo.residual import LEAST, Residual
from mien.ear.microphone.microphone import BLOCK, Samples
from mien.ear.voice.segmenter import MOST_ECHO


def noise(level: float, seed: int) -> Samples:
    return np.random.default_rng(seed).normal(0, level, BLOCK).astype(np.int16)


def settled(left: float) -> Residual:
    """Return what has heard half a minute of music at 3000, of which so much was left."""
    residual = Residual()
    for number in range(300):
        rest = noise(left, number)
        residual.after(noise(3000, 1000 + number) + rest, rest)
    return residual


def test_what_is_usually_left_is_learnt() -> None:
    assert settled(300).share == pytest.approx(0.01, rel=0.2)


@pytest.mark.parametrize(("below", "is_voice"), [(10.0, True), (20.0, False)])
def test_a_voice_far_below_the_music_that_was_taken_off_may_be_the_music_itself(
    below: float,
    is_voice: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    """However well the filter did so far: a loudspeaker's distortion comes and goes."""
    residual, voice = settled(3), noise(3000 * 10 ** (-below / 20), 7)
    echo = residual.after(noise(3000, 8) + voice, voice)

    assert residual.share < LEAST
    assert bool(echo.mean() / np.mean(voice.astype(float) ** 2) <= MOST_ECHO) is is_voice


def test_in_the_first_half_minute_more_is_taken_to_be_left() -> None:
    residual, old = Residual(), settled(3)
    for number in range(60):
        rest = noise(3, number)
        residual.after(noise(3000, 1000 + number) + rest, rest)
    voice = noise(3000 * 10 ** (-12 / 20), 7)
    both = noise(3000, 8) + voice

    assert residual.share < LEAST
    assert residual.after(both, voice).mean() > 2.0 * old.after(both, voice).mean()
