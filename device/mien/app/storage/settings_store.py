"""Where settings that are changed on the page are stored.

They are stored as TOML in the speaker's state folder and laid over the owner's file, which is never written.
"""

import asyncio
import contextlib
import logging
import tomllib
from pathlib import Path
from typing import Any, TypeAlias

from mien.app.factories import OwnersFileError, rules_of
from mien.app.speaker_access import ApplySettings, SpeakerAccess
from mien.app.storage.shown_settings import SHOWN, as_stored
from mien.atomic_file import write_whole
from mien.config.config_file import ConfigError, read_config
from mien.config.settings import Config
from mien.config.toml_table import read_toml
from mien.config.toml_text import toml_of
from mien.errors import reason
from mien.web.backend import SettingKind, SettingValue
from mien.web.backend_errors import RefusedError

logger = logging.getLogger(__name__)

Table: TypeAlias = dict[str, dict[str, Any]]
"""Settings by section and key."""


def overlaid(config: Config, text: str, name: str) -> Config:
    """Return `config` with the TOML `text` laid over it; raises `ConfigError` with every mistake."""
    return read_config(text, name, below=config.model_dump())


class SettingsStore:
    """The settings that were changed on the page, in `file`.

    Single settings that can't be used, such as those of a newer release, are logged and stay in the file. A
    file that is damaged as a whole is logged, left alone, and set aside before the first change.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._table: Table = {}
        self._unused: Table = {}
        self._is_damaged = False
        self._writing = asyncio.Lock()  # the disk may take its time

    async def change(self, speaker: SpeakerAccess, key: str, value: SettingValue) -> None:
        """Change one setting of a running speaker, one change after the other; raises `RefusedError`."""
        async with self._writing:
            before = speaker.state.current.config
            config = await asyncio.to_thread(self.set, before, key, value)
            speaker.request(ApplySettings(config))

    def laid_over(self, config: Config) -> Config:
        """Return `config` with the stored settings that can be used.

        The owner's own settings were checked already, and the page must come up, since it can repair these.
        """
        if not self._file.exists():
            return config
        try:
            return self._read(config)
        except (ConfigError, OSError, UnicodeDecodeError) as bad:
            logger.warning("Ignoring the settings changed on the page: %s", bad)
            self._is_damaged = True
            return config

    def set(self, config: Config, key: str, value: SettingValue) -> Config:
        """Return `config` with `key` changed, and store that; without a disk it lasts until the next start.

        Raises:
            RefusedError: the page may not change this key, or the value is out of range.
        """
        if key not in {setting.key for setting in SHOWN if setting.kind is not SettingKind.TEXT}:
            raise RefusedError(f"{key} can't be changed on the page.")
        section, _, name = key.partition(".")
        if isinstance(value, float) and isinstance(config.model_dump()[section][name], int):
            value = int(value) if value.is_integer() else value  # browsers know one kind of number
        stored = as_stored(key, value)
        table = {**self._table, section: {**self._table.get(section, {}), name: stored}}
        try:
            changed = overlaid(config, toml_of(table), "settings")
        except ConfigError as bad:
            raise RefusedError(str(bad)) from bad
        self._table = table
        try:
            self._write(table)
        except OSError as refused:
            logger.warning("The settings could not be kept: %s", reason(refused))
        return changed

    def _read(self, config: Config) -> Config:
        """Return `config` with the stored settings; raises `ConfigError` for a file damaged as a whole."""
        text = self._file.read_text(encoding="utf-8")
        try:
            with_them = overlaid(config, text, str(self._file))
        except ConfigError as bad:
            table = _rewritable(text)
            if table is None:
                raise
            logger.warning("Ignoring the settings changed on the page that can't be used: %s", bad)
            with_them, self._table = _usable(config, table)
            self._unused = table
            return with_them
        self._table = tomllib.loads(text)
        return with_them

    def _write(self, table: Table) -> None:
        """Write the file; a damaged one is set aside first, since somebody may be able to repair it."""
        if self._is_damaged:
            self._file.replace(self._file.with_name(f"{self._file.name}.damaged"))
            self._is_damaged = False
        write_whole(self._file, toml_of(_merged(self._unused, table)))


def _rewritable(text: str) -> Table | None:
    """Return the settings in a TOML text; None if writing them again would lose something."""
    try:
        table = dict(read_toml(text).values)
        is_plain = all(isinstance(keys, dict) for keys in table.values())
        return table if is_plain and tomllib.loads(toml_of(table)) == table else None
    except (ValueError, TypeError):  # TOML has more than `toml_of` can write, such as dates
        return None


def _usable(config: Config, table: Table) -> tuple[Config, Table]:
    """Return `config` with the settings that can be used, and those settings."""
    usable: Table = {}
    for section, keys in table.items():
        for key, value in keys.items():
            one = {section: {key: value}}
            with contextlib.suppress(ConfigError):
                config = overlaid(config, toml_of(one), "settings")
                usable = _merged(usable, one)
    return config, usable


def _merged(below: Table, above: Table) -> Table:
    """Return the settings of both; where both have one, that of `above`."""
    return {section: {**below.get(section, {}), **above.get(section, {})} for section in {**below, **above}}


def rules_file(state: Path) -> Path:
    """Return where rules that were written on the page are stored."""
    return state / "rules.toml"


def with_rules_of_the_page(config: Config, state: Path) -> Config:
    """Return `config` with the rules that were written on the page, if there are any and they can be used."""
    file = rules_file(state)
    if not file.exists():
        return config
    try:
        rules_of(str(file))
    except OwnersFileError as bad:
        logger.warning("Ignoring the rules written on the page: %s", bad)
        return config
    return config.model_copy(update={"music": config.music.model_copy(update={"rules": str(file)})})
