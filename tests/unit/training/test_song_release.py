"""The last step of the song network's recipe: it makes the very heads that ship."""

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mien.music.audio.song_manifest import load_manifest
from mien.networks.model_files import sha256_of, weights_folder
from mien_music.data.corpus import Heard, Labelled, usual
from mien_music.learning.heads import NAMES, heads_of, piano_columns
from mien_music.recipe import MODELS, load_recipe

RECIPE = load_recipe(MODELS / "recipes" / "music.toml")
SHIPPED = weights_folder("music")


@pytest.fixture(scope="module")
def shipped() -> dict[str, NDArray[np.float32]]:
    with np.load(SHIPPED / "heads.npz") as arrays:
        return dict(arrays)


@pytest.fixture(scope="module")
def made(shipped: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """Return what the recipe makes of usual.npz, the checkpoints' tags and pieces that are made up."""
    return heads_of(RECIPE, (shipped["tag_weights"], shipped["tag_biases"]), usual(), pieces())


def pieces() -> list[Labelled]:
    """Return made-up piano pieces: their first number tells valence and arousal."""
    rng, made_up = np.random.default_rng(4), []
    for number, one in enumerate(usual()[:40]):
        units = (one.units + rng.normal(0, 0.1, one.units.shape)).astype(np.float32)
        label = 1 if number % 2 else -1
        made_up.append(
            Labelled(Heard(Path(f"{number}.wav"), one.features, units), "font", "a", label, -label)
        )
    return made_up


def test_everything_that_no_labels_taught_is_made_again(
    made: dict[str, NDArray[np.float32]], shipped: dict[str, NDArray[np.float32]]
) -> None:
    assert made.keys() == shipped.keys()
    for name in made.keys() - {"piano_affect"}:
        assert made[name].dtype == shipped[name].dtype
        np.testing.assert_allclose(made[name], shipped[name], rtol=1e-4, atol=1e-5, err_msg=name)


def test_the_heads_for_a_piano_take_the_numbers_that_the_recipe_names(
    made: dict[str, NDArray[np.float32]], shipped: dict[str, NDArray[np.float32]]
) -> None:
    for heads in (made, shipped):
        for row, columns in zip(heads["piano_affect"], piano_columns(RECIPE), strict=True):
            others = np.setdiff1d(np.arange(len(NAMES)), columns)
            assert not row[others].any()
            assert row[columns].any()


def test_a_file_of_the_same_heads_is_the_same_file(made: dict[str, NDArray[np.float32]]) -> None:
    one, other = io.BytesIO(), io.BytesIO()
    np.savez(one, **made)
    np.savez(other, **made)

    assert one.getvalue() == other.getvalue()


def test_the_manifest_is_of_these_heads_and_this_recipe() -> None:
    manifest = load_manifest(SHIPPED)

    assert manifest.heads_sha256 == sha256_of(SHIPPED / "heads.npz")
    assert manifest.version == RECIPE.version
    assert manifest.families == tuple(RECIPE.genre)
    assert manifest.data == RECIPE.data
