"""Describes a song by networks: feeling, genre, mood, singing, and an embedding.

Two int8 networks hear up to a dozen stretches of three seconds, spread over the song. Their output (a hundred
tags) and the `features` go through linear heads. Solo piano has separate heads for its feeling: they were
trained on piano pieces that people labelled, and other music differs.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.features import RATE, Features, Samples, features_of
from mien.music.audio.song_log_mel import PATCH_SAMPLES, log_mels, patch_places
from mien.music.audio.song_manifest import Heads, NetworkFile, SongManifest, load_heads, load_manifest
from mien.music.audio.sound import MOST_MOODS, Sound
from mien.networks.litert import Network
from mien.networks.model_files import weights_folder

BEFORE, AFTER, TOGETHER = 63, 64, 8
"""Frames of zeros before and after a patch; neighbouring frames that are the channels of the input."""
_FAR = 8.0
"""Standard deviations at which a number is clipped."""
_LEAST_MOOD = 0.8
"""Standard deviations above the mean at which a mood tag is reported."""

Units = NDArray[np.float32]


class SongNetwork:
    """Describes songs; loads its files once, and isn't thread-safe.

    Attributes:
        rate: Samples per second that `sound_of` expects.
    """

    rate = RATE

    def __init__(self, folder: Path | None = None) -> None:
        """Load the networks in `folder`, by default the built-in ones.

        Raises:
            SongManifestError: a file is missing or isn't the one of its manifest.
            NetworkError: the interpreter can't run a file.
        """
        folder = folder or weights_folder("music")
        self.manifest = load_manifest(folder)
        self._heads = load_heads(folder, self.manifest)
        self._networks = PatchNetworks(folder, self.manifest)

    def sound_of(self, samples: Samples) -> Sound | None:
        """Return what mono samples at `rate` sound like, None for less than five seconds or for silence."""
        features = features_of(samples)
        if features is None:
            return None
        return sound(self.manifest, self._heads, features, self._networks.units_of(samples))


class PatchNetworks:
    """The int8 networks alone; not thread-safe.

    Between songs none is in memory: each is loaded for its turn, which takes a hundredth of the time that a
    song does, and ffmpeg needs the room before.
    """

    def __init__(self, folder: Path, manifest: SongManifest) -> None:
        """See whether they load; raises `NetworkError` if the interpreter can't run one."""
        self._patches = manifest.patches
        self._folder, self._files = folder, manifest.networks
        for file in self._files:
            Network(folder / file.file)

    def units_of(self, samples: Samples) -> Units:
        """Return the units of each network for each patch, [patches, networks, 200]."""
        places = patch_places(len(samples), self._patches)
        patches = [log_mels(samples[place : place + PATCH_SAMPLES]) for place in places]
        return np.stack([self._units(file, patches) for file in self._files], axis=1)

    def _units(self, file: NetworkFile, patches: list[NDArray[np.float32]]) -> Units:
        network = _Int8(self._folder, file)
        return np.stack([network.units(patch) for patch in patches])


class _Int8:
    """One network and the scales of its numbers."""

    def __init__(self, folder: Path, file: NetworkFile) -> None:
        self._file, self._network = file, Network(folder / file.file)

    def units(self, mels: NDArray[np.float32]) -> Units:
        (out,) = self._network.run(eights(mels, self._file))
        units: Units = (out[0].astype(np.float32) - self._file.output_zero_point) * self._file.output_scale
        return units


def eights(mels: NDArray[np.float32], file: NetworkFile) -> NDArray[np.int8]:
    """Return the log-mel of a patch as the network's input, [1,307,96,8]."""
    around = np.pad(mels * file.scale + file.shift, ((BEFORE, AFTER), (0, 0)))
    steps = np.clip(np.round(around / file.input_scale) + file.input_zero_point, -128, 127).astype(np.int8)
    windows: NDArray[np.int8] = np.lib.stride_tricks.sliding_window_view(steps, TOGETHER, axis=0)[None]
    return windows


def heard(heads: Heads, features: Features, units: Units) -> NDArray[np.float32]:
    """Return the input of the heads: the features, then each tag's logit, the mean over all patches."""
    tags = np.einsum("nu,nut->nt", units.mean(axis=0), heads.tag_weights) + heads.tag_biases
    numbers: NDArray[np.float32] = np.concatenate([features.vector(), tags.ravel()]).astype(np.float32)
    return numbers


def sound(manifest: SongManifest, heads: Heads, features: Features, units: Units) -> Sound:
    """Return the output of the heads."""
    unusual = np.clip((heard(heads, features, units) - heads.mean) / heads.spread, -_FAR, _FAR)
    seen = np.append(unusual, 1.0)
    is_piano = _sigmoid(float(heads.piano @ seen))
    affect = np.tanh((1 - is_piano) * (heads.affect @ seen) + is_piano * (heads.piano_affect @ seen))
    shares = np.exp(heads.genre @ seen - (heads.genre @ seen).max())
    best = int(np.argmax(shares))
    return Sound(
        by=f"network {manifest.version}",
        valence=float(affect[0]),
        arousal=float(affect[1]),
        energy=features.energy,
        brightness=features.brightness,
        tempo=features.tempo,
        loudness=features.loudness,
        danceability=_sigmoid(float(heads.danceability @ seen)),
        vocal=_sigmoid(float(heads.vocal @ seen)),
        genre=manifest.families[best],
        genre_share=float(shares[best] / shares.sum()),
        key=features.harmony.key,
        moods=_moods(manifest, unusual),
        embedding=_bytes(heads.embedding @ seen),
    )


def _moods(manifest: SongManifest, unusual: NDArray[np.float32]) -> tuple[str, ...]:
    """Return the mood tags that stand out, the most unusual first."""
    tags = dict(zip(manifest.tags, unusual[-len(manifest.tags) :], strict=True))
    clear = [mood for mood in manifest.moods if tags[mood] > _LEAST_MOOD]
    names = dict.fromkeys(mood.partition(":")[2] for mood in sorted(clear, key=lambda mood: -tags[mood]))
    return tuple(names)[:MOST_MOODS]


def _bytes(vector: NDArray[np.float32]) -> bytes | None:
    length = float(np.linalg.norm(vector))
    return np.round(vector * 127 / length).astype(np.int8).tobytes() if length > 1e-6 else None


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))
