"""The pulse as a part of the speaker: listens to the owner's strap while the settings say so.

It is shown; it counts for the mood only if the owner turned that on too (see `device/docs/pulse.md`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from mien.app.app_state import Change, StatusChanged
from mien.app.speaker_access import ShowPulse, SpeakerAccess
from mien.config.settings import PulseConfig
from mien.mood.events import Sensed
from mien.mood.senses.evidence import Evidence
from mien.pulse.monitor import Pulse, PulseMonitor
from mien.pulse.strap import NearbyStrap, StrapRadio, nearest
from mien.types import Seconds

SEARCH: Seconds = 6.0
"""How long straps are listened for: each announces itself at least once a second."""
_NO_STRAP = Pulse(None, None, "no strap was chosen yet")


class PulseFrontend:
    """Follows the settings: no strap is listened to unless the pulse is on and one was chosen."""

    def __init__(self, speaker: SpeakerAccess, radio: StrapRadio, clock: Callable[[], Seconds]) -> None:
        self._speaker, self._radio, self._clock = speaker, radio, clock
        self._config = speaker.state.current.config.pulse
        self._reconfigured = asyncio.Event()
        speaker.state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._run()

    async def find(self) -> NearbyStrap:
        """Return the strap whose wearer stands by the speaker.

        Raises:
            StrapError: there is none, two are equally near, or Bluetooth doesn't work.
        """
        return nearest(await self._radio.nearby(SEARCH))

    def _changed(self, change: Change) -> None:
        if isinstance(change, StatusChanged):
            before, self._config = self._config, self._speaker.state.current.config.pulse
            if before != self._config:
                self._reconfigured.set()

    async def _run(self) -> None:
        """Listen as the settings say, and start again whenever they change."""
        while True:
            self._reconfigured.clear()
            listening = asyncio.create_task(self._listen(self._config))
            try:
                await self._reconfigured.wait()
            finally:
                listening.cancel()
                await asyncio.wait({listening})

    async def _listen(self, config: PulseConfig) -> None:
        if not (config.on and config.strap):
            self._speaker.request(ShowPulse(_NO_STRAP if config.on else None))
            return
        monitor = PulseMonitor(self._radio, config.strap, self._report, self._clock, asyncio.sleep)
        await monitor.run()

    def _report(self, pulse: Pulse, evidence: Evidence | None) -> None:
        if pulse != self._speaker.state.current.pulse:
            self._speaker.request(ShowPulse(pulse))
        if evidence and self._config.counts:
            self._speaker.request(Sensed(evidence, at=self._clock()))
