"""The browsers that are paired, kept on disk: never their tokens, only what a token hashes to."""

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
"""Seconds since 1970, by the wall clock, which a Pi without a battery may have wrong: for showing only."""

MOST_BROWSERS = 32


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is paired.

    `token`: the hash of its cookie; `coming`: of the one that shall replace it. `agreed`: its owner has read
    what is seen and kept.
    """

    id: str
    name: str
    address: str
    paired: Epoch
    seen: Epoch
    token: str
    renewed: Epoch
    coming: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class BrowserStore:
    """What is kept: who is paired, by id, and a secret from which the tokens against forgery are made."""

    file: Path
    secret: str
    browsers: Mapping[str, Browser]


def hashed(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_browser_store(file: Path) -> BrowserStore:
    """Return the book in `file`. A broken one is put aside: then nobody is paired, which is safe."""
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        browsers = tuple(Browser(**entry) for entry in plain["browsers"])
        return BrowserStore(file, str(plain["secret"]), {browser.id: browser for browser in browsers})
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError, KeyError) as broken:
        logger.warning("The list of paired browsers cannot be read (%s); they must be paired again", broken)
        _put_aside(file)
    return BrowserStore(file, secrets.token_urlsafe(32), {})


def keep(book: BrowserStore) -> None:
    """Write the book, whole or not at all. If the disk will not have it, it holds until the next start."""
    plain: dict[str, Any] = {"secret": book.secret, "browsers": [asdict(b) for b in book.browsers.values()]}
    try:
        write_whole(book.file, json.dumps(plain, indent=1))
    except OSError as refused:
        logger.warning("The list of paired browsers could not be kept: %s", refused)


def _put_aside(file: Path) -> None:
    try:
        file.replace(file.with_suffix(".broken"))
    except OSError as refused:
        logger.warning("It could not be put aside either: %s", refused)
