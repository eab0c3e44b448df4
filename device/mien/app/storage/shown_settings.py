"""Settings that the page can change: which ones, and how they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mien.config.settings import Config
from mien.web.backend import SettingKind, SettingModel, SettingValue

_LISTENERS = (("main", "Main person"), ("majority", "Majority"), ("average", "Average"))
_AT_NIGHT = "From “Night begins” to “Night ends”, under Ring."
_CERTAINTY = "Lower reacts sooner and is wrong more often."
_SHARED = "While nobody is in this room, its music follows a room where somebody is. Needs MQTT."
_BROKER = "The broker and its password are in the speaker's settings file."
_EAR = "Takes in the room's sound to tell how voices sound, not what is said. Nothing is stored."
_DUCK = "0 = off. Notices that people talk, not what they say. Needs music_pipe under [ear]."
_FOLLOW = "Changes slowly from the volume you set, and stays within this range."
_NOISE = "ear.follow_noise"
"""Two numbers, of which the page offers some pairs: a choice there, a list in the settings file."""
_RANGES: tuple[list[int], ...] = ([], [10, 40], [20, 60], [30, 80])
_STRAP = "Takes in your pulse by Bluetooth while you wear it. Nothing is stored."
_STAND = "Put it on, turn its broadcast on, and stand by the speaker."
_COUNTS = "A fast pulse counts as lively, within limits. We found no evidence that it helps."

SHOWN = (
    SettingModel("mood.listener", "Mood", "Whose mood counts", SettingKind.CHOICE, "", choices=_LISTENERS),
    SettingModel(
        *("mood.certainty", "Mood", "How sure before switching", SettingKind.NUMBER, 0.0, _CERTAINTY),
        low=0.5,
        high=0.99,
        step=0.01,
    ),
    SettingModel(
        *("mood.empty_pause", "Mood", "Pause when empty for", SettingKind.NUMBER, 0.0, "0 = never"),
        low=0.0,
        high=7200.0,
        step=60.0,
        unit="s",
    ),
    SettingModel(
        *("music.volume_limit", "Music", "Volume limit", SettingKind.NUMBER, 0, "No request goes above it."),
        low=0,
        high=100,
        step=1,
        unit="%",
    ),
    SettingModel(
        *("music.quiet_volume_limit", "Music", "Volume limit at night", SettingKind.NUMBER, 0, _AT_NIGHT),
        low=0,
        high=100,
        step=1,
        unit="%",
    ),
    SettingModel("panel.brightness", "Ring", "Brightness by day", SettingKind.NUMBER, 0.0, step=0.05),
    SettingModel("panel.night_brightness", "Ring", "Brightness at night", SettingKind.NUMBER, 0.0, step=0.05),
    SettingModel("panel.quiet_from", "Ring", "Night begins", SettingKind.CLOCK, ""),
    SettingModel("panel.quiet_to", "Ring", "Night ends", SettingKind.CLOCK, ""),
    SettingModel("home.on", "Home", "Home Assistant (MQTT)", SettingKind.SWITCH, value=False, help=_BROKER),
    SettingModel(
        "home.shared_mood",
        "Home",
        "Share one mood between rooms",
        SettingKind.SWITCH,
        value=False,
        help=_SHARED,
    ),
    SettingModel("home.broker", "Home", "MQTT broker", SettingKind.TEXT, ""),
    SettingModel("ear.on", "Microphone", "Listen to voices", SettingKind.SWITCH, value=False, help=_EAR),
    SettingModel(
        *("ear.duck", "Microphone", "Lower the music while people talk", SettingKind.NUMBER, 0.0, _DUCK),
        low=0,
        high=30,
        step=1,
        unit="dB",
    ),
    SettingModel(
        *(_NOISE, "Microphone", "Volume follows the noise in the room", SettingKind.CHOICE, "", _FOLLOW),
    ),
    SettingModel("pulse.on", "Pulse", "Heart-rate strap", SettingKind.SWITCH, value=False, help=_STRAP),
    SettingModel("pulse.strap", "Pulse", "Your strap", SettingKind.FOUND, "", _STAND),
    SettingModel(
        "pulse.counts", "Pulse", "Counts for the mood", SettingKind.SWITCH, value=False, help=_COUNTS
    ),
)


def shown(config: Config) -> tuple[SettingModel, ...]:
    """Return the settings with their values."""
    table = config.model_dump()
    return tuple(_with_value(setting, table) for setting in SHOWN)


def as_stored(key: str, value: SettingValue) -> SettingValue | list[int]:
    """Return what the settings file has for what a page sent; whether that is allowed is judged later."""
    if key != _NOISE or not isinstance(value, str):
        return value
    ends = value.split("-") if value else []
    return [int(end) for end in ends] if all(end.isdecimal() for end in ends) else value


def _with_value(setting: SettingModel, table: Mapping[str, Mapping[str, Any]]) -> SettingModel:
    section, _, name = setting.key.partition(".")
    value = table[section][name]
    if setting.key != _NOISE:
        return replace(setting, value=value)
    ranges = _RANGES if value in _RANGES else (*_RANGES, value)
    choices = tuple((_range_name(ends), _range_label(ends)) for ends in ranges)
    return replace(setting, value=_range_name(value), choices=choices)


def _range_name(ends: Sequence[int]) -> str:
    return "-".join(map(str, ends))


def _range_label(ends: Sequence[int]) -> str:
    return f"{ends[0]} to {ends[1]} %" if ends else "Off"
