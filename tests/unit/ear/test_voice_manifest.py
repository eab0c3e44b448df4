"""The manifest that ships fits its network; any other is refused in one sentence."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mien.ear.voice.voice_manifest import VoiceManifestError, load_voice_manifest
from mien.networks.model_files import weights_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(weights_folder("voice"), tmp_path / "voice"))


def changed(folder: Path, **fields: Any) -> None:
    file = folder / "manifest.json"
    plain = json.loads(file.read_text()) | fields
    file.write_text(json.dumps({key: value for key, value in plain.items() if value is not None}))


def test_what_ships_fits(folder: Path) -> None:
    assert load_voice_manifest(folder).frames == 144


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"version": None}, "version is missing"),
        ({"frames": "144"}, "frames is missing or of the wrong kind"),
        ({"frames": 100}, "another network"),
        ({"labels": ["angry"]}, "another network"),
        ({"temperature": 0}, "above 0"),
        ({"sha256": "0" * 64}, "not the network of its manifest"),
        ({"more": 1}, "more is unknown"),
    ],
)
def test_what_does_not_fit_is_refused(folder: Path, fields: dict[str, Any], says: str) -> None:
    changed(folder, **fields)

    with pytest.raises(VoiceManifestError, match=says):
        load_voice_manifest(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "voice.tflite").unlink()

    with pytest.raises(VoiceManifestError, match=r"voice\.tflite cannot be read"):
        load_voice_manifest(folder)


def test_what_is_not_json_is_refused(folder: Path) -> None:
    (folder / "manifest.json").write_text("[")

    with pytest.raises(VoiceManifestError, match="not JSON"):
        load_voice_manifest(folder)
