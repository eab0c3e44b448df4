"""What is shipped for the house: a board that asks for numbers that are served, blueprints that fit."""

import json
import re
from pathlib import Path

import pytest

from fakes.home_speaker import HAPPY, NUMBERS
from mien.home.metrics import exposition
from mien.mood.emotion import Emotion

DOCS = Path(__file__).parents[2] / "device/docs"
yaml = pytest.importorskip("yaml")


def test_the_grafana_board_asks_for_numbers_that_are_served() -> None:
    board = json.loads((DOCS / "grafana.json").read_text())
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    names = {name for expression in asked for name in re.findall(r"mien_\w+", expression)}
    served = set(re.findall(r"^(mien_\w+?)(?:\{.*\})? ", exposition(HAPPY, NUMBERS, "0.2.0"), re.MULTILINE))

    assert len(names) > 10
    assert names <= served


class _Blueprint(yaml.SafeLoader):  # type: ignore[misc,name-defined]
    """Home Assistant's YAML, whose `!input` names an input."""


_Blueprint.add_constructor("!input", lambda loader, node: {"input": loader.construct_scalar(node)})


@pytest.mark.parametrize("file", sorted((DOCS / "blueprints").iterdir()), ids=lambda file: file.stem)
def test_a_blueprint_uses_every_input_that_it_asks_for_and_no_other(file: Path) -> None:
    text = file.read_text()
    blueprint = yaml.load(text, _Blueprint)

    used = set(re.findall(r"!input (\w+)", text))
    assert used == set(blueprint["blueprint"]["input"])
    assert blueprint["blueprint"]["name"].startswith("Mien: ")


def test_the_light_knows_a_colour_for_every_mood() -> None:
    blueprint = yaml.load((DOCS / "blueprints/light_follows_the_mood.yaml").read_text(), _Blueprint)
    colours = blueprint["actions"][0]["variables"]["colours"]

    assert set(colours) == {emotion.value for emotion in Emotion}
    assert len({tuple(colour) for colour in colours.values()}) == len(colours)
