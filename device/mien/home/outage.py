"""What keeps the house from being reached, told to the owner and the log once, and once that it is over."""

import logging

from mien.home.speaker import HomeSpeaker
from mien.types import Seconds

logger = logging.getLogger(__name__)

FLOOD = "Somebody floods this speaker with commands by MQTT; they are ignored until that ends."


class Outage:
    """Whether there is one, and a flood of commands."""

    def __init__(self, speaker: HomeSpeaker) -> None:
        self._speaker = speaker
        self._problem = ""
        self._flooded_at: Seconds | None = None

    def ended(self) -> None:
        """Note that the broker is there."""
        if self._problem:
            logger.warning("The MQTT broker is back.")
        self._problem = ""
        self._speaker.connected(there=True)
        self._speaker.report(FLOOD if self._flooded_at is not None else "")

    def began(self, why: BaseException) -> None:
        """Note that the broker is not there, or still not."""
        self._speaker.connected(there=False)
        if not self._problem:
            logger.warning("Home Assistant gets no news, the music plays on: %s", why)
        if str(why) != self._problem:
            self._problem = str(why)
            self._speaker.report(self._problem)

    def flooded(self, at: Seconds) -> None:
        """Note a flood of commands."""
        if self._flooded_at is None:
            logger.warning(FLOOD)
            self._speaker.report(FLOOD)
        self._flooded_at = at

    def forgive(self, at: Seconds, after: Seconds) -> None:
        """Take the complaint about a flood back, if there was none for so long."""
        if self._flooded_at is not None and at - self._flooded_at > after:
            self._flooded_at = None
            self._speaker.report("")
