"""Tells presses apart by time: contact changes with their times go in, presses come out. Pure.

    keys, pressed = after_edge(keys, Edge(button, down=True, at=...))    # a contact opened or closed
    wake = next_deadline(keys)                                           # call after_wait then; None: never
    keys, pressed = after_wait(keys, at)

Contacts bounce, so a level counts only once it has lasted `SETTLE` (the debounce time). Then each press has
one result:

- SHORT when the finger leaves before the button's hold time;
- HOLD as soon as the hold time is reached, while the finger is still there;
- DOUBLE, only on the buttons in `DOUBLES`: the second SHORT within `DOUBLE_WITHIN` of the first.

A single press does not wait to see whether it becomes a double: the first press of a pair is reported as
SHORT at once, the second as DOUBLE. On the skip button that means skip, then undo, so a pair changes nothing.
The price: two skips in a row need a short pause between them.

Calling late loses no press and reports none twice, because every result depends on the edges' own times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.events import Button, Press, Pressed
from mien.types import Seconds

SETTLE: Seconds = 0.02
"""Debounce time. In Ganssle, "A Guide to Debouncing" (2004), 16 of 18 kinds of switch bounced for 1.6 ms on
average and 6.2 ms at most. The shortest press of a finger is about 50 ms."""

HOLD: Seconds = 0.8
HOLD_TO_PAIR: Seconds = 3.0  # pairing a browser should be deliberate
DOUBLE_WITHIN: Seconds = 0.4  # from the first release to the second
DOUBLES = frozenset({Button.SKIP})


@dataclass(frozen=True, slots=True)
class Edge:
    """A contact closed or opened, as the pin reports it, bounces included."""

    button: Button
    """The button it belongs to."""

    down: bool
    """Whether the contact closed."""

    at: Seconds
    """When, on the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Key:
    """The state of one button."""

    button: Button
    """Which button it is."""

    down: bool = False
    """Whether it is pressed, after debouncing."""

    raw: bool = False
    """Whether the contact is closed, before debouncing."""

    raw_since: Seconds = 0.0
    """When the contact last changed."""

    down_since: Seconds = 0.0
    """When the latest press began."""

    reported: bool = False
    """Whether the latest press was reported."""

    last_short: Seconds | None = None
    """When the last SHORT was, if it can become the first half of a double."""


Keys: TypeAlias = Mapping[Button, Key]
KeysAndPresses: TypeAlias = tuple[Keys, tuple[Pressed, ...]]


def released_keys() -> Keys:
    """Return the initial state. A button held down at the start is silent until it is pressed again."""
    return MappingProxyType({button: Key(button) for button in Button})


def after_edge(keys: Keys, edge: Edge) -> KeysAndPresses:
    """Return the keys after `edge`, and the presses made by then."""
    keys, pressed = after_wait(keys, edge.at)
    key = keys[edge.button]
    if edge.down != key.raw:
        key = replace(key, raw=edge.down, raw_since=max(edge.at, key.raw_since))
    return MappingProxyType({**keys, edge.button: key}), pressed


def after_wait(keys: Keys, at: Seconds) -> KeysAndPresses:
    """Return the keys at `at`, and the presses made by then, oldest first."""
    answers = {button: _settled(key, at) for button, key in keys.items()}
    pressed = sorted((press for _, presses in answers.values() for press in presses), key=lambda p: p.at)
    return MappingProxyType({button: key for button, (key, _) in answers.items()}), tuple(pressed)


def next_deadline(keys: Keys) -> Seconds | None:
    """Return when `after_wait` must be called if no edge comes first; None if never."""
    moments = [moment for key in keys.values() if (moment := _next_moment(key)) is not None]
    return min(moments, default=None)


def hold_time(button: Button) -> Seconds:
    """Return how long `button` must be held for a HOLD."""
    return HOLD_TO_PAIR if button is Button.PAIR else HOLD


def _next_moment(key: Key) -> Seconds | None:
    if key.raw != key.down:
        return key.raw_since + SETTLE
    if key.down and not key.reported:
        return key.down_since + hold_time(key.button)
    return None


def _settled(key: Key, at: Seconds) -> tuple[Key, tuple[Pressed, ...]]:
    """Let time pass up to `at` without an edge: the contact may settle, and a hold may be reached."""
    presses: list[Pressed] = []
    for step in (_leveled, _held):
        key, pressed = step(key, at)
        presses += [] if pressed is None else [pressed]
    return key, tuple(presses)


def _held(key: Key, at: Seconds) -> tuple[Key, Pressed | None]:
    """Report a hold if the contact stayed closed until the hold time."""
    reached = key.down_since + hold_time(key.button)
    until = at if key.raw else min(at, key.raw_since)
    if key.reported or not key.down or until < reached:
        return key, None
    return replace(key, reported=True), Pressed(key.button, Press.HOLD, reached)


def _leveled(key: Key, at: Seconds) -> tuple[Key, Pressed | None]:
    """Accept the contact's state once it has lasted, and report a short press when it opens."""
    if key.raw == key.down or at < key.raw_since + SETTLE:
        return key, None
    if key.raw:
        return replace(key, down=True, down_since=key.raw_since, reported=False), None
    released = replace(key, down=False)
    return (released, None) if key.reported else _short(released)


def _short(key: Key) -> tuple[Key, Pressed]:
    at = key.raw_since
    twice = key.button in DOUBLES and key.last_short is not None and at - key.last_short <= DOUBLE_WITHIN
    how = Press.DOUBLE if twice else Press.SHORT
    return replace(key, last_short=None if twice else at), Pressed(key.button, how, at)
