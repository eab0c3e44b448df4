"""The fake backend's settings: each takes what it can be, and nothing else."""

from dataclasses import replace

from fakes.backend_scene import SETTINGS
from mien.web.backend import SettingKind, SettingModel, SettingValue
from mien.web.backend_errors import RefusedError


class FakeSettings:
    """See the module."""

    def __init__(self) -> None:
        self.all = {setting.key: setting for setting in SETTINGS}

    def put(self, key: str, value: SettingValue) -> None:
        """Set one that there is, to what it can be."""
        setting = self.all.get(key)
        if setting is None:
            raise RefusedError(f"Unknown setting {key[:40]}.")
        if not _is_kind(value, setting):
            raise RefusedError(f"{setting.label} can't be that.")
        if setting.choices and value not in dict(setting.choices):
            raise RefusedError(f"{setting.label} must be one of {', '.join(dict(setting.choices))}.")
        self.all[key] = replace(setting, value=value)

    def find(self, key: str) -> None:
        """Find out the strap."""
        if key != "strap":
            raise RefusedError(f"{key[:40]} isn't a setting that the speaker can find.")
        self.all[key] = replace(self.all[key], value="A0:9E:1A:00:00:01")


def _is_kind(value: SettingValue, setting: SettingModel) -> bool:
    """Return whether a value is of the setting's kind; a switch is no number."""
    kind: type | tuple[type, ...] = (int, float) if isinstance(setting.value, float) else type(setting.value)
    return isinstance(value, kind) and (not isinstance(value, bool) or setting.kind is SettingKind.SWITCH)
