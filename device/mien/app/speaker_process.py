"""The speaker as a process: its settings and state from the disk, its signals, its exit status."""

import asyncio
import contextlib
import logging
import os
import signal
from pathlib import Path

from mien.app.application import Application, memory_in
from mien.app.factories import clock
from mien.app.frontends import frontends_of, state_folder
from mien.app.storage.eye_flag import EyeFlag
from mien.app.storage.settings_store import SettingsStore, with_rules_of_the_page
from mien.config.settings import Config
from mien.errors import MienError, reason

logger = logging.getLogger(__name__)


class StateFolderError(MienError):
    """The state folder belongs to somebody else; says what to do."""


def make_state_folder(folder: Path) -> None:
    """Make the state folder, for its owner alone; without a disk the speaker runs, and remembers nothing.

    Raises:
        StateFolderError: this user may not use it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "settings.toml").exists()  # what the first one to look there would ask
    except PermissionError as no:
        raise StateFolderError(
            f"{folder}, where the speaker keeps what it remembers, can't be used ({reason(no)}): "
            "make it yours, or set XDG_STATE_HOME to a folder that is."
        ) from no
    except OSError as no:
        logger.warning("Nothing is remembered after a restart: %s can't be made (%s).", folder, reason(no))


async def run_speaker(config: Config, eye_socket: Path | None = None, ear_socket: Path | None = None) -> int:
    """Run the speaker until SIGTERM or SIGINT; return the exit status.

    With `eye_socket`, systemd or somebody else runs the eye; without, it is a child process. The same goes
    for the ear.
    """
    folder = state_folder(os.environ)
    make_state_folder(folder)
    store = SettingsStore(folder / "settings.toml")
    config = with_rules_of_the_page(store.laid_over(config), folder)
    eye_flag, memory = EyeFlag(folder / "eye-closed"), memory_in(folder, config)
    application = Application(config, eye_socket, ear_socket, eye_flag=eye_flag, memory=memory)
    frontends = frontends_of(application.access, folder, store, clock)
    running = asyncio.create_task(application.run(frontends))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, running.cancel)
    try:
        with contextlib.suppress(asyncio.CancelledError):
            await running
    except BaseExceptionGroup as several:
        errors, bugs = several.split(MienError)
        if errors is None or bugs is not None:
            raise
        raise _first(errors) from None
    return 0


def _first(errors: BaseExceptionGroup[MienError]) -> MienError:
    """Return the first of several errors, the one to show the owner."""
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
