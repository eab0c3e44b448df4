"""Where the networks lie: inside the wheel once installed, in models/ in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def weights_folder(name: str) -> Path:
    """Return the folder of the networks for `name` ("emotion" or "faces")."""
    packed = _PACKAGE / "weights" / name
    return packed if packed.is_dir() else _PACKAGE.parents[1] / "models" / name
