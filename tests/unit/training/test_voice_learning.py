"""How the voice network learns: what needs torch and Praat, skipped where the training environment is not."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="torch comes with `make train`")
pytest.importorskip("parselmouth", reason="Praat comes with `make train`")

from mien_voice.learning.train import PIECE, Learning, Lessons  # noqa: E402 - only with torch
from mien_voice.recipe import load_recipe  # noqa: E402

RECIPE = load_recipe(Path(__file__).parents[3] / "models/recipes/voice.toml")


def lessons() -> Any:
    """Return one utterance, of zeros, and two that others would make of it, of ones and twos."""
    said, others = torch.zeros(4, 48), [torch.ones(4, 48), 2 * torch.ones(4, 48)]
    return Lessons([said], [others], torch.zeros(1, 11), torch.ones(1, 9) > 0, torch.ones(1))


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr("mien_voice.recipe.RUNS", tmp_path)
    return Learning(RECIPE, "all")


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, 0, 0), (0.8, 140, 180), (1.0, 200, 200)])
def test_so_many_sounds_are_as_others_would_say_them(
    share: float, least: int, most: int, learning: Any
) -> None:
    learning.recipe = replace(RECIPE, augment=replace(RECIPE.augment, others=share))
    heard = [float(learning.said(lessons(), 0)[0, 0]) for _ in range(200)]

    assert least <= len(heard) - heard.count(0.0) <= most
    assert share == 0.0 or {1.0, 2.0} <= set(heard)


def test_a_piece_is_a_stretch_of_the_utterance_from_anywhere_in_it(learning: Any) -> None:
    said = torch.arange(300.0)[:, None].expand(-1, 48)
    pieces = [learning.piece(said)[:, 0] for _ in range(200)]

    assert {len(one) for one in pieces} <= set(range(PIECE[0], PIECE[1] + 1))
    assert all(torch.equal(one, torch.arange(one[0], one[0] + len(one))) for one in pieces)
    assert min(float(one[0]) for one in pieces) < 15
    assert max(float(one[-1]) for one in pieces) > 285


def test_an_utterance_shorter_than_a_piece_stays_whole(learning: Any) -> None:
    said = torch.arange(30.0)[:, None].expand(-1, 48)

    assert torch.equal(learning.piece(said), said)
