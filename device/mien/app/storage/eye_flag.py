"""Whether the owner turned the camera off: it stays off, restarts included, until somebody there turns it on.

With a panel, only its button does that, since somebody who can log in may be far away. Without a panel, `mien
open` on the machine itself does, at the control socket, which only its own user may use. Nothing on the
network can.
"""

import logging
from pathlib import Path

from mien.atomic_file import write_whole
from mien.config.settings import PanelConfig
from mien.errors import reason

logger = logging.getLogger(__name__)


def opens_at_machine(panel: PanelConfig) -> bool:
    """Return whether `mien open` turns the camera on: there is no button for it."""
    return panel.kind == "none"


def how_to_open(panel: PanelConfig) -> str:
    """Return what turns the camera on, as the end of a sentence."""
    if opens_at_machine(panel):
        return "`mien open` on the speaker's own machine turns it on"
    return "hold the play button on the speaker to turn it on"


class EyeFlag:
    """A file in the speaker's state folder that exists while the eye is closed; None: nothing is stored."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def is_closed(self) -> bool:
        """Whether the eye was closed when the speaker stopped."""
        return self._file is not None and self._file.exists()

    def keep(self, *, is_closed: bool) -> None:
        """Store it; without a disk it lasts until the next start."""
        if self._file is None:
            return
        try:
            if is_closed:
                write_whole(self._file, "The eye was closed by hand.\n")
            else:
                self._file.unlink(missing_ok=True)
        except OSError as refused:
            logger.warning("Whether the camera is off could not be kept: %s", reason(refused))
