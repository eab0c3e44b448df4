"""Whether the owner closed the eye, kept over a restart: only the button on the speaker opens it again."""

import logging
from pathlib import Path

from mien.atomic_file import write_whole

logger = logging.getLogger(__name__)


class EyeFlag:
    """A note in the speaker's state folder that is there while the eye is closed; `None`: not kept."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def is_closed(self) -> bool:
        """Whether the eye was closed when the speaker ended."""
        return self._file is not None and self._file.exists()

    def keep(self, *, is_closed: bool) -> None:
        """Note it; what the disk refuses holds until the next start."""
        if self._file is None:
            return
        try:
            if is_closed:
                write_whole(self._file, "The eye was closed by hand.\n")
            else:
                self._file.unlink(missing_ok=True)
        except OSError as refused:
            logger.warning("Whether the eye is closed could not be kept: %s", refused)
