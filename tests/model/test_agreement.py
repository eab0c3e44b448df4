"""The four things that ship beside each other say the same: file, manifest, metrics and card."""

import json

import pytest

from mien.eye.emotion.manifest import load_manifest, sha256_of
from mien.eye.litert import Network
from mien.eye.model_files import weights_folder
from mien_training.card import card_text
from mien_training.evaluate import load_metrics
from mien_training.text_table import percent

SHIPPED = weights_folder("emotion")


def test_the_manifest_names_the_file_that_is_there() -> None:
    assert load_manifest(SHIPPED).sha256 == sha256_of(SHIPPED / "emotion.tflite")


def test_the_metrics_judged_the_file_that_is_there() -> None:
    manifest, figures = load_manifest(SHIPPED), load_metrics(SHIPPED)

    assert figures["sha256"] == manifest.sha256
    assert figures["version"] == manifest.version
    assert figures["cost"]["bytes"] == (SHIPPED / "emotion.tflite").stat().st_size


def test_the_card_is_what_the_metrics_and_the_manifest_make() -> None:
    card = (SHIPPED / "CARD.md").read_text(encoding="utf-8")

    assert card == card_text(load_metrics(SHIPPED), load_manifest(SHIPPED))


def test_the_card_shows_the_accuracy_the_metrics_hold() -> None:
    card = (SHIPPED / "CARD.md").read_text(encoding="utf-8")
    fer2013 = json.loads((SHIPPED / "metrics.json").read_text(encoding="utf-8"))["private_test"]["fer2013"]

    assert percent(fer2013["seven"]) in card
    assert sum(map(sum, fer2013["confusion"])) == fer2013["seven"]["pictures"] == 3589
    right = sum(row[index] for index, row in enumerate(fer2013["confusion"]))
    assert right / 3589 == pytest.approx(fer2013["seven"]["value"], abs=1e-4)


def test_every_picture_of_the_card_is_there() -> None:
    card = (SHIPPED / "CARD.md").read_text(encoding="utf-8")

    for name in ("confusion.png", "reliability.png"):
        assert f"({name})" in card
        assert (SHIPPED / name).stat().st_size > 1000


def test_the_network_is_int8_from_end_to_end() -> None:
    network = Network(SHIPPED / "emotion.tflite")

    ends = [*network.inputs, *network.outputs]

    assert [end["dtype"].__name__ for end in ends] == ["int8", "int8"]


def test_the_release_meets_what_it_must() -> None:
    """The bar of a first release; the card says how far above it this one is."""
    figures = load_metrics(SHIPPED)
    private, cost = figures["private_test"], figures["cost"]

    assert private["fer2013"]["seven"]["value"] >= 0.66
    assert cost["bytes"] <= 1.6e6
    assert cost["multiply_accumulates"] <= 80e6
