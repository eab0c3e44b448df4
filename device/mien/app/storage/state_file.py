"""Small JSON files in the speaker's state folder: what must survive a restart."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, TypeVar

from mien.atomic_file import write_whole
from mien.errors import reason

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
_TOO_MUCH = (OverflowError, RecursionError)  # an infinite number, brackets without end


class StateFile(Generic[_T]):
    """One file. `what` it holds, for the log; `read` turns JSON into a value, `written` a value into JSON."""

    def __init__(
        self, file: Path | None, what: str, read: Callable[[Any], _T], written: Callable[[_T], Any]
    ) -> None:
        """`file` None: nothing is stored, and nothing is found."""
        self._file = file
        self._what = what
        self._read = read
        self._written = written

    def read(self) -> _T | None:
        """Return what was stored; None if nothing was. A damaged file is left alone and logged."""
        if self._file is None or not self._file.exists():
            return None
        try:
            return self._read(json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, LookupError, AttributeError, *_TOO_MUCH) as bad:
            logger.warning(
                "Ignoring %s stored in %s, which is damaged: %s", self._what, self._file, reason(bad)
            )
            return None

    def keep(self, value: _T) -> None:
        """Store a value; without a disk it lasts until the next start."""
        if self._file is None:
            return
        try:
            write_whole(self._file, json.dumps(self._written(value)) + "\n")
        except OSError as refused:
            logger.warning("Couldn't store %s: %s", self._what, reason(refused))
