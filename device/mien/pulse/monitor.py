"""Keeps listening to one source, which comes and goes: a pulse for the page, evidence for the mood core."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from mien.mood.senses.evidence import Evidence
from mien.pulse.heart_rate import MeasurementError
from mien.pulse.source import PulseSource
from mien.pulse.strap import StrapError
from mien.pulse.wearer import NO_HEARTBEAT, Wearer, after_measurement, bpm_of, evidence_of, silence_of
from mien.retry import Backoff
from mien.types import Seconds

BACKOFF = Backoff(shortest=2.0, longest=60.0)
"""A strap that was taken off is looked for once a minute."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pulse:
    """The pulse as the page shows it."""

    bpm: int | None
    """Beats per minute, None while no heartbeat arrives."""
    rest: int | None
    """The wearer's own rest, None until it is known."""
    silence: str
    """Why the pulse is ignored for the mood, for the owner; "" if it counts."""


class PulseMonitor:
    """Listens to `source` until cancelled.

    `report` is called with the pulse whenever it changes, and with the evidence if there is any; it must not
    wait. `pause` waits for a number of seconds. A packet that is not a measurement is dropped; the first of a
    row is logged. A connected source that falls silent has no pulse: its last value is out of date.
    """

    def __init__(
        self,
        source: PulseSource,
        report: Callable[[Pulse, Evidence | None], None],
        clock: Callable[[], Seconds],
        pause: Callable[[Seconds], Awaitable[object]],
    ) -> None:
        self._source, self._report = source, report
        self._clock, self._pause = clock, pause
        self._wearer = Wearer()
        self._problem = ""

    async def run(self) -> None:
        """Stay connected; wait longer after each failure."""
        failures = 0
        while True:
            why = "the strap went out of reach"
            try:
                if await self._listen():
                    failures = 0
            except StrapError as bad:
                why = str(bad)
            failures += 1
            self._lost(why)
            await self._pause(BACKOFF.pause(failures))

    async def _listen(self) -> bool:
        """Process measurements until the source goes away; return whether there was one."""
        heard = is_bad = False
        async with aclosing(self._source.packets()) as packets:
            while (packet := await self._next(packets)) is not None:
                try:
                    measured = self._source.read(packet)
                except MeasurementError as bad:
                    if not is_bad:
                        logger.warning("The strap sent something other than a pulse: %s.", bad)
                    is_bad = True
                    continue
                heard, is_bad, self._problem = True, False, ""
                self._wearer = after_measurement(self._wearer, measured, self._clock())
                self._tell()
        return heard

    async def _next(self, packets: AsyncGenerator[bytes]) -> bytes | None:
        """Return the next packet, None at the end; report if none comes."""
        coming = asyncio.ensure_future(anext(packets, None))
        try:
            while not (await asyncio.wait({coming}, timeout=self._source.silent))[0]:
                if not self._problem:  # otherwise a reason is known already
                    self._lost(NO_HEARTBEAT)
            return coming.result()
        finally:
            coming.cancel()  # and wait for it: a generator that runs can't be closed
            await asyncio.wait({coming})

    def _tell(self) -> None:
        now, wearer = self._clock(), self._wearer
        rest = None if wearer.rest is None else round(wearer.rest)
        self._report(Pulse(bpm_of(wearer, now), rest, silence_of(wearer, now)), evidence_of(wearer, now))

    def _lost(self, why: str) -> None:
        """Report once why there is no pulse."""
        if why != self._problem:
            self._problem = why
            logger.info("There is no pulse: %s", why)
        self._report(Pulse(None, None, why), None)
