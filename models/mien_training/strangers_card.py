"""The part of the model card about people that training never saw."""

from typing import Any

from mien_training.dataset import EMOTIONS
from mien_training.text_table import share, text_table

Figures = dict[str, Any]

FEWEST = 50  # pictures of an emotion from which its recall is given
_FAILURES = 8  # in the list at the top


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
