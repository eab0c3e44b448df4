"""How one Mien process starts another: the same interpreter and package, nothing from the current folder."""

import os
import sys
from pathlib import Path

_HOME = Path(__file__).parents[2]


def mien_command(*words: str) -> tuple[str, ...]:
    """Return the command line of `mien WORDS`.

    -B: a process that must not write writes no compiled modules either. -P: a `cv2.py` in the current folder
    is not taken for OpenCV; left out if Mien itself is in that folder.
    """
    safe = () if Path(os.getcwd()) == _HOME else ("-P",)  # noqa: PTH109  as the interpreter names it
    return (sys.executable, "-B", *safe, "-m", "mien", *words)
