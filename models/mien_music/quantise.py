"""From the borrowed checkpoints to the int8 files and their part of the manifest."""

from pathlib import Path

import litert_torch
import numpy as np
import torch
from ai_edge_quantizer import quantizer
from ai_edge_quantizer import recipe as recipes
from numpy.typing import NDArray

from mien.music.audio.decode import DecodeError, samples_of
from mien.music.audio.song_log_mel import BANDS, PATCH_SAMPLES, log_mels, patch_places
from mien.music.audio.song_manifest import HEADS_FILE, NetworkFile
from mien.networks.litert import Network
from mien.networks.model_files import sha256_of
from mien_music.checkpoint import CHECKPOINTS, Weights, fetch, weights_of
from mien_music.corpus import music
from mien_music.heads import write_manifest
from mien_music.network import FRAMES, LONGEST, TOGETHER, Reference, Serving, in_eights, norm
from mien_music.recipe import SHIPPED, Recipe

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
    network = litert_torch.to_channel_last_io(Serving(weights, reference.ranges()).eval(), args=[0])
    shape = (1, FRAMES + LONGEST - TOGETHER, BANDS, TOGETHER)
    litert_torch.convert(network, (torch.zeros(shape),)).export(str(twin))
    engine = quantizer.Quantizer(str(twin), recipes.static_wi8_ai8())
    # The signature calls the tensor "serving_default_args_0:0" plainly "args_0".
    inputs = Network(twin).inputs[0]["name"].removeprefix("serving_default_").split(":")[0]
    values = in_eights(patches, weights).transpose(0, 2, 3, 1)
    calibrated = engine.calibrate({"serving_default": [{inputs: value[None]} for value in values]})
    file.unlink(missing_ok=True)
    engine.quantize(calibrated).export_model(str(file))
    return described(file, weights)


def described(file: Path, weights: Weights) -> NetworkFile:
    """Return what the manifest says of an int8 file."""
    network = Network(file)
    scale, shift = norm(weights, 0)
    (input_scale, input_zero), (output_scale, output_zero) = (
        one[0]["quantization"] for one in (network.inputs, network.outputs)
    )
    return NetworkFile(
        file=file.name,
        sha256=sha256_of(file),
        scale=float(scale[0]),
        shift=float(shift[0]),
        input_scale=float(input_scale),
        input_zero_point=int(input_zero),
        output_scale=float(output_scale),
        output_zero_point=int(output_zero),
    )
