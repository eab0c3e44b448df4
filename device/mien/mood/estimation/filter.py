"""What one face is believed to feel: evidence over time, weighed by a filter trained in many rooms.

A mood lasts minutes. What a face shows under it comes in bursts (Ekman 2003, *Emotions Revealed*), is held,
or fades in and out; it talks and turns away; the classifier has its own errors, and a bias for each face
that stays as long as the visit. How fast a mood may be believed depends on all of these, and rooms differ.
A filter with one room's numbers in it fails in the next. So ours averages over eight lengths of time
(`bank.py`), and a small network that learnt from rooms of many kinds (`network.py`) tells from all of them
which mood they speak for.

It will meet rooms of kinds that it has not learnt from, and be surer there than it should. So only a third
of what is believed is its answer; the rest is the average over the last second, as in the simplest way there
is (a linear opinion pool: Stone 1961, *Ann. Math. Stat.* 32). What is averaged depends on how errors come,
which the visit itself shows (`_lately`). Both are followed more slowly the more careful the owner asks us to
be (`hysteresis.settled_towards`).

Frames are no independent witnesses. Scores are averaged over steps of half a second of time, weighed by how
far the face could be read, and only the steps count: two glances a second and ten say the same, and a
thousand at one instant say nothing. A gap is no evidence: a glance stands for a second at most.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from operator import mul
from typing import TypeAlias

from mien.mood.emotion import AFFECTS, Emotion, Scores
from mien.mood.estimation.bank import LASTS, Bank, average_of, how_errors_come, logs_of, stepped, views
from mien.mood.estimation.baseline import Baseline, against, learnt
from mien.mood.estimation.network import log_odds
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
POOLED = LASTS.index(1.0)  # which average is believed beside the network
POOLED_LONGER = LASTS.index(2.0)  # which, where errors come one by one
EVEN = 2.0 / 3.0  # power of the sharpened scores in it where errors last
NETWORK_SHARE = 1.0 / 3.0  # of the network in what is believed; the rest is the average's
KNOWN_LASTS: Seconds = 4.0  # of evidence: how fast a face that could not be read is known again
FORGOTTEN: Seconds = 60.0  # how fast what is known of a face is forgotten while it cannot be read

NOTHING: tuple[float, ...] = (0.0,) * (2 * len(EMOTIONS) + 1)
"""The inputs of a step in which the face could not be read."""


@dataclass(frozen=True, slots=True)
class FaceFilter:
    """What a face is believed to feel and to show."""

    prior: Moods
    """What the room felt when the face appeared."""
    felt: Moods
    """The probability of each mood after the last whole step."""
    bank: Bank = field(default_factory=Bank)
    """What it showed, averaged over several lengths of time."""
    known: float = 1.0
    """How far that is still true, 0 to 1: less and less while the face cannot be read."""
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
    return FaceFilter(prior=moods, felt=moods)


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
    after, sums, filled = _filled(belief, _inputs(scores, trusted), covers)
    return FaceFilter(  # not by `replace`, which takes three times as long: once a glance
        after.prior,
        after.felt,
        after.bank,
        after.known,
        sums,
        filled,
        after.seen,
        showing=_nearer(belief.showing if belief.soon else scores, scores, trusted * covers / SHOWN_LASTS),
        read=belief.read + (1.0 - exp(-covers / AFFECT_FAST)) * (trusted - belief.read),
        soon=_affect(belief.soon, here, trusted * covers / AFFECT_FAST),
        late=_affect(belief.late, here, trusted * covers / AFFECT_SLOW),
        resting=learnt(belief.resting, shown, trusted * covers),
    )


def predict(belief: FaceFilter, dt: Seconds) -> FaceFilter:
    """Return the belief after `dt` seconds in which the face could not be read."""
    after, sums, filled = _filled(belief, NOTHING, min(dt, LONGEST_GAP))
    return replace(after, sums=sums, filled=filled, read=belief.read * exp(-dt / AFFECT_FAST))


def _inputs(scores: Sequence[float], trusted: float) -> list[float]:
    """Return what the network is given of a face: scores, their logarithms around the mean, and the trust."""
    logs = [log(p + LEAST_SCORE) for p in scores]
    mean = sum(logs) / len(logs)
    scale = trusted * LOG_SCALE
    return [*(trusted * p for p in scores), *(scale * (x - mean) for x in logs), trusted]


def _filled(
    belief: FaceFilter, inputs: Sequence[float], dt: Seconds
) -> tuple[FaceFilter, tuple[float, ...], Seconds]:
    """Return the belief after the steps that `dt` seconds of the evidence `inputs` complete.

    And of the step that is under way then, the sums and how much of it has gone by.
    """
    while belief.filled + dt >= STEP:
        left = STEP - belief.filled
        whole = [(s + left * x) / STEP for s, x in zip(belief.sums, inputs, strict=True)]
        belief, dt = _after_step(belief, whole), dt - left
    sums = tuple([s + dt * x for s, x in zip(belief.sums, inputs, strict=True)])
    return belief, sums, belief.filled + dt


def _after_step(belief: FaceFilter, whole: Sequence[float]) -> FaceFilter:
    """Return the belief after a step of the inputs `whole`; the next one begins empty."""
    bank, covered = stepped(belief.bank, whole, STEP), STEP * whole[-1]
    known = belief.known * exp((covered - STEP) / FORGOTTEN)
    known += (1.0 - exp(-covered / KNOWN_LASTS)) * (1.0 - known)
    seen = belief.seen + covered
    felt = _mixed(UNIFORM, _posterior(bank, belief.prior, seen), known)
    return replace(belief, bank=bank, known=known, seen=seen, felt=felt, sums=NOTHING, filled=0.0)


def _posterior(bank: Bank, prior: Moods, seen: Seconds) -> Moods:
    """Return the probability of each mood by what was seen, and less and less by what was felt before."""
    odds = log_odds(*views(bank))
    most = max(odds)
    network = _shares([exp(x - most) for x in odds])
    both = _mixed(_lately(bank), network, NETWORK_SHARE)
    fades = exp(-seen / PRIOR_LASTS)
    return _shares([p * q**fades for p, q in zip(both, prior, strict=True)])


def _lately(bank: Bank) -> Sequence[float]:
    """Return the average beside the network: of votes, or of doubts where errors last.

    An error that comes alone is outvoted: the surer each reading the better, and two seconds have more votes
    than one. An error that lasts for seconds fills the average: there nothing is better than the readings'
    own doubt, so they are averaged (by logarithms) about as they came.
    """
    row = bank.sums[POOLED]
    votes: Sequence[float] = average_of(row)
    lasting, one_by_one = how_errors_come(bank)
    if one_by_one > 0.0:
        return _mixed(votes, average_of(bank.sums[POOLED_LONGER]), one_by_one)
    if lasting > 0.0:
        return _mixed(votes, _shares([exp(EVEN / LOG_SCALE * x) for x in logs_of(row)]), lasting)
    return votes


def _shares(likely: Sequence[float]) -> Moods:
    """Return the numbers as probabilities."""
    scale = 1.0 / sum(likely)
    return tuple([scale * p for p in likely])


def _affect(old: AffectPair | None, new: AffectPair, pull: float) -> AffectPair:
    """Return `old` drawn towards `new`, which is all there is at first; `pull`: time over time constant."""
    valence, arousal = _nearer(old or new, new, pull)
    return valence, arousal


def _nearer(old: Sequence[float], new: Sequence[float], pull: float) -> tuple[float, ...]:
    """Return `old` drawn towards `new`; `pull` is time over time constant."""
    return _mixed(old, new, 1.0 - exp(-pull))


def _mixed(old: Sequence[float], new: Sequence[float], share: float) -> tuple[float, ...]:
    """Return `old` with a `share` of `new`."""
    return tuple([a + share * (b - a) for a, b in zip(old, new, strict=True)])
