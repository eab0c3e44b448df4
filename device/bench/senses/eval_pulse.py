"""What a wrist's heart rate says about how people feel, on SiTunes; prints a Markdown table.

    python -m bench.senses.eval_pulse --data FOLDER      (stage2.csv and stage2_wrist.npy)

Heart rates are normalised per listener. Each row is the correlation with the arousal or valence that people
reported before they listened, both as deviations from the listener's own mean, with a 95 % interval from
2,000 draws of listeners. The last row predicts, for a listener who was left out, whether arousal is above
their own median, from the heart rate alone; 0.5 is chance.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LAST = 5
"""The heart rate is the mean of this many minutes before listening."""
STILL, LYING = 0, 4
"""Codes of the activity."""
DRAWS = 2000


@dataclass(frozen=True)
class Moments:
    """One entry per moment before somebody listened."""

    listener: npt.NDArray[np.str_]
    """Who."""
    heart: Floats
    """Mean heart rate of the last minutes, as a deviation from the listener's mean."""
    above_rest: Floats
    """The same, above the lowest fifth of the half hour before."""
    arousal: Floats
    """As reported, as a deviation from the listener's mean."""
    valence: Floats
    """As reported, as a deviation from the listener's mean."""
    is_still: Bools
    """Whether the listener sat or lay for the last ten minutes."""


def moments(folder: Path) -> Moments:
    """Return the moments of stage 2."""
    with (folder / "stage2.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    wrist = np.load(folder / "stage2_wrist.npy").astype(float)
    listener = np.array([row["user_id"] for row in rows])
    heart = wrist[:, -LAST:, 0].mean(axis=1)
    return Moments(
        listener,
        _centred(heart, listener),
        _centred(heart - np.percentile(wrist[:, :, 0], 20, axis=1), listener),
        _centred(np.array([float(row["emo_pre_arousal"]) for row in rows]), listener),
        _centred(np.array([float(row["emo_pre_valence"]) for row in rows]), listener),
        np.isin(wrist[:, -10:, 3], (STILL, LYING)).all(axis=1),
    )


def _centred(values: Floats, listener: npt.NDArray[np.str_]) -> Floats:
    means = {name: values[listener == name].mean() for name in np.unique(listener)}
    own: Floats = np.array([means[name] for name in listener])
    return np.asarray(values - own, dtype=np.float64)


def correlation(x: Floats, y: Floats, listener: npt.NDArray[np.str_]) -> tuple[float, float, float]:
    """Return the correlation and its 95 % interval, from draws of whole listeners."""
    draw = np.random.default_rng(0)
    names = np.unique(listener)
    places = [np.flatnonzero(listener == name) for name in names]
    drawn = []
    for _ in range(DRAWS):
        chosen = np.concatenate([places[k] for k in draw.integers(len(names), size=len(names))])
        drawn.append(np.corrcoef(x[chosen], y[chosen])[0, 1])
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(np.corrcoef(x, y)[0, 1]), float(low), float(high)


def left_out_auc(x: Floats, y: Floats, listener: npt.NDArray[np.str_]) -> float:
    """Return the mean AUC of predicting `y` above a listener's median, by the sign learnt from the others."""
    scores = []
    for name in np.unique(listener):
        here = listener == name
        high = y[here] > np.median(y[here])
        if high.all() or not high.any():
            continue
        sign = np.sign(np.corrcoef(x[~here], y[~here])[0, 1])
        ranks = (sign * x[here]).argsort().argsort() + 1
        wins = ranks[high].sum() - high.sum() * (high.sum() + 1) / 2
        scores.append(wins / (high.sum() * (~high).sum()))
    return float(np.mean(scores))


def report(found: Moments) -> Iterator[str]:
    """Yield the lines of the table."""
    still = found.is_still
    listeners = len(np.unique(found.listener))
    yield f"{len(found.heart)} moments of {listeners} listeners, {still.sum()} of them still."
    yield ""
    yield "| heart rate against | correlation | 95 % |"
    yield "| --- | ---: | --- |"
    rows = (
        ("arousal", found.heart, found.arousal, still | True),
        ("arousal, keeping still", found.heart, found.arousal, still),
        ("arousal, above the half hour's rest, keeping still", found.above_rest, found.arousal, still),
        ("valence", found.heart, found.valence, still | True),
    )
    for name, x, y, among in rows:
        value, low, high = correlation(x[among], y[among], found.listener[among])
        yield f"| {name} | {value:.2f} | {low:.2f} to {high:.2f} |"
    auc = left_out_auc(found.heart[still], found.arousal[still], found.listener[still])
    yield f"| high or low arousal, keeping still, listener left out: AUC | {auc:.2f} | 0.5 is chance |"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of SiTunes")
    for line in report(moments(parser.parse_args().data)):
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
