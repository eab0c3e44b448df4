"""The part of the model card about people that training never saw."""

from typing import Any

import numpy as np

from mien_training.data.dataset import EMOTIONS
from mien_training.data.sources import GROUPS
from mien_training.evaluation.measures import FIVE
from mien_training.release.text_table import share, text_table

Figures = dict[str, Any]

FEWEST = 50  # pictures of an emotion from which its recall is given
_FAILURES = 8  # in the list at the top
_READERS = {
    "ours": "at a glance",
    "carefully": "in `mien look`",
    "before": "0.2.0 in `mien look`",
    "baseline": "`fer`",
}


def failures(strangers: Figures) -> str:
    """Return the lowest recalls, the worst first: which emotion, in which source, and what 0.2.0 had."""
    rows = sorted(
        (figures["ours"]["recall"][emotion], source, emotion, figures)
        for source, figures in strangers["sources"].items()
        for emotion, count in figures["ours"]["counts"].items()
        if count >= FEWEST
    )
    return "\n".join(
        f"- {emotion} in {source}: {share(recall)} of {figures['ours']['counts'][emotion]} pictures "
        f"(0.2.0: {share(figures['before']['recall'][emotion])})"
        for recall, source, emotion, figures in rows[:_FAILURES]
    )


def together(strangers: Figures) -> str:
    """Return mean and worst over the sources left out, AffectNet's selections as one.

    The figures of 0.3.0 do not say how its folds read with care.
    """
    some = next(iter(strangers["sources"].values()))
    readers = {reader: name for reader, name in _READERS.items() if reader in some}
    emotions = [EMOTIONS[number].value for number in FIVE]
    tables = [_mean_and_worst(strangers, reader) for reader in readers]
    rows = [(name, *(table.get(name, "-") for table in tables)) for name in ("five emotions", *emotions)]
    return text_table(("mean, worst", *readers.values()), rows)


def _mean_and_worst(strangers: Figures, reader: str) -> dict[str, str]:
    units = [_merged(strangers, reader, members) for members in _units(strangers)]
    names = dict.fromkeys(name for unit in units for name in unit)
    found = {name: [unit[name] for unit in units if name in unit] for name in names}
    return {name: f"{share(float(np.mean(each)))}, {share(min(each))}" for name, each in found.items()}


def _units(strangers: Figures) -> list[list[str]]:
    apart = [source for source in strangers["sources"] if source not in GROUPS["affectnet"]]
    return [[s for s in GROUPS["affectnet"] if s in strangers["sources"]], *([one] for one in apart)]


def _merged(strangers: Figures, reader: str, members: list[str]) -> dict[str, float]:
    """Return five-class accuracy, and recalls of `FEWEST` pictures or more, over `members` as one source."""
    of = [
        (strangers["sources"][name]["ours"]["counts"], strangers["sources"][name][reader]) for name in members
    ]
    merged = {}
    for emotion in (EMOTIONS[number].value for number in FIVE):
        counts = [there.get(emotion, 0) for there, _ in of]
        if sum(counts) >= FEWEST:
            hits = [n * who["recall"].get(emotion, 0.0) for n, (_, who) in zip(counts, of, strict=True)]
            merged[emotion] = sum(hits) / sum(counts)
    five = [sum(there.get(EMOTIONS[number], 0) for number in FIVE) for there, _ in of]
    if sum(five):
        right = [n * (who["five"] or 0.0) for n, (_, who) in zip(five, of, strict=True)]
        merged["five emotions"] = sum(right) / sum(five)
    return merged


def by_source(strangers: Figures) -> str:
    """Return five-class accuracy of each source left out, beside 0.2.0 and the baseline, the worst first."""
    rows = [
        (
            source,
            str(figures["ours"]["pictures"]),
            share(figures["ours"]["five"]),
            share(figures["before"]["five"]),
            share(figures["baseline"]["five"]),
            share(figures["ours"]["seven"]),
            share(figures["before"]["seven"]),
            share(figures["baseline"]["seven"]),
        )
        for source, figures in _worst_first(strangers)
    ]
    head = ("left out", "pictures", "five", "0.2.0", "`fer`", "seven", "0.2.0", "`fer`")
    return text_table(head, rows)


def recall_by_source(strangers: Figures) -> str:
    """Return the recall of each emotion in each source left out, the worst source first."""
    rows = (
        (source, *(_recall(figures["ours"], emotion) for emotion in EMOTIONS))
        for source, figures in _worst_first(strangers)
    )
    return text_table(("left out", *EMOTIONS), rows)


def _recall(figures: Figures, emotion: str) -> str:
    count = figures["counts"].get(emotion, 0)
    return "-" if count < FEWEST else share(figures["recall"][emotion])


def _worst_first(strangers: Figures) -> list[tuple[str, Figures]]:
    def five(item: tuple[str, Figures]) -> float:
        return float(item[1]["ours"]["five"] or 1.0)  # one that has none of the five comes last

    return sorted(strangers["sources"].items(), key=five)
