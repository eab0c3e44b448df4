"""The paired browsers on disk: never their tokens, only hashes of them."""

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

from mien.atomic_file import write_whole

logger = logging.getLogger(__name__)

Epoch: TypeAlias = float
"""Seconds since 1970 by the wall clock, which may be wrong on a Pi without a battery: only for display."""

MOST_BROWSERS = 32


@dataclass(frozen=True, slots=True)
class Browser:
    """A paired browser."""

    id: str
    """Random."""
    name: str
    """Such as "Firefox on Android"."""
    address: str
    """Its address when it was paired."""
    paired: Epoch
    """When it was paired."""
    seen: Epoch
    """When it last sent a request."""
    token: str
    """The hash of its cookie."""
    renewed: Epoch
    """When it got that cookie."""
    coming: str = ""
    """The hash of the cookie that will replace it."""
    agreed: bool = False
    """Its owner has read the privacy notice."""


@dataclass(frozen=True, slots=True)
class BrowserStore:
    """What is kept."""

    file: Path
    """Where."""
    secret: str
    """The secret from which CSRF tokens are derived."""
    browsers: Mapping[str, Browser]
    """The paired browsers by id."""


def hashed(token: str) -> str:
    """Return the hash of a token. A token has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_browser_store(file: Path) -> BrowserStore:
    """Return the store in `file`. A broken file is set aside: then nobody is paired, which is safe."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        browsers = tuple(Browser(**entry) for entry in plain["browsers"])
        return BrowserStore(file, str(plain["secret"]), {browser.id: browser for browser in browsers})
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, KeyError) as broken:
        logger.warning("The list of paired browsers can't be read (%s); they must be paired again", broken)
        _set_aside(file)
    return BrowserStore(file, secrets.token_urlsafe(32), {})


def save(store: BrowserStore) -> None:
    """Write the whole store or nothing. If that fails, the list lasts until the next start."""
    plain: dict[str, Any] = {"secret": store.secret, "browsers": [asdict(b) for b in store.browsers.values()]}
    try:
        write_whole(store.file, json.dumps(plain, indent=1))
    except OSError as refused:
        logger.warning("The list of paired browsers could not be saved: %s", refused)


def _set_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".broken"))
    except OSError as refused:
        logger.warning("It could not be set aside either: %s", refused)
