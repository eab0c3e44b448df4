"""Settings from a file over the defaults. All mistakes in it are reported at once, each with its line."""

import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mien.config.config_mistakes import listing, mistakes_in
from mien.config.settings import Config
from mien.config.toml_table import TomlError, read_toml
from mien.config.toml_text import toml_of
from mien.errors import MienError

DEFAULT_FILE = Path(__file__).with_name("config.default.toml")
OWNERS_FILE = Path("/etc/mien/config.toml")
STANDARD_INPUT = "-"


class ConfigError(MienError):
    """A settings file that cannot be used; its text has one line per mistake."""


def load_config(file: Path | None = None) -> Config:
    """Return the defaults with `file` laid over them; without `file`, the owner's own if there is one.

    A `file` named "-" is the standard input.

    Raises:
        ConfigError: the file cannot be read, isn't valid TOML, or has mistakes; all of them are named.
    """
    if file is None and not OWNERS_FILE.exists():
        return read_config("", "the default settings")
    chosen = file or OWNERS_FILE
    return read_config(_text_in(chosen), str(chosen))


def read_config(text: str, name: str, *, below: Mapping[str, Any] | None = None) -> Config:
    """Return the TOML `text` laid over the defaults, or over `below`; `name` is what mistakes call it.

    Raises:
        ConfigError: the text isn't valid TOML or has mistakes; all of them are named.
    """
    try:
        table = read_toml(text)
    except TomlError as bad:
        raise ConfigError(listing(name, bad.mistakes)) from bad
    try:
        return Config.model_validate(_laid_over(below or _default_table(), table.values))
    except ValidationError as bad:
        raise ConfigError(listing(name, mistakes_in(table, bad.errors(), _default_table()))) from bad


def text_of(config: Config) -> str:
    """Return the text of a file with every setting."""
    return toml_of(config.model_dump())


def default_text() -> str:
    """Return the file with every key, its default and why."""
    return DEFAULT_FILE.read_text(encoding="utf-8")


def _default_table() -> dict[str, Any]:
    return tomllib.loads(default_text())


def _text_in(file: Path) -> str:
    try:
        if str(file) == STANDARD_INPUT:
            return sys.stdin.read()
        return file.read_text(encoding="utf-8")
    except PermissionError as bad:
        raise ConfigError(f"{file}: you may not read it; try again with sudo") from bad
    except OSError as bad:
        raise ConfigError(f"{file}: cannot be read ({bad.strerror})") from bad
    except UnicodeDecodeError as bad:
        raise ConfigError(f"{file}: is not UTF-8 text (byte {bad.start})") from bad


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the keys of `above` in their places, section by section."""
    laid = dict(below)
    for key, value in above.items():
        both_tables = isinstance(value, Mapping) and isinstance(below.get(key), Mapping)
        laid[key] = _laid_over(below[key], value) if both_tables else value
    return laid
