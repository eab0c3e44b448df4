"""Several faces, one mood. A face is a place in the picture for the length of a visit, never a person.

Whom the room follows: "main", the largest face that stayed; "majority", the mood most faces have;
"average", the mean of what they feel. People come, go, cross and return:

- A face that is not seen for a moment (turned away, hidden) keeps its place for `AWAY` seconds.
- A new face where one has just vanished takes over what was believed there: trackers lose people.
- A face that appears anywhere else starts from what the room felt, half believed, fading over `RECALLED`.
- The main listener stays main until gone, or until another has outweighed it (by area, over time).
- Nobody is nobody seen for a while of watching; a blind eye sees no empty room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from mien.glance import Box, Face, Glance, Seconds
from mien.mood.belief import (
    MOST_WEIGHED,
    UNIFORM,
    Belief,
    Moods,
    Spot,
    belief_from,
    relaxed,
    trust,
    unwatched,
    watched,
)

AWAY: Seconds = 10.0  # a listener keeps its place for so long without being seen
RECALLED: Seconds = 90.0  # how fast what the room felt is forgotten while nobody is there
STAYED: Seconds = 10.0  # the time over which presence (area and staying) is averaged
OUTWEIGHS = 1.6  # how many times another must outweigh the main listener to take its place
MOST_LISTENERS = 8
LATE: Seconds = 5.0  # a glance older than the newest by less than this is late; by more, the clock is new


class Following(StrEnum):
    """Whom the room follows when there are several."""

    MAIN = "main"
    MAJORITY = "majority"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Listener:
    """A face within one visit.

    `away`: seconds since it was seen; `fresh`: whether the newest glance could be read at all; `weight`:
    area times staying (px²).
    """

    track: int
    box: Box
    belief: Belief
    away: Seconds = 0.0
    fresh: bool = False
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """Who is there and what is believed of them.

    `listeners`: the main listener first. `felt`: what the room feels, or felt when last somebody was there.
    `empty`: seconds of watching without a face. `at`: when the newest glance was taken, on the eye's
    clock; None before the first.
    """

    listeners: tuple[Listener, ...] = ()
    felt: Moods = UNIFORM
    empty: Seconds = 0.0
    at: Seconds | None = None


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
    """Return the probability of each mood of the room; what it felt last when nobody is there."""
    each = [listener.belief.moods() for listener in followed(room, following)]
    if following is Following.MAJORITY and len(each) > 1:
        each = [_vote(probabilities) for probabilities in each]
    return _mean(each) if each else room.felt


def shown(room: Room, following: Following) -> Moods:
    """Return the probability of each thing the followed faces may show just now; `()` with nobody there."""
    return _mean([listener.belief.shown() for listener in followed(room, following)])


def read(room: Room, following: Following) -> float:
    """Return how much of the last seconds could be read off the best-read of the followed faces, 0..1."""
    return max((listener.belief.read for listener in followed(room, following)), default=0.0)


def place(room: Room, following: Following, *, soon: bool) -> Spot | None:
    """Return valence and arousal of the followed faces, over the last moment or the last dozen seconds."""
    beliefs = [listener.belief for listener in followed(room, following)]
    spots = [spot for b in beliefs if (spot := b.soon if soon else b.late) is not None]
    if not spots:
        return None
    valence, arousal = _mean(spots)
    return valence, arousal


def followed(room: Room, following: Following) -> tuple[Listener, ...]:
    """Return the listeners that count."""
    return room.listeners[:1] if following is Following.MAIN else room.listeners


def _mean(each: Sequence[Moods]) -> Moods:
    """Return the mean, entry by entry."""
    return each[0] if len(each) == 1 else tuple(sum(column) / len(each) for column in zip(*each, strict=True))


def _vote(probabilities: Moods) -> Moods:
    """Return a whole vote for the likeliest mood."""
    best = probabilities.index(max(probabilities))
    return tuple(float(i == best) for i in range(len(probabilities)))


def _after(room: Room, glance: Glance, dt: Seconds, following: Following) -> Room:
    """Return the room `dt` seconds on, with the faces of `glance`."""
    faces = _one_per_track(glance.faces)
    listeners = []
    for listener in room.listeners:
        face = faces.pop(listener.track, None) or _heir(listener, faces, room.listeners)
        if face is not None:
            faces.pop(face.track, None)
            listeners.append(_stays(listener, face, dt))
        elif listener.away + dt < AWAY:
            listeners.append(_leaves(listener, dt))
    felt = room.felt if listeners else relaxed(room.felt, dt, RECALLED)
    listeners += [_comes(face, felt) for face in faces.values()]
    listeners = _main_first(listeners)[:MOST_LISTENERS]
    empty = 0.0 if glance.faces else room.empty + min(dt, MOST_WEIGHED)
    now = Room(tuple(listeners), felt, empty, glance.at)
    return Room(now.listeners, moods(now, following), empty, glance.at)


def _one_per_track(faces: tuple[Face, ...]) -> dict[int, Face]:
    """Return the faces by track, largest first whatever their order; of one track only the largest."""
    if len(faces) < 2:
        return {face.track: face for face in faces}
    by_track: dict[int, Face] = {}
    for face in sorted(faces, key=lambda f: (-f.box[2] * f.box[3], f.box, f.track)):
        by_track.setdefault(face.track, face)
    return by_track


def _heir(listener: Listener, faces: dict[int, Face], others: tuple[Listener, ...]) -> Face | None:
    """Return the face of a new track that stands where `listener` vanished, if there is one."""
    known = {other.track for other in others}
    for face in faces.values():
        if face.track not in known and _same_place(listener.box, face.box):
            return face
    return None


def _same_place(one: Box, other: Box) -> bool:
    """Return whether two boxes are about one face: centres within a width, areas within a factor of 2.5."""
    reach = (one[2] + other[2]) / 2.0
    dx = (one[0] + one[2] / 2.0) - (other[0] + other[2] / 2.0)
    dy = (one[1] + one[3] / 2.0) - (other[1] + other[3] / 2.0)
    ratio = (one[2] * one[3]) / (other[2] * other[3])
    return abs(dx) < reach and abs(dy) < reach and 0.4 < ratio < 2.5


def _stays(listener: Listener, face: Face, dt: Seconds) -> Listener:
    """Return the listener after it was seen as `face`."""
    k = 1.0 - exp(-min(dt, MOST_WEIGHED) / STAYED)
    weight = listener.weight + k * (face.box[2] * face.box[3] - listener.weight)
    belief = watched(listener.belief, face, dt)
    return Listener(face.track, face.box, belief, 0.0, trust(face) > 0.0, weight)


def _leaves(listener: Listener, dt: Seconds) -> Listener:
    """Return the listener after it was not seen."""
    weight = listener.weight * exp(-dt / STAYED)
    belief = unwatched(listener.belief, dt)
    return Listener(listener.track, listener.box, belief, listener.away + dt, fresh=False, weight=weight)


def _comes(face: Face, felt: Moods) -> Listener:
    """Return a new listener, half believed to feel what the room felt."""
    prior = tuple((p + q) / 2.0 for p, q in zip(felt, UNIFORM, strict=True))
    return Listener(face.track, face.box, belief_from(prior))


def _main_first(listeners: list[Listener]) -> list[Listener]:
    """Return the listeners with the main one first, the others by weight."""
    if len(listeners) < 2:
        return listeners
    main, *others = listeners
    others.sort(key=lambda listener: -listener.weight)
    if others[0].weight > OUTWEIGHS * main.weight:
        main, others = others[0], sorted([main, *others[1:]], key=lambda listener: -listener.weight)
    return [main, *others]
