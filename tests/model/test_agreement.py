"""The four things that ship beside each other say the same: file, manifest, metrics and card."""

import json

import pytest

from mien.eye.emotion.manifest import load_manifest
from mien.networks.litert import Network
from mien.networks.model_files import sha256_of, weights_folder
from mien_training.evaluation.evaluate import load_metrics
from mien_training.release.card import card_text
from mien_training.release.text_table import percent

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
    """The bars of 0.3.0: no source of strangers below 0.2.0, the room's neutral kept, the cost."""
    figures = load_metrics(SHIPPED)
    sources, cost = figures["strangers"]["sources"], figures["cost"]
    with_five = [one for one in sources.values() if one["ours"]["five"] is not None]

    assert all(one["ours"]["five"] > one["before"]["five"] for one in with_five)
    assert all(one["ours"]["seven"] > one["before"]["seven"] for one in sources.values())
    assert min(one["ours"]["recall"].get("neutral", 1.0) for one in with_five) >= 0.6
    assert figures["strangers"]["calibration"]["ece"] <= 0.06
    assert figures["private_test"]["ferplus"]["seven"]["value"] >= 0.86
    assert figures["photographs"]["five"]["value"] >= 0.77
    assert cost["bytes"] <= 1.4e6
    assert cost["multiply_accumulates"] <= 60e6
