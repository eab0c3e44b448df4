"""How people get at the speaker: the page for whoever was let in, the control socket for its machine."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mien.app.factories import wall_clock
from mien.app.page_backend import House, PageBackend
from mien.app.settings_store import SettingsStore
from mien.ipc.control import ControlReply, ControlServer, usual_socket
from mien.mood.events import Seen
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicEvent
from mien.types import Seconds
from mien.web.access.pairing_service import PairingService, open_browser_store
from mien.web.server import build_app, serve

PAIRING: Seconds = 120.0
logger = logging.getLogger(__name__)


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return where the speaker keeps what it must not forget; systemd names the folder for its services."""
    if given := environment.get("STATE_DIRECTORY"):
        return Path(given)
    home = Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local/state")
    return home / "mien"


class Frontends:
    """The page and the control socket of a house."""

    def __init__(self, house: House, state: Path, kept: SettingsStore, clock: Callable[[], Seconds]) -> None:
        self._house = house
        self._speaker = PageBackend(house, state, kept, clock)
        self._timeline = state / "timeline.json"
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._keeper = PairingService(
            open_browser_store(state / "browsers.json"),
            clock=clock,
            wall=lambda: wall_clock().timestamp(),
            window_changed=self._window_moved,
        )
        self._control = ControlServer(
            usual_socket(os.environ), {"pair": self._pair, "explain": self._explain}
        )
        self._window: asyncio.TimerHandle | None = None
        house.heard = self._hear
        house.open_pairing = self._keeper.open_window
        logging.getLogger().addHandler(self._speaker.complaints)

    def parts(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield what has to run."""
        web = self._house.config.web
        yield self._control.run()
        if web.on:
            app = build_app(self._speaker, self._keeper, names=web.names, timeline=self._timeline)
            yield serve(app, web.host, web.port, started=lambda port: _say_where(web.host, port))

    def _hear(self, news: Seen | DisplayState | MusicEvent) -> None:
        if isinstance(news, Seen):
            self._control.saw(news.glance)
        self._speaker.wake()

    def _window_moved(self, is_open: bool) -> None:  # noqa: FBT001  a callback with one argument
        """Show on the ring whether somebody new may come in; a window that nobody used closes by itself."""
        if self._window is not None:
            self._window.cancel()
        self._window = None
        if is_open:
            loop = asyncio.get_running_loop()
            self._window = loop.call_later(PAIRING, self._window_moved, False)  # noqa: FBT003
        self._house.pairing = is_open
        self._house.show()

    def _pair(self) -> ControlReply:
        self._keeper.open_window(PAIRING)
        return {"open_for": PAIRING, "port": self._house.config.web.port, "on": self._house.config.web.on}

    def _explain(self) -> ControlReply:
        """Return why the song at hand plays, in one sentence and in numbers."""
        now = self._house.dj.now()
        song = now.song
        if song is None:
            return {"song": None}
        plain: dict[str, Any] = {
            "song": song.entry.uri,
            "title": song.entry.title,
            "artist": song.entry.artist,
        }
        if song.pick is None:
            return {**plain, "ours": False}
        return {
            **plain,
            "ours": True,
            "why": song.pick.why(),
            "score": round(song.pick.score, 4),
            "wanted": list(now.target.genres) if now.target else [],
            "reasons": [asdict(reason) for reason in song.pick.reasons],
        }


def _say_where(host: str, port: int) -> None:
    logger.info("The page is at http://%s:%d; `mien pair` lets a browser in.", host, port)
