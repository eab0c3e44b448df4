"""From trained weights to the int8 file and its manifest.

Calibration takes training pictures as the eye would frame them; the temperature that makes the
probabilities honest is found on photographs of strangers (`strangers.calibration`), on the int8 file itself.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from mien.eye.emotion.manifest import FORMAT, MANIFEST_FILE, NETWORK_FILE, Manifest
from mien.networks.litert import Network
from mien.networks.model_files import sha256_of
from mien_tflite.conversion import export_float, export_int8, input_quantisation, output_quantisation
from mien_training.data.augment import CLIP, LEAST_SPREAD, plain_view
from mien_training.data.dataset import EMOTIONS, Array
from mien_training.evaluation.evaluate import FLOAT_FILE, SHIPPED
from mien_training.learning.lessons import load_lessons
from mien_training.learning.network import SIDE, ServingNetwork
from mien_training.learning.warm_start import averaged, begun, checkpointed
from mien_training.recipe import Recipe

_CALIBRATION = 500  # pictures


def quantise(recipe: Recipe, folder: Path = SHIPPED) -> None:
    """Write emotion.tflite and manifest.json into `folder`, and the float twin into the run."""
    twin = recipe.run / FLOAT_FILE
    export_float(serving_network(recipe), (1, SIDE, SIDE, 1), twin)
    folder.mkdir(exist_ok=True)
    export_int8(twin, folder / NETWORK_FILE, _calibration_inputs(recipe))
    plain = json.dumps(asdict(_manifest(recipe, folder / NETWORK_FILE)), indent=2)
    (folder / MANIFEST_FILE).write_text(plain + "\n", encoding="utf-8")


def serving_network(recipe: Recipe) -> ServingNetwork:
    """Return the float network that ships: the trained one, or the mean of runs, with the recipe's bias."""
    bias = torch.tensor([recipe.serve.bias[emotion] for emotion in EMOTIONS])
    trained = checkpointed(recipe.run)
    if recipe.mean_of:
        pictures = torch.from_numpy(_calibration_crops(recipe)).unsqueeze(1)
        networks = [begun(trained, start, pictures) for start in recipe.mean_of]
        trained.load_state_dict(averaged(networks, list(recipe.mean_of.values())))
    network = ServingNetwork(trained, bias)
    network.eval()
    return network


def _calibration_crops(recipe: Recipe) -> Array:
    """Return training pictures as the eye would crop them, drawn as in training, float32 [N,S,S]."""
    lessons = load_lessons(recipe)
    rng = torch.Generator().manual_seed(recipe.seed)
    drawn = torch.multinomial(lessons.chances, _CALIBRATION, generator=rng)
    crops: Array = plain_view(lessons.canvases[drawn], recipe.serve.nearer, SIDE)[:, 0].numpy()
    return crops


def _calibration_inputs(recipe: Recipe) -> Array:
    """Return the crops as inputs of the network, float32 [N,1,S,S,1]."""
    values: Array = _calibration_crops(recipe)[:, None, :, :, None].copy()
    # Two pixels that reach both ends fix the input's scale, whatever pictures were drawn.
    values[:, 0, 0, :2, 0] = -CLIP, CLIP
    return values


def _manifest(recipe: Recipe, file: Path) -> Manifest:
    network = Network(file)
    input_scale, input_zero_point = input_quantisation(network)
    output_scale, output_zero_point = output_quantisation(network)
    return Manifest(
        format=FORMAT,
        version=recipe.version,
        labels=EMOTIONS,
        size=SIDE,
        channels=1,
        least_spread=LEAST_SPREAD,
        clip=CLIP,
        input_scale=input_scale,
        input_zero_point=input_zero_point,
        output_scale=output_scale,
        output_zero_point=output_zero_point,
        temperature=recipe.serve.temperature,
        abstain=recipe.serve.abstain,
        sha256=sha256_of(file),
        recipe=f"models/recipes/{recipe.name}.toml",
        data=recipe.data,
    )


def to_int8(crops: Array, scale: tuple[float, int]) -> Array:
    """Return standardised crops [N,S,S] as the network takes them, int8 [N,1,S,S,1]; `scale`: the input's."""
    steps = np.round(crops / scale[0]) + scale[1]
    whole: Array = np.clip(steps, -128, 127).astype(np.int8)[:, None, :, :, None]
    return whole
