"""The song network's manifest: describes the files beside it, which are refused unless they all match."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError
from mien.networks.model_files import sha256_of

MANIFEST_FILE = "manifest.json"
HEADS_FILE = "heads.npz"
FORMAT = 1


class SongManifestError(MienError, ValueError):
    """The manifest or a file beside it is invalid; one sentence says how."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """One int8 network: log-mels of a patch in, units out.

    Input: int8 [1,307,96,8] = round(normal / input_scale) + input_zero_point, where normal = log-mel * scale
    + shift, with 63 frames of zeros before the patch and 64 after it, and eight neighbouring frames as the
    channels. Output: int8 [1,200]; units = (output - output_zero_point) * output_scale.
    """

    file: str
    sha256: str
    scale: float
    shift: float
    input_scale: float
    input_zero_point: int
    output_scale: float
    output_zero_point: int


@dataclass(frozen=True, slots=True)
class SongManifest:
    """Everything needed to run the files."""

    format: int
    version: str
    patches: int
    """The most patches of a song that are used, spread evenly."""
    networks: tuple[NetworkFile, ...]
    tags: tuple[str, ...]
    """The tags that the networks were trained on, in the order of the heads."""
    families: tuple[str, ...]
    """Genres of our table, in the order of the heads."""
    moods: tuple[str, ...]
    """Tags that describe a mood."""
    heads_sha256: str
    recipe: str
    data: str


@dataclass(frozen=True, slots=True)
class Heads:
    """The linear heads on the networks' units and the measured features. S: inputs; T: tags."""

    tag_weights: NDArray[np.float32]
    """[networks, 200, tags of each]"""
    tag_biases: NDArray[np.float32]
    """[networks, tags of each]"""
    mean: NDArray[np.float32]
    """[S] of features and tags over music of all kinds"""
    spread: NDArray[np.float32]
    """[S] standard deviation likewise"""
    affect: NDArray[np.float32]
    """[2, S + 1] valence and arousal; the last is the bias, here and below"""
    piano_affect: NDArray[np.float32]
    """[2, S + 1] the same for a piano alone"""
    piano: NDArray[np.float32]
    """[S + 1] whether it is a piano alone"""
    vocal: NDArray[np.float32]
    """[S + 1]"""
    danceability: NDArray[np.float32]
    """[S + 1]"""
    genre: NDArray[np.float32]
    """[families, S + 1]"""
    embedding: NDArray[np.float32]
    """[64, S + 1]"""


def load_manifest(folder: Path) -> SongManifest:
    """Return the manifest in `folder`; its networks are those that it names.

    Raises:
        SongManifestError: a file or a field is missing, or a network's sha256 differs.
    """
    file = folder / MANIFEST_FILE
    try:
        manifest = _manifest(json.loads(file.read_text(encoding="utf-8")))
        for network in manifest.networks:
            _check(folder / network.file, network.sha256)
    except OSError as bad:
        raise SongManifestError(f"{bad.filename or file} can't be read: {bad.strerror or bad}.") from bad
    except SongManifestError:
        raise
    except (KeyError, TypeError, ValueError, RecursionError) as bad:
        raise SongManifestError(f"{file} isn't a song network's manifest: {bad}.") from bad
    return manifest


def load_heads(folder: Path, manifest: SongManifest) -> Heads:
    """Return the heads in `folder`.

    Raises:
        SongManifestError: they are missing, or aren't those of the manifest.
    """
    file = folder / HEADS_FILE
    try:
        _check(file, manifest.heads_sha256)
        with np.load(file, allow_pickle=False) as heads:
            return Heads(**{name: np.asarray(heads[name], np.float32) for name in heads})
    except OSError as bad:
        raise SongManifestError(f"{file} can't be read: {bad.strerror or bad}.") from bad
    except TypeError as bad:
        raise SongManifestError(f"{file} isn't the heads of a song network: {bad}.") from bad


def _check(file: Path, sha256: str) -> None:
    if sha256_of(file) != sha256:
        raise SongManifestError(f"{file} isn't the file that its manifest names: the sha256 differs.")


def _manifest(plain: Mapping[str, Any]) -> SongManifest:
    if plain["format"] != FORMAT:
        raise SongManifestError(f"the song network's manifest has format {plain['format']!r}, not {FORMAT}.")
    texts = {name: tuple(map(str, plain[name])) for name in ("tags", "families", "moods")}
    networks = tuple(_network(one) for one in plain["networks"])
    return SongManifest(**{**plain, **texts, "networks": networks})


def _network(plain: Mapping[str, Any]) -> NetworkFile:
    kinds = {field.name: field.type for field in fields(NetworkFile)}
    for name, kind in kinds.items():
        if not isinstance(plain[name], (int, float) if kind is float else (kind,)):  # type: ignore[arg-type]
            raise SongManifestError(f"the song network's {name} isn't right: {plain[name]!r}.")
    return NetworkFile(**plain)
