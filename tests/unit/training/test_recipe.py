from pathlib import Path

import pytest

from mien_training.data.dataset import EMOTIONS
from mien_training.data.sources import GROUPS
from mien_training.recipe import load_recipe

RECIPES = Path(__file__).parents[3] / "models" / "recipes"
FACES = sorted(file for file in RECIPES.rglob("*.toml") if file.stem not in {"music", "voice"})


@pytest.mark.parametrize("file", FACES, ids=lambda file: file.stem)
def test_every_recipe_can_be_read(file: Path) -> None:
    recipe = load_recipe(file)

    assert recipe.name == file.stem
    assert len(recipe.widths) == len(recipe.blocks)
    assert 0 <= recipe.labels.votes <= 1
    assert 0 < recipe.schedule.warm + recipe.schedule.cool <= recipe.schedule.epochs
    assert set(recipe.leave_out) <= {*GROUPS, "fer2013"}
    assert recipe.serve.bias.keys() == recipe.labels.prior.keys() == set(EMOTIONS)


@pytest.mark.parametrize("file", FACES, ids=lambda file: file.stem)
def test_a_recipe_names_how_far_it_trusts_every_source(file: Path) -> None:
    known = {source for members in GROUPS.values() for source in members} | {"fer2013"}

    assert load_recipe(file).trust.keys() <= known


def test_a_recipe_like_another_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    text = (RECIPES / "strangers.toml").read_text(encoding="utf-8")
    (tmp_path / "strangers.toml").write_text(text, encoding="utf-8")
    (tmp_path / "other.toml").write_text('like = "strangers"\n[schedule]\nepochs = 99\n', encoding="utf-8")

    base, other = (load_recipe(tmp_path / f"{name}.toml") for name in ("strangers", "other"))

    assert other.schedule.epochs == 99
    assert other.schedule.peak == base.schedule.peak
    assert other.trust == base.trust


@pytest.mark.parametrize(("old", "new"), [("epochs =", "epocs ="), ("peak =", "peek =")])
def test_a_misspelt_key_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = (RECIPES / "strangers.toml").read_text(encoding="utf-8").replace(old, new)
    file = tmp_path / "recipe.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(TypeError, match=new.split(maxsplit=1)[0]):
        load_recipe(file)
