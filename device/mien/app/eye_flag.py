"""Whether the owner turned the camera off: it stays off over a restart, until the speaker's button."""

import logging
from pathlib import Path

from mien.atomic_file import write_whole

logger = logging.getLogger(__name__)


class EyeFlag:
    """A file in the speaker's state folder that exists while the eye is closed; None: nothing is stored."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def is_closed(self) -> bool:
        """Whether the eye was closed when the speaker ended."""
        return self._file is not None and self._file.exists()

    def keep(self, *, is_closed: bool) -> None:
        """Store it; without a disk it holds until the next start."""
        if self._file is None:
            return
        try:
            if is_closed:
                write_whole(self._file, "The eye was closed by hand.\n")
            else:
                self._file.unlink(missing_ok=True)
        except OSError as refused:
            logger.warning("Whether the camera is off could not be kept: %s", refused)
