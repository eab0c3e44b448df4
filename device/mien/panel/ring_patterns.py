"""What the LED ring shows: patterns, and their colours over time. Pure: the time is an argument.

    pattern = pattern_of(shown, live=..., night=...)   # whenever something has changed
    colours = ring_colours(pattern, at, count)         # now
    wake = next_change(pattern, at)                    # sleep until then; None: until the next pattern

Like the page, the ring follows the mood of the moment; the music follows the settled mood. Two things
are always shown on top of everything else: that somebody watches the live view, and that speech is heard.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.guests.guest import GuestPlayer
from mien.mood.wishes import DisplayState, EyeState
from mien.panel.ring_motion import Level, Motion, RingPlace, edges_of, level_of
from mien.types import Seconds

RGB: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0..255 each, as on a screen; `spi_ring.py` converts them to LED current."""

FRAME: Seconds = 1 / 30
"""Time between two frames of a ring that moves."""

BLINK: Seconds = 2.0
"""Period of the live mark: half on, half off."""

GUEST_STEP: Seconds = 0.2
"""A guest's light moves on to the next place this often."""
_GUEST_STEPS = 12  # there and back
_GUEST_REACH = 0.2  # share of the ring to each side of the top

GAMMA = 2.2
"""Of human vision, and of a screen: a tenth of the current looks like a third of the light."""

DARK: RGB = (0, 0, 0)
WHITE: RGB = (255, 255, 255)
LIVE_RED: RGB = (255, 0, 0)
GUESTS: Mapping[GuestPlayer, RGB] = MappingProxyType(
    {GuestPlayer.AIRPLAY: WHITE, GuestPlayer.BLUETOOTH: (0, 70, 255)}
)
HEARS_CYAN: RGB = (0, 220, 255)
_MIN_LIVE_LEVEL: Level = 0.5  # the marks must be visible at night too
_PAST_THE_EDGE: Seconds = 0.001  # wake just after a jump: rounding must not wake us just before it


@dataclass(frozen=True, slots=True)
class Brightness:
    """Share of its full current that an LED may draw, 0..1."""

    day: float = 1.0
    """Outside the quiet hours."""

    night: float = 0.05
    """During the quiet hours."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What the ring shows until something changes."""

    name: str
    """What it means."""

    motion: Motion
    """How it moves."""

    colour: RGB
    """Its colour at full level."""

    period: Seconds = 1.0
    """How long the motion takes to repeat."""

    level: Level = 1.0
    """Brightness of the whole pattern."""

    half: bool = False
    """The music is paused: only the lower half is lit."""

    by_owner: bool = False
    """The owner chose the mood: a white mark at the bottom."""

    live: bool = False
    """Somebody is watching the live view: a red mark blinks at the top."""

    guest: GuestPlayer | None = None
    """Somebody else plays: one white light (AirPlay) or two blue ones (Bluetooth) swing over the top."""

    hears: bool = False
    """The ear hears somebody speak: a cyan mark on either side."""


MOODS: Mapping[MoodName, Pattern] = MappingProxyType(
    {
        Emotion.HAPPY: Pattern("happy", Motion.TURN, (255, 190, 0), 3.0),
        Emotion.SAD: Pattern("sad", Motion.BREATHE, (40, 90, 255), 7.0),
        Emotion.ANGRY: Pattern("angry", Motion.THUMP, (255, 30, 10), 1.4),
        Emotion.NEUTRAL: Pattern("neutral", Motion.STEADY, (255, 214, 170)),
        Emotion.SURPRISED: Pattern("surprised", Motion.SPARKLE, (255, 60, 200), 1.6),
        Emotion.FEARFUL: Pattern("fearful", Motion.TREMBLE, (150, 60, 255), 0.8),
        Emotion.DISGUSTED: Pattern("disgusted", Motion.TIDE, (60, 200, 40), 4.0),
        Absence.NOBODY: Pattern("nobody", Motion.DOT, (80, 110, 140)),
        Absence.UNSURE: Pattern("unsure", Motion.DRIFT, (190, 190, 190), 6.0),
    }
)
CLOSED = Pattern("eye closed", Motion.LID, (255, 120, 0))
GONE = Pattern("eye gone", Motion.LOOK_AROUND, (255, 120, 0), 4.0)
TROUBLE = Pattern("trouble", Motion.KNOCK, (255, 70, 0), 3.0)
PAIRING = Pattern("pairing", Motion.CHASE, (0, 150, 255), 1.5)


def pattern_of(  # noqa: PLR0913  each is one condition, and all but the first are keywords
    shown: DisplayState,
    *,
    live: bool = False,
    hears: bool = False,
    pairing: bool = False,
    night: bool = False,
    trouble: bool = False,
    brightness: Brightness = Brightness(),
) -> Pattern:
    """Return the pattern for what matters most now.

    Pairing, which somebody has just asked for, takes precedence over a problem, a problem over the camera,
    and the camera over the mood. At night the ring is dark in an empty room.
    """
    pattern = _most_urgent(shown, pairing=pairing, trouble=trouble or shown.player_away)
    asleep = night and pattern.name == Absence.NOBODY
    share = 0.0 if asleep else brightness.night if night else brightness.day
    guest = shown.guest.player if shown.guest is not None and pattern not in (PAIRING, TROUBLE) else None
    return replace(pattern, level=share ** (1 / GAMMA), live=live, hears=hears, guest=guest)


def _most_urgent(shown: DisplayState, *, pairing: bool, trouble: bool) -> Pattern:
    """Return the first pattern that applies, without brightness and marks."""
    if pairing:
        return PAIRING
    if trouble:
        return TROUBLE
    if shown.eye is EyeState.GONE:
        return GONE
    if shown.eye is EyeState.CLOSED:
        return CLOSED
    mood = shown.settled if shown.by_owner else shown.moment
    return replace(MOODS[mood.name], half=shown.paused, by_owner=shown.by_owner)


def ring_colours(pattern: Pattern, at: Seconds, count: int) -> tuple[RGB, ...]:
    """Return the colours of the ring's `count` LEDs at `at`, the first at the top, then clockwise."""
    phase = (at / pattern.period) % 1.0
    colours = [_led(pattern, index / count, phase) for index in range(count)]
    if pattern.by_owner:
        _mark(colours, count // 2, _dimmed(WHITE, pattern.level))
    for place in _guest_places(pattern, at):
        _mark(
            colours,
            round(place * count),
            _dimmed(GUESTS[pattern.guest or GuestPlayer.AIRPLAY], pattern.level),
        )
    if pattern.hears:
        for side in (count // 4, count - count // 4):
            _mark(colours, side, _dimmed(HEARS_CYAN, max(pattern.level, _MIN_LIVE_LEVEL)))
    if pattern.live:
        _mark(colours, 0, _dimmed(LIVE_RED, max(pattern.level, _MIN_LIVE_LEVEL)) if _lit(at) else DARK)
    return tuple(colours)


def next_change(pattern: Pattern, at: Seconds) -> Seconds | None:
    """Return when the ring next changes after `at`; None if it never does."""
    moments = [_next_jump(BLINK, (0.0, 0.5), at)] if pattern.live else []
    edges = edges_of(pattern.motion) if pattern.level > 0.0 else ()  # a dark ring does not move
    if pattern.guest is not None and pattern.level > 0.0:
        moments.append(_next_jump(GUEST_STEP, (0.0,), at))
    if edges is None:
        moments.append(at + FRAME)
    elif edges:
        moments.append(_next_jump(pattern.period, edges, at))
    return min(moments) if moments else None


def _led(pattern: Pattern, place: float, phase: float) -> RGB:
    """Return the colour of one LED, without marks."""
    if pattern.half and not 0.25 <= place <= 0.75:
        return DARK
    return _dimmed(pattern.colour, pattern.level * level_of(pattern.motion, place, phase))


def _guest_places(pattern: Pattern, at: Seconds) -> tuple[RingPlace, ...]:
    """Return where a guest's lights are, to the right of the top or, below 0, to its left."""
    if pattern.guest is None:
        return ()
    step = math.floor(at / GUEST_STEP + _PAST_THE_EDGE) % _GUEST_STEPS
    place = _GUEST_REACH * (1 - abs(step / (_GUEST_STEPS / 2) - 1) * 2)
    return (place,) if pattern.guest is GuestPlayer.AIRPLAY else (place, -place)


def _mark(colours: list[RGB], index: int, colour: RGB) -> None:
    """Mark one LED; its neighbours go dark, so that the mark is visible without telling colours apart."""
    count = len(colours)
    if count >= 8:
        colours[(index - 1) % count] = colours[(index + 1) % count] = DARK
    if colours:
        colours[index % count] = colour


def _dimmed(colour: RGB, level: Level) -> RGB:
    red, green, blue = colour
    return (round(red * level), round(green * level), round(blue * level))


def _lit(at: Seconds) -> bool:
    """Return whether the live mark is in the lit half of its blink."""
    return (at / BLINK) % 1.0 < 0.5


def _next_jump(period: Seconds, edges: tuple[float, ...], at: Seconds) -> Seconds:
    """Return the first moment after `at` at which a motion that jumps at `edges` has jumped."""
    begin = math.floor(at / period)
    jumps = ((begin + turn + edge) * period + _PAST_THE_EDGE for turn in (-1, 0, 1) for edge in edges)
    return min(jump for jump in jumps if jump > at)
