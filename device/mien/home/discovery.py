"""The topics of a speaker, and the one retained message by which Home Assistant finds it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mien.home.entities import ENTITIES, Entity
from mien.home.speaker import Payload

ONLINE, OFFLINE = b"online", b"offline"
RELEASE_TOPIC = "mien/release"
"""Where the owner's server may publish, retained, the newest release."""
ROOMS_TOPIC = "mien/+/room"
"""Where speakers that share a mood publish the state of their rooms."""
_ROOM = re.compile(r"mien/(?P<id>[^/]{1,64})/room")
_RELEASE = re.compile(rb"\d{1,4}(\.\d{1,4}){1,3}")


@dataclass(frozen=True, slots=True)
class Topics:
    """Where a speaker publishes and listens."""

    id: str
    """The device's id."""
    prefix: str
    """Home Assistant's own, usually "homeassistant"."""

    @property
    def discovery(self) -> str:
        """Where Home Assistant looks for the device."""
        return f"{self.prefix}/device/{self.id}/config"

    @property
    def birth(self) -> str:
        """Where Home Assistant announces its start."""
        return f"{self.prefix}/status"

    @property
    def commands(self) -> str:
        """What to subscribe to for every command."""
        return f"mien/{self.id}/set/+"

    @property
    def retained(self) -> tuple[str, ...]:
        """Every topic that always has a message of ours."""
        return (self.discovery, *map(self.own, ("availability", "state", "diagnostics", "release")))

    @property
    def emptied(self) -> tuple[str, ...]:
        """Every topic that may have a message of ours, to be emptied when the speaker leaves the house."""
        return (*self.retained, self.own("room"))

    def own(self, name: str) -> str:
        """Return the speaker's own topic of that name."""
        return f"mien/{self.id}/{name}"

    def whose_room(self, topic: str) -> str | None:
        """Return the speaker whose room is published at `topic`; None for any other topic."""
        found = _ROOM.fullmatch(topic)
        return found["id"] if found else None

    def command_key(self, topic: str) -> str | None:
        """Return the command that is published at `topic`; None if it isn't a command topic of ours."""
        key = topic.removeprefix(self.own("set/"))
        return key if key != topic else None


@dataclass(frozen=True, slots=True)
class HomeDevice:
    """The speaker as a device of the house."""

    id: str
    """Its permanent id: letters, digits and underscores."""
    name: str
    """Its name in the house."""
    release: str
    """The running release."""
    prefix: str = "homeassistant"
    """Where Home Assistant looks for devices."""
    area: str = ""
    """Its room, as a suggestion; "" for none."""
    page: str = ""
    """Address of its page; "" without one."""

    @property
    def topics(self) -> Topics:
        """Where it publishes and listens."""
        return Topics(self.id, self.prefix)


def device_message(device: HomeDevice) -> Payload:
    """Return the device and all its entities."""
    topics = device.topics
    about = {
        "identifiers": [device.id],
        "name": device.name,
        "manufacturer": "Mien",
        "model": "Mien speaker",
        "sw_version": device.release,
    }
    if device.area:
        about["suggested_area"] = device.area
    if device.page:
        about["configuration_url"] = device.page
    return {
        "device": about,
        "origin": {"name": "Mien", "sw_version": device.release},
        "availability_topic": topics.own("availability"),
        "components": {entity.key: _component(entity, device) for entity in ENTITIES},
    }


def slug(name: str) -> str:
    """Return `name` as part of an entity id; "mien" for one without a letter or digit."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "mien"


def release_payload(running: str, told: bytes) -> Payload:
    """Return the running release, and the newest one that the owner's server announced."""
    newest = told.decode() if _RELEASE.fullmatch(told) else ""
    latest = newest if newest and _numbers(newest) > _numbers(running) else running
    return {"installed_version": running, "latest_version": latest}


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", release))


def _component(entity: Entity, device: HomeDevice) -> Mapping[str, Any]:
    topics = device.topics
    component = {
        "platform": entity.platform,
        "unique_id": f"{device.id}_{entity.key}",
        # The default of older releases of Home Assistant, which ignore this field.
        "default_entity_id": f"{entity.platform}.{slug(device.name)}_{slug(entity.name)}",
        "name": entity.name,
        "icon": entity.icon,
        **entity.more,
    }
    if entity.template or entity.topic != "state":
        component["state_topic"] = topics.own(entity.topic)
    if entity.template:
        component["value_template"] = entity.template
    if entity.attributes:
        component["json_attributes_topic"] = topics.own(entity.topic)
        component["json_attributes_template"] = entity.attributes
    if entity.takes_commands:
        component["command_topic"] = topics.own(f"set/{entity.key}")
    return component
