"""From trained weights to the int8 file and its manifest.

Calibration takes training pictures as the eye would frame them; the temperature that makes the
probabilities honest is found on PublicTest, on the int8 file itself.
"""

import json
from dataclasses import asdict
from pathlib import Path

import litert_torch
import numpy as np
import torch
from ai_edge_quantizer import quantizer
from ai_edge_quantizer import recipe as recipes
from torch import Tensor, nn

from mien.eye.emotion.manifest import FORMAT, MANIFEST_FILE, NETWORK_FILE, Manifest, sha256_of
from mien.eye.emotion.preprocess import standardised
from mien.eye.litert import Network
from mien_training.augment import CLIP, LEAST_SPREAD
from mien_training.dataset import EMOTIONS, PUBLIC, TRAINING, Array, load_faces
from mien_training.evaluate import FLOAT_FILE, SHIPPED
from mien_training.recipe import Recipe
from mien_training.serve import serving_network

SIZE = 48
_CALIBRATION = 500


def quantise(recipe: Recipe, folder: Path = SHIPPED) -> None:
    """Write emotion.tflite and manifest.json into `folder`, and the float twin into the run."""
    network = serving_network(recipe)
    twin = recipe.run / FLOAT_FILE
    litert_torch.convert(
        litert_torch.to_channel_last_io(network, args=[0]), (torch.zeros(1, SIZE, SIZE, 1),)
    ).export(str(twin))
    folder.mkdir(exist_ok=True)
    _to_int8(twin, folder / NETWORK_FILE, load_faces(recipe.data, TRAINING).images)
    manifest = _manifest(recipe, folder / NETWORK_FILE)
    plain = json.dumps(asdict(manifest), indent=2)
    (folder / MANIFEST_FILE).write_text(plain + "\n", encoding="utf-8")


def _to_int8(twin: Path, out: Path, images: Array) -> None:
    """Quantise weights and activations of `twin`, its input and its output to int8."""
    every = max(1, len(images) // _CALIBRATION)
    values = standardised(images[::every], LEAST_SPREAD, CLIP)[:, None, :, :, None]
    # Two pixels that reach both ends fix the input's scale, whatever pictures were drawn.
    values[:, 0, 0, :2, 0] = -CLIP, CLIP
    engine = quantizer.Quantizer(str(twin), recipes.static_wi8_ai8())
    # The signature calls the tensor "serving_default_args_0:0" plainly "args_0".
    name = Network(twin).inputs[0]["name"].removeprefix("serving_default_").split(":")[0]
    calibrated = engine.calibrate({"serving_default": [{name: value} for value in values]})
    out.unlink(missing_ok=True)
    engine.quantize(calibrated).export_model(str(out))


def _manifest(recipe: Recipe, file: Path) -> Manifest:
    network = Network(file)
    input_scale, input_zero_point = network.inputs[0]["quantization"]
    output_scale, output_zero_point = network.outputs[0]["quantization"]
    scale = (float(input_scale), int(input_zero_point))
    public = load_faces(recipe.data, PUBLIC)
    outputs = int8_outputs(network, public.images, scale)
    logits = (outputs.astype(np.float32) - output_zero_point) * output_scale
    return Manifest(
        format=FORMAT,
        version=recipe.version,
        labels=EMOTIONS,
        size=SIZE,
        channels=1,
        least_spread=LEAST_SPREAD,
        clip=CLIP,
        input_scale=scale[0],
        input_zero_point=scale[1],
        output_scale=float(output_scale),
        output_zero_point=int(output_zero_point),
        temperature=round(temperature_of(torch.from_numpy(logits), torch.from_numpy(public.votes)), 4),
        abstain=recipe.serve.abstain,
        sha256=sha256_of(file),
        recipe=f"models/recipes/{recipe.name}.toml",
        data="FER2013 (training part) with FER+ votes",
    )


def int8_outputs(network: Network, images: Array, scale: tuple[float, int]) -> Array:
    """Return the raw outputs, int8 [N,7], for the pictures as they are; `scale`: the input's."""
    steps = np.round(standardised(images, LEAST_SPREAD, CLIP) / scale[0]) + scale[1]
    crops = np.clip(steps, -128, 127).astype(np.int8)[:, None, :, :, None]
    return np.concatenate([network.run(crop)[0] for crop in crops])


def temperature_of(logits: Tensor, votes: Tensor) -> float:
    """Return the temperature under which the probabilities best predict the FER+ majority.

    Only pictures with a majority count: on them there is an answer to be sure of.
    """
    clear = votes.max(1).values > 0.5
    answers, chosen = votes[clear].argmax(1), logits[clear]
    steps = torch.exp(torch.linspace(-1.6, 1.6, 321))
    losses = torch.stack([nn.functional.cross_entropy(chosen / step, answers) for step in steps])
    return float(steps[losses.argmin()])
