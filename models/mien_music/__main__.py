"""The way from checkpoints to files: `python -m mien_music STEP RECIPE`; models/README.md has the steps."""

import argparse
import os
from importlib import import_module
from pathlib import Path

from mien_music.recipe import load_recipe

STEPS = {
    "render": "data.corpus",
    "quantise": "release.quantise",
    "listen": "data.corpus",
    "gather": "data.corpus",
    "heads": "learning.heads",
    "evaluate": "evaluation.evaluate",
    "card": "release.card",
}
"""Each step is a function of its name; its module alone is loaded, since some are heavy."""


def main() -> None:
    """Do one step of the way from the checkpoints to the files that ship."""
    parser = argparse.ArgumentParser(prog="mien_music", description=__doc__)
    parser.add_argument("step", choices=list(STEPS))
    parser.add_argument("recipe", type=Path)
    asked = parser.parse_args()
    # Threads that wait must not spin: on a machine with other work that costs ten times the work itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    getattr(import_module(f"mien_music.{STEPS[asked.step]}"), asked.step)(load_recipe(asked.recipe))


if __name__ == "__main__":
    main()
