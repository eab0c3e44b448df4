"""The speaker's end of the eye's socket: glances in, requests out, and a report when the eye is gone."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mien.ipc.messages import (
    Closed,
    FromEye,
    Hello,
    PictureAhead,
    SetEye,
    SetLive,
    ToEye,
    Trouble,
    WireError,
    parse_eye_line,
    speaker_line,
)
from mien.ipc.process_link import LinkEvents, stay_connected
from mien.mood.events import Event, EyeBack, EyeGone, Seen
from mien.mood.glance import Glance
from mien.types import Seconds

Clock: TypeAlias = Callable[[], Seconds]

logger = logging.getLogger(__name__)

SILENCE: Seconds = 6.0
"""An eye that sees and is silent for this long hangs; a working one sends something five times a second."""
STARTING: Seconds = 25.0
"""A camera may take this long for its first frame after it was opened; the eye itself gives up after 20 s."""


def _nothing() -> None:
    pass


def _drop(_jpeg: bytes) -> None:
    pass


@dataclass(frozen=True, slots=True)
class EyeCallbacks:
    """What the connection calls; none may wait."""

    event: Callable[[Event], None]
    """A glance came, or the eye disconnected or came back."""
    picture: Callable[[bytes], None] = _drop
    """A JPEG of the live view came."""
    hang: Callable[[], None] = _nothing
    """A connected eye has been silent for too long."""


class EyeLink:
    """Keeps a connection to the eye, and reports on it in events.

    The eye may be gone, start late, hang, or send invalid messages: each is reported once as `EyeGone`, and
    as `EyeBack` when it is over.
    """

    def __init__(
        self,
        socket: Path,
        callbacks: EyeCallbacks,
        clock: Clock,
        silence: Seconds = SILENCE,
        *,
        is_open: bool = True,
    ) -> None:
        """`silence`: how long a connected eye may be silent. `is_open`: whether it may see at the start."""
        self.hello: Hello | None = None
        """How the connected eye introduced itself."""
        self._call = callbacks
        self._socket = socket
        self._tell = callbacks.event
        self._clock = clock
        self._silence = silence
        self._open = is_open
        self._live = False
        self._sees = False
        self.trouble: str | None = None
        """Why nothing is seen, as a sentence; None while it sees."""
        self._patient_until = clock() + silence  # an eye takes a while to start
        self._writer: asyncio.StreamWriter | None = None
        self._nonsense = False

    async def run(self) -> None:
        """Stay connected for ever; returns only when cancelled."""
        events = LinkEvents(self._converse, self._hang_up, self._call.hang, self._lost)
        await stay_connected(self._socket, "camera process", self._silence, events)

    async def open_eye(self, *, is_open: bool) -> None:
        """Have the eye open its camera or close it, now and after every reconnection.

        An eye that was lost while it was closed is reported again once it should see: before, it did not
        matter.
        """
        self._open = is_open
        if is_open and self.trouble is not None:
            self._tell(EyeGone(self.trouble, at=self._clock()))
        await self._say(SetEye(is_open))

    async def watch(self, *, is_on: bool) -> None:
        """Make the eye send pictures, or stop."""
        self._live = is_on
        await self._say(SetLive(is_on))

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell a new eye whether it may see, and whether to send pictures; then receive."""
        self._writer = writer
        await self._say(SetEye(self._open))
        if self._live:
            await self._say(SetLive(is_on=True))
        await self._listen(reader)

    async def _say(self, request: ToEye) -> None:
        if self._writer is None:
            return
        try:
            self._writer.write(speaker_line(request))
            await self._writer.drain()
        except OSError as gone:
            logger.debug("The eye did not hear %s: %s", request, gone)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Receive the eye's messages until it disconnects; a closed eye may be silent.

        One that starts, or opens its camera again after it was closed or failed, may take its time.
        """
        patience = starting = max(self._silence, STARTING)
        while True:
            async with asyncio.timeout(patience if self._open else None):
                line = await reader.readline()
            if not line:
                return
            try:
                message = parse_eye_line(line)
            except WireError as bad:
                self._log_invalid(bad)
                continue
            if isinstance(message, PictureAhead):
                self._call.picture(await reader.readexactly(message.size))
            else:
                self._take(message)
            patience = self._silence if isinstance(message, Glance | PictureAhead) else starting

    def _take(self, message: FromEye) -> None:
        match message:
            case Hello():
                self.hello = message
            case Glance():
                self._report_back()
                self._tell(Seen(message, at=self._clock()))
            case Closed():
                self._report_back()
            case Trouble():
                self._patient_until = self._clock()  # it is connected, and reports itself what is wrong
                self._lost(message.says)
            case PictureAhead():  # its bytes were read together with its line
                pass

    def _report_back(self) -> None:
        if not self._sees:
            logger.info("The eye sees.")
            self._tell(EyeBack(at=self._clock()))
        self._sees, self.trouble = True, None

    def _lost(self, why: str) -> None:
        first = not self._sees and self.trouble is None
        if why == self.trouble or (first and self._clock() < self._patient_until):
            return
        if self.trouble is None:
            logger.warning("The eye is gone: %s", why)
        self._tell(EyeGone(why, at=self._clock()))
        self._sees, self.trouble = False, why

    def _log_invalid(self, bad: WireError) -> None:
        if not self._nonsense:
            logger.warning("Ignored an invalid message from the eye (logged once): %s", bad)
        self._nonsense = True

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        self.hello = None
