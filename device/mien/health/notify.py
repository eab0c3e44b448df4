"""Reports to systemd: READY, STATUS, WATCHDOG and STOPPING. Does nothing without systemd.

    notify = Notify()
    notify.ready(status_of(shown, seeing=False))        # the inbox runs; camera and MPD may come later
    notify.status(status_of(shown, seeing=True))        # whenever something changed
    await keep_fed(notify, lambda: Progress(...), SPEAKER)      # for ever; does nothing without a watchdog
    notify.stopping()

The watchdog is fed by progress alone. A loop that still runs while the camera or MPD hangs in a call is not
progress; a part that was reported as unavailable does not stop the feeding: the music plays on.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from mien.health.sd_notify import Tell, sd_notify
from mien.mood.wishes import DisplayState, EyeState
from mien.types import Seconds

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How long ago each part last made progress; None: none is expected of it now."""

    turn: Seconds | None = None
    """Since the inbox was last processed."""
    glance: Seconds | None = None
    """Since the newest glance came; None while the eye is closed or reported as gone."""
    player: Seconds | None = None
    """Since MPD last answered; None while it is reported as unavailable."""


SPEAKER = Progress(turn=5.0, glance=20.0, player=45.0)
"""The longest wait for each part. The connection reports an eye as gone after 6 s of silence, so 20 s mean
that the connection itself hangs; MPD is asked at least every 30 s. The eye has its own: `eye/watchdog.py`."""


def stalled(now: Progress, longest: Progress) -> str | None:
    """Return which part has made no progress for longer than `longest` allows; None if all have."""
    for part in fields(Progress):
        rest, limit = getattr(now, part.name), getattr(longest, part.name)
        if rest is not None and limit is not None and rest > limit:
            return f"no {part.name} for {rest:.0f} s, longer than {limit:.0f} s"
    return None


def status_of(shown: DisplayState, *, seeing: bool, how_to_open: str = "") -> str:
    """Return the state in a few words. `seeing`: a glance came since the eye opened.

    `how_to_open`: what turns the camera on, shown while it is off.

    An update waits for "Sees ..." before it accepts a new release (ansible/roles/mien).
    """
    if shown.eye is EyeState.GONE:
        eye = "The eye is gone"
    elif shown.eye is EyeState.CLOSED:
        eye = f"The eye is closed ({how_to_open})" if how_to_open else "The eye is closed"
    else:
        eye = f"Sees {shown.moment.name}" if seeing else "Waits for the first glance"
    music = f"plays for {shown.settled.name}"
    if shown.player_away:
        music = "MPD is away"
    elif shown.guest is not None and shown.paused:
        music = "a guest plays"
    elif shown.paused:
        music = "paused"
    return f"{eye}; {music}"


def watchdog_pause(environment: Mapping[str, str], pid: int) -> Seconds | None:
    """Return how often to feed the watchdog, three times in its period; None: there is no watchdog.

    systemd sets WATCHDOG_USEC (microseconds) and WATCHDOG_PID, which do not apply to a child that inherits
    them.
    """
    if environment.get("WATCHDOG_PID", str(pid)) != str(pid):
        return None
    patience = environment.get("WATCHDOG_USEC", "")
    return int(patience) / 3e6 if patience.isdigit() and int(patience) else None


class Notify:
    """Reports to systemd by calling `tell`."""

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell = sd_notify(os.environ) if tell is None else tell
        self._status = ""

    def ready(self, status: str) -> None:
        """Report that the speaker has started."""
        self._status = status
        self._tell(f"READY=1\nSTATUS={_one_line(status)}")

    def status(self, status: str) -> None:
        """Report the state in a few words; `systemctl status` shows it."""
        if status != self._status:
            self._status = status
            self._tell(f"STATUS={_one_line(status)}")

    def alive(self) -> None:
        """Feed the watchdog."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Report that the speaker is stopping on purpose."""
        self._tell("STOPPING=1")


async def keep_fed(
    notify: Notify, progress: Callable[[], Progress], longest: Progress, pause: Seconds | None = None
) -> None:
    """Feed the watchdog while every part makes progress. `pause`: between feedings; None: as systemd asks."""
    wait = watchdog_pause(os.environ, os.getpid()) if pause is None else pause
    if wait is None:
        return
    starving = False
    while True:
        why = stalled(progress(), longest)
        if why is None:
            notify.alive()
        elif not starving:
            logger.error("No longer feeding the watchdog: %s.", why)
        starving = why is not None
        await asyncio.sleep(wait)


def _one_line(text: str) -> str:
    """Return `text` without line breaks: systemd would take each line as a message of its own."""
    return " ".join(text.split())
