"""What the LED ring looks like, as colours over time. Pure: the time is an argument.

    look = look_of(shown, live=..., night=...)      # whenever something changed
    colours = ring_colours(look, at, count)         # now
    wake = next_change(look, at)                    # sleep until then; None: until the next look

The ring follows the moment, as the page does; the music follows the settled mood. One thing is shown on
top of everything else, always: that somebody watches the live view.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.wishes import DisplayState, EyeState
from mien.panel.ring_motion import Level, Motion, edges_of, level_of
from mien.types import Seconds

RGB: TypeAlias = tuple[int, int, int]
"""Red, green, blue, 0..255 each, as a screen means them; `spi.py` turns them into LED current."""

FRAME: Seconds = 1 / 30
"""Between two pictures of a ring that moves."""

BLINK: Seconds = 2.0
"""The live mark: half of it on, half of it off."""

GAMMA = 2.2
"""Of the eye, and of a screen: a tenth of the current looks like a third of the light."""

DARK: RGB = (0, 0, 0)
WHITE: RGB = (255, 255, 255)
LIVE_RED: RGB = (255, 0, 0)
_LIVE_LEAST: Level = 0.5  # who is watched must see it at night too
_PAST_THE_EDGE: Seconds = 0.001  # wake just after a jump, so that rounding cannot wake us just before it


@dataclass(frozen=True, slots=True)
class Brightness:
    """Share of its full current that an LED may get by day and by night, 0..1."""

    day: float = 1.0
    night: float = 0.05


@dataclass(frozen=True, slots=True)
class Pattern:
    """How the ring looks until something changes.

    `name`: what it means. `period`: of the motion. `half`: the music is paused, only the lower half is
    lit. `by_owner`: a white mark at the bottom. `live`: a red mark blinks at the top.
    """

    name: str
    motion: Motion
    colour: RGB
    period: Seconds = 1.0
    level: Level = 1.0
    half: bool = False
    by_owner: bool = False
    live: bool = False


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


def look_of(  # noqa: PLR0913  each says one thing, all but the first are named
    shown: DisplayState,
    *,
    live: bool = False,
    pairing: bool = False,
    night: bool = False,
    trouble: bool = False,
    brightness: Brightness = Brightness(),
) -> Pattern:
    """Return the look that says what matters most now.

    Pairing (somebody just asked for it) comes before trouble, trouble before the eye, the eye before the
    mood. At night an empty room leaves the ring dark.
    """
    look = _most_urgent(shown, pairing=pairing, trouble=trouble or shown.player_away)
    asleep = night and look.name == Absence.NOBODY
    share = 0.0 if asleep else brightness.night if night else brightness.day
    return replace(look, level=share ** (1 / GAMMA), live=live)


def _most_urgent(shown: DisplayState, *, pairing: bool, trouble: bool) -> Pattern:
    """Return the first of the looks that applies, before light and marks."""
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


def ring_colours(look: Pattern, at: Seconds, count: int) -> tuple[RGB, ...]:
    """Return the colours of the ring's `count` LEDs at `at`, the first at the top, then clockwise."""
    phase = (at / look.period) % 1.0
    colours = [_led(look, index / count, phase) for index in range(count)]
    if look.by_owner:
        _mark(colours, count // 2, _dimmed(WHITE, look.level))
    if look.live:
        _mark(colours, 0, _dimmed(LIVE_RED, max(look.level, _LIVE_LEAST)) if _lit(at) else DARK)
    return tuple(colours)


def next_change(look: Pattern, at: Seconds) -> Seconds | None:
    """Return when the ring looks different from what it shows at `at`; None if it never does."""
    moments = [_next_jump(BLINK, (0.0, 0.5), at)] if look.live else []
    edges = edges_of(look.motion) if look.level > 0.0 else ()  # darkness does not move
    if edges is None:
        moments.append(at + FRAME)
    elif edges:
        moments.append(_next_jump(look.period, edges, at))
    return min(moments) if moments else None


def _led(look: Pattern, place: float, phase: float) -> RGB:
    """Return the colour of one LED, before marks."""
    if look.half and not 0.25 <= place <= 0.75:
        return DARK
    return _dimmed(look.colour, look.level * level_of(look.motion, place, phase))


def _mark(colours: list[RGB], index: int, colour: RGB) -> None:
    """Set one LED apart: its neighbours go dark, so that the mark is seen without telling colours apart."""
    count = len(colours)
    if count >= 8:
        colours[(index - 1) % count] = colours[(index + 1) % count] = DARK
    if colours:
        colours[index] = colour


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
