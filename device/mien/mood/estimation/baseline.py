"""A person's resting face: many look sad or angry to a classifier when they feel nothing at all.

What tells it from a mood is that it is always there, and never plain. A sad mood comes in plain bursts with
a calm face between them; a sad-looking face at rest stays in between. So we follow how much sadder (angrier)
than neutral the face looks while it looks nothing in particular, by its lower quartile, and read the face
against that: what it always shows is taken off.

It cannot talk itself into a wrong baseline, nor a mood away. It learns slowly, over four minutes in plain
sight before anything is taken off, and unlearns three times faster; a face that is
plainly sad, or plainly anything (`PLAIN`), is not at rest and teaches it nothing, however long it is; what
it takes off is bounded (`MOST`); it lives with the visit; a face whose rest is usual is not touched
(`USUAL`). The quartile is tracked by steps down three times as long as those up (the stochastic
approximation of Robbins & Monro 1951 with constant gain), weighted by time like all evidence.
"""

from dataclasses import dataclass
from math import exp, log

from mien.mood.emotion import Emotion, Scores
from mien.types import Seconds

RISES = 0.004  # nats a second of plain sight, while the face looks sadder than is known of it
FALLS = 0.012  # and while it looks less sad
USUAL = -1.5  # nats from neutral that the look of a usual face at rest stays below
MOST = 1.5  # nats taken off at most
PLAIN = 10.0  # a look this many times likelier than neutral is plain, and no face at rest
LEAST_SCORE = 0.01  # below it a score says no more


@dataclass(frozen=True, slots=True)
class Baseline:
    """How much sadder and angrier than neutral the face usually looks at rest, in nats."""

    sad: float = USUAL - 1.0
    angry: float = USUAL - 1.0


def learnt(resting: Baseline, scores: Scores, seconds: Seconds) -> Baseline:
    """Return what is known of the face at rest after it looked like this for so many seconds of evidence."""
    if max(scores.values()) > PLAIN * scores[Emotion.NEUTRAL]:
        return resting
    calm = log(scores[Emotion.NEUTRAL] + LEAST_SCORE)
    sad = log(scores[Emotion.SAD] + LEAST_SCORE) - calm
    angry = log(scores[Emotion.ANGRY] + LEAST_SCORE) - calm
    return Baseline(_towards(resting.sad, sad, seconds), _towards(resting.angry, angry, seconds))


def _towards(level: float, seen: float, seconds: Seconds) -> float:
    """Return the quartile after a step, kept where it can matter."""
    moved = level + (RISES if seen > level else -FALLS) * seconds
    return min(USUAL + MOST, max(USUAL - 1.0, moved))


def against(resting: Baseline, scores: Scores) -> Scores:
    """Return the scores read against the face at rest: what it always shows is taken off."""
    off_sad, off_angry = max(0.0, resting.sad - USUAL), max(0.0, resting.angry - USUAL)
    if off_sad == off_angry == 0.0:
        return scores
    kept = dict(scores)
    kept[Emotion.SAD] *= exp(-off_sad)
    kept[Emotion.ANGRY] *= exp(-off_angry)
    total = sum(kept.values())
    return {emotion: p / total for emotion, p in kept.items()}
