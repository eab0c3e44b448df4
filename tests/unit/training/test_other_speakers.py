"""Training utterances as other people would say them."""

from typing import Any

import numpy as np
import pytest

from mien.ear.voice.voice_log_mel import RATE, decibels, power_bands
from mien_voice.data.virtual_speakers import OTHERS, Change, changes


def test_men_become_women_and_women_men_with_a_pitch_to_go_with_it() -> None:
    rng = np.random.default_rng(2)
    of_men = [one for _ in range(200) for one in changes(rng, is_man=True)]
    of_women = [one for _ in range(200) for one in changes(rng, is_man=False)]

    assert len(of_men) == 200 * OTHERS
    assert 0.94 < min(one.formants for one in of_men) < 0.97
    assert 1.19 < max(one.formants for one in of_men) < 1.22
    assert [max(one.formants for one in of_women), min(one.formants for one in of_women)] == pytest.approx(
        [1 / min(one.formants for one in of_men), 1 / max(one.formants for one in of_men)], rel=0.01
    )
    as_women = [one.pitch for one in of_men if 1.12 < one.formants < 1.18]
    assert 1.5 < np.median(as_women) < 1.8  # a woman's pitch is 1.7 times a man's


def vowel(pitch: float) -> Any:
    """Return a second of a vowel whose lowest harmonic is the loudest, silence before and after."""
    moment = np.arange(RATE) / RATE
    loud = sum(np.cos(2 * np.pi * n * pitch * moment) / n**2 for n in range(1, 30))
    silence = np.zeros(RATE // 2)
    return np.concatenate([silence, 5000 * loud, silence]).astype(np.int16)


def loudest_bands(loud: Any) -> float:
    """Return the mean number of the loudest of the bands in which a voice has its pitch."""
    return float(loud[10:-10, :12].argmax(1).mean())


def test_another_speaker_says_it_as_long_at_another_pitch() -> None:
    pytest.importorskip("parselmouth", reason="Praat comes with `make train`")
    from mien_voice.data.other_speakers import said_by_others

    sound = vowel(110.0)
    same, higher = said_by_others(sound, (Change(1.0, 1.0), Change(1.15, 1.7)))

    assert len(same) == len(higher)
    assert len(same) < len(decibels(power_bands(sound))) * 0.8  # the silence is cut off
    assert loudest_bands(same) < 1.5  # 110 Hz
    assert 1.9 < loudest_bands(higher) < 4.0  # 187 Hz


def test_what_has_no_pitch_is_left_with_none() -> None:
    pytest.importorskip("parselmouth", reason="Praat comes with `make train`")
    from mien_voice.data.other_speakers import said_by_others

    hiss = np.random.default_rng(1).normal(0, 900, RATE).astype(np.int16)
    (other,) = said_by_others(hiss, (Change(1.1, 1.4),))

    assert np.isfinite(other).all()
