"""The emotion network's manifest: describes the file beside it, which is refused unless it matches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mien.errors import MienError
from mien.mood.emotion import Emotion
from mien.networks.model_files import sha256_of

NETWORK_FILE = "emotion.tflite"
MANIFEST_FILE = "manifest.json"
FORMAT = 1


class ManifestError(MienError, ValueError):
    """The manifest or the file beside it is invalid; one sentence says how."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything needed to run the file.

    Input: int8 [1,size,size,channels] = round(standardised / input_scale) + input_zero_point, where
    standardised = (grey - mean) / max(standard deviation, least_spread), clipped at +-clip, of each crop.
    Output: int8 [1,len(labels)]; logits = (output - output_zero_point) * output_scale; probabilities =
    softmax(logits / temperature); if the highest is below `abstain`, the answer is "unsure".
    """

    format: int
    version: str
    labels: tuple[Emotion, ...]
    size: int
    channels: int
    least_spread: float
    clip: float
    input_scale: float
    input_zero_point: int
    output_scale: float
    output_zero_point: int
    temperature: float
    abstain: float
    sha256: str
    recipe: str
    data: str


def load_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`.

    Raises:
        ManifestError: a file is missing, a field is missing or out of range, the labels are not the seven
            emotions, or the network's sha256 differs.
    """
    file = folder / MANIFEST_FILE
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
    except OSError as bad:
        raise ManifestError(f"{file} cannot be read: {bad.strerror or bad}.") from bad
    except (ValueError, RecursionError) as bad:
        raise ManifestError(f"{file} is not JSON: {bad}.") from bad
    if not isinstance(plain, dict):
        raise ManifestError(f"{file} must hold a JSON object.")
    manifest = _manifest(plain, file)
    _check_network(folder / NETWORK_FILE, manifest)
    return manifest


def _manifest(plain: Mapping[str, Any], file: Path) -> Manifest:
    known = {field.name for field in fields(Manifest)}
    for name in sorted(known ^ set(plain)):
        state = "is missing" if name in known else "is unknown"
        raise ManifestError(f"{file}: {name} {state}.")
    for name, kind, low, high in _LIMITS:
        if not _is_valid(plain[name], kind, low, high):
            raise ManifestError(f"{file}: {name} must be {_range_of(kind, low, high)}, not {plain[name]!r}.")
    for name in ("version", "sha256", "recipe", "data"):
        if not isinstance(plain[name], str) or not plain[name]:
            raise ManifestError(f"{file}: {name} must be text, not {plain[name]!r}.")
    return Manifest(**{**plain, "labels": _labels(plain["labels"], file)})


_LIMITS: tuple[tuple[str, type, float, float], ...] = (
    ("format", int, FORMAT, FORMAT),
    ("size", int, 16, 256),
    ("channels", int, 1, 1),
    ("least_spread", float, 1e-3, 128),
    ("clip", float, 0.1, 100),
    ("input_scale", float, 1e-9, 1e3),
    ("input_zero_point", int, -128, 127),
    ("output_scale", float, 1e-9, 1e3),
    ("output_zero_point", int, -128, 127),
    ("temperature", float, 1e-3, 1e3),
    ("abstain", float, 0, 1),
)


def _is_valid(value: object, kind: type, low: float, high: float) -> bool:
    numbers = (int, float) if kind is float else (int,)
    return isinstance(value, numbers) and not isinstance(value, bool) and low <= value <= high


def _range_of(kind: type, low: float, high: float) -> str:
    noun = "a whole number" if kind is int else "a number"
    return f"{low:g}" if low == high else f"{noun} from {low:g} to {high:g}"


def _labels(plain: object, file: Path) -> tuple[Emotion, ...]:
    if not isinstance(plain, list) or sorted(map(str, plain)) != sorted(Emotion):
        raise ManifestError(f"{file}: labels must be the seven emotions {', '.join(Emotion)}, not {plain!r}.")
    return tuple(Emotion(label) for label in plain)


def _check_network(file: Path, manifest: Manifest) -> None:
    try:
        found = sha256_of(file)
    except OSError as bad:
        raise ManifestError(f"{file} cannot be read: {bad.strerror or bad}.") from bad
    if found != manifest.sha256:
        raise ManifestError(
            f"{file} is not the network of its manifest: its sha256 is {found[:12]}..., "
            f"not {manifest.sha256[:12]}...."
        )
