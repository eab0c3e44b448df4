"""What senses beside the face add to the mood of the room.

Each sense keeps one tally: how much likelier it makes each emotion, in nats. A reading adds to it by how far
it may be trusted, and the tally fades. With the faces it makes a logarithmic opinion pool (Genest & Zidek
1986, *Stat. Sci.* 1), in which a sense that says nothing changes nothing: without evidence the room's mood
is, bit for bit, what the faces make it.

- No sense outweighs what is plainly seen: its tally is bounded (`SenseWeights.most`).
- Two that contradict each other make the room unsure, not wrong: a pool of "sad, surely" and "angry, surely"
  would be some third emotion that nobody showed. How far a sense speaks against what is surely felt is the
  share by which that gives way to no opinion (`_contradiction`).
- A sense that hears somebody says so for a while (`PRESENT`). It never answers by itself: it moves what a
  face that can be read makes likely. In simulated rooms (docs/ear.md) a voice that could answer alone was
  wrong more often than right; and of what a voice says only the arousal earned a weight.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.estimation.filter import AROUSALS, EMOTIONS, UNIFORM, VALENCES, AffectPair, Moods
from mien.mood.senses.evidence import Evidence, Sense
from mien.types import Seconds

PRESENT: Seconds = 60.0  # who was heard is there for so long, if unseen
SPREAD = 0.45  # standard deviation of an emotion's arousal and valence around where the word lies
LEAST_SCORE = 0.02  # a score below it says no more
TOLERATED, CONTRADICTS = (
    0.75,
    2.4,
)  # nats against what is felt: from here on there is doubt, here nothing else
OUTLASTED = 5.0  # a tally this many times its time old is nothing


@dataclass(frozen=True, slots=True)
class SenseWeights:
    """How far a sense is believed; nats are multiplied by these."""

    scores: float
    """What it says of the emotion."""
    arousal: float
    """What it says of the arousal."""
    valence: float
    """What it says of the valence."""
    most: float
    """The most nats by which it tells one emotion from another."""


WEIGHTS: Mapping[Sense, SenseWeights] = MappingProxyType(
    {
        Sense.VOICE: SenseWeights(scores=0.0, arousal=0.5, valence=0.0, most=2.5),
        Sense.PULSE: SenseWeights(scores=0.0, arousal=0.2, valence=0.0, most=0.5),
    }
)


@dataclass(frozen=True, slots=True)
class SenseBelief:
    """What one sense has said lately."""

    sense: Sense
    """Which sense."""
    tally: Moods
    """Nats for each emotion when the newest reading came, against the least likely."""
    at: Seconds
    """When the newest reading came."""
    lasts: Seconds
    """How fast the tally fades."""
    trust: float
    """How far the newest reading may be trusted, 0 to 1."""
    arousal: float | None
    """The arousal it said last, -1 to 1."""
    valence: float | None
    """The valence it said last, -1 to 1."""
    present_at: Seconds | None
    """When it last showed that somebody is there; None: never."""


Senses: TypeAlias = tuple[SenseBelief, ...]
"""What the senses have said lately, one entry a sense."""


def sensed(senses: Senses, evidence: Evidence, at: Seconds) -> Senses:
    """Return the senses after `evidence`, which came at `at`."""
    trust = min(1.0, max(0.0, evidence.trust))
    if trust == 0.0:
        return senses
    before = next((belief for belief in senses if belief.sense is evidence.sense), None)
    kept = _tally(before, at) if before else (0.0,) * len(EMOTIONS)
    summed = [old + new for old, new in zip(kept, _nats(evidence, trust), strict=True)]
    least = max(summed) - WEIGHTS[evidence.sense].most
    tally = tuple(max(0.0, nats - least) for nats in summed)
    present_at = at if evidence.is_presence else before.present_at if before else None
    belief = SenseBelief(
        evidence.sense, tally, at, evidence.lasts, trust, evidence.arousal, evidence.valence, present_at
    )
    return (*(other for other in senses if other.sense is not evidence.sense), belief)


def _nats(evidence: Evidence, trust: float) -> list[float]:
    """Return how much likelier one reading makes each emotion."""
    weights, nats = WEIGHTS[evidence.sense], [0.0] * len(EMOTIONS)
    if evidence.scores is not None:
        share = trust * weights.scores
        nats = [share * log(evidence.scores[emotion] + LEAST_SCORE) for emotion in EMOTIONS]
    for said, places, weight in (
        (evidence.arousal, AROUSALS, weights.arousal),
        (evidence.valence, VALENCES, weights.valence),
    ):
        if said is not None:
            share = trust * weight / (2.0 * SPREAD * SPREAD)
            nats = [n - share * (said - place) ** 2 for n, place in zip(nats, places, strict=True)]
    return nats


def _tally(belief: SenseBelief, at: Seconds) -> Moods:
    """Return what is left of a tally at `at`."""
    age = max(0.0, at - belief.at)
    if age > OUTLASTED * belief.lasts:
        return (0.0,) * len(EMOTIONS)
    keep = exp(-age / belief.lasts)
    return tuple(keep * nats for nats in belief.tally)


def pooled(felt: Moods, senses: Senses, at: Seconds) -> Moods:
    """Return what faces and senses together make of the room; exactly `felt` where no sense says anything."""
    opinions = [tally for belief in senses if any(tally := _tally(belief, at))]
    if not opinions:
        return felt
    together, doubt = felt, 0.0
    for tally in opinions:
        doubt = max(doubt, _contradiction(together, tally))
        together = _odds(together, tally)
    return tuple(p + doubt * (q - p) for p, q in zip(together, UNIFORM, strict=True))


def _odds(prior: Moods, nats: Moods) -> Moods:
    """Return the probabilities of `prior` after evidence of so many nats."""
    likely = [p * exp(n) for p, n in zip(prior, nats, strict=True)]
    total = sum(likely)
    return tuple(p / total for p in likely)


def _contradiction(felt: Moods, tally: Moods) -> float:
    """Return how far a sense speaks against what is surely felt, 0 to 1."""
    against = sum(p * (max(tally) - nats) for p, nats in zip(felt, tally, strict=True))
    return min(1.0, max(0.0, (against - TOLERATED) / (CONTRADICTS - TOLERATED))) * _sureness(felt)


def _sureness(moods: Moods) -> float:
    """Return how far from no opinion: 0 for all alike, 1 for one alone (one less the normalised entropy)."""
    entropy = -sum(p * log(p) for p in moods if p > 0.0)
    return max(0.0, 1.0 - entropy / log(len(moods)))


def heard_ago(senses: Senses, at: Seconds) -> Seconds | None:
    """Return how long ago a sense showed that somebody is there; None: not within `PRESENT`."""
    times = [at - belief.present_at for belief in senses if belief.present_at is not None]
    ago = min(times, default=PRESENT)
    return max(0.0, ago) if ago < PRESENT else None


def placed(place: AffectPair | None, senses: Senses, at: Seconds) -> AffectPair | None:
    """Return valence and arousal of the faces, drawn towards what the senses say of them lately."""
    for belief in senses:
        share = belief.trust * exp(-max(0.0, at - belief.at) / belief.lasts)
        weights = WEIGHTS[belief.sense]
        if place is not None:
            place = (
                _drawn(place[0], belief.valence, share * weights.valence),
                _drawn(place[1], belief.arousal, share * weights.arousal),
            )
    return place


def _drawn(now: float, said: float | None, share: float) -> float:
    return now if said is None else now + share * (said - now)
