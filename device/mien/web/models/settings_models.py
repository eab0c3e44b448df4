"""The settings, and the state of every part of the speaker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from mien.types import Seconds

SettingValue: TypeAlias = str | float | bool
"""The value of a setting."""


class SettingKind(StrEnum):
    """How a setting is shown. CLOCK is "HH:MM", TEXT is only shown, FOUND is found by the speaker."""

    CHOICE = "choice"
    NUMBER = "number"
    CLOCK = "clock"
    SWITCH = "switch"
    TEXT = "text"
    FOUND = "found"


@dataclass(frozen=True, slots=True)
class OtherSpeakerModel:
    """Another speaker of the house."""

    name: str
    """Its name for the owner."""
    place: str
    """Its room; "" if unknown."""
    page: str
    """The address of its page."""


@dataclass(frozen=True, slots=True)
class HouseModel:
    """How the speaker is connected to the house, and the other speakers."""

    is_on: bool
    """Whether it is turned on."""
    connected_for: Seconds | None
    """How long the speaker has been connected to the broker; None if it isn't."""
    says: str
    """How it is connected, as a sentence."""
    steps: str
    """What to type in Home Assistant."""
    name: str
    """This speaker's name in the house."""
    area: str
    """Its room; "" if not set."""
    speakers: tuple[OtherSpeakerModel, ...] = ()
    """The other speakers, by name."""


@dataclass(frozen=True, slots=True)
class SettingModel:
    """One setting; the page makes its form from this."""

    key: str
    """Its name in the API."""
    group: str
    """The heading under which it is shown."""
    label: str
    """Its name for the owner."""
    kind: SettingKind
    """How it is shown."""
    value: SettingValue
    """Its present value."""
    help: str = ""
    """One sentence under the label."""
    choices: tuple[tuple[str, str], ...] = ()
    """Pairs of value and label."""
    low: float = 0.0
    """The smallest number."""
    high: float = 1.0
    """The largest number."""
    step: float = 0.1
    """The step between two numbers."""
    unit: str = ""
    """The number's unit."""


class HealthState(StrEnum):
    """The state of a part of the speaker. OFF is not a fault: it is turned off, or not installed."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class HealthItem:
    """One part of the speaker."""

    name: str
    """Such as "MPD"."""
    state: HealthState
    """Its state."""
    says: str
    """What was found."""
    remedy: str = ""
    """What to do about it."""


@dataclass(frozen=True, slots=True)
class LoggedProblem:
    """A warning or an error from the log."""

    ago: Seconds
    """How long ago it was logged."""
    says: str
    """The message."""


@dataclass(frozen=True, slots=True)
class HealthModel:
    """The state of every part."""

    parts: tuple[HealthItem, ...]
    """The findings of `mien doctor`."""
    complaints: tuple[LoggedProblem, ...] = ()
    """Recent problems, the newest first."""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By name."""
