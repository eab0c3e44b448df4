"""Reports outages of the broker to the owner and the log: once when one begins, once when it is over."""

import logging

from mien.home.speaker import HomeSpeaker
from mien.types import Seconds

logger = logging.getLogger(__name__)

FLOOD = "Somebody floods this speaker with messages by MQTT; they are ignored until that ends."
TWIN = "Does another speaker have the same id, as from a copied card?"
SHORT: Seconds = 10.0
"""A connection that ends sooner was hardly one."""
OFTEN = 3
"""So many of these in a row, and somebody is driving us out."""
QUIET: Seconds = 600.0
"""For so long the log hears no more of a connection that comes and goes."""


class Outage:
    """Whether there is one, and a flood of messages. Times are of the speaker's own clock."""

    def __init__(self, speaker: HomeSpeaker) -> None:
        self._speaker = speaker
        self._problem = ""
        self._flooded_at: Seconds | None = None
        self._since: Seconds | None = None
        self._short = 0
        self._logged_at: Seconds | None = None
        self._is_logged = False

    def ended(self, at: Seconds) -> None:
        """Note that the broker is connected."""
        self._since = at
        self._speaker.connected(there=True)
        if self._short < OFTEN:
            self._over()

    def _over(self) -> None:
        if self._problem and self._is_logged:
            logger.warning("The MQTT broker is back.")
        self._problem, self._is_logged = "", False
        self._speaker.report(FLOOD if self._flooded_at is not None else "")

    def began(self, why: BaseException, at: Seconds) -> None:
        """Note that the broker is unavailable, or still unavailable."""
        self._speaker.connected(there=False)
        if self._since is not None:
            self._short = self._short + 1 if at - self._since < SHORT else 0
            self._since = None
        told = f"{why} {TWIN}" if self._short >= OFTEN else str(why)
        if not self._is_logged and not self._is_known(at):
            logger.warning("Home Assistant gets no updates; the music plays on: %s", told)
            self._logged_at, self._is_logged = at, True
        if told != self._problem:
            self._problem = told
            self._speaker.report(told)

    def _is_known(self, at: Seconds) -> bool:
        """Return whether the log heard lately that this connection comes and goes."""
        return self._short > 0 and self._logged_at is not None and at - self._logged_at <= QUIET

    def flooded(self, at: Seconds) -> None:
        """Note a flood of messages."""
        if self._flooded_at is None:
            logger.warning(FLOOD)
            self._speaker.report(FLOOD)
        self._flooded_at = at

    def forgive(self, at: Seconds, after: Seconds) -> None:
        """Take complaints back: about a flood, if there was none for so long; about a line that holds."""
        if self._flooded_at is not None and at - self._flooded_at > after:
            self._flooded_at = None
            self._speaker.report("")
        if self._problem and self._since is not None and at - self._since >= SHORT:
            self._short = 0
            self._over()
