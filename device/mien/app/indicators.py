"""What shows the speaker's state without being asked: the ring, and systemd's status line and watchdog."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from mien.app.app_state import Change, StateReader
from mien.app.factories import brightness_of, is_night, wall_clock
from mien.app.storage.eye_flag import how_to_open
from mien.health.notify import SPEAKER, Notify, Progress, keep_fed, status_of
from mien.mood.events import Seen
from mien.panel.ring_driver import RingDriver
from mien.panel.ring_patterns import pattern_of

_MINUTE = 60.0


class RingIndicator:
    """Keeps the ring showing the state; looks at the clock each minute, for it is dimmer at night."""

    def __init__(self, state: StateReader, ring: RingDriver) -> None:
        self._state, self._ring = state, ring
        state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._ring.run()
        yield self._watch_the_clock()

    def _changed(self, change: Change) -> None:
        if not isinstance(change, Seen):  # the ring shows moods, not glances
            self._show()

    def _show(self) -> None:
        now = self._state.current
        if now.display is None:
            return
        panel = now.config.panel
        self._ring.set(
            pattern_of(
                now.display,
                night=is_night(panel, wall_clock()),
                trouble=bool(now.music_problem),
                live=now.live_view_watched,
                hears=now.ear.speech,
                pairing=now.pairing_open,
                brightness=brightness_of(panel),
            )
        )

    async def _watch_the_clock(self) -> None:
        while True:
            await asyncio.sleep(_MINUTE)
            self._show()


class SystemdIndicator:
    """Keeps `systemctl status` up to date, and feeds the watchdog while `progress` is made."""

    def __init__(self, state: StateReader, systemd: Notify, progress: Callable[[], Progress]) -> None:
        self._state, self._systemd, self._progress = state, systemd, progress
        state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield keep_fed(self._systemd, self._progress, SPEAKER)

    def _changed(self, _change: Change) -> None:
        now = self._state.current
        if now.display is not None:
            how = how_to_open(now.config.panel)
            self._systemd.status(status_of(now.display, seeing=now.glance is not None, how_to_open=how))
