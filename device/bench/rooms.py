"""Rooms that do not exist: people with moods that last, faces that show them now and then.

A room is made of spells. The mood of a person lasts minutes; under it the face shows the expression in
bursts of seconds and is at rest between them; now and then it talks, smiles in passing, turns away,
blinks, sits in bad light, leaves and comes back. What a classifier makes of the face is drawn from
`scores.py`, and a drawn reading stays for about a second, as real misreadings do. A second person and a
television can be there as well. `truth` is the mood of the person the room belongs to, or of the second
while the first is away; a television is nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scores import ScoreModel, talking_scores

from mien.mood.filter import EMOTIONS
from mien.mood.glance import Face, Glance

Ticks = NDArray[np.int64]
Mask = NDArray[np.bool_]
Array = NDArray[np.float64]

NOBODY = len(EMOTIONS)
NEUTRAL = [e.value for e in EMOTIONS].index("neutral")
# How often people are in each mood, in the order of EMOTIONS: disgust and fear hardly ever last minutes.
OFTEN = np.array([0.13, 0.005, 0.025, 0.28, 0.28, 0.19, 0.09])


@dataclass(frozen=True)
class RoomKind:
    """What goes on in a room. Rates are per minute, lengths in seconds, shares 0..1."""

    name: str
    rate: float = 5.0  # glances a second
    dwell: float = 240.0  # a mood's mean length
    shortest: float = 30.0  # and its shortest
    burst_share: float = 0.5  # of the time the face shows its mood
    burst: float = 4.0  # mean length of a burst
    passing: float = 0.3  # smiles and frowns in passing, which mean nothing
    talks: float = 0.5  # times a minute
    talk: float = 6.0
    turns: float = 0.5
    turn: float = 4.0
    lost: float = 0.4  # share of turns in which the face is lost altogether
    leaves: float = 0.05
    leave: float = 90.0
    correlation: float = 1.0  # seconds a reading lasts
    quality: float = 0.8
    dim: float = 0.0  # share of time in bad light
    second: float = 0.0  # share of time a second person is there
    television: float = 0.0  # share of time a television is on
    resting: float = 0.0  # how much (nats) a resting face looks sad or angry


@dataclass(frozen=True)
class FaceTrace:
    """One face through the whole trace; where `there` is False it is not seen."""

    there: Mask
    track: Ticks
    size: Array
    quality: Array
    low: Mask
    scores: Array
    x: float


@dataclass(frozen=True)
class Trace:
    """A room through time. `truth`: index of the mood, or `NOBODY`."""

    kind: RoomKind
    at: Array
    truth: Ticks
    faces: tuple[FaceTrace, ...] = field(default=())


def spells(rng: np.random.Generator, ticks: int, each: float, length: float, rate: float) -> Mask:
    """Return a mask of spells: `each` a minute, of mean `length` seconds (log-normal)."""
    mask = np.zeros(ticks, dtype=bool)
    for start in np.flatnonzero(rng.random(ticks) < each / 60.0 / rate):
        mask[start : start + max(1, round(rng.lognormal(np.log(length) - 0.18, 0.6) * rate))] = True
    return mask


def redraws(rng: np.random.Generator, ticks: int, lasts: float, rate: float) -> Ticks:
    """Return a number per tick that changes every `lasts` seconds on average."""
    return np.cumsum(rng.random(ticks) < min(1.0, 1.0 / (lasts * rate)))


def moods(rng: np.random.Generator, kind: RoomKind, ticks: int) -> Ticks:
    """Return the mood per tick; each lasts at least `shortest`."""
    out = np.empty(ticks, dtype=np.int64)
    mood, start = int(rng.choice(NOBODY, p=OFTEN)), 0
    while start < ticks:
        length = round((kind.shortest + rng.gamma(2.0, (kind.dwell - kind.shortest) / 2.0)) * kind.rate)
        out[start : start + length] = mood
        start += length
        others = np.where(np.arange(NOBODY) == mood, 0.0, OFTEN)
        mood = int(rng.choice(NOBODY, p=others / others.sum()))
    return out


def bursts(rng: np.random.Generator, kind: RoomKind, ticks: int) -> Mask:
    """Return where the mood shows; bursts and rests alternate, log-normal in length."""
    mask = np.zeros(ticks, dtype=bool)
    rest = kind.burst * (1.0 - kind.burst_share) / max(kind.burst_share, 1e-6)
    at, shows = 0.0, True
    while at < ticks:
        mean = kind.burst if shows else rest
        length = rng.lognormal(np.log(max(mean, 1e-3)) - 0.18, 0.6) * kind.rate
        mask[round(at) : round(at + length)] = shows
        at += length
        shows = not shows
    return mask


def shown(rng: np.random.Generator, kind: RoomKind, mood: Ticks) -> Ticks:
    """Return the expression per tick: the mood's in bursts, neutral at rest, now and then a passing one."""
    out = np.where(bursts(rng, kind, len(mood)), mood, NEUTRAL)
    passing = spells(rng, len(mood), kind.passing, 1.5, kind.rate)
    which = rng.integers(0, NOBODY, len(mood))[redraws(rng, len(mood), 2.0, kind.rate)]
    return np.where(passing, which, out)


def person(
    rng: np.random.Generator, kind: RoomKind, model: ScoreModel, mood: Ticks, there: Mask
) -> FaceTrace:
    """Return the face of a person with these moods."""
    ticks = len(mood)
    talks = spells(rng, ticks, kind.talks, kind.talk, kind.rate)
    turned = spells(rng, ticks, kind.turns, kind.turn, kind.rate)
    lost = turned & (rng.random(ticks)[redraws(rng, ticks, 6.0, kind.rate)] < kind.lost)
    blinks = spells(rng, ticks, 15.0, 0.2, kind.rate)
    dim = spells(rng, ticks, kind.dim / 2.0, 120.0, kind.rate) if kind.dim else np.zeros(ticks, bool)
    drawn = redraws(rng, ticks, kind.correlation, kind.rate)
    look = shown(rng, kind, mood)
    drawn += np.cumsum(np.diff(look, prepend=look[0]) != 0)  # a new expression is read anew
    scores = model.draw(rng, look, drawn, weak=dim | turned | blinks, resting=kind.resting)
    talk = talking_scores(rng, redraws(rng, ticks, 0.4, kind.rate))
    scores = np.where(talks[:, None], 0.35 * scores + 0.65 * talk, scores)
    noise = rng.normal(0.0, 0.25, scores.shape)
    scores = np.exp(np.log(scores + 1e-4) + noise)
    scores /= scores.sum(axis=1, keepdims=True)
    quality = np.clip(kind.quality + rng.normal(0.0, 0.05, ticks), 0.0, 1.0)
    quality = np.where(dim, 0.6 * quality, quality)
    quality = np.where(turned, rng.uniform(0.05, 0.35, ticks), quality)
    seen = there & ~lost
    came = np.cumsum(np.diff(seen.astype(int), prepend=0) == 1)
    return FaceTrace(seen, came, np.full(ticks, 90.0), quality, turned, scores, 200.0)


def make(kind: RoomKind, model: ScoreModel, seed: int, hours: float) -> Trace:
    """Return `hours` in a room of `kind`; the same seed makes the same room."""
    rng = np.random.default_rng(seed)
    ticks = round(hours * 3600.0 * kind.rate)
    there = ~spells(rng, ticks, kind.leaves, kind.leave, kind.rate)
    mood = moods(rng, kind, ticks)
    faces = [person(rng, kind, model, mood, there)]
    truth = np.where(there, mood, NOBODY)
    if kind.second:
        theirs, visits = moods(rng, kind, ticks), spells(rng, ticks, kind.second / 5.0, 300.0, kind.rate)
        faces.append(_further_away(rng, person(rng, kind, model, theirs, visits)))
        truth = np.where(~there & visits, theirs, truth)
    if kind.television:
        faces.append(_television(rng, kind, model, ticks))
    return Trace(kind, np.arange(ticks) / kind.rate, truth, tuple(faces))


def _further_away(rng: np.random.Generator, face: FaceTrace) -> FaceTrace:
    """Return the face as somebody else's, smaller in the picture and elsewhere."""
    size = np.full(len(face.there), rng.uniform(50.0, 80.0))
    return replace(face, track=10_000 + face.track, size=size, x=420.0)


def _television(rng: np.random.Generator, kind: RoomKind, model: ScoreModel, ticks: int) -> FaceTrace:
    """Return a small face that is another every few seconds."""
    on = spells(rng, ticks, kind.television / 15.0, 900.0, kind.rate)
    cut = redraws(rng, ticks, 5.0, kind.rate)
    look = rng.integers(0, NOBODY, ticks)[cut]
    scores = model.draw(rng, look, cut, weak=np.zeros(ticks, bool), resting=0.0)
    closeup = rng.random(ticks)[cut] < 0.7
    size = rng.uniform(40.0, 60.0, ticks)[cut]
    return FaceTrace(on & closeup, 20_000 + cut, size, np.full(ticks, 0.6), ~on, scores, 560.0)


def glances(trace: Trace) -> Iterator[Glance]:
    """Yield what the eye would send."""
    for i, at in enumerate(trace.at.tolist()):
        yield Glance(at, tuple(_face(face, i) for face in trace.faces if face.there[i]))


def _face(face: FaceTrace, i: int) -> Face:
    size = float(face.size[i])
    scores = dict(zip(EMOTIONS, face.scores[i].tolist(), strict=True))
    box = (face.x, 150.0, size, size)
    return Face(int(face.track[i]), box, float(face.quality[i]), scores, "turned" if face.low[i] else "")
