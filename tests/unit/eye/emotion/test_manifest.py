import json
from pathlib import Path
from typing import Any

import pytest

from mien.eye.emotion.manifest import ManifestError, load_manifest
from mien.mood.emotion import Emotion
from mien.networks.model_files import sha256_of


def a_manifest(network: Path) -> dict[str, Any]:
    return {
        "format": 1,
        "version": "1.0",
        "labels": list(Emotion),
        "size": 48,
        "channels": 1,
        "least_spread": 8.0,
        "clip": 3,
        "input_scale": 0.02,
        "input_zero_point": 0,
        "output_scale": 0.1,
        "output_zero_point": -3,
        "temperature": 0.8,
        "abstain": 0.4,
        "sha256": sha256_of(network),
        "recipe": "a recipe",
        "data": "some data",
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "emotion.tflite").write_bytes(b"a network")
    write(tmp_path, a_manifest(tmp_path / "emotion.tflite"))
    return tmp_path


def write(folder: Path, plain: object) -> None:
    (folder / "manifest.json").write_text(json.dumps(plain), encoding="utf-8")


def changed(folder: Path, **fields: object) -> None:
    write(folder, {**a_manifest(folder / "emotion.tflite"), **fields})


def refusal(folder: Path) -> str:
    with pytest.raises(ManifestError) as refused:
        load_manifest(folder)
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_manifest_that_fits_is_read(folder: Path) -> None:
    manifest = load_manifest(folder)

    assert manifest.labels == tuple(Emotion)
    assert manifest.temperature == 0.8


def test_labels_may_stand_in_another_order(folder: Path) -> None:
    changed(folder, labels=list(reversed(Emotion)))

    assert load_manifest(folder).labels == tuple(reversed(Emotion))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 2),
        ("size", 48.5),
        ("size", True),
        ("size", "48"),
        ("channels", 3),
        ("temperature", 0),
        ("temperature", -1.0),
        ("temperature", None),
        ("input_scale", 0),
        ("input_zero_point", 128),
        ("output_zero_point", -129),
        ("abstain", 1.1),
        ("abstain", float("nan")),
        ("version", ""),
        ("sha256", 7),
        ("labels", "angry"),
        ("labels", ["angry"] * 7),
        ("labels", [*Emotion, "bored"]),
        ("labels", [{"angry": 1}]),
    ],
)
def test_a_field_out_of_its_range_is_refused_by_name(folder: Path, field: str, value: object) -> None:
    changed(folder, **{field: value})

    assert field in refusal(folder)


@pytest.mark.parametrize("field", ["labels", "temperature", "sha256"])
def test_a_missing_field_is_named(folder: Path, field: str) -> None:
    plain = a_manifest(folder / "emotion.tflite")
    del plain[field]
    write(folder, plain)

    assert f"{field} is missing" in refusal(folder)


def test_an_unknown_field_is_named(folder: Path) -> None:
    changed(folder, temprature=1.0)

    assert "temprature is unknown" in refusal(folder)


def test_another_network_than_the_manifests_is_refused(folder: Path) -> None:
    (folder / "emotion.tflite").write_bytes(b"another network")

    assert "sha256" in refusal(folder)


@pytest.mark.parametrize("name", ["emotion.tflite", "manifest.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()

    assert name in refusal(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "\ufeff{}"])
def test_what_is_no_json_object_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")

    assert "JSON" in refusal(folder)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"\xff\xfe\x00")

    assert "JSON" in refusal(folder)
