"""The entities in Home Assistant, one entry each: name, state and command. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mien.home.home_commands import LEAST_CERTAINTY, MOST_CERTAINTY, PRESS
from mien.home.senses import SenseState
from mien.home.speaker import AUTOMATIC
from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Policy

MOODS = [*(emotion.value for emotion in Emotion), *(absence.value for absence in Absence)]
_MEASURED = {"state_class": "measurement"}
_DIAGNOSTIC = {"entity_category": "diagnostic", "enabled_by_default": False}


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity of the device."""

    key: str
    """Its key within the device; part of its unique id, so it never changes."""
    platform: str
    """Home Assistant's kind of entity."""
    name: str
    """Its name for the owner, after the speaker's name."""
    icon: str
    """From Material Design Icons."""
    template: str = ""
    """The template of its state; "" for one without a state."""
    topic: str = "state"
    """Where its state is published, below the speaker's own topic."""
    attributes: str = ""
    """The template of its attributes; "" without any."""
    takes_commands: bool = False
    """Whether it has a command topic, which ends in its key."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further fields for Home Assistant."""


def _value(key: str) -> str:
    return f"{{{{ value_json.{key} }}}}"


def _is(key: str, value: str) -> str:
    return f"{{{{ 'ON' if value_json.{key} == '{value}' else 'OFF' }}}}"


def _some(*keys: str) -> str:
    """Return the template of some of the JSON's fields as attributes."""
    pairs = ", ".join(f"'{key}': value_json.{key}" for key in keys)
    return f"{{{{ {{{pairs}}} | tojson }}}}"


def _sensors() -> tuple[Entity, ...]:
    plane = {**_MEASURED, "suggested_display_precision": 2}
    return (
        Entity(
            *("mood", "sensor", "Mood", "mdi:emoticon-outline", _value("mood")),
            attributes=_some("moment", "valence", "arousal", "confidence", "override", "policy"),
            more={"device_class": "enum", "options": MOODS},
        ),
        Entity("valence", "sensor", "Valence", "mdi:emoticon-happy-outline", _value("valence"), more=plane),
        Entity("arousal", "sensor", "Arousal", "mdi:pulse", _value("arousal"), more=plane),
        Entity(
            *("confidence", "sensor", "Confidence", "mdi:gauge", _value("confidence")),
            more={**_MEASURED, "unit_of_measurement": "%"},
        ),
        Entity("people", "sensor", "People", "mdi:account-group", _value("people"), more=_MEASURED),
        Entity(
            *("song", "sensor", "Song", "mdi:music-note", _value("song")),
            attributes=_some("artist", "album", "reason"),
        ),
        Entity("reason", "sensor", "Why this song", "mdi:comment-question-outline", _value("reason")),
    )


def _watched() -> tuple[Entity, ...]:
    return (
        Entity(
            *("camera", "binary_sensor", "Camera", "mdi:eye", _is("camera", "on")),
            attributes=_some("camera"),
        ),
        Entity(
            *("watched", "binary_sensor", "Live view watched", "mdi:cctv"),
            template="{{ 'ON' if value_json.watched else 'OFF' }}",
        ),
        Entity(
            *("problem", "binary_sensor", "Health", "mdi:stethoscope"),
            template="{{ 'ON' if value_json.problems else 'OFF' }}",
            attributes=_some("problems"),
            more={"device_class": "problem", "entity_category": "diagnostic"},
        ),
        Entity(
            *("mood_changed", "event", "Mood changed", "mdi:emoticon-outline"),
            topic="event",
            more={"event_types": MOODS},
        ),
        Entity(
            *("update", "update", "Release", "mdi:package-up"),
            template="{{ value_json | tojson }}",
            topic="release",
            more={"title": "Mien", "entity_category": "diagnostic"},
        ),
    )


def _controls() -> tuple[Entity, ...]:
    """Return the entities with commands; a repeatable one is resent until it arrives (qos 1)."""
    surely = {"qos": 1}
    setting = {"entity_category": "config", "unit_of_measurement": "%", "mode": "slider", **surely}
    certain = {"min": LEAST_CERTAINTY, "max": MOST_CERTAINTY, "step": 1, **setting}
    percent = {"min": 0, "max": 100, "step": 1}
    press = {"payload_press": PRESS.decode()}
    policies = {"options": [policy.value for policy in Policy], **surely}
    moods = {"options": [AUTOMATIC, *(emotion.value for emotion in Emotion)], **surely}
    volume = {**percent, "unit_of_measurement": "%", "mode": "slider", **surely}
    plays = "{{ {'playing': 'ON', 'paused': 'OFF'}.get(value_json.music) }}"
    controls = (
        ("policy", "select", "How music responds", "mdi:swap-vertical", _value("policy"), policies),
        ("override", "select", "Mood by hand", "mdi:hand-back-right-outline", _value("override"), moods),
        ("certainty", "number", "How sure before switching", "mdi:target", _value("certainty"), certain),
        ("volume", "number", "Volume", "mdi:volume-high", _value("volume"), volume),
        (
            *("volume_limit", "number", "Volume limit", "mdi:volume-vibrate", _value("volume_limit")),
            {**percent, **setting},
        ),
        ("music", "switch", "Music", "mdi:play-pause", plays, surely),
        ("skip", "button", "Skip", "mdi:skip-next", "", press),
        ("undo", "button", "Undo skip", "mdi:undo", "", press),
        ("wrong", "button", "Wrong mood", "mdi:emoticon-confused-outline", "", press),
        ("close_camera", "button", "Turn camera off", "mdi:eye-off", "", {**press, **surely}),
    )
    return tuple(
        Entity(key, platform, name, icon, template, takes_commands=True, more=more)
        for key, platform, name, icon, template, more in controls
    )


def _diagnostics() -> tuple[Entity, ...]:
    number = {**_MEASURED, **_DIAGNOSTIC}
    rows: tuple[tuple[str, str, str, Mapping[str, Any], str], ...] = (
        ("frame_age", "Picture age", "mdi:timer-outline", {"device_class": "duration"}, "ms"),
        ("light", "Light", "mdi:brightness-6", {}, "%"),
        ("queue", "Songs to come", "mdi:playlist-music", {}, ""),
        ("songs", "Library", "mdi:music-box-multiple", {}, ""),
        ("memory", "Memory", "mdi:memory", {"device_class": "data_size"}, "MB"),
        ("temperature", "Board temperature", "mdi:thermometer", {"device_class": "temperature"}, "°C"),
    )
    return tuple(
        Entity(
            *(key, "sensor", name, icon, _value(key), "diagnostics"),
            more={**number, **kind, **({"unit_of_measurement": unit} if unit else {})},
        )
        for key, name, icon, kind, unit in rows
    )


def _senses() -> tuple[Entity, ...]:
    """Return the senses side by side: how each is, what it says and how far to trust that."""
    states = {"device_class": "enum", "options": [state.value for state in SenseState], **_DIAGNOSTIC}
    kinds = (
        ("face", "Face reading", "mdi:face-recognition"),
        ("voice", "Voice reading", "mdi:account-voice"),
        ("pulse", "Pulse reading", "mdi:heart-pulse"),
    )
    number = {**_MEASURED, **_DIAGNOSTIC}
    percent = {**number, "unit_of_measurement": "%"}
    rows: tuple[tuple[str, str, str, Mapping[str, Any]], ...] = (
        ("face_arousal", "Face arousal", "mdi:pulse", number),
        ("face_valence", "Face valence", "mdi:emoticon-happy-outline", number),
        ("face_quality", "Face quality", "mdi:gauge", percent),
        ("voice_arousal", "Voice arousal", "mdi:pulse", number),
        ("voice_valence", "Voice valence", "mdi:emoticon-happy-outline", number),
        ("voice_quality", "Voice quality", "mdi:gauge", percent),
        ("pulse_rate", "Heart rate", "mdi:heart-pulse", {**number, "unit_of_measurement": "bpm"}),
        ("pulse_above_rest", "Heart rate above rest", "mdi:arrow-up-thin", percent),
        ("pulse_quality", "Pulse quality", "mdi:gauge", percent),
    )
    return tuple(
        Entity(*(key, "sensor", name, icon, _value(key), "diagnostics"), _why(key), more=states)
        for key, name, icon in kinds
    ) + tuple(
        Entity(*(key, "sensor", name, icon, _value(key), "diagnostics"), more=more)
        for key, name, icon, more in rows
    )


def _why(sense: str) -> str:
    return f"{{{{ {{'why': value_json.{sense}_why}} | tojson }}}}"


ENTITIES: tuple[Entity, ...] = (*_sensors(), *_watched(), *_controls(), *_diagnostics(), *_senses())
