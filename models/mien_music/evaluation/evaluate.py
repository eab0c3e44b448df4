"""How well the feeling of piano pieces is told, by series left out."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.music.audio.song_manifest import HEADS_FILE
from mien_music.data.corpus import Labelled, clips, labelled, usual
from mien_music.evaluation.genre_figures import genre_figures
from mien_music.evaluation.probes import listener, probed
from mien_music.learning.heads import (
    Array,
    Tags,
    evenly,
    piano_columns,
    rows_of,
    scale_of,
    scores_of,
    standardised,
    tag_heads,
)
from mien_music.learning.probing import auc, fitted, left_out, left_out_nested
from mien_music.recipe import SHIPPED, Recipe

Names = NDArray[np.str_]
METRICS_FILE = "metrics.json"
_FEELINGS = ("valence", "arousal")
_TIMES = 1000
"""Of each bootstrap."""
_VARIANCES = (0.003, 0.03, 0.3)
"""Of a weight, for each series chosen by the others."""


def evaluate(recipe: Recipe) -> None:
    """Write metrics.json."""
    tags = tag_heads(recipe)
    usual_rows = rows_of(usual(), tags)
    scale = scale_of(usual_rows)
    pieces = labelled(recipe)
    unusual = standardised(rows_of([piece.heard for piece in pieces], tags), scale)
    metrics: dict[str, Any] = {
        "pieces": len({piece.heard.file.stem for piece in pieces}),
        "renders": len(pieces),
    }
    whole = metrics | {
        feeling: _feeling(recipe, unusual, pieces, place) for place, feeling in enumerate(_FEELINGS)
    }
    whole |= {"genre": _genres(recipe, tags), "probes": _probes()}
    text = json.dumps(whole, indent=1)
    (SHIPPED / METRICS_FILE).write_text(text + "\n", encoding="utf-8")
    print(text)


def _genres(recipe: Recipe, tags: Tags) -> dict[str, Any]:
    """Return how well genres are told by the heads that ship."""
    known = clips(recipe)
    with np.load(SHIPPED / HEADS_FILE) as shipped:
        scale, rows = (shipped["mean"], shipped["spread"]), shipped["genre"]
    unusual = standardised(rows_of([heard for heard, _ in known], tags), scale)
    return genre_figures(tuple(recipe.genre), scores_of(rows, unusual), known)


def _probes() -> list[dict[str, Any]]:
    """Return what the probes found, those that fail most first."""
    found = sorted(probed(listener()), key=lambda one: len(one.right) / len(one.answers))
    return [
        {
            "moved": one.probe.moved,
            "answer": one.probe.answer,
            "up": one.probe.up,
            "right": len(one.right),
            "of": len(one.answers),
            "answers": {name: [values[0], values[-1]] for name, values in one.answers.items()},
        }
        for one in found
    ]


def _feeling(recipe: Recipe, unusual: Array, pieces: list[Labelled], place: int) -> dict[str, Any]:
    """Return how well one feeling is told."""
    heard = unusual[:, piano_columns(recipe)[place]]
    variance = (recipe.piano.valence_variance, recipe.piano.arousal_variance)[place]
    labels = np.array([getattr(piece, _FEELINGS[place]) for piece in pieces], float)
    series = np.array([piece.series for piece in pieces])
    fonts = np.array([piece.soundfont for piece in pieces])
    even, whole = evenly(pieces), unusual[:, piano_columns(recipe)[1]]
    scores = left_out_nested(heard, labels, series, even, _VARIANCES)
    names = np.array([piece.heard.file.stem for piece in pieces])
    by_font = {
        font: round(auc(labels[fonts == font], scores[fonts == font]), 3) for font in sorted(set(fonts))
    }
    return {
        "auc": round(_mean_auc(labels, scores, fonts), 3),
        "interval": _interval(labels, scores, series, fonts),
        "interval over pieces": _interval(labels, scores, names, fonts),
        "by soundfont": by_font,
        "trained on other soundfonts": _across(heard, labels, series, fonts, variance)
        if len(set(fonts)) > 1
        else {},
        "everything heard, nothing chosen": round(_all(whole, labels, series, fonts, even), 3),
    }


def _all(heard: Array, labels: Array, series: Names, fonts: Names, even: Array) -> float:
    """Return the AUC of a head that takes everything: the choice of numbers flatters the other one."""
    return _mean_auc(labels, left_out(heard, labels, series, even, 0.03), fonts)


def _mean_auc(labels: Array, scores: Array, fonts: Names, *only: str) -> float:
    """Return the mean over soundfonts, each by itself: a listener has one."""
    return float(np.mean([auc(labels[fonts == font], scores[fonts == font]) for font in only or set(fonts)]))


def _across(heard: Array, labels: Array, series: Names, fonts: Names, variance: float) -> dict[str, float]:
    """Return the AUC on each soundfont of heads that saw neither it nor the series."""
    found = {}
    for font in sorted(set(fonts)):
        scores = np.zeros(len(labels))
        for one in set(series):
            learnt = (fonts != font) & (series != one)
            slopes, bias = fitted(heard[learnt], labels[learnt], np.ones(int(learnt.sum())), variance)
            scores[series == one] = heard[series == one] @ slopes + bias
        found[str(font)] = round(_mean_auc(labels, scores, fonts, font), 3)
    return found


def _interval(labels: Array, scores: Array, series: Names, fonts: Names) -> list[float]:
    """Return 95 % of a bootstrap over series, or over whatever else `series` names."""
    rng, names, found = np.random.default_rng(18), np.unique(series), []
    for _ in range(_TIMES):
        drawn = rng.choice(names, len(names))
        rows = np.concatenate([np.flatnonzero(series == name) for name in drawn])
        if len({*labels[rows]}) == 2:
            found.append(_mean_auc(labels[rows], scores[rows], fonts[rows]))
    return [round(float(value), 3) for value in np.percentile(found, [2.5, 97.5])]
