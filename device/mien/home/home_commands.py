"""The commands from the house. Untrusted: anything that is not exactly a command is ignored. Pure.

There is no command that opens the camera, pairs a browser or shows a picture, and none may be added here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from mien.mood.emotion import Emotion
from mien.mood.events import (
    Ask,
    AskCloseEye,
    AskMood,
    AskPause,
    AskPolicy,
    AskSkip,
    AskUndo,
    AskVolume,
)
from mien.mood.mood import Policy
from mien.types import Percent

LONGEST = 32
"""Bytes of a command; the longest one that means anything has ten."""
PRESS = b"PRESS"
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class SetCertainty:
    """Switch moods only when this sure."""

    share: float
    """0..1"""


@dataclass(frozen=True, slots=True)
class SetVolumeLimit:
    """Set the volume limit."""

    percent: Percent


@dataclass(frozen=True, slots=True)
class NextMood:
    """The mood is wrong: take the next one by hand, as the mood button does."""


Command: TypeAlias = Ask | SetCertainty | SetVolumeLimit | NextMood

LEAST_CERTAINTY, MOST_CERTAINTY = 50, 99  # percent, as on the page


def command_of(key: str, payload: bytes) -> Command | None:
    """Return the command that was published at `mien/<id>/set/<key>`; None for anything else."""
    read = _READERS.get(key)
    if read is None or len(payload) > LONGEST:
        return None
    try:
        return read(payload.decode("ascii"))
    except (UnicodeDecodeError, ValueError):
        return None


def _pressed(command: Command) -> Callable[[str], Command | None]:
    return lambda word: command if word == PRESS.decode() else None


def _music(word: str) -> Command | None:
    return {"ON": AskPause(paused=False), "OFF": AskPause(paused=True)}.get(word)


def _override(word: str) -> Command:
    return AskMood(None if word == "automatic" else Emotion(word))


def _between(word: str, least: float, most: float) -> float:
    """Return the number; raises ValueError for anything else, and outside its bounds."""
    if not _NUMBER.fullmatch(word) or not least <= float(word) <= most:
        raise ValueError(word)
    return float(word)


def _percent(word: str) -> Percent:
    return round(_between(word, 0, 100))


_READERS: Mapping[str, Callable[[str], Command | None]] = MappingProxyType(
    {
        "policy": lambda word: AskPolicy(Policy(word)),
        "override": _override,
        "certainty": lambda word: SetCertainty(_between(word, LEAST_CERTAINTY, MOST_CERTAINTY) / 100),
        "volume": lambda word: AskVolume(_percent(word)),
        "volume_limit": lambda word: SetVolumeLimit(_percent(word)),
        "music": _music,
        "skip": _pressed(AskSkip()),
        "undo": _pressed(AskUndo()),
        "wrong": _pressed(NextMood()),
        "close_camera": _pressed(AskCloseEye()),
    }
)
COMMANDS = tuple(_READERS)
"""The last part of every command topic."""
