"""Where a stretch of speech begins and ends."""

import numpy as np
import pytest

from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.energy_gate import STEP
from mien.ear.voice.segmenter import LONGEST, MOST_ECHO, PAUSES, SHORTEST, Segmenter, Stretch
from unit.ear.sounds import is_loud, silence, speech


def stretches(*sounds: Samples, segmenter: Segmenter | None = None) -> list[float]:
    """Return how long each stretch of speech is that is found in `sounds`, played in blocks."""
    segmenter = segmenter or Segmenter(is_loud)
    whole = np.concatenate(sounds)
    found = []
    for start in range(0, len(whole), BLOCK):
        found += [len(one.sound) / RATE for one in segmenter.heard(whole[start : start + BLOCK])]
    return found


def test_speech_between_silences_is_one_stretch() -> None:
    (seconds,) = stretches(silence(2), speech(2), silence(1))

    assert 2.0 <= seconds <= 2.8


def test_a_short_pause_does_not_end_it() -> None:
    assert len(stretches(silence(1), speech(1), silence(PAUSES - 0.2), speech(1), silence(1))) == 1


def test_a_long_pause_ends_it() -> None:
    assert len(stretches(silence(1), speech(1.5), silence(PAUSES + 0.3), speech(1.5), silence(1))) == 2


def test_a_cough_is_no_utterance() -> None:
    assert stretches(silence(1), speech(SHORTEST - 0.5), silence(1)) == []


def test_a_click_does_not_begin_one() -> None:
    segmenter = Segmenter(is_loud)
    stretches(silence(1), speech(0.1), segmenter=segmenter)

    assert not segmenter.speaks


def test_a_long_speech_is_cut() -> None:
    found = stretches(silence(1), speech(LONGEST * 2 + 1), silence(1))

    assert len(found) == 3
    assert max(found) == pytest.approx(LONGEST, abs=0.2)


def test_what_is_forgotten_under_way_is_never_yielded() -> None:
    segmenter = Segmenter(is_loud)
    stretches(silence(1), speech(2), segmenter=segmenter)
    assert segmenter.speaks
    segmenter.forget()

    assert stretches(silence(1), segmenter=segmenter) == []


def test_hours_of_silence_are_not_kept() -> None:
    segmenter = Segmenter(is_loud)
    stretches(silence(30), segmenter=segmenter)

    assert len(segmenter._kept) < 100


def test_a_stretch_that_is_mostly_music_is_no_voice_and_one_with_little_says_how_much() -> None:
    voice = np.concatenate([silence(2), speech(2), silence(1)])
    power = float(np.mean(speech(2).astype(float) ** 2))

    def found(share: float) -> list[Stretch]:
        segmenter, echo = Segmenter(is_loud), np.full(BLOCK // STEP, share * power)
        starts = range(0, len(voice), BLOCK)
        return [one for start in starts for one in segmenter.heard(voice[start : start + BLOCK], echo)]

    (little,) = found(MOST_ECHO / 4)
    assert little.echo == pytest.approx(MOST_ECHO / 4, rel=0.5)
    assert found(MOST_ECHO * 3) == []
