"""Where the networks are: inside the installed package, or in models/ in a checkout."""

import hashlib
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def weights_folder(name: str) -> Path:
    """Return the folder of the networks for `name` ("emotion", "faces", "music")."""
    installed = _PACKAGE / "weights" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "models" / name


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of `file` in hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
