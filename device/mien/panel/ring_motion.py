"""The ring's motions: how bright each LED is, given its place on the ring and the phase. Pure.

A place is 0 at the top and grows clockwise to 1; a phase is 0 when the motion begins and 1 when it begins
again. Every mood has a motion of its own, so that the ring can be read without telling red from green.
None flashes more than three times a second (WCAG 2.3.1: seizures).
"""

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

RingPlace: TypeAlias = float
Phase: TypeAlias = float
Level: TypeAlias = float
"""0 (dark) to 1 (as bright as the pattern allows), in perceived brightness."""

_GOLDEN = (math.sqrt(5) - 1) / 2  # spreads the sparks of neighbours as far apart in time as possible
_FULL_TURN = 2 * math.pi


class Motion(StrEnum):
    """All motions."""

    STEADY = "steady"  # the whole ring, still
    BREATHE = "breathe"  # the whole ring swells and fades
    THUMP = "thump"  # the whole ring jumps up and dies away
    TURN = "turn"  # two soft arcs circle
    TREMBLE = "tremble"  # two short arcs, left and right, shake
    TIDE = "tide"  # rises from the bottom and sinks again
    SPARKLE = "sparkle"  # single LEDs flare up here and there
    DRIFT = "drift"  # one short arc circles slowly
    CHASE = "chase"  # three comets circle
    DOT = "dot"  # one LED at the bottom, still
    LID = "lid"  # an arc along the bottom, still, like a closed eyelid
    LOOK_AROUND = "look around"  # left, right, left: where is the camera?
    KNOCK = "knock"  # three LEDs blink twice, then wait


def level_of(motion: Motion, place: RingPlace, phase: Phase) -> Level:
    """Return how bright the LED at `place` is at `phase` of `motion`."""
    return _LEVELS[motion](place, phase % 1.0)


def edges_of(motion: Motion) -> tuple[Phase, ...] | None:
    """Return the phases at which `motion` jumps: () if it is still, None if it moves all the time."""
    return _EDGES.get(motion)


def _distance(place: RingPlace, other: RingPlace) -> float:
    """Return how far apart two places are, 0 to 0.5 of the ring."""
    gap = (place - other) % 1.0
    return min(gap, 1.0 - gap)


def _arc(place: RingPlace, middle: RingPlace, reach: float) -> Level:
    """Return an arc around `middle` that fades to dark at `reach`."""
    return max(0.0, 1.0 - _distance(place, middle) / reach)


def _steady(_place: RingPlace, _phase: Phase) -> Level:
    return 1.0


def _breathe(_place: RingPlace, phase: Phase) -> Level:
    return 0.12 + 0.88 * (1 - math.cos(_FULL_TURN * phase)) / 2


def _thump(_place: RingPlace, phase: Phase) -> Level:
    rise = 0.15
    if phase < rise:
        return 0.1 + 0.9 * phase / rise
    return 0.1 + 0.9 * ((1 - phase) / (1 - rise)) ** 2


def _turn(place: RingPlace, phase: Phase) -> Level:
    return 0.08 + 0.92 * (1 + math.cos(2 * _FULL_TURN * (place - phase))) / 2


def _tremble(place: RingPlace, phase: Phase) -> Level:
    shake = 0.07 * math.sin(_FULL_TURN * phase)
    return max(_arc(place, 0.25 + shake, 0.16), _arc(place, 0.75 + shake, 0.16))


def _tide(place: RingPlace, phase: Phase) -> Level:
    height = (1 + math.cos(_FULL_TURN * place)) / 2
    water = 1.3 * (1 - math.cos(_FULL_TURN * phase)) / 2
    return min(1.0, max(0.04, (water - height) / 0.3))


def _sparkle(place: RingPlace, phase: Phase) -> Level:
    # 997 is a prime: LEDs of any ring from 8 to 60 land on different moments.
    moment = (round(place * 997) * _GOLDEN) % 1.0
    return _arc(phase, moment, 0.16)


def _drift(place: RingPlace, phase: Phase) -> Level:
    return _arc(place, phase, 0.15)


def _chase(place: RingPlace, phase: Phase) -> Level:
    behind = ((phase - place) * 3) % 1.0
    head = 0.2  # the front of a comet is soft too, or steps would show at 30 frames a second
    if behind > 1 - head:
        return (behind - 1 + head) / head
    return (1 - behind / (1 - head)) ** 2


def _dot(place: RingPlace, _phase: Phase) -> Level:
    return 0.5 * _arc(place, 0.5, 0.04)


def _lid(place: RingPlace, _phase: Phase) -> Level:
    return 1.0 if _distance(place, 0.5) <= 0.19 else 0.0


def _look_around(place: RingPlace, phase: Phase) -> Level:
    return 1.0 if _distance(place, 0.75 if phase < 0.5 else 0.25) <= 0.07 else 0.0


def _knock(place: RingPlace, phase: Phase) -> Level:
    if not (phase < 0.1 or 0.2 <= phase < 0.3):
        return 0.0
    return 1.0 if min(_distance(place, corner) for corner in (0.0, 1 / 3, 2 / 3)) <= 0.05 else 0.0


_LEVELS: Mapping[Motion, Callable[[RingPlace, Phase], Level]] = MappingProxyType(
    {
        Motion.STEADY: _steady,
        Motion.BREATHE: _breathe,
        Motion.THUMP: _thump,
        Motion.TURN: _turn,
        Motion.TREMBLE: _tremble,
        Motion.TIDE: _tide,
        Motion.SPARKLE: _sparkle,
        Motion.DRIFT: _drift,
        Motion.CHASE: _chase,
        Motion.DOT: _dot,
        Motion.LID: _lid,
        Motion.LOOK_AROUND: _look_around,
        Motion.KNOCK: _knock,
    }
)
_EDGES: Mapping[Motion, tuple[Phase, ...]] = MappingProxyType(
    {
        Motion.STEADY: (),
        Motion.DOT: (),
        Motion.LID: (),
        Motion.LOOK_AROUND: (0.0, 0.5),
        Motion.KNOCK: (0.0, 0.1, 0.2, 0.3),
    }
)
