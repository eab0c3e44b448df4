"""What one face is believed to feel: evidence over time, weighed by a filter trained in many rooms.

A mood lasts minutes. What a face shows under it comes in bursts (Ekman 2003, *Emotions Revealed*), is held,
or fades in and out; it talks and turns away; the classifier has its own errors, and a bias for each face
that stays as long as the visit. How fast a mood may be believed depends on all of these, and rooms differ.
A filter with one room's numbers in it fails in the next, so ours is a small recurrent network (`gru.py`)
that learnt from rooms of many kinds to tell from the evidence itself how far that may be trusted.

It will meet rooms of kinds that it has not learnt from, and be surer there than it should. So what is
believed is the mean of its answer and of the plain average of the scores over the last seconds (a linear
opinion pool: Stone 1961, *Ann. Math. Stat.* 32): one of them alone convinces only slowly.

Frames are no independent witnesses. Scores are averaged over steps of half a second of time, weighed by how
far the face could be read, and the network sees only the steps: two glances a second and ten say the same,
and a thousand at one instant say nothing. A gap is no evidence: a glance stands for a second at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from operator import mul
from typing import TypeAlias

from mien.mood.emotion import AFFECTS, Emotion, Scores
from mien.mood.estimation.baseline import Baseline, against, learnt
from mien.mood.estimation.gru import BLANK, State, log_odds, stepped
from mien.mood.glance import Face
from mien.types import Seconds

Moods: TypeAlias = tuple[float, ...]
"""A probability per emotion, in the order of `EMOTIONS`; sums to 1."""
AffectPair: TypeAlias = tuple[float, float]
"""Valence and arousal."""

EMOTIONS: tuple[Emotion, ...] = tuple(Emotion)
VALENCES = tuple(AFFECTS[emotion].valence for emotion in EMOTIONS)
AROUSALS = tuple(AFFECTS[emotion].arousal for emotion in EMOTIONS)
UNIFORM: Moods = (1.0 / len(EMOTIONS),) * len(EMOTIONS)

STEP: Seconds = 0.5  # of evidence; as the network was trained
MOST_WEIGHED: Seconds = 1.0  # a gap is no evidence: a glance stands for this much time at most
LONGEST_GAP: Seconds = 60.0  # what happened longer ago than this the network need not step through
SHARPENED = 2.2  # power of the scores: 1 for emotion network 0.2, 2.2 for 0.3, whose scores are flatter
LEAST_SCORE = 0.01  # a score below it says no more
LOG_SCALE = 0.25  # so that the network's inputs are of one size
PRIOR_LASTS: Seconds = 20.0  # of evidence: how fast what the room felt before gives way to what is seen
AFFECT_FAST: Seconds = 1.5  # how fast valence and arousal follow the face, for the moment
AFFECT_SLOW: Seconds = 12.0  # and for the settled mood
SHOWN_LASTS: Seconds = 0.5  # how fast what the face shows follows its scores
AVERAGE_LASTS: Seconds = 4.0  # of evidence: over how much the scores are averaged
FORGOTTEN: Seconds = 60.0  # how fast the average is forgotten while the face cannot be read
NETWORK_SHARE = 0.5  # of the network in what is believed; the rest is the average's

NOTHING: tuple[float, ...] = (0.0,) * (2 * len(EMOTIONS) + 1)
"""The inputs of a step in which the face could not be read."""


@dataclass(frozen=True, slots=True)
class FaceFilter:
    """What a face is believed to feel and to show."""

    prior: Moods
    """What the room felt when the face appeared."""
    felt: Moods
    """The probability of each mood after the last whole step."""
    average: Moods
    """The scores over the last seconds; at first what the room felt."""
    state: State = BLANK
    """The network's memory of this face."""
    sums: tuple[float, ...] = NOTHING
    """The evidence of the step under way, times the seconds it covers."""
    filled: Seconds = 0.0
    """How much of that step has gone by."""
    seen: Seconds = 0.0
    """How long the face was read, each second by how far."""
    showing: Moods = UNIFORM
    """The scores over the last half second or so."""
    read: float = 0.0
    """How much of the last seconds could be read, 0..1."""
    soon: AffectPair | None = None
    """Valence and arousal over the last second or two; None before anything was read."""
    late: AffectPair | None = None
    """The same over the last dozen seconds."""
    resting: Baseline = field(default_factory=Baseline)
    """What the face looks like at rest."""

    def moods(self) -> Moods:
        """Return the probability of each mood."""
        return self.felt

    def shown(self) -> Moods:
        """Return the probability of each emotion the face may show."""
        return self.showing


def filter_from(moods: Moods) -> FaceFilter:
    """Return the belief about a face never seen before, in a room that felt `moods`."""
    return FaceFilter(prior=moods, felt=moods, average=moods)


def decayed(moods: Moods, dt: Seconds, lasts: Seconds) -> Moods:
    """Return `moods` after `dt` without evidence: a share of it has been forgotten."""
    keep = exp(-dt / lasts)
    return tuple(p * keep + (1.0 - keep) * q for p, q in zip(moods, UNIFORM, strict=True))


def trust(face: Face) -> float:
    """Return how far the scores of `face` may be believed, 0..1: by its quality, and less if it says why."""
    by_quality = min(1.0, max(0.0, (face.quality - 0.2) / 0.4))
    return by_quality * 0.3 if face.why_low else by_quality


def sharpened(scores: Scores) -> Scores:
    """Return the scores as sure as those that the filter learnt from, whatever network they are of."""
    powers = {emotion: p**SHARPENED for emotion, p in scores.items()}
    total = sum(powers.values())
    return {emotion: p / total for emotion, p in powers.items()}


def update(belief: FaceFilter, face: Face, dt: Seconds) -> FaceFilter:
    """Return the belief after the face looked like `face` for `dt` seconds."""
    covers, trusted = min(dt, MOST_WEIGHED), trust(face)
    if trusted * covers <= 0.0:
        return predict(belief, dt)
    if dt > covers:
        belief = predict(belief, dt - covers)
    shown = sharpened(face.scores)
    read = against(belief.resting, shown)
    scores = [read[emotion] for emotion in EMOTIONS]
    here = (sum(map(mul, scores, VALENCES)), sum(map(mul, scores, AROUSALS)))
    stepped_on = _filled(belief, _inputs(scores, trusted), covers)
    return replace(
        stepped_on,
        showing=_nearer(belief.showing if belief.soon else scores, scores, trusted * covers / SHOWN_LASTS),
        read=belief.read + (1.0 - exp(-covers / AFFECT_FAST)) * (trusted - belief.read),
        soon=_affect(belief.soon, here, trusted * covers / AFFECT_FAST),
        late=_affect(belief.late, here, trusted * covers / AFFECT_SLOW),
        resting=learnt(belief.resting, shown, trusted * covers),
    )


def predict(belief: FaceFilter, dt: Seconds) -> FaceFilter:
    """Return the belief after `dt` seconds in which the face could not be read."""
    return replace(_filled(belief, NOTHING, min(dt, LONGEST_GAP)), read=belief.read * exp(-dt / AFFECT_FAST))


def _inputs(scores: Sequence[float], trusted: float) -> list[float]:
    """Return what the network is given of a face: scores, their logarithms around the mean, and the trust."""
    logs = [log(p + LEAST_SCORE) for p in scores]
    mean = sum(logs) / len(logs)
    scale = trusted * LOG_SCALE
    return [*(trusted * p for p in scores), *(scale * (x - mean) for x in logs), trusted]


def _filled(belief: FaceFilter, inputs: Sequence[float], dt: Seconds) -> FaceFilter:
    """Return the belief after `dt` seconds of evidence `inputs`: the step under way is filled first."""
    while belief.filled + dt >= STEP:
        left = STEP - belief.filled
        whole = [(s + left * x) / STEP for s, x in zip(belief.sums, inputs, strict=True)]
        belief, dt = _after_step(belief, whole), dt - left
    sums = tuple(s + dt * x for s, x in zip(belief.sums, inputs, strict=True))
    return replace(belief, sums=sums, filled=belief.filled + dt)


def _after_step(belief: FaceFilter, whole: Sequence[float]) -> FaceFilter:
    """Return the belief after a step of the inputs `whole`; the next one begins empty."""
    state, average, covered = stepped(belief.state, whole), belief.average, STEP * whole[-1]
    average = decayed(average, STEP - covered, FORGOTTEN)
    if covered > 0.0:
        scores = [p / whole[-1] for p in whole[: len(EMOTIONS)]]
        average = _nearer(average, scores, covered / AVERAGE_LASTS)
    seen = belief.seen + covered
    felt = _mixed(average, _posterior(state, belief.prior, seen), NETWORK_SHARE)
    return replace(belief, state=state, average=average, seen=seen, felt=felt, sums=NOTHING, filled=0.0)


def _posterior(state: State, prior: Moods, seen: Seconds) -> Moods:
    """Return the probability of each mood by what was seen, and less and less by what was felt before."""
    fades = exp(-seen / PRIOR_LASTS)
    odds = [x + fades * log(p) for x, p in zip(log_odds(state), prior, strict=True)]
    most = max(odds)
    likely = [exp(x - most) for x in odds]
    scale = 1.0 / sum(likely)
    return tuple(p * scale for p in likely)


def _affect(old: AffectPair | None, new: AffectPair, pull: float) -> AffectPair:
    """Return `old` drawn towards `new`, which is all there is at first; `pull`: time over time constant."""
    valence, arousal = _nearer(old or new, new, pull)
    return valence, arousal


def _nearer(old: Sequence[float], new: Sequence[float], pull: float) -> tuple[float, ...]:
    """Return `old` drawn towards `new`; `pull` is time over time constant."""
    return _mixed(old, new, 1.0 - exp(-pull))


def _mixed(old: Sequence[float], new: Sequence[float], share: float) -> tuple[float, ...]:
    """Return `old` with a `share` of `new`."""
    return tuple(a + share * (b - a) for a, b in zip(old, new, strict=True))
