"""Which guest has the loudspeaker, judging by what the players report. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mien.mood.guests.guest import Guest
from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class Presence:
    """Who has the loudspeaker."""

    guest: Guest | None = None
    """Who; None: nobody."""
    silent_since: Seconds | None = None
    """When the guest fell silent; None while the guest plays, or without one."""


def after_reading(before: Presence, playing: Iterable[Guest], at: Seconds, linger: Seconds) -> Presence:
    """Return who has the loudspeaker at `at`, when these are playing.

    The first guest keeps it while playing. One who is silent for less than `linger` is only between two
    songs, unless somebody else plays.
    """
    present = list(playing)
    same = [guest for guest in present if before.guest is not None and guest.player is before.guest.player]
    if present:
        return Presence((same or present)[0])
    if before.guest is None:
        return before
    silent_since = at if before.silent_since is None else before.silent_since
    return Presence() if at - silent_since >= linger else replace(before, silent_since=silent_since)
