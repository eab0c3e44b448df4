"""The pulse as a part of the speaker: listens to the owner's strap, or topic, while the settings say so.

It is shown; it counts for the mood only if the owner turned that on too (see `device/docs/pulse.md`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any

from mien.app.app_state import Change, StatusChanged
from mien.app.senses.heart_topic import HeartTopic
from mien.app.speaker_access import ShowPulse, SpeakerAccess
from mien.config.settings import Config
from mien.mood.events import Sensed
from mien.mood.senses.evidence import Evidence
from mien.pulse import mqtt_heart_rate, strap
from mien.pulse.heart_rate import parse_measurement
from mien.pulse.monitor import Pulse, PulseMonitor
from mien.pulse.mqtt_heart_rate import parse_payload
from mien.pulse.source import PulseSource
from mien.pulse.strap import NearbyStrap, StrapRadio, nearest
from mien.types import Seconds

SEARCH: Seconds = 6.0
"""How long straps are listened for: each announces itself at least once a second."""
_NO_STRAP = Pulse(None, None, "no strap was chosen yet")
_NO_BROKER = Pulse(None, None, "its MQTT topic needs Home Assistant (MQTT) turned on")


class PulseFrontend:
    """Follows the settings: nothing is listened to unless the pulse is on and a strap or topic was chosen."""

    def __init__(
        self, speaker: SpeakerAccess, radio: StrapRadio, heart: HeartTopic, clock: Callable[[], Seconds]
    ) -> None:
        """`heart`: where heart rates arrive that somebody publishes by MQTT."""
        self._speaker, self._radio, self._heart, self._clock = speaker, radio, heart, clock
        self._config = speaker.state.current.config
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
            before, self._config = self._config, self._speaker.state.current.config
            if (before.pulse, before.home.on) != (self._config.pulse, self._config.home.on):
                self._reconfigured.set()

    async def _run(self) -> None:
        """Listen as the settings say, and start again whenever they change."""
        while True:
            self._reconfigured.clear()
            listening = asyncio.create_task(self._listen(self._config))
            changed = asyncio.create_task(self._reconfigured.wait())
            try:
                await asyncio.wait({listening, changed}, return_when=asyncio.FIRST_COMPLETED)
                if listening.done():
                    listening.result()  # a fault ends the speaker, as everywhere
                    await changed
            finally:
                for task in (listening, changed):
                    task.cancel()
                await asyncio.wait({listening, changed})

    async def _listen(self, config: Config) -> None:
        source = self._source(config)
        if not isinstance(source, PulseSource):
            self._speaker.request(ShowPulse(source))
            return
        await PulseMonitor(source, self._report, self._clock, asyncio.sleep).run()

    def _source(self, config: Config) -> PulseSource | Pulse | None:
        """Return what to listen to, or what to show because there is nothing. A topic goes before a strap."""
        pulse = config.pulse
        if not pulse.on:
            return None
        if pulse.topic:
            by_mqtt = PulseSource(self._heart.packets, parse_payload, mqtt_heart_rate.SILENT)
            return by_mqtt if config.home.on else _NO_BROKER
        if not pulse.strap:
            return _NO_STRAP
        return PulseSource(partial(self._radio.measurements, pulse.strap), parse_measurement, strap.SILENT)

    def _report(self, pulse: Pulse, evidence: Evidence | None) -> None:
        if pulse != self._speaker.state.current.pulse:
            self._speaker.request(ShowPulse(pulse))
        if evidence and self._config.pulse.counts:
            self._speaker.request(Sensed(evidence, at=self._clock()))
