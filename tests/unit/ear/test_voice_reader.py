"""How far a stretch of speech may be trusted, and what its logits mean."""

import numpy as np
import pytest

from mien.ear.microphone.microphone import Samples
from mien.ear.voice.segmenter import Stretch
from mien.ear.voice.voice_manifest import CLASSES, FORMAT, VoiceManifest
from mien.ear.voice.voice_network import VoiceReading, reading
from mien.ear.voice.voice_reader import loudness_of, quality_of, utterance_of
from mien.mood.emotion import Emotion
from mien.mood.senses.evidence import Sense
from mien.mood.senses.utterance import evidence_of
from unit.ear.sounds import silence, speech

EVEN = VoiceReading(dict.fromkeys(Emotion, 1 / 7), 0.5, 0.5)
MANIFEST = VoiceManifest(
    FORMAT, "0", CLASSES, 144, 48, 0.02, 0, 0.05, 0, 1.0, 2.0, 4.0, sha256="", recipe="", data=""
)


def test_plain_speech_is_trusted() -> None:
    assert quality_of(speech(3)) == (1.0, "")


def test_speech_with_music_left_in_it_is_trusted_less_and_says_why() -> None:
    quality, why = quality_of(speech(3), 0.08)

    assert why == "echo"
    assert 0.8 < quality < 1.0
    assert quality_of(speech(3), 0.01) == (1.0, "")


@pytest.mark.parametrize(
    ("sound", "why"),
    [
        (np.clip(speech(3).astype(int) * 20, -32768, 32767).astype(np.int16), "clipped"),
        (speech(3, 15), "faint"),
        (np.random.default_rng(0).normal(0, 3000, 48_000).astype(np.int16), "noisy"),
        (speech(1.0), "short"),
    ],
)
def test_poor_sound_is_trusted_less_and_says_why(sound: Samples, why: str) -> None:
    quality, said = quality_of(sound)

    assert said == why
    assert quality < 1.0


def test_loudness_is_finite_in_silence() -> None:
    assert loudness_of(silence(1)) == -96.0
    assert loudness_of(np.zeros(0, np.int16)) == -96.0


def test_an_utterance_begins_when_it_began() -> None:
    utterance = utterance_of(Stretch(speech(3)), 100.0, lambda _: EVEN)

    assert (utterance.start, utterance.seconds) == (97.0, 3.0)


def test_calm_and_bored_voices_count_as_neutral() -> None:
    logits = [5.0 if name in {"calm", "bored", "neutral"} else 0.0 for name in CLASSES]

    assert reading([*logits, 0.0, 0.0], MANIFEST).scores[Emotion.NEUTRAL] > 0.95


def test_scores_are_probabilities_and_affect_is_bounded() -> None:
    found = reading([0.0] * len(CLASSES) + [90.0, -90.0], MANIFEST)

    assert sum(found.scores.values()) == pytest.approx(1.0)
    assert found.arousal == pytest.approx(0.8)
    assert found.valence == pytest.approx(-1.0)


def test_a_high_temperature_keeps_valence_near_nothing() -> None:
    found = reading([0.0] * len(CLASSES) + [2.0, 2.0], MANIFEST)

    assert found.pleased < found.excited


def test_evidence_is_worth_less_where_the_voice_was_short_or_poor() -> None:
    whole = utterance_of(Stretch(speech(3)), 3.0, lambda _: EVEN)
    short = utterance_of(Stretch(speech(0.9)), 3.0, lambda _: EVEN)

    assert evidence_of(whole).trust == 1.0
    assert 0.0 < evidence_of(short).trust < 0.4
    assert evidence_of(whole).sense is Sense.VOICE
    assert evidence_of(whole).is_presence
