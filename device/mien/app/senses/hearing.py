"""The ear within the application: its process, the connection to it, and its part of the state."""

import tempfile
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mien.app.app_state import Change, StateStore, StatusChanged
from mien.app.factories import clock
from mien.config.settings import EarConfig
from mien.ipc.ear_client import EarCallbacks, EarLink
from mien.ipc.ear_messages import Listening
from mien.ipc.eye_process import EarChild
from mien.mood.events import Event, Sensed
from mien.mood.senses.utterance import Utterance
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import PlayerChanged
from mien.types import PlayState


class Hearing:
    """Runs an ear if it is turned on; tells it when music plays, and puts what it hears into the state."""

    def __init__(
        self,
        config: EarConfig,
        state: StateStore,
        tell: Callable[[Event], None],
        *,
        socket: Path | None = None,
        is_open: bool = True,
    ) -> None:
        """`socket`: of an ear that systemd runs; None: the ear is a child process."""
        self._state, self._tell, self._is_open = state, tell, is_open
        self._plays, self._guest_plays = True, False  # until the player has said so
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._child: EarChild | None = None
        self._link: EarLink | None = None
        if not config.on:
            return
        if socket is None:
            self._folder = tempfile.TemporaryDirectory(prefix="mien-ear-")
            socket = Path(self._folder.name) / "ear.socket"
            self._child = EarChild(socket, config.microphone)
        hang = self._child.kill if self._child else lambda: None
        calls = EarCallbacks(self._sensed, self._listening, self._trouble, hang)
        self._link = EarLink(socket, calls, clock, is_open=is_open)
        state.update(ear=replace(state.current.ear, is_on=True))
        state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        if self._child is not None:
            yield self._child.run()
        if self._link is not None:
            yield self._link.run()

    def open(self, *, is_open: bool) -> None:
        """Open the ear, or close it: it follows the camera."""
        self._is_open = is_open
        if self._link is None:
            return
        self._link.open_ear(is_open=is_open)
        self._update(speech=False, level=None, utterance=None)

    def close(self) -> None:
        """Remove what was made for the child."""
        if self._folder is not None:
            self._folder.cleanup()

    def _changed(self, change: Change) -> None:
        """Tell the ear of music: the speaker's own, or a guest's."""
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
        changed = now.speech is not self._state.current.ear.speech
        ear = replace(self._state.current.ear, speech=now.speech, level=now.level)
        self._state.update(StatusChanged() if changed else None, ear=ear)

    def _trouble(self, why: str) -> None:
        self._update(problem=why, speech=False)

    def _update(self, **fields: Any) -> None:
        self._state.update(StatusChanged(), ear=replace(self._state.current.ear, **fields))
