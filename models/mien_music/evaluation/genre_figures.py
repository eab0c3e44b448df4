"""How well genres are told, on clips whose source names their genre."""

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mien.music.library.genres import Family
from mien_music.data.corpus import Heard
from mien_music.learning.heads import Array

TEN: dict[str, tuple[Family, ...]] = {
    "rock": ("rock", "punk", "indie", "post-rock", "rock-and-roll", "new-wave"),
    "metal": ("metal",),
    "pop": ("pop",),
    "electronic": (
        *("electronic", "ambient", "dance", "disco", "techno", "trance", "drum-and-bass", "dubstep"),
        *("downtempo", "trip-hop", "chill"),
    ),
    "hip-hop": ("hip-hop",),
    "jazz and blues": ("jazz", "blues"),
    "folk and country": ("folk", "country"),
    "classical": ("classical",),
    "soul and funk": ("soul", "funk", "rnb"),
    "world": ("world", "latin", "reggae", "afro"),
}
"""Ten families of families, as wide as a rule of the default rules."""
_TIMES = 1000


def genre_figures(
    families: tuple[Family, ...], scores: Array, clips: list[tuple[Heard, Family]]
) -> dict[str, Any]:
    """Return how often the answer is right, exactly and among ten, and what is taken for what.

    Args:
        families: the answers that there are.
        scores: of each clip and answer.
        clips: with the family of its source's word; the file's name begins with the source and "~".
    """
    said = [families[place] for place in scores.argmax(axis=1)]
    known = [family for _, family in clips]
    pairs = [(among_ten(one), among_ten(other)) for one, other in zip(known, said, strict=True)]
    right = np.array([one == other for one, other in pairs])
    sources = np.array([heard.file.name.partition("~")[0] for heard, _ in clips])
    kinds = sorted({one for one, _ in pairs})
    by_kind = {
        kind: [bool(ok) for ok, (one, _) in zip(right, pairs, strict=True) if one == kind] for kind in kinds
    }
    return {
        "clips": len(clips),
        "sources": len(set(sources.tolist())),
        "exact": round(float(np.mean([one == other for one, other in zip(known, said, strict=True)])), 3),
        "among ten": round(float(right.mean()), 3),
        "interval over sources": _interval(right, sources),
        "mean over families": round(float(np.mean([np.mean(ok) for ok in by_kind.values()])), 3),
        "by family": {kind: [sum(ok), len(ok)] for kind, ok in by_kind.items()},
        "taken for": {
            kind: dict(Counter(other for one, other in pairs if one == kind and other != kind).most_common())
            for kind in kinds
        },
    }


def among_ten(family: Family) -> str:
    """Return the one of TEN that has this family; itself if none has."""
    return next((name for name, families in TEN.items() if family in families), family)


def _interval(right: NDArray[np.bool_], sources: NDArray[np.str_]) -> list[float]:
    """Return 95 % of a bootstrap over sources."""
    rng, names, found = np.random.default_rng(18), np.unique(sources), []
    for _ in range(_TIMES):
        drawn = rng.choice(names, len(names))
        found.append(np.concatenate([right[sources == name] for name in drawn]).mean())
    return [round(float(value), 3) for value in np.percentile(found, [2.5, 97.5])]
