"""The ear within the application: its process, the connection to it, and its part of the state."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mien.app.app_state import Change, EarState, StateStore, StatusChanged
from mien.app.factories import clock
from mien.config.settings import EarConfig
from mien.ipc.ear_client import EarCallbacks, EarLink
from mien.ipc.ear_messages import Listening
from mien.ipc.eye_process import EarChild
from mien.mood.events import Event, RoomHeard, Sensed
from mien.mood.senses.utterance import Utterance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import PlayerChanged
from mien.types import PlayState


class Hearing:
    """Keeps an ear while the owner wants one; tells it when music plays, and the state what it hears."""

    def __init__(
        self,
        config: EarConfig,
        state: StateStore,
        tell: Callable[[Event], None],
        *,
        socket: Path | None = None,
        is_open: bool = True,
    ) -> None:
        """`socket`: of an ear that systemd runs; None: the ear is a child of ours."""
        self._config, self._state, self._tell, self._is_open = config, state, tell, is_open
        self._socket = socket
        self._plays, self._guest_plays = True, False  # until the player has said so
        self._link: EarLink | None = None
        self._reconfigured = asyncio.Event()
        state.update(ear=EarState(is_on=config.on))
        state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield what has to run."""
        yield self._run()

    async def _run(self) -> None:
        """Follow the settings: an ear that is turned off has no process and no connection."""
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
                self._link = None

    async def _listen(self, config: EarConfig) -> None:
        """Listen with an ear of these settings, until cancelled."""
        self._state.update(StatusChanged(), ear=EarState(is_on=config.on))
        if not config.on:
            return
        if self._socket is not None:
            await self._connect(self._socket, lambda: None)
            return
        with tempfile.TemporaryDirectory(prefix="mien-ear-") as folder:
            socket = Path(folder) / "ear.socket"
            child = EarChild(socket, config.microphone, config.music_pipe)
            async with asyncio.TaskGroup() as both:
                both.create_task(child.run())
                both.create_task(self._connect(socket, child.kill))

    async def _connect(self, socket: Path, hang: Callable[[], None]) -> None:
        calls = EarCallbacks(self._sensed, self._listening, self._trouble, hang)
        self._link = EarLink(socket, calls, clock, is_open=self._is_open)
        self._link.music(is_on=self._plays or self._guest_plays)
        await self._link.run()

    def open(self, *, is_open: bool) -> None:
        """Open the ear, or close it: it follows the camera."""
        self._is_open = is_open
        if self._link is None:
            return
        self._link.open_ear(is_open=is_open)
        self._update(speech=False, level=None, utterance=None)

    def _changed(self, change: Change) -> None:
        """Follow the settings; tell the ear of music: the speaker's own, or a guest's."""
        if self._state.current.config.ear != self._config:
            self._config = self._state.current.config.ear
            self._reconfigured.set()
        if isinstance(change, PlayerChanged):
            self._plays = not change.now.away and change.now.status().state is PlayState.PLAY
        elif isinstance(change, DisplayState):
            self._guest_plays = change.guest is not None
        if self._link is not None and isinstance(change, PlayerChanged | DisplayState):
            self._link.music(is_on=self._plays or self._guest_plays)

    def _sensed(self, event: Sensed, utterance: Utterance) -> None:
        if not self._is_open:
            return  # it was sent earlier
        self._update(utterance=utterance)
        self._tell(event)

    def _listening(self, now: Listening) -> None:
        if not self._is_open:
            return
        self._tell(RoomHeard(now.speech, now.noise, clock()))
        changed = now.speech is not self._state.current.ear.speech
        ear = replace(self._state.current.ear, speech=now.speech, level=now.level)
        self._state.update(StatusChanged() if changed else None, ear=ear)

    def _trouble(self, why: str) -> None:
        self._update(problem=why, speech=False)

    def _update(self, **fields: Any) -> None:
        self._state.update(StatusChanged(), ear=replace(self._state.current.ear, **fields))
