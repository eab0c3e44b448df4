"""What the owner may set, and how every part of the speaker is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from mien.types import Seconds

SettingValue: TypeAlias = str | float | bool
"""The value of a setting."""


class SettingKind(StrEnum):
    """How a setting is asked for. CLOCK is "HH:MM", TEXT is only shown, FOUND is found out by the speaker."""

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
    """What the owner calls it."""
    place: str
    """The room it stands in; "" when it doesn't say."""
    page: str
    """The address of its page."""


@dataclass(frozen=True, slots=True)
class HouseModel:
    """How the house is reached, and who else is in it."""

    is_on: bool
    """The owner wants it."""
    connected_for: Seconds | None
    """How long the connection to the broker has stood; None without one."""
    says: str
    """How it is reached, in a sentence."""
    steps: str
    """What to type in Home Assistant."""
    name: str
    """What the house calls this speaker."""
    area: str
    """Its room; "" when the owner named none."""
    speakers: tuple[OtherSpeakerModel, ...] = ()
    """The other speakers, by name."""


@dataclass(frozen=True, slots=True)
class SettingModel:
    """One thing that the owner may set; the page draws its form from this."""

    key: str
    """Its name in the API."""
    group: str
    """The heading it stands under."""
    label: str
    """Its name for the owner."""
    kind: SettingKind
    """How it is asked for."""
    value: SettingValue
    """What it is now."""
    help: str = ""
    """One sentence under the label."""
    choices: tuple[tuple[str, str], ...] = ()
    """Pairs of value and label."""
    low: float = 0.0
    """The smallest number."""
    high: float = 1.0
    """The largest number."""
    step: float = 0.1
    """Between two numbers."""
    unit: str = ""
    """Of the number."""


class HealthState(StrEnum):
    """How a part of the speaker is. OFF is no fault: it is switched off, or not there."""

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
    """How it is."""
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
    """How every part is."""

    parts: tuple[HealthItem, ...]
    """As `mien doctor` finds them."""
    complaints: tuple[LoggedProblem, ...] = ()
    """What went wrong lately, the newest first."""
    versions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """By name."""
