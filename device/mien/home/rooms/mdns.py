"""Announces this speaker on the local network, and finds the others: with avahi, which runs anyway.

Its own programs do both, so the sandbox needs no port for multicast DNS, and this process no parser for it.
"""

import asyncio
import logging
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Sequence

from mien.home.rooms.other_speakers import SERVICE, OtherSpeaker, SpeakersFound
from mien.retry import Backoff
from mien.types import Seconds

logger = logging.getLogger(__name__)

PUBLISH = ("avahi-publish-service", "--no-fail", "--")
BROWSE = ("avahi-browse", "--parsable", "--resolve", "--no-db-lookup", "--no-fail", SERVICE)
RETRIES = Backoff(shortest=2.0, longest=300.0)
STEADY: Seconds = 60.0


class SpeakerFinder:
    """Publishes `service`, the arguments of one speaker, and calls `found` with the others as they change."""

    def __init__(
        self, service: Sequence[str], own: str, found: Callable[[tuple[OtherSpeaker, ...]], None]
    ) -> None:
        self._service, self._own, self._found = service, own, found

    async def publish(self) -> None:
        """Announce this speaker, until cancelled."""
        await _keep_running((*PUBLISH, *self._service), lambda _line: None)

    async def browse(self) -> None:
        """Find the others, until cancelled."""
        seen = SpeakersFound(self._own)

        def hears(line: str) -> None:
            nonlocal seen
            before, seen = seen.speakers, seen.after(line) if line else SpeakersFound(self._own)
            if seen.speakers != before:
                self._found(seen.speakers)

        await _keep_running(BROWSE, hears)


async def _keep_running(command: Sequence[str], hears: Callable[[str], None]) -> None:
    """Run a program, again whenever it ends; give up if it isn't installed.

    `hears` gets its lines, and "" at its end.
    """
    failures, loop = 0, asyncio.get_running_loop()
    while True:
        begun = loop.time()
        try:
            await _run(command, hears)
        except OSError as missing:
            logger.info("Speakers do not find each other by name: %s (%s)", command[0], missing.strerror)
            await asyncio.Event().wait()
        hears("")
        failures = 1 if loop.time() - begun > STEADY else failures + 1
        await asyncio.sleep(RETRIES.pause(failures))


async def _run(command: Sequence[str], hears: Callable[[str], None]) -> None:
    program = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)
    assert program.stdout is not None  # noqa: S101  it was asked for
    try:
        while line := await _line(program.stdout):
            hears(line)
        await program.wait()
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


async def _line(stream: asyncio.StreamReader) -> str:
    """Return the next line, "" at the end; one without an end is skipped."""
    while True:
        try:
            return (await stream.readline()).decode(errors="replace")
        except ValueError:
            continue
