"""Eye and ear as children of the speaker, on machines where systemd does not run them."""

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


class Child:
    """Starts a command of `mien`, and restarts it whenever it ends; sooner if it had worked for a while."""

    def __init__(self, called: str, *words: str) -> None:
        """`called`: its name in messages, such as "camera process"; `words`: the command and its options."""
        self.restarts = 0
        self._called = called
        self._process: asyncio.subprocess.Process | None = None
        self._command = mien_command(words[0], "--child-of", str(os.getpid()), *words[1:])

    @property
    def pid(self) -> int | None:
        """The process id of the running process."""
        return self._process.pid if self._process else None

    async def run(self) -> None:
        """Keep it running; when cancelled, end it first."""
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            # In a group of its own: Ctrl-C in the terminal ends the speaker, which ends its children.
            self._process = await asyncio.create_subprocess_exec(*self._command, process_group=0)
            try:
                status = await self._process.wait()
            finally:
                await self._end()
            failures = 1 if loop.time() - started > _RAN_WELL else failures + 1
            wait = RETRIES.pause(failures)
            logger.warning("The %s ended with status %s; restarting it in %g s.", self._called, status, wait)
            await asyncio.sleep(wait)
            self.restarts += 1

    def kill(self) -> None:
        """Kill it when it hangs: a driver's call that never returns can be ended in no other way."""
        if self._process is not None and self._process.returncode is None:
            logger.warning("The %s hangs; stopping it.", self._called)
            self._process.kill()

    async def _end(self) -> None:
        """Ask it to end; kill it if it does not."""
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


class EyeChild(Child):
    """`mien eye`."""

    def __init__(self, socket: Path, camera: str, turned: int, glances_per_second: float) -> None:
        super().__init__(
            "camera process",
            *("eye", "--socket", str(socket), "--camera", camera),
            *("--turned", str(turned), "--glances", f"{glances_per_second:g}"),
        )


class EarChild(Child):
    """`mien ear`."""

    def __init__(self, socket: Path, microphone: str, music_pipe: str = "") -> None:
        super().__init__(
            "microphone process",
            *("ear", "--socket", str(socket), "--microphone", microphone, "--music-pipe", music_pipe),
        )
