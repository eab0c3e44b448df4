"""Several faces, one mood. A face is a place in the picture for the length of a visit, never a person.

Whom the room follows: "main", the largest face that stayed; "majority", the mood most faces have;
"average", the mean of what they feel. People come, go, cross and return:

- A face that is not seen for a moment (turned away, hidden) keeps its place for `AWAY` seconds. Whoever
  stands there later is somebody else.
- A new face where one has just vanished takes over what was believed there: trackers lose people.
- A face that appears anywhere else starts from what the room felt, half believed, fading over `RECALLED`.
- The main listener stays main until gone, or until another has outweighed it (by area, as far as it can be
  read, over time).
- Who cannot be read has no vote in "majority" and "average".
- Nobody is nobody seen for a while of watching; a blind eye sees no empty room, nor does one in the dark.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import dist, exp

from mien.mood.estimation.filter import (
    MOST_WEIGHED,
    UNIFORM,
    AffectPair,
    FaceFilter,
    Moods,
    decayed,
    filter_from,
    predict,
    trust,
    update,
)
from mien.mood.glance import Face, Glance
from mien.types import Box, Seconds

AWAY: Seconds = 10.0  # a listener keeps its place for so long without being seen
RECALLED: Seconds = 90.0  # how fast what the room felt is forgotten while nobody is there
STAYED: Seconds = 10.0  # the time over which presence (area and staying) is averaged
OUTWEIGHS = 1.6  # how many times another must outweigh the main listener to take its place
LEGIBLE: Seconds = 60.0  # who only looks away for a while is still the one to listen to
LEAST_HEED = 0.05  # what a face that cannot be read weighs beside one of its size that can
LEAST_READ = 0.15  # of the last seconds; who could be read for less has no vote
MAX_FACES = 8
LOST = -1
DARK = 0.03  # mean luma below which a camera finds nobody: lights out, or its shutter is closed
LATE: Seconds = 5.0  # a glance older than the newest by less than this is late; by more, the clock is new


class Following(StrEnum):
    """Whom the room follows when there are several."""

    MAIN = "main"
    MAJORITY = "majority"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class TrackedFace:
    """A face within one visit.

    `track`: the eye's number for it, or `LOST` since another eye counts. `away`: seconds since it was seen;
    `fresh`: whether the newest glance could be read at all; `legible`: how far it could be read in the last
    minute or so, 0..1; `weight`: area (px²) times that, over time; `stayed`: seconds it was seen.
    """

    track: int
    box: Box
    belief: FaceFilter
    away: Seconds = 0.0
    fresh: bool = False
    weight: float = 0.0
    legible: float = 1.0
    stayed: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """Who is there and what is believed of them.

    `listeners`: the main listener first. `felt`: what the room feels, or felt when last somebody was there.
    `empty`: seconds of watching without a face. `at`: when the newest glance was taken, on the eye's
    clock; None before the first. `dark`: whether that was too dark to find anybody.
    """

    listeners: tuple[TrackedFace, ...] = ()
    felt: Moods = UNIFORM
    empty: Seconds = 0.0
    at: Seconds | None = None
    dark: bool = False


def lost(room: Room) -> Room:
    """Return the room whose eye is gone: the next counts faces anew, so each is known by its place alone."""
    return replace(room, listeners=tuple(replace(listener, track=LOST) for listener in room.listeners))


def seen(room: Room, glance: Glance, following: Following) -> tuple[Room, Seconds]:
    """Return the room after `glance`, and the seconds of evidence it brought.

    A glance no newer than the last brings none and changes nothing. One older by more than `LATE` means
    that the eye's clock began anew: who is there is found afresh, what the room felt stays.
    """
    if room.at is None:
        return _after(room, glance, 0.0, following), 0.0
    dt = glance.at - room.at
    if dt < -LATE:
        return _after(Room((), room.felt, room.empty), glance, 0.0, following), 0.0
    if dt <= 0.0:
        return room, 0.0
    return _after(room, glance, dt, following), min(dt, MOST_WEIGHED)


def moods(room: Room, following: Following) -> Moods:
    """Return the probability of each mood of the room; what it felt last when nobody is there.

    Of a majority it is what its own faces feel: who is outvoted makes nobody less sure.
    """
    each = [listener.belief.moods() for listener in followed(room, following)]
    if following is Following.MAJORITY:
        each = _majority(each)
    return _mean(each) if each else room.felt


def shown(room: Room, following: Following) -> Moods:
    """Return the probability of each thing the followed faces may show just now; `()` with nobody there."""
    return _mean([listener.belief.shown() for listener in followed(room, following)])


def read(room: Room, following: Following) -> float:
    """Return how much of the last seconds could be read off the best-read of the followed faces, 0..1."""
    return max((listener.belief.read for listener in followed(room, following)), default=0.0)


def place(room: Room, following: Following, *, soon: bool) -> AffectPair | None:
    """Return valence and arousal of the followed faces, over the last moment or the last dozen seconds."""
    beliefs = [listener.belief for listener in followed(room, following)]
    spots = [spot for b in beliefs if (spot := b.soon if soon else b.late) is not None]
    if not spots:
        return None
    valence, arousal = _mean(spots)
    return valence, arousal


def followed(room: Room, following: Following) -> tuple[TrackedFace, ...]:
    """Return the listeners that count: the main one, or all that can be read; all, when none can."""
    if following is Following.MAIN:
        return room.listeners[:1]
    readable = tuple(listener for listener in room.listeners if listener.belief.read >= LEAST_READ)
    return readable or room.listeners


def _mean(each: Sequence[Moods]) -> Moods:
    """Return the mean, entry by entry."""
    return each[0] if len(each) == 1 else tuple(sum(column) / len(each) for column in zip(*each, strict=True))


def _majority(each: list[Moods]) -> list[Moods]:
    """Return those of `each` whose likeliest mood is that of most; on a tie, those of all that tie."""
    votes = [probabilities.index(max(probabilities)) for probabilities in each]
    most = max(map(votes.count, votes), default=0)
    return [moods for moods, vote in zip(each, votes, strict=True) if votes.count(vote) == most]


def _after(room: Room, glance: Glance, dt: Seconds, following: Following) -> Room:
    """Return the room `dt` seconds on, with the faces of `glance`."""
    faces = _one_per_track(glance.faces)
    listeners = []
    for listener in room.listeners:
        if listener.away + dt >= AWAY:
            continue
        face = faces.pop(listener.track, None) or _reassociate(listener, faces, room.listeners)
        if face is not None:
            faces.pop(face.track, None)
            listeners.append(_stays(listener, face, dt))
        else:
            listeners.append(_leaves(listener, dt))
    felt = room.felt if listeners else decayed(room.felt, dt, RECALLED)
    listeners += [_comes(face, felt) for face in faces.values()]
    listeners = _main_first(listeners)[:MAX_FACES]
    dark = glance.light < DARK and not glance.faces
    empty = 0.0 if glance.faces else room.empty + (0.0 if dark else min(dt, MOST_WEIGHED))
    now = Room(tuple(listeners), felt, empty, glance.at, dark)
    return Room(now.listeners, moods(now, following), now.empty, now.at, now.dark)


def _one_per_track(faces: tuple[Face, ...]) -> dict[int, Face]:
    """Return the faces by track, largest first whatever their order; of one track only the largest."""
    if len(faces) < 2:
        return {face.track: face for face in faces}
    by_track: dict[int, Face] = {}
    for face in sorted(faces, key=lambda f: (-f.box[2] * f.box[3], f.box, f.track)):
        by_track.setdefault(face.track, face)
    return by_track


def _reassociate(
    listener: TrackedFace, faces: dict[int, Face], others: tuple[TrackedFace, ...]
) -> Face | None:
    """Return the face of a new track that stands nearest to where `listener` vanished, if one does."""
    known = {other.track for other in others}
    new = [face for face in faces.values() if face.track not in known and _same_place(listener.box, face.box)]
    return min(new, key=lambda face: dist(_centre(listener.box), _centre(face.box)), default=None)


def _centre(box: Box) -> tuple[float, float]:
    return box[0] + box[2] / 2.0, box[1] + box[3] / 2.0


def _same_place(one: Box, other: Box) -> bool:
    """Return whether two boxes are about one face: centres within a width, areas within a factor of 2.5."""
    reach = (one[2] + other[2]) / 2.0
    (x, y), (u, v) = _centre(one), _centre(other)
    ratio = (one[2] * one[3]) / (other[2] * other[3])
    return abs(x - u) < reach and abs(y - v) < reach and 0.4 < ratio < 2.5


def _stays(listener: TrackedFace, face: Face, dt: Seconds) -> TrackedFace:
    """Return the listener after it was seen as `face`."""
    covers, trusted = min(dt, MOST_WEIGHED), trust(face)
    k = 1.0 - exp(-covers / STAYED)
    legible = listener.legible + (1.0 - exp(-covers / LEGIBLE)) * (trusted - listener.legible)
    heeded = face.box[2] * face.box[3] * max(LEAST_HEED, legible)
    return TrackedFace(
        face.track,
        face.box,
        update(listener.belief, face, dt),
        fresh=trusted > 0.0,
        weight=listener.weight + k * (heeded - listener.weight),
        legible=legible,
        stayed=listener.stayed + covers,
    )


def _leaves(listener: TrackedFace, dt: Seconds) -> TrackedFace:
    """Return the listener after it was not seen."""
    weight = listener.weight * exp(-dt / STAYED)
    belief = predict(listener.belief, dt)
    return replace(listener, belief=belief, away=listener.away + dt, fresh=False, weight=weight)


def _comes(face: Face, felt: Moods) -> TrackedFace:
    """Return a new listener, half believed to feel what the room felt."""
    prior = tuple((p + q) / 2.0 for p, q in zip(felt, UNIFORM, strict=True))
    return TrackedFace(face.track, face.box, filter_from(prior))


def _main_first(listeners: list[TrackedFace]) -> list[TrackedFace]:
    """Return the listeners with the main one first, the others by weight."""
    if len(listeners) < 2:
        return listeners
    main, *others = listeners
    others.sort(key=lambda listener: -listener.weight)
    if others[0].weight > OUTWEIGHS * main.weight:
        main, others = others[0], sorted([main, *others[1:]], key=lambda listener: -listener.weight)
    return [main, *others]
