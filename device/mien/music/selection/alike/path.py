"""Ease's path: from where the listener is to where the music should end, in even steps of sound. Pure.

The steps are not planned ahead: the rest of the path is computed again before each song, so it stays even
when a song is skipped, queued by hand, or not quite where it should be.
"""

import numpy as np

from mien.music.library.library import Library, Row
from mien.music.selection.alike.embeddings import Vector, between, cosines, direction, vector_of
from mien.music.selection.criteria import feeling_fit, kind_fit
from mien.music.selection.rules import MusicTarget

ENDS = 128
"""Songs that suit the target best; the path ends among the nearest of them."""
NEAREST = 8


def next_point(library: Library, last: Row, target: MusicTarget, left: int) -> Vector | None:
    """Return how the next song should sound, if `left` songs lead from the last one to the target.

    None if nothing is known of how songs sound.
    """
    here = vector_of(library, last)
    if here is None or left < 1:
        return None
    end = destination(library, here, target)
    return None if end is None else between(here, end, 1 / left)


def destination(library: Library, here: Vector, target: MusicTarget) -> Vector | None:
    """Return the mean of the nearest to `here` among the songs that suit the target best.

    The mean of all suitable songs would be like none of them: a mood has fast and slow, loud and quiet songs.
    """
    fit = kind_fit(library, target).take(library.tagged)
    fit += feeling_fit(library, target.place, np.arange(len(library)))
    best = np.argpartition(-fit, min(ENDS, len(fit)) - 1)[:ENDS]
    heard = best[library.embedding[best].any(axis=1)]
    if not len(heard):
        return None
    near = heard[np.argsort(-cosines(library, here[None], heard)[:, 0], kind="stable")[:NEAREST]]
    return direction(library.embedding[near].astype(np.float32).mean(axis=0))
