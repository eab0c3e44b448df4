"""What camera, microphone and heart-rate strap say now, side by side, as the house sees it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class SenseState(StrEnum):
    """How a sense is."""

    OFF = "off"
    """The owner turned it off, or never on."""
    NOT_WORKING = "not working"
    """It should work, and doesn't. Home Assistant's own "unavailable" is a speaker that is away."""
    QUIET = "quiet"
    """It works, and has nothing to say: nobody in view, no voice, a resting pulse that isn't known yet."""
    ACTIVE = "active"
    """It says something now."""


@dataclass(frozen=True, slots=True)
class SenseReading:
    """What one sense says. What it cannot tell is None; all is None unless it is active."""

    state: SenseState = SenseState.OFF
    """How it is."""
    arousal: float | None = None
    """From calm -1 to excited 1."""
    valence: float | None = None
    """From unpleasant -1 to pleasant 1."""
    quality: float | None = None
    """How far it may be trusted, 0 to 1."""
    why: str = ""
    """Why not further, or why it says nothing; "" if nothing is wrong."""
    rate: int | None = None
    """The pulse in beats a minute, also of one that says nothing of the mood."""
    above_rest: float | None = None
    """The pulse's share above the wearer's own rest: 0.1 is a tenth faster."""


@dataclass(frozen=True, slots=True)
class HomeSenses:
    """The senses side by side."""

    face: SenseReading = SenseReading()
    """What the camera sees in the largest face."""
    voice: SenseReading = SenseReading()
    """What the microphone heard last, as long as that counts."""
    pulse: SenseReading = SenseReading()
    """What the strap measures."""


def senses_payload(senses: HomeSenses) -> Mapping[str, Any]:
    """Return the senses as part of what is published at `mien/<id>/diagnostics`."""
    face, voice, pulse = senses.face, senses.voice, senses.pulse
    return {
        **_affect("face", face),
        **_affect("voice", voice),
        "pulse": pulse.state.value,
        "pulse_why": pulse.why,
        "pulse_rate": pulse.rate,
        "pulse_above_rest": _percent(pulse.above_rest),
        "pulse_quality": _percent(pulse.quality),
    }


def _affect(name: str, reading: SenseReading) -> Mapping[str, Any]:
    return {
        name: reading.state.value,
        f"{name}_why": reading.why,
        f"{name}_arousal": _tenths(reading.arousal),
        f"{name}_valence": _tenths(reading.valence),
        f"{name}_quality": _percent(reading.quality),
    }


def _tenths(number: float | None) -> float | None:
    """Return it with one digit: what flickers below that is no news to a house."""
    return None if number is None else round(number, 1) + 0.0


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)
