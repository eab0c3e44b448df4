"""The way from the corpora to the file: `python -m mien_voice STEP RECIPE`."""

import argparse
import os
from importlib import import_module
from pathlib import Path

from mien_voice.recipe import load_recipe

STEPS = {
    "train": ("learning.train", "train"),
    "quantise": ("release.quantise", "quantise"),
    "evaluate": ("evaluation.evaluate", "evaluate"),
    "card": ("release.card", "write_card"),
}


def main() -> None:
    """Do one step of the way from the corpora to the file that ships."""
    parser = argparse.ArgumentParser(prog="mien_voice", description=__doc__)
    parser.add_argument("step", choices=list(STEPS))
    parser.add_argument("recipe", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that wait must not spin
    module, name = STEPS[asked.step]
    getattr(import_module(f"mien_voice.{module}"), name)(load_recipe(asked.recipe))


if __name__ == "__main__":
    main()
