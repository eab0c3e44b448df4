"""What a network teaches the one that begins at it; skipped without torch."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training import recipe as recipes  # noqa: E402 - only with torch
from mien_training import teaching, warm_start  # noqa: E402
from mien_training.network import EmotionNetwork  # noqa: E402

FACES = np.random.default_rng(5).integers(1, 256, (6, 64, 64)).astype(np.uint8)
STRANGERS = Path(__file__).parents[3] / "models" / "recipes" / "strangers.toml"


@pytest.fixture
def pupil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> recipes.Recipe:
    """Return a recipe that begins at a small run beside it."""
    for module in (recipes, warm_start):
        monkeypatch.setattr(module, "MODELS", tmp_path)
    recipe = recipes.load_recipe(STRANGERS)
    recipe = replace(recipe, name="pupil", widths=(8, 8), blocks=(1, 1), start="teacher")
    network = EmotionNetwork(recipe.widths, recipe.blocks)
    (tmp_path / "runs" / "teacher").mkdir(parents=True)
    state = {"widths": network.widths, "blocks": network.blocks, "mean": network.state_dict()}
    torch.save(state, tmp_path / "runs" / "teacher" / "last.pt")
    return recipe


def test_a_teacher_says_the_same_of_a_face_and_of_its_mirror_image(pupil: recipes.Recipe) -> None:
    plain = teaching.kept_teaching(pupil, "plain", FACES)
    mirrored = teaching.kept_teaching(pupil, "mirrored", FACES[:, :, ::-1])

    assert plain.sum(1) == pytest.approx(np.ones(6), abs=1e-5)
    assert mirrored == pytest.approx(plain, abs=0.02)  # it reckons with bfloat16


def test_what_a_teacher_said_is_kept(pupil: recipes.Recipe) -> None:
    said = teaching.kept_teaching(pupil, "faces", FACES)

    again = teaching.kept_teaching(pupil, "faces", np.zeros_like(FACES))

    assert (again == said).all()
