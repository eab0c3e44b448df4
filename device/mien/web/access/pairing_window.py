"""The pairing window: a button on the device opens it, one browser comes in. Pure: the time is an argument.

Whoever asks while it is open must be the only one to ask for `ALONE` seconds. If a second browser asks,
nobody comes in and the window shuts: a stranger who asks all the time can spoil a pairing, not win it (the
page asks every second, so the owner's browser meets the stranger's). The one way in that remains is to ask
while the owner is not asking at all; so the page says to open it first, then to hold the button.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from mien.types import Seconds

ALONE: Seconds = 4.0
REMEMBER: Seconds = 30.0
"""How long a spoilt window is remembered, so that those who spoilt it are told."""

Visitor: TypeAlias = str
"""Tells browsers apart that are not paired: a random name in a cookie of theirs."""


class PairingAnswer(StrEnum):
    """What a browser that asks to come in is told."""

    CLOSED = "closed"
    WAIT = "wait"
    CROWDED = "crowded"
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class PairingWindow:
    """`until`: when it shuts. `visitor` asked first, at `since`. `crowded`: when another asked too."""

    until: Seconds = float("-inf")
    visitor: Visitor = ""
    since: Seconds = 0.0
    crowded: Seconds | None = None


SHUT = PairingWindow()


def opened(at: Seconds, seconds: Seconds) -> PairingWindow:
    """Return a window that opened at `at`; what was asked before does not count."""
    return PairingWindow(until=at + seconds)


def is_open(window: PairingWindow, at: Seconds) -> bool:
    """Return whether somebody may still come in."""
    return at < window.until


def ask(window: PairingWindow, visitor: Visitor, at: Seconds) -> tuple[PairingWindow, PairingAnswer]:
    """Return the window after `visitor` asked to come in, and the answer."""
    if not is_open(window, at):
        spoilt = window.crowded is not None and at - window.crowded < REMEMBER
        return window, PairingAnswer.CROWDED if spoilt else PairingAnswer.CLOSED
    if not window.visitor:
        return replace(window, visitor=visitor, since=at), PairingAnswer.WAIT
    if window.visitor != visitor:
        return PairingWindow(crowded=at), PairingAnswer.CROWDED
    if at - window.since < ALONE:
        return window, PairingAnswer.WAIT
    return SHUT, PairingAnswer.ADMITTED
