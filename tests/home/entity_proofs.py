"""Every entity as Home Assistant shows it: those of every day, and the diagnostics that are off at first."""

import re

from appliance.machines.machine import until
from appliance.proofs.service_proofs import must
from home.hass import State
from home.house import ID, MOOD, SOON, House
from home.speaker import WATCH
from mien.home.entities import ENTITIES, Entity

SHOWN = [entity for entity in ENTITIES if entity.more.get("enabled_by_default", True)]
HIDDEN = [entity for entity in ENTITIES if entity not in SHOWN]


def every_entity_is_there(house: House) -> str:
    shown = SHOWN
    until(lambda: {ID[e.key] for e in shown} <= set(house.hass.states()), SOON, "every entity is there")
    house.becomes(MOOD, lambda state: state not in ("", "unknown", "unavailable"), "has a state")
    states = house.hass.states()
    for entity in shown:
        _is_described(entity, states[ID[entity.key]])
    unknown = [ID[e.key] for e in shown if states[ID[e.key]]["state"] == "unavailable"]
    must(not unknown, f"unavailable: {unknown}")
    names = " ~ '|' ~ ".join(f"device_attr('{MOOD}', '{key}')" for key in ("name", "manufacturer"))
    device = house.hass.render(f"{{{{ {names} }}}}")
    area = house.hass.render("{{ area_name('" + MOOD + "') }}")
    must(device == "Mien kitchen|Mien" and area == "Kitchen", f"{device}, {area}")
    return f"{len(shown)} entities with name, icon, class and unit; device {device}, area {area}"


def _is_described(entity: Entity, state: State) -> None:
    about = state["attributes"]
    wanted = {"icon": entity.icon, "friendly_name": f"Mien kitchen {entity.name}"}
    kinds = ("device_class", "unit_of_measurement", "state_class", "options", "event_types")
    wanted |= {key: entity.more[key] for key in kinds if key in entity.more}
    wrong = {key: about.get(key) for key, value in wanted.items() if about.get(key) != value}
    must(not wrong, f"{ID[entity.key]}: {wrong}, not {wanted}")


def diagnostics_are_off_until_they_are_wanted_and_then_follow(house: House) -> str:
    (entries,) = house.hass.ask({"type": "config/entity_registry/list"})
    kept = {entry["unique_id"]: entry for entry in entries if entry["platform"] == "mqtt"}
    for entity in HIDDEN:
        entry = kept[f"{house.speaker.id}_{entity.key}"]
        is_off = entry["disabled_by"] == "integration" and entry["entity_category"] == "diagnostic"
        must(is_off and entry["entity_id"] == ID[entity.key], f"{entry}")
    enable = {"type": "config/entity_registry/update", "disabled_by": None}
    house.hass.ask(*({**enable, "entity_id": ID[entity.key]} for entity in HIDDEN))
    took = until(lambda: {ID[e.key] for e in HIDDEN} <= set(house.hass.states()), 90, "they are there")
    house.becomes(ID["songs"], lambda state: state == "56", "is 56", 90)
    states = house.hass.states()
    for entity in HIDDEN:
        _is_described(entity, states[ID[entity.key]])
    return (
        f"{len(HIDDEN)} enabled, there after {took:.0f} s with name, icon, class and unit; {_senses(house)}"
    )


def _senses(house: House) -> str:
    """Follow the three senses: a face of the reel, a quiet room, somebody's watch."""
    house.becomes(ID["face"], lambda state: state == "active", "is active", 90)
    house.becomes(ID["face_arousal"], _is_number, "is a number")
    face = ", ".join(house.hass.state(ID[f"face_{key}"]) for key in ("arousal", "valence", "quality"))
    house.becomes(ID["voice"], lambda state: state == "quiet", "is quiet", 90)
    why = house.hass.states()[ID["voice"]]["attributes"].get("why")
    must(house.hass.state(ID["voice_arousal"]) == "unknown", "a quiet room has an arousal")

    def beats() -> bool:
        house.publish(WATCH, b"72")
        return house.hass.state(ID["pulse_rate"]) == "72"

    until(beats, 60, "the heart rate is 72", every=2)
    pulse = house.hass.state(ID["pulse"])

    ended = house.becomes(ID["pulse"], lambda state: state == "not working", "is not working", 90)
    # One message says both, but Home Assistant sets one entity after the other.
    house.becomes(ID["pulse_rate"], lambda state: state == "unknown", "is unknown once the watch is gone", 5)
    told = f"face active ({face}), voice quiet ({why}), pulse {pulse} at 72 bpm"
    return f"{told}, and not working {ended:.0f} s after the watch's last beat"


def _is_number(state: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", state) is not None
