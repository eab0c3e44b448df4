"""The eye as a child of the speaker, on machines where systemd does not run both."""

import asyncio
import logging
import os
from pathlib import Path

from mien.ipc.child_process import mien_command
from mien.retry import Backoff
from mien.types import Seconds

logger = logging.getLogger(__name__)

RETRIES = Backoff(shortest=0.5, longest=30.0)
_RAN_WELL: Seconds = 30.0
_GRACE: Seconds = 1.0


class EyeChild:
    """Starts `mien eye`, and restarts it whenever it ends; sooner if it ran well for a while."""

    def __init__(self, socket: Path, camera: str, turned: int, glances_per_second: float) -> None:
        self.restarts = 0
        self._process: asyncio.subprocess.Process | None = None
        self._command = mien_command(
            *("eye", "--child-of", str(os.getpid())),
            *("--socket", str(socket), "--camera", camera),
            *("--turned", str(turned), "--glances", f"{glances_per_second:g}"),
        )

    @property
    def pid(self) -> int | None:
        """The process id of the eye that runs now."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Keep an eye running; when cancelled, end it first."""
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            # In a group of its own: Ctrl-C in the terminal ends the speaker, and the speaker ends the eye.
            self._process = await asyncio.create_subprocess_exec(*self._command, process_group=0)
            try:
                status = await self._process.wait()
            finally:
                await self._end()
            failures = 1 if loop.time() - started > _RAN_WELL else failures + 1
            wait = RETRIES.pause(failures)
            logger.warning("The camera process ended with status %s; restarting it in %g s.", status, wait)
            await asyncio.sleep(wait)
            self.restarts += 1

    def kill(self) -> None:
        """Kill an eye that hangs: a libcamera call that never returns can be ended in no other way."""
        if self._process is not None and self._process.returncode is None:
            logger.warning("The camera process hangs; stopping it.")
            self._process.kill()

    async def _end(self) -> None:
        """Ask the eye to end; kill it if it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
