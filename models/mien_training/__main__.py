"""The way from data set to file: `python -m mien_training STEP RECIPE`, or `data FER2013.CSV FERPLUS.CSV`."""

import argparse
import os
from importlib import import_module
from pathlib import Path

from mien_training.recipe import MODELS, load_recipe


def main() -> None:
    """Do one step of the way from the data set to the file that ships."""
    parser = argparse.ArgumentParser(prog="mien_training", description=__doc__)
    parser.add_argument("step", choices=["data", "train", "strangers", "quantise", "evaluate", "card"])
    parser.add_argument("files", nargs="+", type=Path, help="the recipe; for data, the two CSV files")
    asked = parser.parse_args()
    # Threads that wait must not spin: on a machine with other work that costs ten times the work itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if asked.step == "data":
        from mien_training.dataset import from_csv

        (MODELS / "runs").mkdir(exist_ok=True)
        from_csv(asked.files[0], asked.files[1], MODELS / "runs" / "fer2013plus.npz")
    else:
        _step(asked.step, asked.files[0])


def _step(step: str, file: Path) -> None:
    """Do `step`, which is a function of that name; its module alone is loaded, since each is heavy."""
    module, name = {"card": ("card", "write_card")}.get(step, (step, step))
    getattr(import_module(f"mien_training.{module}"), name)(load_recipe(file))


if __name__ == "__main__":
    main()
