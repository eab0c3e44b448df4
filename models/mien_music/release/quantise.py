"""From the borrowed checkpoints to the int8 files and their part of the manifest."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from mien.music.audio.decode import DecodeError, samples_of
from mien.music.audio.song_log_mel import BANDS, PATCH_SAMPLES, log_mels, patch_places
from mien.music.audio.song_manifest import HEADS_FILE, NetworkFile
from mien.networks.litert import Network
from mien.networks.model_files import sha256_of
from mien_music.data.corpus import music
from mien_music.learning.checkpoint import CHECKPOINTS, Weights, fetch, weights_of
from mien_music.learning.heads import write_manifest
from mien_music.learning.network import FRAMES, LONGEST, TOGETHER, Reference, Serving, in_eights
from mien_music.learning.norms import norm
from mien_music.recipe import SHIPPED, Recipe
from mien_tflite.conversion import export_float, export_int8, input_quantisation, output_quantisation

_EACH = 3
"""Patches of a song that the ranges are found on."""


def quantise(recipe: Recipe) -> None:
    """Write the int8 files, and the manifest that describes them; the heads are learnt afterwards."""
    SHIPPED.mkdir(exist_ok=True)
    wheel, patches = fetch(recipe.run), calibration_patches(recipe)
    networks = tuple(_quantised(recipe, name, weights_of(wheel, name), patches) for name in CHECKPOINTS)
    if not (SHIPPED / HEADS_FILE).exists():
        np.savez(SHIPPED / HEADS_FILE)
    write_manifest(recipe, networks)


def calibration_patches(recipe: Recipe) -> NDArray[np.float32]:
    """Return log-mels drawn from all music, [N,187,96]; kept, since decoding takes long."""
    kept = recipe.run / "calibration.npy"
    if not kept.exists():
        files = music(recipe)
        rng = np.random.default_rng(recipe.seed)
        drawn = [files[place] for place in rng.permutation(len(files))[: recipe.calibration // _EACH]]
        np.save(kept, np.stack([patch for file in drawn for patch in _patches(file)]))
    patches: NDArray[np.float32] = np.load(kept)
    return patches


def _patches(file: Path) -> list[NDArray[np.float32]]:
    try:
        samples = samples_of(file)
    except DecodeError:
        return []
    places = patch_places(len(samples), _EACH)
    return [log_mels(samples[place : place + PATCH_SAMPLES]) for place in places]


def _quantised(recipe: Recipe, name: str, weights: Weights, patches: NDArray[np.float32]) -> NetworkFile:
    twin, file = recipe.run / f"{name}.tflite", SHIPPED / f"{name.lower()}.tflite"
    reference = Reference(weights)
    with torch.no_grad():
        for patch in patches:
            reference(torch.from_numpy(patch[None]))
    shape = (1, FRAMES + LONGEST - TOGETHER, BANDS, TOGETHER)
    export_float(Serving(weights, reference.ranges()).eval(), shape, twin)
    export_int8(twin, file, (value[None] for value in in_eights(patches, weights).transpose(0, 2, 3, 1)))
    return described(file, weights)


def described(file: Path, weights: Weights) -> NetworkFile:
    """Return what the manifest says of an int8 file."""
    network = Network(file)
    scale, shift = norm(weights, 0)
    input_scale, input_zero_point = input_quantisation(network)
    output_scale, output_zero_point = output_quantisation(network)
    return NetworkFile(
        file=file.name,
        sha256=sha256_of(file),
        scale=float(scale[0]),
        shift=float(shift[0]),
        input_scale=input_scale,
        input_zero_point=input_zero_point,
        output_scale=output_scale,
        output_zero_point=output_zero_point,
    )
