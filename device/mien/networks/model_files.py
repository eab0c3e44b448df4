"""Where the networks are: inside the installed package, or in models/ in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def weights_folder(name: str) -> Path:
    """Return the folder of the networks for `name` ("emotion", "faces", "music")."""
    installed = _PACKAGE / "weights" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / "models" / name
