"""How good answers are: plain numpy on the logits that each run wrote for utterances it never heard."""

from typing import Any

import numpy as np

from mien_voice.data.corpora import (
    CALM,
    CLASSES,
    CORPORA,
    EXCITED,
    PLEASED,
    SPOKEN_BY,
    Array,
    Corpus,
    fold_of,
    load_corpus,
    only,
)
from mien_voice.recipe import SEXES, Recipe

KINDS = len(CLASSES)
AROUSAL, VALENCE = KINDS, KINDS + 1
_DRAWS = 1000
_TEMPERATURES = np.geomspace(0.4, 12.0, 60)


def left_out(recipe: Recipe, corpus: Corpus) -> tuple[Array, Corpus]:
    """Return the logits [N, OUTPUTS] of each utterance by the run that never heard its speaker, and these.

    Speakers whose run isn't finished are missing.
    """
    fold = fold_of(corpus, recipe.folds)
    numbers = range(recipe.folds[corpus.name])
    done = [number for number in numbers if (recipe.run(f"fold_{number}") / "answers.npz").exists()]
    runs = {number: _answers(recipe, f"fold_{number}", corpus.name) for number in done}
    chosen = np.flatnonzero(np.isin(fold, done))
    return np.stack([runs[int(fold[one])][one] for one in chosen.tolist()]), only(corpus, chosen)


def across(recipe: Recipe, corpus: Corpus) -> Array:
    """Return the logits of each utterance by the run that learnt from the other corpus only."""
    other = next(name for name in CORPORA if name != corpus.name)
    return _answers(recipe, f"only_{other}", corpus.name)


def across_sexes(recipe: Recipe, corpus: Corpus) -> dict[str, tuple[Array, Corpus]]:
    """Return by sex the logits of the runs that learnt from the other sex only, and these utterances."""
    found = {}
    for sex, learnt_by in zip(SEXES, reversed(SEXES), strict=True):
        chosen = np.flatnonzero(corpus.man == (sex == "men"))
        found[sex] = _answers(recipe, learnt_by, corpus.name)[chosen], only(corpus, chosen)
    return found


def _answers(recipe: Recipe, part: str, corpus: str) -> Array:
    with np.load(recipe.run(part) / "answers.npz") as kept:
        return np.asarray(kept[corpus])


def judged(logits: Array, corpus: Corpus) -> dict[str, Any]:
    """Return the figures of one corpus: emotion over its own classes, arousal, valence."""
    classes = [CLASSES.index(name) for name in SPOKEN_BY[corpus.name]]
    masked = np.full((len(logits), KINDS), -np.inf)
    masked[:, classes] = logits[:, classes]
    said = masked.argmax(1)
    recall = {CLASSES[one]: round(float((said[corpus.label == one] == one).mean()), 3) for one in classes}
    return {
        "utterances": len(logits),
        "speakers": len(set(corpus.speaker.tolist())),
        "chance": round(1 / len(classes), 3),
        "unweighted": rate(logits, corpus, lambda chosen: _recall(said, corpus.label, chosen)),
        "recall": recall,
        "confusion": _confusion(said, corpus.label).tolist(),
        "arousal": arousal_figures(logits[:, AROUSAL], corpus),
        "valence": valence_figures(logits[:, VALENCE], corpus),
    }


def arousal_figures(logit: Array, corpus: Corpus) -> dict[str, Any]:
    """Return how well high and low arousal are told apart; disgust is neither, and left out."""
    names = np.array([CLASSES[one] for one in corpus.label])
    high, low = np.isin(names, EXCITED), np.isin(names, CALM)
    usual = {one: float(np.mean(logit[corpus.speaker == one])) for one in set(corpus.speaker.tolist())}
    own = logit - np.array([usual[one] for one in corpus.speaker.tolist()])
    with_disgust = low | (names == "disgusted")
    return {
        "balanced": rate(logit, corpus, lambda chosen: _balanced(logit > 0, high, low, chosen)),
        "disgust_as_low": round(_balanced(logit > 0, high, with_disgust, slice(None)), 4),
        "against_own_usual": round(_balanced(own > 0, high, low, slice(None)), 4),
        "area": round(_area(logit, high, low), 4),
        "worst_speaker": round(
            min(_balanced(logit > 0, high, low, corpus.speaker == one) for one in usual), 4
        ),
        "by_sex": {
            sex: {
                "excited_said_high": round(float((logit[high & theirs] > 0).mean()), 3),
                "calm_said_high": round(float((logit[low & theirs] > 0).mean()), 3),
            }
            for sex in SEXES
            if (theirs := corpus.man == (sex == "men")).any()
        },
        "said_high": {
            name: round(float((logit[names == name] > 0).mean()), 3) for name in dict.fromkeys(names)
        },
    }


def valence_figures(logit: Array, corpus: Corpus) -> dict[str, Any]:
    """Return how well pleasant and unpleasant are told apart: the labels that are plainly one of them."""
    names = np.array([CLASSES[one] for one in corpus.label])
    good = np.isin(names, [name for name, share in PLEASED.items() if share > 0.8])
    bad = np.isin(names, [name for name, share in PLEASED.items() if share < 0.25])
    return {
        "balanced": rate(logit, corpus, lambda chosen: _balanced(logit > 0, good, bad, chosen)),
        "area": round(_area(logit, good, bad), 4),
    }


def rate(logits: Array, corpus: Corpus, of: Any) -> dict[str, Any]:
    """Return the figure `of` all utterances, with its 95 % interval over speakers drawn again."""
    rng = np.random.default_rng(0)
    speakers = np.unique(corpus.speaker)
    where = {one: np.flatnonzero(corpus.speaker == one) for one in speakers.tolist()}
    draws = []
    for _ in range(_DRAWS):
        drawn = rng.choice(speakers, len(speakers)).tolist()
        draws.append(of(np.concatenate([where[one] for one in drawn])))
    low, high = np.percentile(draws, [2.5, 97.5])
    return {
        "value": round(float(of(np.arange(len(logits)))), 4),
        "interval": [round(float(low), 4), round(float(high), 4)],
    }


def _recall(said: Array, label: Array, chosen: Array) -> float:
    said, label = said[chosen], label[chosen]
    return float(np.mean([(said[label == one] == one).mean() for one in np.unique(label)]))


def _balanced(says_high: Array, high: Array, low: Array, chosen: Any) -> float:
    says_high, high, low = says_high[chosen], high[chosen], low[chosen]
    return float((says_high[high].mean() + (~says_high[low]).mean()) / 2)


def _area(logit: Array, high: Array, low: Array) -> float:
    """Return the probability that one of `high` gets more than one of `low`."""
    both = np.concatenate([logit[high], logit[low]])
    ranks = both.argsort().argsort()[: high.sum()] + 1.0
    return float((ranks.sum() - high.sum() * (high.sum() + 1) / 2) / (high.sum() * low.sum()))


def _confusion(said: Array, label: Array) -> Array:
    table = np.zeros((KINDS, KINDS), int)
    np.add.at(table, (label, said), 1)
    return table


def fitted_temperatures(recipe: Recipe) -> tuple[float, float, float]:
    """Return the temperatures of emotion, arousal and valence that fit a corpus never heard best."""
    corpora = [load_corpus(name) for name in CORPORA]
    losses = np.zeros((3, len(_TEMPERATURES)))
    for corpus in corpora:
        logits = across(recipe, corpus)
        names = np.array([CLASSES[one] for one in corpus.label])
        shared = np.isin(names, [name for name in CLASSES if all(name in SPOKEN_BY[c] for c in CORPORA)])
        plain = ~np.isin(names, ["disgusted"])
        truths = np.isin(names, EXCITED)
        pleased = np.array([PLEASED[name] for name in names])
        for number, temperature in enumerate(_TEMPERATURES):
            losses[0, number] += _surprise(logits[shared, :KINDS] / temperature, corpus.label[shared])
            losses[1, number] += _doubt(logits[plain, AROUSAL] / temperature, truths[plain])
            losses[2, number] += _doubt(logits[:, VALENCE] / temperature, pleased)
    emotion, arousal, valence = (round(float(_TEMPERATURES[row.argmin()]), 2) for row in losses)
    return emotion, arousal, valence


def _surprise(logits: Array, label: Array) -> float:
    top = logits.max(1, keepdims=True)
    shares = logits - top - np.log(np.exp(logits - top).sum(1, keepdims=True))
    return float(-shares[np.arange(len(label)), label].mean())


def _doubt(logit: Array, truth: Array) -> float:
    truth = truth.astype(float)
    return float(np.mean(np.logaddexp(0.0, logit) - truth * logit))
