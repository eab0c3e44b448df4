"""What one face is believed to feel: evidence over time, as a hidden Markov model with two layers.

A mood lasts minutes. What a face shows under it comes in bursts of a few seconds (Ekman 2003, *Emotions
Revealed*: half a second to four) with rest between them: a happy face is neutral much of the time, and
that rest is no neutral mood. So the hidden state holds the mood, and what the face shows just now. What it
shows is drawn anew all the time from what that mood tends to show (`EMISSION`); the mood is drawn anew about
once a minute. Faces differ in how much they rest, so the state also holds the face's manner, lively or
restful, which is learnt within the visit. The filter is the forward recursion (Rabiner 1989, *Proc. IEEE*
77), in continuous time, so that two glances a second and ten say the same.

Frames are no independent witnesses: a misread face stays misread for a while. Their likelihood is
therefore raised to the power of the time they stand for, over the time in which a reading renews itself
(a tempered or "power" likelihood: Holmes & Walker 2017, *Biometrika* 104). A glance weighs what time it
covers and at most as one reading; a thousand glances at one instant weigh nothing.

An eighth thing a face can show is "nothing that can be read": talking, chewing, a hand. Every mood shows
it alike, so flickering scores move nothing.
"""

from dataclasses import dataclass, field
from math import exp
from operator import mul
from typing import TypeAlias

from mien.mood.baseline import Baseline, against, learnt
from mien.mood.emotion import AFFECTS, Emotion
from mien.mood.glance import Face
from mien.types import Seconds

Moods: TypeAlias = tuple[float, ...]
"""A probability per emotion, in the order of `EMOTIONS`; sums to 1."""
Affect: TypeAlias = tuple[float, float]
"""Valence and arousal."""

EMOTIONS: tuple[Emotion, ...] = tuple(Emotion)
VALENCES = tuple(AFFECTS[emotion].valence for emotion in EMOTIONS)
AROUSALS = tuple(AFFECTS[emotion].arousal for emotion in EMOTIONS)
UNIFORM: Moods = (1.0 / len(EMOTIONS),) * len(EMOTIONS)

# The numbers below were chosen on simulated rooms of many kinds at once: see docs/mood.md.
MOOD_LASTS: Seconds = 100.0  # until the mood is drawn anew
STYLE_LASTS: Seconds = 3600.0  # until a face's manner is drawn anew
READING_LASTS: Seconds = 0.34  # until the classifier's mistakes are drawn anew
MOST_WEIGHED: Seconds = 1.0  # a gap is no evidence: a glance stands for this much time at most
TRANSITION_EVERY: Seconds = 1.0  # moods and manners are slow: drawing them anew at each glance is waste

TALK = 0.013  # how often a face shows something unreadable
CALM = 0.96  # how often a neutral mood shows nothing
MISTAKEN = 0.03  # share of its own expression that is taken for one which is easily confused with it
DOUBT = 0.025  # a score is never taken as surer than this
UNREADABLE = 0.24  # the likelihood of any scores from a face that shows nothing readable
NEUTRAL_PRIOR = 0.144  # how often the neutral mood is drawn; the others share the rest
AFFECT_FAST: Seconds = 1.5  # how fast valence and arousal follow the face, for the moment
AFFECT_SLOW: Seconds = 12.0  # and for the settled mood

# What each expression is taken for when it is mistaken, in tenths and in the order of EMOTIONS: what
# classifiers trained on FER2013 have in common (Goodfellow et al. 2013, arXiv:1307.0414, and after).
CONFUSION: tuple[Moods, ...] = (
    (0.0, 1.0, 1.5, 1.5, 2.5, 3.0, 0.5),  # angry: sad, neutral
    (5.5, 0.0, 1.0, 0.5, 1.0, 2.0, 0.0),  # disgusted: angry
    (1.5, 0.3, 0.0, 0.7, 1.0, 3.0, 3.5),  # fearful: surprised, sad
    (0.8, 0.2, 0.5, 0.0, 5.0, 1.5, 2.0),  # happy: neutral
    (1.5, 0.2, 0.8, 2.0, 0.0, 5.0, 0.5),  # neutral: sad
    (1.5, 0.3, 1.7, 1.5, 5.0, 0.0, 0.0),  # sad: neutral
    (0.5, 0.1, 5.0, 2.5, 1.4, 0.5, 0.0),  # surprised: fearful
)


@dataclass(frozen=True, slots=True)
class ExpressionStyle:
    """How a face shows a mood.

    `own`: how often it shows the mood, and `rest`: how often nothing; what is left goes to everything
    else. `lasts`: seconds until what it shows is drawn anew.
    """

    own: float
    rest: float
    lasts: Seconds


LIVELY, RESTFUL = (
    ExpressionStyle(own=0.824, rest=0.15, lasts=1.3),
    ExpressionStyle(own=0.57, rest=0.4, lasts=2.2),
)


def _habit(mood: Emotion, manner: ExpressionStyle) -> Moods:
    """Return how often each emotion is read off a face under `mood`, and last the unreadable."""
    own, rest = (CALM, 0.0) if mood is Emotion.NEUTRAL else (manner.own, manner.rest)
    other = (1.0 - own - rest - TALK) / len(EMOTIONS)
    shows = []
    for emotion, tenths in zip(EMOTIONS, CONFUSION[EMOTIONS.index(mood)], strict=True):
        clear = 1.0 - MISTAKEN if emotion is mood else MISTAKEN * tenths / 10.0
        shows.append(other + own * clear + (rest if emotion is Emotion.NEUTRAL else 0.0))
    return (*shows, TALK)


EMISSION: tuple[Moods, ...] = tuple(_habit(mood, manner) for manner in (LIVELY, RESTFUL) for mood in EMOTIONS)
PRIOR: Moods = tuple(
    NEUTRAL_PRIOR if mood is Emotion.NEUTRAL else (1.0 - NEUTRAL_PRIOR) / (len(EMOTIONS) - 1)
    for mood in EMOTIONS
)
Joint: TypeAlias = tuple[tuple[float, ...], ...]
"""A row per manner and mood, in the order of `EMISSION`: how likely it is with each thing the face may show
(the last: nothing readable). In proportion only; the whole need not sum to 1."""


@dataclass(frozen=True, slots=True)
class FaceFilter:
    """What a face is believed to feel and to show.

    `due`: seconds for which moods and manners have not been drawn anew yet. `idle`: seconds since the face
    was last read. `read`: how much of the last seconds could be read, 0..1. `soon` and `late`: valence and
    arousal over the last second or two and the last dozen; None before anything was read. `resting`: what
    the face looks like at rest.
    """

    joint: Joint
    due: Seconds = 0.0
    idle: Seconds = 0.0
    read: float = 0.0
    soon: Affect | None = None
    late: Affect | None = None
    resting: Baseline = field(default_factory=Baseline)

    def moods(self) -> Moods:
        """Return the probability of each mood."""
        rows = list(map(sum, self.joint))
        scale = 1.0 / sum(rows)
        half = len(EMOTIONS)
        return tuple((a + b) * scale for a, b in zip(rows[:half], rows[half:], strict=True))

    def shown(self) -> Moods:
        """Return the probability of each thing the face may show, last that it cannot be read."""
        columns = list(map(sum, zip(*self.joint, strict=True)))
        scale = 1.0 / sum(columns)
        return tuple(column * scale for column in columns)


def filter_from(moods: Moods) -> FaceFilter:
    """Return the belief about a face never seen before, in a room that felt `moods`."""
    return FaceFilter(
        tuple(tuple(p * h for h in habit) for p, habit in zip((*moods, *moods), EMISSION, strict=True))
    )


def decayed(moods: Moods, dt: Seconds, lasts: Seconds) -> Moods:
    """Return `moods` after `dt` without evidence: a share of it has been drawn anew."""
    keep = exp(-dt / lasts)
    return tuple(p * keep + (1.0 - keep) * q for p, q in zip(moods, PRIOR, strict=True))


def trust(face: Face) -> float:
    """Return how far the scores of `face` may be believed, 0..1: by its quality, and less if it says why."""
    by_quality = min(1.0, max(0.0, (face.quality - 0.2) / 0.4))
    return by_quality * 0.3 if face.why_low else by_quality


def update(belief: FaceFilter, face: Face, dt: Seconds) -> FaceFilter:
    """Return the belief after the face looked like `face` for `dt` seconds."""
    covers = min(dt, MOST_WEIGHED)
    trusted = trust(face)
    weight = trusted * min(1.0, dt / READING_LASTS)
    if weight <= 0.0:
        return predict(belief, dt)
    joint, due = _transition(belief.joint, belief.due + dt)
    read = against(belief.resting, face.scores)
    scores = [read[emotion] for emotion in EMOTIONS]
    here = (sum(map(mul, scores, VALENCES)), sum(map(mul, scores, AROUSALS)))
    return FaceFilter(
        joint=_after_reading(joint, scores, weight, belief.idle + dt),
        due=due,
        read=belief.read + (1.0 - exp(-covers / AFFECT_FAST)) * (trusted - belief.read),
        soon=_nearer(belief.soon, here, trusted * covers / AFFECT_FAST),
        late=_nearer(belief.late, here, trusted * covers / AFFECT_SLOW),
        resting=learnt(belief.resting, face.scores, trusted * covers),
    )


def predict(belief: FaceFilter, dt: Seconds) -> FaceFilter:
    """Return the belief after `dt` seconds in which the face could not be read."""
    joint, due = _transition(belief.joint, belief.due + dt)
    read = belief.read * exp(-dt / AFFECT_FAST)
    return FaceFilter(joint, due, belief.idle + dt, read, belief.soon, belief.late, belief.resting)


def _transition(joint: Joint, due: Seconds) -> tuple[Joint, Seconds]:
    """Return `joint` with moods and manners drawn anew for the seconds due, once it is worth it."""
    if due < TRANSITION_EVERY:
        return joint, due
    lasts, keeps = exp(-due / MOOD_LASTS), exp(-due / STYLE_LASTS)
    half = len(EMOTIONS)
    lively, restful = (_mood_transition(rows, lasts) for rows in (joint[:half], joint[half:]))
    stays, turns = (1.0 + keeps) / 2.0, (1.0 - keeps) / 2.0
    scale = 1.0 / sum(map(sum, joint))
    pairs = [
        [
            (scale * (stays * a + turns * b), scale * (stays * b + turns * a))
            for a, b in zip(*rows, strict=True)
        ]
        for rows in zip(lively, restful, strict=True)
    ]
    return tuple(tuple(pair[manner] for pair in row) for manner in (0, 1) for row in pairs), 0.0


def _mood_transition(rows: Joint, lasts: float) -> list[list[float]]:
    """Return the rows of one manner with the share `1 - lasts` of their moods drawn anew."""
    anew = [(1.0 - lasts) * sum(column) for column in zip(*rows, strict=True)]
    return [
        [lasts * p + q * a for p, a in zip(row, anew, strict=True)]
        for row, q in zip(rows, PRIOR, strict=True)
    ]


def _after_reading(joint: Joint, scores: list[float], weight: float, dt: Seconds) -> Joint:
    """Return `joint` after scores that count as `weight` independent readings, `dt` after the last.

    What is shown is drawn anew from each habit, then weighed by its likelihood (Bayes' rule). Most of a
    replayed day goes by in this loop: its rows are of one length by construction, and checking that each
    time (strict=True) would cost a fifth of it.
    """
    likely = [(DOUBT + p) ** weight for p in scores]
    likely.append(UNREADABLE**weight)
    lively, restful = exp(-dt / LIVELY.lasts), exp(-dt / RESTFUL.lasts)
    half = len(EMOTIONS)
    rows = []
    for row, habit, stays in zip(joint, EMISSION, (lively,) * half + (restful,) * half):  # noqa: B905
        fresh = (1.0 - stays) * sum(row)
        rows.append([(stays * p + fresh * h) * like for p, h, like in zip(row, habit, likely)])  # noqa: B905
    return tuple(map(tuple, rows))


def _nearer(old: Affect | None, new: Affect, pull: float) -> Affect:
    """Return `old` drawn towards `new`; `pull` is time over time constant."""
    if old is None:
        return new
    k = 1.0 - exp(-pull)
    return (old[0] + k * (new[0] - old[0]), old[1] + k * (new[1] - old[1]))
