"""What a network teaches the one that begins at it; skipped without torch."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")

from mien_training import recipe as recipes  # noqa: E402 - only with torch
from mien_training.learning import answers, teaching, warm_start  # noqa: E402
from mien_training.learning.network import EmotionNetwork  # noqa: E402

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


class OneSided(torch.nn.Module):  # type: ignore[misc,name-defined,unused-ignore] # torch may be missing
    """Takes a face that is bright on the left for angry, and for nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(1))

    def forward(self, x: Any) -> Any:
        """Map [B,1,S,S] to logits [B,7]."""
        left = x[:, 0, :, : x.shape[-1] // 2].mean((1, 2))
        return torch.nn.functional.pad(4 * left[:, None], (0, 6))


def test_a_face_and_its_mirror_image_are_read_alike_at_several_sizes_and_not_at_one() -> None:
    lit = FACES.copy()
    lit[:, :, 32:] //= 4

    gaps = [
        np.abs(
            answers.shares_of(OneSided(), lit, sizes) - answers.shares_of(OneSided(), lit[:, :, ::-1], sizes)
        )
        for sizes in ((1.05, 1.3), (1.05,))
    ]

    assert gaps[0].max() < 0.02
    assert gaps[1].max() > 0.5


def test_what_a_teacher_said_is_kept(pupil: recipes.Recipe) -> None:
    said = teaching.kept_teaching(pupil, "faces", FACES)

    again = teaching.kept_teaching(pupil, "faces", np.zeros_like(FACES))

    assert (again == said).all()
