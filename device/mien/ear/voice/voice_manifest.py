"""The voice network's manifest: describes the file beside it, which is refused unless it matches."""

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mien.ear.voice.voice_log_mel import BANDS, FRAMES
from mien.errors import MienError

NETWORK_FILE = "voice.tflite"
MANIFEST_FILE = "manifest.json"
FORMAT = 1
CLASSES = ("angry", "disgusted", "fearful", "happy", "neutral", "sad", "surprised", "calm", "bored")


class VoiceManifestError(MienError, ValueError):
    """The manifest or the file beside it is invalid; one sentence says how."""


@dataclass(frozen=True, slots=True)
class VoiceManifest:
    """Everything needed to run the file, whose outputs are logits: each class, arousal, valence."""

    format: int
    """Of this manifest."""
    version: str
    """Of the network."""
    labels: tuple[str, ...]
    """The classes, in the order of the outputs; arousal and valence follow."""
    frames: int
    """Frames of one window."""
    bands: int
    """Mel bands of each frame."""
    input_scale: float
    """The size of one step of the int8 input."""
    input_zero_point: int
    """The step that stands for 0."""
    output_scale: float
    """The size of one step of the int8 output."""
    output_zero_point: int
    """The step that stands for 0."""
    temperature: float
    """The logits of the classes are divided by this."""
    arousal_temperature: float
    """The logit of the arousal is divided by this."""
    valence_temperature: float
    """The logit of the valence is divided by this; high, as it is little more than a guess."""
    sha256: str
    """Of the network's file."""
    recipe: str
    """The recipe that it was trained by."""
    data: str
    """What it was trained on."""


def load_voice_manifest(folder: Path) -> VoiceManifest:
    """Return the manifest in `folder`.

    Raises:
        VoiceManifestError: a file is missing, a field is missing, unknown or of the wrong kind, or the
            network is another than the one that the manifest was made for.
    """
    file = folder / MANIFEST_FILE
    try:
        plain: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        found = hashlib.sha256((folder / NETWORK_FILE).read_bytes()).hexdigest()
    except OSError as bad:
        raise VoiceManifestError(f"{bad.filename} cannot be read: {bad.strerror or bad}.") from bad
    except (ValueError, RecursionError) as bad:
        raise VoiceManifestError(f"{file} is not JSON: {bad}.") from bad
    _check(plain, file, found)
    return VoiceManifest(**{**plain, "labels": tuple(plain["labels"])})


_KINDS: dict[str, tuple[type, ...]] = {"int": (int,), "str": (str,), "float": (int, float)}


def _check(plain: object, file: Path, found: str) -> None:
    """Raise a `VoiceManifestError` for the first mistake."""
    if not isinstance(plain, dict):
        raise VoiceManifestError(f"{file} must hold a JSON object.")
    for field in fields(VoiceManifest):
        kind = _KINDS.get(str(getattr(field.type, "__name__", "")), (list,))
        value = plain.get(field.name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise VoiceManifestError(f"{file}: {field.name} is missing or of the wrong kind.")
    if unknown := sorted(set(plain) - {field.name for field in fields(VoiceManifest)}):
        raise VoiceManifestError(f"{file}: {unknown[0]} is unknown.")
    shape = (plain["format"], plain["frames"], plain["bands"], tuple(map(str, plain["labels"])))
    if shape != (FORMAT, FRAMES, BANDS, CLASSES):
        raise VoiceManifestError(f"{file} is for another network than this program can read.")
    scales = ("input_scale", "output_scale", "temperature", "arousal_temperature", "valence_temperature")
    if any(not 0.0 < plain[name] < 1e6 for name in scales):
        raise VoiceManifestError(f"{file}: scales and temperatures must be above 0.")
    if plain["sha256"] != found:
        raise VoiceManifestError(f"{file.parent / NETWORK_FILE} is not the network of its manifest.")
