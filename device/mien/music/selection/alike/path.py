"""Ease's path: the cheapest way from the last song, through songs that suit each step, to the end. Pure.

A step costs the more the further apart two songs sound, the further that is from an even step, and the more
they differ in tempo, key and loudness. Short steps alone would not do: where songs lie in clusters they lead
through near copies, and then far away. The songs that suit each step, and the cost of the rest of the way
from each, are found once for a mood and library; each choice then looks from its candidates over the next
step to the rest. No song further on is settled, so it stays the cheapest way when a song is skipped or queued
by hand.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mien.mood.emotion import MoodName
from mien.mood.mood import Policy
from mien.music.library.library import Floats, Library, Rows
from mien.music.selection.alike.embeddings import FULL
from mien.music.selection.alike.flow import following
from mien.music.selection.criteria import feeling_fit, kind_fit
from mien.music.selection.rules import MusicTarget, Rules

SUITABLE, OF = 48, 8
"""Songs at each step ahead that a way may lead through: one in OF of those that suit the step best, since the
best alone may all sound alike."""
EVEN_STEP = 0.8
"""Distance of an even step, between vectors of length 1: an angle of 47 degrees. Songs that suit neighbouring
steps are seldom nearer."""
UNEVEN = 4.0
"""Cost of a step that is longer or shorter by 1; the cost of its length alone is its square."""
DIFFERENT = 1.0
"""Cost of a step between songs that have neither tempo nor key nor loudness in common; as much as an angle of
60 degrees between their sounds."""
UNSUITED = 2.0
"""Cost of a song ahead per point of fit that it lacks beside the best."""
TWICE = 16.0
"""Cost of a step from a song to itself or its copy: more than to its opposite."""


@dataclass(frozen=True, slots=True, eq=False)
class PathStep:
    """One step of the way, as seen from the one before it."""

    rows: Rows
    """The songs that suit it best."""
    cost: Floats
    """What each costs: itself, and the cheapest way on from it."""


@dataclass(frozen=True, slots=True, eq=False)
class EasePath:
    """The steps to a mood's end."""

    library: Library | None = None
    """The library, None before the first."""
    rules: Rules | None = None
    """What they ask for at each step."""
    mood: MoodName | None = None
    """The mood that it leads out of."""
    stages: tuple[PathStep, ...] = ()
    """By step; empty if nothing is known of how songs sound."""

    def after(self, library: Library, rules: Rules, mood: MoodName) -> "EasePath":
        """Return the path out of a mood; this one if nothing changed."""
        if library is self.library and rules is self.rules and mood == self.mood:
            return self
        targets = (rules.wanted(mood, Policy.RAMP, step) for step in range(rules.steps))
        return EasePath(library, rules, mood, _stages(library, tuple(targets)))

    def ahead(self, step: int) -> PathStep | None:
        """Return the step after `step`, None after the last."""
        return self.stages[step + 1] if step + 1 < len(self.stages) else None


def ways(library: Library, begin: Rows, stage: PathStep | None, last: int) -> Floats:
    """Return the cost of the cheapest way from song `last` over each of `begin` to the end."""
    whole: Floats = step_costs(library, np.array([last]), begin)[0]
    return whole if stage is None else whole + onward(library, begin, stage)


def onward(library: Library, begin: Rows, stage: PathStep) -> Floats:
    """Return the cost of the cheapest way from each of `begin` on."""
    cheapest: Floats = (step_costs(library, begin, stage.rows) + stage.cost).min(axis=1)
    return cheapest


def step_costs(library: Library, begin: Rows, end: Rows) -> Floats:
    """Return what the step from each of `begin` to each of `end` costs, [begin, end].

    The squared distance between unit vectors is 2 - 2 cos.
    """
    costs: Floats = unit(library, begin) @ unit(library, end).T
    costs *= np.float32(-2)
    costs += np.float32(2)
    np.maximum(costs, 0, out=costs)
    costs += np.float32(UNEVEN) * (np.sqrt(costs) - np.float32(EVEN_STEP)) ** 2
    costs += np.float32(DIFFERENT) * (1 - following(library, begin[:, None], end[None]))
    same = library.recording[begin][:, None] == library.recording[end][None]
    costs[same] = TWICE
    return costs


def unit(library: Library, rows: Rows) -> NDArray[np.float32]:
    """Return the songs' vectors; zeros where unknown, at a right angle to every other."""
    vectors = library.embedding[rows].astype(np.float32)
    vectors *= np.float32(1 / FULL)
    return vectors


def _stages(library: Library, targets: tuple[MusicTarget, ...]) -> tuple[PathStep, ...]:
    if not library.embedding.any():
        return ()
    stages: list[PathStep] = []
    for target in reversed(targets):
        rows, lacks = _suitable(library, target)
        cost = np.float32(UNSUITED) * lacks
        stages.append(PathStep(rows, cost + onward(library, rows, stages[-1]) if stages else cost))
    return tuple(reversed(stages))


def _suitable(library: Library, target: MusicTarget) -> tuple[Rows, Floats]:
    """Return the songs that suit a target best, and how much fit each lacks beside the best."""
    fit = kind_fit(library, target).take(library.tagged)
    fit += feeling_fit(library, target.place, np.arange(len(library)))
    fit[~library.embedding.any(axis=1)] -= 2
    count = min(SUITABLE * OF, len(fit))
    best = np.argpartition(-fit, count - 1)[:count]
    best = best[np.argsort(-fit[best], kind="stable")][::OF]
    return best, (fit[best].max(initial=0) - fit[best]) / 2
