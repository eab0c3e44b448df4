"""What ships for the ear: file, manifest, metrics and card say the same, and loudness does not matter."""

import json

import numpy as np

from mien.ear.microphone.microphone import RATE
from mien.ear.voice.voice_network import VoiceNetwork
from mien.networks.model_files import weights_folder
from unit.ear.sounds import speech

VOICE = weights_folder("voice")


def test_file_metrics_and_card_are_of_one_network() -> None:
    manifest = VoiceNetwork(VOICE).manifest
    metrics = json.loads((VOICE / "metrics.json").read_text())
    card = (VOICE / "CARD.md").read_text()

    assert metrics["sha256"] == manifest.sha256
    assert manifest.sha256 in card
    assert f"{100 * metrics['across']['ravdess']['arousal']['balanced']['value']:.1f} %" in card


def test_the_file_is_small() -> None:
    assert (VOICE / "voice.tflite").stat().st_size <= 300_000


def test_it_answers_the_same_each_time_and_however_loud() -> None:
    network = VoiceNetwork(VOICE)
    sound = speech(3) + np.random.default_rng(0).normal(0, 200, 3 * RATE)
    loud, again, soft = (network.read((sound / by).astype(np.int16)) for by in (1, 1, 4))

    assert loud == again
    assert abs(loud.arousal - soft.arousal) < 0.15
