"""The loader on two small made-up CSV files in the official formats; no picture of the data set is here."""

from pathlib import Path

import numpy as np
import pytest

from mien.mood.emotion import Emotion
from mien_training.data.dataset import EMOTIONS, PRIVATE, PUBLIC, TRAINING, from_csv, load_faces

HAPPY_ROW = "0,9,1,0,0,0,0,0,0,0"
NOBODY_ROW = "0,0,0,0,0,0,0,0,1,9"
NO_VOTES = ",,,,,,,,,"
# Usage, FER2013's label (3 happy, 4 sad, 6 neutral), the grey of every pixel, FER+ votes
ROWS = [
    ("Training", 3, 10, HAPPY_ROW),
    ("Training", 4, 20, NOBODY_ROW),
    ("Training", 6, 30, HAPPY_ROW),
    ("Training", 6, 50, NO_VOTES),
    ("PublicTest", 4, 30, HAPPY_ROW),
    ("PrivateTest", 6, 40, NO_VOTES),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    official(tmp_path, ROWS)
    from_csv(tmp_path / "fer2013.csv", tmp_path / "fer2013new.csv", tmp_path / "data.npz")
    return tmp_path / "data.npz"


def official(folder: Path, rows: list[tuple[str, int, int, str]]) -> None:
    votes_head = "neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"
    fer2013, ferplus = ["emotion,pixels,Usage"], [f"Usage,Image name,{votes_head}"]
    for number, (usage, label, grey, votes) in enumerate(rows):
        fer2013.append(f"{label},{' '.join([str(grey)] * 48 * 48)},{usage}")
        ferplus.append(f"{usage},fer{number:07}.png,{votes}")
    (folder / "fer2013.csv").write_text("\n".join(fer2013), encoding="utf-8")
    (folder / "fer2013new.csv").write_text("\n".join(ferplus), encoding="utf-8")


def test_pictures_of_a_test_part_nobodies_and_unvoted_ones_are_not_learnt_from(data: Path) -> None:
    faces = load_faces(data, TRAINING)

    assert faces.images[:, 0, 0].tolist() == [10]


def test_a_test_part_is_whole_and_says_what_also_stands_in_training(data: Path) -> None:
    public, private = load_faces(data, PUBLIC), load_faces(data, PRIVATE)

    assert (len(public), len(private)) == (1, 1)
    assert public.in_train.tolist() == [True]
    assert private.in_train.tolist() == [False]
    assert not private.votes.any()


def test_labels_and_votes_come_in_the_speakers_order(data: Path) -> None:
    public = load_faces(data, PUBLIC)

    assert EMOTIONS[public.labels[0]] is Emotion.SAD
    assert public.votes[0, EMOTIONS.index(Emotion.HAPPY)] == pytest.approx(0.9)
    assert public.votes[0, EMOTIONS.index(Emotion.SURPRISED)] == pytest.approx(0.1)


def test_files_of_different_length_are_refused(tmp_path: Path) -> None:
    official(tmp_path, ROWS)
    lines = (tmp_path / "fer2013new.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "fer2013new.csv").write_text("\n".join(lines[:-1]), encoding="utf-8")

    with pytest.raises(ValueError, match="must match"):
        from_csv(tmp_path / "fer2013.csv", tmp_path / "fer2013new.csv", tmp_path / "data.npz")


def test_some_pictures_can_be_picked(data: Path) -> None:
    faces = load_faces(data, PUBLIC)

    assert len(faces[np.array([False])]) == 0
