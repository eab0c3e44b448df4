"""Linear heads on what was heard, and how well they carry over to series that they never saw."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_ROUNDS = 60


def auc(labels: Array, scores: Array) -> float:
    """Return how often a positive scores above a negative; a tie counts half."""
    above = scores[labels > 0][:, None] - scores[labels <= 0]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def logistic(heard: Array, labels: Array, weights: Array, variance: float) -> tuple[Array, float]:
    """Return weights and bias of a ridge logistic regression in which both labels count alike.

    Args:
        heard: [N,S], standardised.
        labels: [N], above 0 or not.
        weights: [N], how much each row counts.
        variance: of a weight of the result, before anything was learnt.
    """
    if heard.shape[1] > heard.shape[0]:
        left, sizes, right = np.linalg.svd(heard, full_matrices=False)
        slopes, bias = logistic(left * sizes, labels, weights, variance)
        return right.T @ slopes, bias
    positive = labels > 0
    shares = [weights[positive].sum(), weights[~positive].sum()]
    counts = weights * np.where(positive, 1 / shares[0], 1 / shares[1]) * weights.sum() / 2
    rows = np.column_stack([heard, np.ones(len(heard))])
    pull = np.diag([1 / variance] * heard.shape[1] + [1e-6])
    found = np.zeros(rows.shape[1])
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-rows @ found))
        slope = rows.T @ (counts * (likely - positive)) + pull @ found
        bend = (rows.T * (counts * likely * (1 - likely))) @ rows + pull
        step = np.linalg.solve(bend, slope)
        found -= step
        if np.abs(step).max() < 1e-7:
            break
    return found[:-1], float(found[-1])


def fitted(heard: Array, labels: Array, weights: Array, variance: float) -> tuple[Array, float]:
    """Return the same for rows that aren't standardised yet."""
    mean, spread = heard.mean(axis=0), heard.std(axis=0) + 1e-6
    slopes, bias = logistic((heard - mean) / spread, labels, weights, variance)
    return slopes / spread, bias - float(slopes / spread @ mean)


def left_out_nested(
    heard: Array,
    labels: Array,
    groups: NDArray[np.str_],
    weights: Array,
    variances: tuple[float, ...],
) -> Array:
    """Return the score of each row by a head whose group had no say in anything, the variance included.

    The variance is the one with which the other groups tell each other best. Scores of different groups are
    compared, so each head's are divided by their spread over what it learnt from.
    """
    scores = np.zeros(len(labels))
    for group in np.unique(groups):
        out = groups == group
        known = (heard[~out], labels[~out], groups[~out], weights[~out])
        found = {one: auc(labels[~out], left_out(*known, one)) for one in variances}
        slopes, bias = fitted(
            heard[~out], labels[~out], weights[~out], max(found, key=lambda one: found[one])
        )
        scores[out] = (heard[out] @ slopes + bias) / (np.std(heard[~out] @ slopes) + 1e-9)
    return scores


def left_out(heard: Array, labels: Array, groups: NDArray[np.str_], weights: Array, variance: float) -> Array:
    """Return the score of each row by a head that never saw its group."""
    scores = np.zeros(len(labels))
    for group in np.unique(groups):
        out = groups == group
        slopes, bias = fitted(heard[~out], labels[~out], weights[~out], variance)
        scores[out] = heard[out] @ slopes + bias
    return scores
