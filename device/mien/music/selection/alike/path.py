"""The way of Ease: from where the listener is to where the music is to end, in even steps of sound. Pure.

There is no map of all steps: before each song the rest of the way is looked at again, so it stays even when a
song is skipped, queued by hand, or not quite where it should be.
"""

import numpy as np

from mien.music.library.library import Library, Row
from mien.music.selection.alike.embeddings import Vector, between, cosines, direction, vector_of
from mien.music.selection.criteria import feeling_fit, kind_fit
from mien.music.selection.rules import MusicTarget

ENDS = 128
"""Songs that suit the end best; the way ends among those of them that are nearest."""
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
    """Return the middle of the songs nearest to `here` of those that suit the target best.

    The middle of all that suit would be like none of them: a mood has fast and slow, loud and quiet songs.
    """
    fit = kind_fit(library, target).take(library.tagged)
    fit += feeling_fit(library, target.place, np.arange(len(library)))
    best = np.argpartition(-fit, min(ENDS, len(fit)) - 1)[:ENDS]
    heard = best[library.embedding[best].any(axis=1)]
    if not len(heard):
        return None
    near = heard[np.argsort(-cosines(library, here[None], heard)[:, 0], kind="stable")[:NEAREST]]
    return direction(library.embedding[near].astype(np.float32).mean(axis=0))
