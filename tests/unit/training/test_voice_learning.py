"""How the voice network learns: what needs torch and Praat, skipped where the training environment is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")
pytest.importorskip("parselmouth", reason="Praat comes with `make train`")

from mien_voice.learning.train import Learning, Lessons  # noqa: E402 - only with torch
from mien_voice.recipe import load_recipe  # noqa: E402

RECIPE = load_recipe(Path(__file__).parents[3] / "models/recipes/voice.toml")


def lessons() -> Any:
    """Return one utterance, of zeros, and two that others would make of it, of ones and twos."""
    said, others = torch.zeros(4, 48), [torch.ones(4, 48), 2 * torch.ones(4, 48)]
    return Lessons([said], [others], torch.zeros(1, 11), torch.ones(1, 9) > 0, torch.ones(1))


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.8, 140, 180), (1.0, 200, 200)])
def test_so_many_sounds_are_as_others_would_say_them(
    share: float, least: int, most: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("mien_voice.recipe.RUNS", tmp_path)
    learning = Learning(replace(RECIPE, augment=replace(RECIPE.augment, others=share)), "all")
    heard = [float(learning.said(lessons(), 0)[0, 0]) for _ in range(200)]

    assert least <= len(heard) - heard.count(0.0) <= most
    assert share == 0.0 or {1.0, 2.0} <= set(heard)
