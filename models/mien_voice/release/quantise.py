"""From trained weights to the int8 file and its manifest.

Activations are calibrated on training windows. The temperatures make probabilities honest for speakers, rooms
and a language that were never heard: they are fitted on the answers of the runs that learnt from the other
corpus only.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from mien.ear.voice.voice_log_mel import BANDS, CLIP, FRAMES, levelled, windows
from mien.ear.voice.voice_manifest import CLASSES, FORMAT, MANIFEST_FILE, NETWORK_FILE, VoiceManifest
from mien.networks.litert import Network
from mien.networks.model_files import sha256_of
from mien_tflite.conversion import export_float, export_int8, input_quantisation, output_quantisation
from mien_voice.data.corpora import CORPORA, Array, load_corpus
from mien_voice.evaluation.figures import fitted_temperatures
from mien_voice.learning.network import trained
from mien_voice.recipe import SHIPPED, Recipe

FLOAT_FILE = "float.tflite"
_CALIBRATION = 300  # windows


def quantise(recipe: Recipe, folder: Path = SHIPPED) -> None:
    """Write voice.tflite and manifest.json into `folder`, and the float twin into the run."""
    twin = recipe.run("all") / FLOAT_FILE
    export_float(trained(recipe, "all"), (1, FRAMES, BANDS, 1), twin)
    folder.mkdir(exist_ok=True)
    export_int8(twin, folder / NETWORK_FILE, _calibration_inputs(recipe))
    plain = json.dumps(asdict(_manifest(recipe, folder / NETWORK_FILE)), indent=2)
    (folder / MANIFEST_FILE).write_text(plain + "\n", encoding="utf-8")


def _calibration_windows(recipe: Recipe) -> Array:
    """Return windows of every corpus, levelled as the ear levels them, float32 [N, FRAMES, BANDS]."""
    rng = np.random.default_rng(recipe.seed)
    chosen = [
        levelled(windows(corpus.loud[one])[:1])
        for corpus in map(load_corpus, CORPORA)
        for one in rng.choice(len(corpus.loud), _CALIBRATION // len(CORPORA), replace=False)
    ]
    return np.concatenate(chosen)


def _calibration_inputs(recipe: Recipe) -> Array:
    """Return the windows as inputs of the network, float32 [N, 1, FRAMES, BANDS, 1]."""
    values = _calibration_windows(recipe)[:, None, :, :, None].copy()
    # Two cells that reach both ends fix the input's scale, whatever windows were drawn.
    values[:, 0, 0, :2, 0] = -CLIP, CLIP
    return values


def _manifest(recipe: Recipe, file: Path) -> VoiceManifest:
    network = Network(file)
    input_scale, input_zero_point = input_quantisation(network)
    output_scale, output_zero_point = output_quantisation(network)
    emotion, arousal, valence = fitted_temperatures(recipe)
    return VoiceManifest(
        format=FORMAT,
        version=recipe.version,
        labels=CLASSES,
        frames=FRAMES,
        bands=BANDS,
        input_scale=input_scale,
        input_zero_point=input_zero_point,
        output_scale=output_scale,
        output_zero_point=output_zero_point,
        temperature=emotion,
        arousal_temperature=arousal,
        valence_temperature=valence,
        sha256=sha256_of(file),
        recipe=f"models/recipes/{recipe.name}.toml",
        data=recipe.data,
    )
