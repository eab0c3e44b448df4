"""What the shipped file answered on the day it was released: it must go on answering that.

`PYTHONPATH=device:models:tests python -m model.test_golden` writes golden.json anew, for a new network only.
"""

import json
from pathlib import Path

import pytest

from mien.eye.emotion.classify import Classifier
from mien.mood.emotion import Emotion
from mien.networks.model_files import weights_folder
from model.pictures import crops

GOLDEN = Path(__file__).with_name("golden.json")
_TOLERANCE = 0.02  # of probability: another processor may round another way, by a step or two


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(weights_folder("emotion"))


@pytest.mark.parametrize("name", sorted(crops()))
def test_the_file_answers_as_it_did_when_released(classifier: Classifier, name: str) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["sha256"] == classifier.manifest.sha256

    scores = classifier.scores(crops()[name])

    assert dict(scores) == pytest.approx(golden["scores"][name], abs=_TOLERANCE)


@pytest.mark.parametrize("emotion", Emotion)
def test_a_portrait_is_read_as_what_it_shows(classifier: Classifier, emotion: Emotion) -> None:
    scores = classifier.scores(crops()[emotion])

    assert max(scores, key=lambda shown: scores[shown]) is emotion


def write() -> None:
    """Write golden.json from the shipped file."""
    classifier = Classifier(weights_folder("emotion"))
    answers = {name: classifier.scores(crop) for name, crop in crops().items()}
    rounded = {name: {k: round(p, 4) for k, p in scores.items()} for name, scores in answers.items()}
    plain = {"sha256": classifier.manifest.sha256, "scores": rounded}
    GOLDEN.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
