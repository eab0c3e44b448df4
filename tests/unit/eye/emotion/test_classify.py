import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.eye.emotion.classify import Classifier
from mien.eye.emotion.manifest import ManifestError
from mien.mood.emotion import Emotion
from mien.networks.model_files import sha256_of, weights_folder

SHIPPED = weights_folder("emotion")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(SHIPPED)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped network that may be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "emotion"))


def rewrite(folder: Path, **fields: object) -> None:
    file = folder / "manifest.json"
    plain = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(plain | fields), encoding="utf-8")


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_crop_gives_a_probability_per_emotion(seed: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (48, 48)).astype(np.uint8)

    scores = Classifier(SHIPPED).scores(crop)

    assert set(scores) == set(Emotion)
    assert sum(scores.values()) == pytest.approx(1.0)
    assert min(scores.values()) >= 0


def test_a_higher_temperature_makes_it_less_sure(classifier: Classifier, folder: Path) -> None:
    crop = np.random.default_rng(5).integers(0, 256, (48, 48)).astype(np.uint8)
    rewrite(folder, temperature=classifier.manifest.temperature * 3)

    milder = Classifier(folder).scores(crop)

    assert max(milder.values()) < max(classifier.scores(crop).values())


def test_the_labels_of_the_manifest_name_the_outputs(classifier: Classifier, folder: Path) -> None:
    crop = np.random.default_rng(6).integers(0, 256, (48, 48)).astype(np.uint8)
    labels = classifier.manifest.labels
    rewrite(folder, labels=[*labels[1:], labels[0]])

    renamed = Classifier(folder).scores(crop)

    assert renamed[labels[1]] == classifier.scores(crop)[labels[0]]


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"size": 64}, "input"),
        ({"input_scale": 0.5}, "input"),
        ({"input_zero_point": 100}, "input"),
        ({"output_scale": 0.5}, "output"),
        ({"output_zero_point": 100}, "output"),
    ],
)
def test_a_network_that_does_not_fit_its_manifest_is_refused(
    folder: Path, fields: dict[str, object], end: str
) -> None:
    rewrite(folder, **fields)

    with pytest.raises(ManifestError, match=f"{end} does not fit"):
        Classifier(folder)


def test_a_damaged_network_is_refused_even_with_the_right_sha256(folder: Path) -> None:
    network = folder / "emotion.tflite"
    network.write_bytes(network.read_bytes()[:1000])
    rewrite(folder, sha256=sha256_of(network))

    with pytest.raises(ManifestError, match="cannot be run"):
        Classifier(folder)


def test_a_network_with_other_inputs_is_refused(folder: Path) -> None:
    faces = weights_folder("faces") / "face_landmark.tflite"
    if not faces.exists():
        pytest.skip("the face weights are not fetched")
    shutil.copy(faces, folder / "emotion.tflite")
    rewrite(folder, sha256=sha256_of(faces))

    with pytest.raises(ManifestError, match="input does not fit"):
        Classifier(folder)
