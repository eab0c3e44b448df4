"""The house that the proofs are about: Home Assistant, Mien and the broker between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from appliance.machines.machine import until
from contract.home.private_mosquitto import PrivateMosquitto
from home.broker_client import publish
from home.hass import HomeAssistant
from home.speaker import OBJECT, Speaker
from mien.home.discovery import slug
from mien.home.entities import ENTITIES

SOON = 30.0
"""Seconds; lowering the volume to a new limit takes ten of them."""
ID = {entity.key: f"{entity.platform}.{OBJECT}_{slug(entity.name)}" for entity in ENTITIES}
MOOD, OVERRIDE, CAMERA, MUSIC = (ID[key] for key in ("mood", "override", "camera", "music"))


@dataclass
class House:
    """What there is."""

    hass: HomeAssistant
    """Home Assistant."""
    speaker: Speaker
    """Mien."""
    mosquitto: PrivateMosquitto
    """The broker between them."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Publish as somebody else."""
        publish(self.mosquitto.port, (topic, payload), retain=retain)

    def becomes(self, entity: str, holds: Callable[[str], bool], what: str, within: float = SOON) -> float:
        """Wait until an entity's state is as it should be."""
        return until(lambda: holds(self.hass.state(entity)), within, f"{entity} {what}")


Proof: TypeAlias = Callable[[House], str]
