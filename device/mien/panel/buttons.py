"""Tells presses apart by time. Pure: edges with times go in, presses come out.

    keys, pressed = after_edge(keys, Edge(button, down=True, at=...))    # a contact opened or closed
    wake = next_look(keys)                                               # then call after_wait; None: never
    keys, pressed = after_wait(keys, at)

Contacts bounce: a level counts once it has lasted `SETTLE`. Then, for each press, one answer:

- SHORT when the finger leaves before the button's hold time;
- HOLD as soon as the hold time is reached, while the finger is still there;
- DOUBLE, only on buttons asked for: the second SHORT within `DOUBLE_WITHIN` of the first.

A double does not make the single wait: the first press of a pair is told as SHORT at once, the second as
DOUBLE. On the skip button that is skip, then undo: the pair leaves everything as it was. The price: two
skips in a row want a breath between them.

A late caller loses nothing and gets nothing twice, because every answer depends on the edges' own times.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.events import Button, Press, Pressed
from mien.types import Seconds

SETTLE: Seconds = 0.02
"""Ganssle, "A Guide to Debouncing" (2004): 18 kinds of switch, two misfits aside, bounced 1.6 ms on
average and 6.2 ms at most. A finger's shortest press is about 50 ms."""

HOLD: Seconds = 0.8
HOLD_TO_PAIR: Seconds = 3.0  # letting a stranger's browser in should take a decision
DOUBLE_WITHIN: Seconds = 0.4  # from the first release to the second
DOUBLES = frozenset({Button.SKIP})


@dataclass(frozen=True, slots=True)
class Edge:
    """A contact closed (`down`) or opened, as the pin reports it, bounces and all."""

    button: Button
    down: bool
    at: Seconds


@dataclass(frozen=True, slots=True)
class Key:
    """One button.

    `down`: settled. `raw`: the contact now, since `raw_since`. `told`: this press has had its answer.
    `last_short`: when the last one was, for doubles.
    """

    button: Button
    down: bool = False
    raw: bool = False
    raw_since: Seconds = 0.0
    down_since: Seconds = 0.0
    told: bool = False
    last_short: Seconds | None = None


Keys: TypeAlias = Mapping[Button, Key]
Told: TypeAlias = tuple[Keys, tuple[Pressed, ...]]


def keys_at_rest() -> Keys:
    """Return the keys as they begin. One that is jammed or leant on then says nothing until pressed anew."""
    return MappingProxyType({button: Key(button) for button in Button})


def after_edge(keys: Keys, edge: Edge) -> Told:
    """Return the keys after `edge`, and the presses that had been made by then."""
    keys, pressed = after_wait(keys, edge.at)
    key = keys[edge.button]
    if edge.down != key.raw:
        key = replace(key, raw=edge.down, raw_since=max(edge.at, key.raw_since))
    return MappingProxyType({**keys, edge.button: key}), pressed


def after_wait(keys: Keys, at: Seconds) -> Told:
    """Return the keys at `at`, and the presses that had been made by then, oldest first."""
    answers = {button: _settled(key, at) for button, key in keys.items()}
    pressed = sorted((press for _, presses in answers.values() for press in presses), key=lambda p: p.at)
    return MappingProxyType({button: key for button, (key, _) in answers.items()}), tuple(pressed)


def next_look(keys: Keys) -> Seconds | None:
    """Return when `after_wait` has something to say if no edge comes; None if never."""
    moments = [moment for key in keys.values() if (moment := _next_moment(key)) is not None]
    return min(moments, default=None)


def hold_time(button: Button) -> Seconds:
    """Return how long `button` must be down for a HOLD."""
    return HOLD_TO_PAIR if button is Button.PAIR else HOLD


def _next_moment(key: Key) -> Seconds | None:
    if key.raw != key.down:
        return key.raw_since + SETTLE
    if key.down and not key.told:
        return key.down_since + hold_time(key.button)
    return None


def _settled(key: Key, at: Seconds) -> tuple[Key, tuple[Pressed, ...]]:
    """Let time go by up to `at` with no edge: at most the contact settles, and a hold is reached."""
    presses: list[Pressed] = []
    for step in (_leveled, _held):
        key, pressed = step(key, at)
        presses += [] if pressed is None else [pressed]
    return key, tuple(presses)


def _held(key: Key, at: Seconds) -> tuple[Key, Pressed | None]:
    """Tell a hold if the contact was closed until its time was reached."""
    reached = key.down_since + hold_time(key.button)
    until = at if key.raw else min(at, key.raw_since)
    if key.told or not key.down or until < reached:
        return key, None
    return replace(key, told=True), Pressed(key.button, Press.HOLD, reached)


def _leveled(key: Key, at: Seconds) -> tuple[Key, Pressed | None]:
    """Believe the contact if it has lasted, and tell a short press when it opened."""
    if key.raw == key.down or at < key.raw_since + SETTLE:
        return key, None
    if key.raw:
        return replace(key, down=True, down_since=key.raw_since, told=False), None
    released = replace(key, down=False)
    return (released, None) if key.told else _short(released)


def _short(key: Key) -> tuple[Key, Pressed]:
    at = key.raw_since
    twice = key.button in DOUBLES and key.last_short is not None and at - key.last_short <= DOUBLE_WITHIN
    how = Press.DOUBLE if twice else Press.SHORT
    return replace(key, last_short=None if twice else at), Pressed(key.button, how, at)
