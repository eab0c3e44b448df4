"""The program's commands, as an owner types them."""

import os
import subprocess
import sys
from pathlib import Path

DEVICE = Path(__file__).parents[2] / "device"


def environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(DEVICE),
        "PYTHONIOENCODING": "utf-8:strict",
        "RUNTIME_DIRECTORY": str(folder),
        "STATE_DIRECTORY": str(folder / "state"),
    }


def mien(folder: Path, *words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "mien", *words]
    return subprocess.run(
        command, env=environment(folder), input=given, capture_output=True, check=False, timeout=60
    )
