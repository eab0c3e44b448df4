"""The speaker's end of the ear's socket: utterances in, requests out, and a report when the ear is gone."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mien.errors import as_sentence
from mien.ipc.ear_messages import EarHello, FromEar, Listening, parse_ear_line
from mien.ipc.messages import Closed, SetEye, SetMusic, ToEye, Trouble, WireError, speaker_line
from mien.ipc.process_link import LinkEvents, stay_connected
from mien.mood.events import Sensed
from mien.mood.senses.utterance import Utterance, evidence_of
from mien.types import Seconds

logger = logging.getLogger(__name__)

SILENCE: Seconds = 6.0
"""An ear that listens and is silent for this long hangs; it reports once a second that it listens."""
STARTING: Seconds = 25.0
"""A sound card may take this long after it was opened; the ear itself gives up after 20 s."""


@dataclass(frozen=True, slots=True)
class EarCallbacks:
    """What the connection calls; none may wait."""

    sensed: Callable[[Sensed, Utterance], None]
    """Somebody spoke: the evidence for the mood, and the utterance."""
    listening: Callable[[Listening], None]
    """The microphone is open."""
    trouble: Callable[[str], None]
    """Why nothing is heard although the ear should listen, as a sentence; "" once it listens."""
    hang: Callable[[], None] = lambda: None
    """A connected ear has been silent for too long."""


class EarLink:
    """Keeps a connection to the ear; reports once if it is gone, hangs or sends invalid messages."""

    def __init__(
        self, socket: Path, callbacks: EarCallbacks, clock: Callable[[], Seconds], *, is_open: bool = True
    ) -> None:
        self.hello: EarHello | None = None
        self.problem: str | None = None
        self._socket, self._call, self._clock = socket, callbacks, clock
        self._open, self._plays = is_open, True
        self._patient_until = clock() + SILENCE  # an ear takes a while to start
        self._writer: asyncio.StreamWriter | None = None
        self._nonsense = False

    async def run(self) -> None:
        """Stay connected for ever; returns only when cancelled."""
        events = LinkEvents(self._converse, self._hang_up, self._call.hang, self._lost)
        await stay_connected(self._socket, "microphone process", SILENCE, events)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Tell a new ear whether it may listen, and whether music plays; then receive."""
        self._writer = writer
        self.open_ear(is_open=self._open)
        self.music(is_on=self._plays)
        await self._listen(reader)

    def open_ear(self, *, is_open: bool) -> None:
        """Have the ear open its microphone or close it, now and after every reconnection."""
        self._open = is_open
        self._say(SetEye(is_open))

    def music(self, *, is_on: bool) -> None:
        """Tell the ear whether the speaker plays music itself, now and after every reconnection."""
        self._plays = is_on
        self._say(SetMusic(is_on))

    def _say(self, request: ToEye) -> None:
        if self._writer is not None:
            self._writer.write(speaker_line(request))

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Receive the ear's messages until it disconnects; a closed ear may be silent.

        One that starts, or opens its microphone again after it was closed or failed, may take its time.
        """
        patience = STARTING
        while True:
            async with asyncio.timeout(patience if self._open else None):
                line = await reader.readline()
            if not line:
                return
            try:
                message = parse_ear_line(line)
            except WireError as bad:
                self._log_invalid(bad)
                continue
            self._take(message)
            patience = SILENCE if isinstance(message, Utterance | Listening) else STARTING

    def _take(self, message: FromEar) -> None:
        match message:
            case EarHello():
                self.hello = message
            case Utterance():
                self._call.sensed(Sensed(evidence_of(message), at=self._clock()), message)
            case Listening():
                self._report("")
                self._call.listening(message)
            case Closed():
                self._report("")
            case Trouble():
                self._report(message.says)

    def _lost(self, why: str) -> None:
        """Report why nothing is heard; an ear that is still starting is not a problem yet."""
        if self.problem is not None or self._clock() > self._patient_until:
            self._report(as_sentence(f"{why[0].upper()}{why[1:]}"))

    def _report(self, why: str) -> None:
        if why == self.problem:
            return
        self.problem = why
        if why:
            logger.warning("The ear is gone: %s", why)
        else:
            logger.info("The ear listens.")
        self._call.trouble(why)

    def _log_invalid(self, bad: WireError) -> None:
        if not self._nonsense:
            logger.warning("Ignored an invalid message from the ear (logged once): %s", bad)
        self._nonsense = True

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer = None
        self.hello = None
