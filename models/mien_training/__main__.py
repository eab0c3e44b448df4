"""The way from data set to file: `python -m mien_training STEP RECIPE`, or `data FER2013.CSV FERPLUS.CSV`."""

import argparse
import os
from importlib import import_module
from pathlib import Path

from mien_training.recipe import MODELS, load_recipe

STEPS = {
    "train": "learning.train.train",
    "strangers": "evaluation.strangers.strangers",
    "quantise": "release.quantise.quantise",
    "evaluate": "evaluation.evaluate.evaluate",
    "card": "release.card.write_card",
}
"""Each step is a function; its module alone is loaded, since each is heavy."""


def main() -> None:
    """Do one step of the way from the data set to the file that ships."""
    parser = argparse.ArgumentParser(prog="mien_training", description=__doc__)
    parser.add_argument("step", choices=["data", *STEPS])
    parser.add_argument("files", nargs="+", type=Path, help="the recipe; for data, the two CSV files")
    asked = parser.parse_args()
    # Threads that wait must not spin: on a machine with other work that costs ten times the work itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if asked.step == "data":
        from mien_training.data.dataset import from_csv

        (MODELS / "runs").mkdir(exist_ok=True)
        from_csv(asked.files[0], asked.files[1], MODELS / "runs" / "fer2013plus.npz")
    else:
        _step(asked.step, asked.files[0])


def _step(step: str, file: Path) -> None:
    module, name = STEPS[step].rsplit(".", 1)
    getattr(import_module(f"mien_training.{module}"), name)(load_recipe(file))


if __name__ == "__main__":
    main()
