from pathlib import Path

import pytest

from mien_training.recipe import load_recipe

RECIPES = Path(__file__).parents[3] / "models" / "recipes"


@pytest.mark.parametrize("file", sorted(RECIPES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_recipe_can_be_read(file: Path) -> None:
    recipe = load_recipe(file)

    assert recipe.name == file.stem
    assert len(recipe.widths) == len(recipe.blocks)
    assert 0 <= recipe.serve.votes <= 1
    assert 0 < recipe.schedule.warm + recipe.schedule.cool <= recipe.schedule.epochs


@pytest.mark.parametrize(("old", "new"), [("epochs =", "epocs ="), ("peak =", "peek =")])
def test_a_misspelt_key_is_named(tmp_path: Path, old: str, new: str) -> None:
    text = (RECIPES / "two_heads.toml").read_text(encoding="utf-8").replace(old, new)
    file = tmp_path / "recipe.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(TypeError, match=new.split(maxsplit=1)[0]):
        load_recipe(file)
