"""From a stretch of speech to its mood: the network, and the meaning of its logits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.ear.microphone.microphone import Samples
from mien.ear.voice.voice_log_mel import decibels, levelled, power_bands, windows
from mien.ear.voice.voice_manifest import NETWORK_FILE, VoiceManifest, load_voice_manifest
from mien.mood.emotion import Emotion, Scores
from mien.networks.litert import Network

CALM, EXCITED = -0.6, 0.8
"""The arousal of a certainly calm and of a certainly excited voice, on the scale of `AFFECTS`."""


@dataclass(frozen=True, slots=True)
class VoiceReading:
    """The network's reading of a stretch of speech."""

    scores: Scores
    """The probability per emotion; a calm or bored voice counts as neutral."""
    excited: float
    """The probability of a high arousal, 0 to 1."""
    pleased: float
    """The probability of a pleasant mood, 0 to 1."""

    @property
    def arousal(self) -> float:
        """From calm -1 to excited 1."""
        return CALM + (EXCITED - CALM) * self.excited

    @property
    def valence(self) -> float:
        """From unpleasant -1 to pleasant 1."""
        return 2.0 * self.pleased - 1.0


class VoiceNetwork:
    """The int8 network of a folder, loaded; not thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Load it; raises `VoiceManifestError` or `NetworkError` if it is invalid."""
        self.manifest: VoiceManifest = load_voice_manifest(folder)
        self._network = Network(folder / NETWORK_FILE)

    def read(self, sound: Samples) -> VoiceReading:
        """Return the reading of `sound`, a stretch of speech."""
        return reading(self.logits(windows(decibels(power_bands(sound)))), self.manifest)

    def logits(self, loud: NDArray[Any]) -> NDArray[Any]:
        """Return the mean logits over windows of decibels [N, FRAMES, BANDS]."""
        manifest = self.manifest
        steps = np.round(levelled(loud) / manifest.input_scale) + manifest.input_zero_point
        batch = np.clip(steps, -128, 127).astype(np.int8)
        outputs = [self._network.run(one[None, :, :, None])[0][0].astype(float) for one in batch]
        mean: NDArray[Any] = (np.mean(outputs, 0) - manifest.output_zero_point) * manifest.output_scale
        return mean


def reading(logits: Sequence[float] | NDArray[Any], manifest: VoiceManifest) -> VoiceReading:
    """Return the reading that the network's logits stand for."""
    kinds = len(manifest.labels)
    named = np.asarray(logits[:kinds], float) / manifest.temperature
    shares = np.exp(named - named.max())
    by_name = dict(zip(manifest.labels, (shares / shares.sum()).tolist(), strict=True))
    neutral = by_name["neutral"] + by_name["calm"] + by_name["bored"]
    scores = {e: neutral if e is Emotion.NEUTRAL else by_name[e] for e in Emotion}
    excited = _likely(float(logits[kinds]) / manifest.arousal_temperature)
    pleased = _likely(float(logits[kinds + 1]) / manifest.valence_temperature)
    return VoiceReading(scores, excited, pleased)


def _likely(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-np.clip(logit, -30.0, 30.0))))
