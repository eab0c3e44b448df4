"""The speaker's identity in the house: an id that lasts across releases, and what it left at the broker."""

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mien.atomic_file import write_whole

logger = logging.getLogger(__name__)

MACHINE_ID = Path("/etc/machine-id")
_ID = re.compile(r"mien_[0-9a-f]{12}")
MOST_TOPICS = 16


class HomeIdentity:
    """Kept in `file`, which is made on first use. A file that can't be read counts as missing."""

    def __init__(self, file: Path, machine: Path = MACHINE_ID) -> None:
        """`machine`: this system's id, from which ours is derived: a lost file makes no new device."""
        self._file = file
        kept = _stored(file)
        given = kept.get("id")
        self.id: str = given if isinstance(given, str) and _ID.fullmatch(given) else _made(machine)
        """The device's id."""
        left = kept.get("topics")
        texts = [topic for topic in left if isinstance(topic, str)] if isinstance(left, list) else []
        self.topics: tuple[str, ...] = tuple(texts[:MOST_TOPICS])
        """The topics at which the broker keeps messages of ours."""

    def keep(self, topics: Sequence[str]) -> None:
        """Note that the broker keeps messages there; (): none any more."""
        self.topics = tuple(topics)
        try:
            write_whole(self._file, json.dumps({"id": self.id, "topics": list(topics)}) + "\n")
        except OSError as refused:
            logger.warning("The speaker's Home Assistant id could not be saved: %s", refused)


def _stored(file: Path) -> dict[str, Any]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _made(machine: Path) -> str:
    """Return an id that does not reveal the machine's own; a random one for a machine without."""
    try:
        seed = machine.read_bytes().strip()
    except OSError:
        seed = b""
    if not seed:
        return f"mien_{secrets.token_hex(6)}"
    return f"mien_{hmac.new(seed, b'Mien at home', hashlib.sha256).hexdigest()[:12]}"
