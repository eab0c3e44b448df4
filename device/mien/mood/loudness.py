"""How loud the music is: the limit, and volume that moves slowly. Pure.

- No volume above the limit is requested, and one that another client sets is lowered again. When the limit
  falls, as when quiet hours begin, the music fades down; when it rises, nothing gets louder automatically.
- A fade goes from one volume to another in a straight line; a volume is requested whenever the percentage
  changes.
- Somebody who sets the volume during a fade ends it: their volume counts from then on.
- `base` is the volume from before a fade to silence. While nothing plays the player stays silent, so that
  music starts softly again, no matter who starts it, and rises to that volume.
- `ducked` is the volume before people talked. It and `base` are never set together: a fade to silence takes
  over what it restores. Somebody who sets the volume meanwhile ends it likewise.
"""

from dataclasses import dataclass, replace
from math import exp, log
from typing import TypeAlias

from mien.mood.wishes import Volume
from mien.types import Percent, Seconds

LIMIT_FADE: Seconds = 10.0  # seconds of the fade when the limit falls
_NEAR: Percent = 10  # a report this far from a fade is only late or rounded
_LATE: Seconds = 3.0  # a step of a fade may be reported this late
_CURVE = 25.0  # percent that make a volume e times as loud, in MPD's software mixer
_ROUNDED: Percent = 2  # a mixer that is off by this much has only rounded


@dataclass(frozen=True, slots=True)
class Fade:
    """A fade: a volume that changes over time."""

    start: Percent
    """The volume at its start."""
    end: Percent
    """The volume at its end."""
    length: Seconds
    """Its length; more than 0."""
    elapsed: Seconds = 0.0
    """How much of it is over."""

    @property
    def volume(self) -> Percent:
        """The volume now."""
        share = min(1.0, self.elapsed / self.length)
        return round(self.start + (self.end - self.start) * share)

    @property
    def is_over(self) -> bool:
        """Whether it is over."""
        return self.elapsed >= self.length

    @property
    def rises(self) -> bool:
        """Whether it rises."""
        return self.end > self.start

    def fits(self, volume: Percent) -> bool:
        """Return whether a player that reports `volume` may be following this fade, late or rounded."""
        lag = abs(self.end - self.start) / self.length * _LATE
        near = _ROUNDED if self.elapsed > self.length + _LATE else _NEAR + lag
        return abs(volume - self.volume) <= near


@dataclass(frozen=True, slots=True)
class Loudness:
    """The volume, as far as it is known, and how it is about to change."""

    limit: Percent = 100
    """The volume limit."""
    heard: Percent | None = None
    """What the player reported, or was last asked for; None without a mixer and before the first report."""
    base: Percent | None = None
    """The volume before a fade to silence, to be restored; None if there is none."""
    fade: Fade | None = None
    """The fade in progress."""
    ducked: Percent | None = None
    """The volume before people talked, to be restored; None if nobody does."""


Louder: TypeAlias = tuple[Loudness, tuple[Volume, ...]]
"""The loudness after something happened, and the volumes to set."""


def faded_on(loud: Loudness, dt: Seconds) -> Louder:
    """Return the loudness `dt` later: a fade continues."""
    if loud.fade is None:
        return loud, ()
    fade = replace(loud.fade, elapsed=loud.fade.elapsed + dt)
    stays = (loud.base is not None or loud.ducked is not None) and not fade.rises  # until it may rise again
    moved = replace(loud, fade=fade if stays or not fade.is_over else None)
    if moved.fade is None:
        moved = replace(moved, ducked=None)
    return _requested(
        moved, fade.volume if fade.rises or loud.heard is None else min(fade.volume, loud.heard)
    )


def set_by_hand(loud: Loudness, percent: Percent) -> Louder:
    """Return the loudness after the owner has set a volume; setting the same one again sends it again."""
    wanted = min(loud.limit, max(0, percent))
    return replace(loud, heard=wanted, base=None, fade=None, ducked=None), (Volume(wanted),)


def reported(loud: Loudness, volume: Percent | None) -> Louder:
    """Return the loudness after the player reported its volume, which another client may have set."""
    if volume is None:
        return replace(loud, heard=None, fade=None, ducked=None), ()
    if loud.fade is not None and loud.fade.fits(volume):
        is_ahead = not loud.fade.rises and loud.heard is not None and volume < loud.heard
        return (replace(loud, heard=volume) if is_ahead else loud), ()  # a fall is never reversed
    by_hand = loud.heard is not None and volume > loud.heard + _ROUNDED  # of a lasting silence
    if loud.fade is not None or by_hand:
        loud = replace(loud, base=None, fade=None, ducked=None)
    loud = replace(loud, heard=volume)
    return _requested(loud, loud.limit) if volume > loud.limit else (loud, ())


def unheard(loud: Loudness) -> Loudness:
    """Return the loudness while the player is unavailable: fades stop, and the volume is restored later."""
    return replace(loud, heard=None, base=to_be_kept(loud), fade=None, ducked=None)


def limited(loud: Loudness, limit: Percent, *, plays: bool) -> Louder:
    """Return the loudness under another limit. `plays`: music is audible, so the volume fades down."""
    ducked = None if loud.ducked is None else min(loud.ducked, limit)
    loud, fade = replace(loud, limit=limit, ducked=ducked), loud.fade
    if fade is not None and fade.end <= limit:
        return loud, ()  # its end is quiet enough
    if fade is not None and fade.volume <= limit:
        return _faded(replace(loud, fade=None), limit, fade.length - fade.elapsed)
    if loud.heard is None or loud.heard <= limit:
        return loud, ()
    loud = replace(loud, fade=None)
    return _faded(loud, limit, LIMIT_FADE) if plays else _requested(loud, limit)


def fade_out(loud: Loudness, length: Seconds) -> Loudness:
    """Return the loudness fading to silence; the volume is restored later."""
    if loud.heard is None:
        return loud
    usual = to_be_kept(loud)
    base = loud.heard if usual is None else usual
    return replace(loud, base=base, fade=Fade(loud.heard, 0, max(length, 0.1)), ducked=None)


def silenced(loud: Loudness) -> Louder:
    """Return the loudness of a player that came back loud before the music that is to rise has begun."""
    is_loud = loud.base is not None and loud.fade is None and bool(loud.heard)
    return _requested(loud, 0) if is_loud else (loud, ())


def risen(loud: Loudness, length: Seconds) -> Louder:
    """Return the loudness rising to the volume from before the fade, because music is already playing."""
    if loud.base is None:
        return loud, ()
    return _faded(replace(loud, base=None, fade=None), min(loud.base, loud.limit), length)


def risen_from(loud: Loudness, start: Percent, least: Percent, length: Seconds) -> Louder:
    """Return the loudness at `start`, rising to the volume before, or to `least` if that was lower."""
    usual = to_be_kept(loud)
    usual = loud.heard if usual is None else usual
    if usual is None:
        return loud, ()
    end = min(loud.limit, max(usual, least))
    begun, wishes = _requested(replace(loud, base=None, fade=None, ducked=None), min(start, end))
    return replace(begun, fade=Fade(min(start, end), end, length)), wishes


def duck(loud: Loudness, decibels: float, length: Seconds) -> Loudness:
    """Return the loudness falling by so many decibels while people talk; as it is if it fades already."""
    usual = loud.heard if loud.ducked is None else loud.ducked
    is_busy = loud.ducked is None and loud.fade is not None
    if usual is None or loud.heard is None or loud.base is not None or is_busy:
        return loud
    low = min(loud.heard, softer(usual, decibels))
    return replace(loud, ducked=usual, fade=Fade(loud.heard, low, length))


def unduck(loud: Loudness, length: Seconds) -> Loudness:
    """Return the loudness rising to what it was before people talked."""
    if loud.ducked is None or loud.heard is None:
        return replace(loud, ducked=None)
    end = min(loud.ducked, loud.limit)
    if end <= loud.heard:  # a new limit may still be on its way down
        return replace(loud, ducked=None, fade=loud.fade if loud.heard > loud.limit else None)
    return replace(loud, fade=Fade(loud.heard, end, length))


def at_volume(loud: Loudness, volume: Percent) -> Louder:
    """Return the loudness at this volume, or at the limit."""
    return _requested(loud, min(loud.limit, volume))


def nudged(loud: Loudness, towards: Percent) -> Louder:
    """Return the loudness one percent nearer to a volume, which is not above the limit."""
    if loud.heard is None:
        return loud, ()
    return at_volume(loud, loud.heard + (towards > loud.heard) - (towards < loud.heard))


def softer(volume: Percent, decibels: float) -> Percent:
    """Return the volume that is so many decibels softer, by the curve of MPD's own mixer; 1 at least."""
    gain = (exp(volume / _CURVE) - 1.0) * 10.0 ** (-decibels / 20.0)
    return max(1, min(100, round(_CURVE * log(1.0 + gain))))


def to_be_kept(loud: Loudness) -> Percent | None:
    """Return the volume to restore after a restart; None if it is right."""
    if loud.base is not None or loud.ducked is not None:
        return loud.base if loud.ducked is None else loud.ducked
    return loud.fade.end if loud.fade is not None and loud.fade.rises else None


def _faded(loud: Loudness, end: Percent, length: Seconds) -> Louder:
    if loud.heard is None or loud.heard == end:
        return loud, ()
    return replace(loud, fade=Fade(loud.heard, end, max(length, 0.1))), ()


def _requested(loud: Loudness, volume: Percent) -> Louder:
    """Return the loudness at `volume`, requested unless it is set already."""
    if volume == loud.heard:
        return loud, ()
    return replace(loud, heard=volume), (Volume(volume),)
