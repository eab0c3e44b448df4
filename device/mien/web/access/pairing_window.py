"""The pairing window: a button on the speaker opens it for one browser. Pure: the time is an argument.

A browser is paired if it is the only one that asks for `ALONE` seconds. If a second one asks, neither is
paired and the window shuts: a stranger who asks all the time can spoil a pairing but not win it, since the
page asks every second, so that the owner's request collides with the stranger's. The only way in that remains
is to ask while the owner isn't asking at all; so the page tells the owner to open it first, and then to hold
the button.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from mien.types import Seconds

ALONE: Seconds = 4.0
REMEMBER: Seconds = 30.0
"""How long the page shows that two browsers asked, after the window has shut for that reason."""

Visitor: TypeAlias = str
"""Tells unpaired browsers apart: a random name in a cookie."""


class PairingAnswer(StrEnum):
    """The answer to a browser that asks to be paired."""

    CLOSED = "closed"
    WAIT = "wait"
    CROWDED = "crowded"
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class PairingWindow:
    """The state of the window. All times are monotonic."""

    until: Seconds = float("-inf")
    """When it shuts by itself."""
    visitor: Visitor = ""
    """The browser that asked first."""
    since: Seconds = 0.0
    """When that browser first asked."""
    crowded: Seconds | None = None
    """When a second browser asked."""


SHUT = PairingWindow()


def opened(at: Seconds, seconds: Seconds) -> PairingWindow:
    """Return a window that opens now; a browser that asked before must ask again."""
    return PairingWindow(until=at + seconds)


def is_open(window: PairingWindow, at: Seconds) -> bool:
    """Return whether a browser may still be paired."""
    return at < window.until


def ask(window: PairingWindow, visitor: Visitor, at: Seconds) -> tuple[PairingWindow, PairingAnswer]:
    """Return the window after `visitor` asked, and the answer."""
    if not is_open(window, at):
        was_crowded = window.crowded is not None and at - window.crowded < REMEMBER
        return window, PairingAnswer.CROWDED if was_crowded else PairingAnswer.CLOSED
    if not window.visitor:
        return replace(window, visitor=visitor, since=at), PairingAnswer.WAIT
    if window.visitor != visitor:
        return PairingWindow(crowded=at), PairingAnswer.CROWDED
    if at - window.since < ALONE:
        return window, PairingAnswer.WAIT
    return SHUT, PairingAnswer.ADMITTED
