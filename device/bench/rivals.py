"""The simple ways to a mood, as found in public projects and textbooks, on the same traces as ours.

Each follows the largest face of the moment, keeps its answer while there is none, and says nobody after
the same time as ours, so that only the estimators differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from metrics import UNSURE
from numpy.typing import NDArray
from rooms import NOBODY, Trace

Array = NDArray[np.float64]
Ticks = NDArray[np.int64]


@dataclass(frozen=True)
class Seen:
    """What is left of a trace for them: scores of the largest face [t, 7], and where there is one."""

    scores: Array
    there: NDArray[np.bool_]
    rate: float


def largest(trace: Trace) -> Seen:
    """Return the scores of the largest face there is."""
    sizes = np.stack([np.where(face.there, face.size, 0.0) for face in trace.faces])
    which = sizes.argmax(axis=0)
    scores = np.stack([face.scores for face in trace.faces])[which, np.arange(len(which))]
    return Seen(scores, sizes.max(axis=0) > 0.0, trace.kind.rate)


def argmax(seen: Seen) -> Ticks:
    """Return the likeliest emotion of each frame."""
    return np.asarray(seen.scores.argmax(axis=1), np.int64)


def majority(seen: Seen, frames: int) -> Ticks:
    """Return the emotion most often the likeliest in the last `frames` frames with a face."""
    at = np.flatnonzero(seen.there)
    votes = np.cumsum(np.eye(NOBODY)[seen.scores[at].argmax(axis=1)], axis=0)
    votes[frames:] -= votes[:-frames].copy()
    answer = np.full(len(seen.there), UNSURE)
    answer[at] = votes.argmax(axis=1)
    return answer


def average(seen: Seen, seconds: float, margin: float) -> Ticks:
    """Return the largest exponential average; another takes over once it leads by `margin`."""
    k = 1.0 - np.exp(-1.0 / (seconds * seen.rate))
    mean, held = np.full(NOBODY, 1.0 / NOBODY), 0
    answer = np.empty(len(seen.there), dtype=np.int64)
    for i, there in enumerate(seen.there):
        if there:
            mean += k * (seen.scores[i] - mean)
            best = int(mean.argmax())
            held = best if mean[best] - mean[held] > margin else held
        answer[i] = held
    return answer


def markov(seen: Seen, leaves: float, weight: float) -> Ticks:
    """Return the likeliest state of a plain hidden Markov model, a state left with `leaves` at each frame."""
    likely = (seen.scores + 1e-3) ** weight
    belief = np.full(NOBODY, 1.0 / NOBODY)
    answer = np.empty(len(seen.there), dtype=np.int64)
    for i, there in enumerate(seen.there):
        if there:
            belief = (belief * (1.0 - leaves) + leaves / NOBODY) * likely[i]
            belief /= belief.sum()
        answer[i] = belief.argmax()
    return answer


def with_nobody(seen: Seen, answer: Ticks, gone: float) -> Ticks:
    """Return `answer`, kept while no face is seen, and nobody after `gone` seconds of that."""
    ticks = np.arange(len(answer))
    last = np.maximum.accumulate(np.where(seen.there, ticks, -1))
    kept = np.where(last >= 0, answer[np.maximum(last, 0)], UNSURE)
    return np.where((ticks - last) / seen.rate >= gone, NOBODY, kept)


Method = Callable[[Seen], Ticks]
RIVALS: dict[str, dict[str, Method]] = {
    "argmax": {"": argmax},
    "majority": {f"of {n}": partial(majority, frames=n) for n in (10, 25, 50, 100, 150, 200)},
    "average": {f"{t:g} s": partial(average, seconds=t, margin=0.0) for t in (1, 2, 4, 8, 16, 32)},
    "average with a margin": {
        f"{t:g} s": partial(average, seconds=t, margin=0.1) for t in (1, 2, 4, 8, 16, 32)
    },
    "plain HMM": {
        f"1e-{e} ^{w}": partial(markov, leaves=10.0**-e, weight=w)
        for w, e in ((1.0, 4), (1.0, 9), (0.2, 4), (0.2, 6), (0.2, 9), (0.1, 6), (0.1, 9))
    },
}
