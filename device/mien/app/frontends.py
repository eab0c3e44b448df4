"""How people reach the speaker: the page for paired browsers, the control socket for local commands.

A frontend takes a `SpeakerAccess` and yields the coroutines that run it; `frontends_of` lists them all.
"""

import asyncio
import logging
import os
import random
import ssl
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mien import __version__
from mien.app.app_state import Change
from mien.app.factories import wall_clock
from mien.app.guests_frontend import GuestsFrontend
from mien.app.home.frontend import HomeFrontend
from mien.app.home.identity import HomeIdentity
from mien.app.home.meter import SpeakerMeter
from mien.app.home.speaker_view import SpeakerView
from mien.app.page.page_addresses import addresses_of
from mien.app.page.page_backend import PageBackend
from mien.app.senses.heart_topic import HeartTopic
from mien.app.senses.pulse import PulseFrontend
from mien.app.speaker_access import Frontend, ShowPairing, SpeakerAccess
from mien.app.storage.eye_flag import how_to_open, opens_at_machine
from mien.app.storage.settings_store import SettingsStore
from mien.config.settings import WebConfig
from mien.home.metrics import CONTENT_TYPE, exposition
from mien.ipc.control import ControlReply, ControlRequest, ControlServer, usual_socket
from mien.mood.emotion import Absence
from mien.mood.evening import volume_told
from mien.mood.events import AskCloseEye, Asked, OpenedHere, Seen
from mien.mood.wishes import OpenPairing
from mien.music.dj.music_events import MusicState
from mien.music.player.player import PlayerError
from mien.pulse.bleak_strap import BleakStraps
from mien.types import Seconds
from mien.web.access.pairing_service import PairingService, open_browser_store
from mien.web.server import Metrics, build_app, serve
from mien.web.transport.listener import tls_context

PAIRING: Seconds = 120.0
logger = logging.getLogger(__name__)


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the state folder; systemd names it for its services."""
    if given := environment.get("STATE_DIRECTORY"):
        return Path(given)
    home = Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local/state")
    return home / "mien"


def frontends_of(
    speaker: SpeakerAccess, state: Path, store: SettingsStore, clock: Callable[[], Seconds]
) -> tuple[Frontend, ...]:
    """Return the frontends of a speaker. `state`: the state folder."""
    pairing = Pairing(speaker, state / "browsers.json", clock)
    view = SpeakerView(speaker, store, SpeakerMeter(speaker.state, clock), clock)
    heart = HeartTopic()
    home = HomeFrontend(speaker, view, HomeIdentity(state / "home.json"), random.random, heart)
    pulse = PulseFrontend(speaker, BleakStraps(), heart, clock)
    guests = GuestsFrontend(speaker, clock)
    frontends: tuple[Frontend, ...] = (ControlFrontend(speaker, pairing, clock), home, pulse, guests)
    if not speaker.state.current.config.web.on:
        return frontends
    backend = PageBackend(speaker, state, store, clock, pulse.find)
    return (*frontends, PageFrontend(speaker, pairing, backend, state, metrics_of(speaker, view)))


def metrics_of(speaker: SpeakerAccess, view: SpeakerView) -> Metrics | None:
    """Return what a monitoring system may read; None unless the owner has set a token."""
    token = speaker.state.current.config.web.metrics_token
    if not token:
        return None
    return Metrics(token, CONTENT_TYPE, lambda: exposition(view.state(), view.diagnostics(), __version__))


class Pairing:
    """Opens the window for a new browser when the button asks for it, and has the ring show that."""

    def __init__(self, speaker: SpeakerAccess, browsers: Path, clock: Callable[[], Seconds]) -> None:
        self.service = PairingService(
            open_browser_store(browsers),
            clock=clock,
            wall=lambda: wall_clock().timestamp(),
            window_changed=self._window_moved,
        )
        self._request = speaker.request
        self._timer: asyncio.TimerHandle | None = None
        speaker.state.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        if isinstance(change, OpenPairing):
            self.service.open_window(change.seconds)

    def _window_moved(self, is_open: bool) -> None:  # noqa: FBT001  the pairing service's call
        """Show whether a browser may pair; a window that nobody uses closes by itself."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if is_open:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PAIRING, self._window_moved, False)  # noqa: FBT003
        self._request(ShowPairing(is_open))


class PageFrontend:
    """The page and its API."""

    def __init__(
        self,
        speaker: SpeakerAccess,
        pairing: Pairing,
        backend: PageBackend,
        state: Path,
        metrics: Metrics | None = None,
    ) -> None:
        self._web, self._backend = speaker.state.current.config.web, backend
        self._app = build_app(
            backend,
            pairing.service,
            names=self._web.names,
            timeline=state / "timeline.json",
            metrics=metrics,
        )
        logging.getLogger().addHandler(backend.complaints)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        web = self._web
        tls = tls_of(web)
        yield self._backend.keep_prepared()
        yield serve(self._app, web.host, web.port, tls=tls, started=lambda port: _log_addresses(web, port))


class ControlFrontend:
    """The control socket, at which commands such as `mien pair` and `mien status` ask."""

    def __init__(self, speaker: SpeakerAccess, pairing: Pairing, clock: Callable[[], Seconds]) -> None:
        self._speaker, self._pairing, self._clock = speaker, pairing, clock
        self.answers: Mapping[str, Callable[[], ControlReply]] = {
            "pair": self._pair,
            "explain": self._explain,
            "status": self._status,
            "open": self._open,
            "close": self._close,
        }
        """The requests that are answered at once."""
        requests: Mapping[str, ControlRequest] = {**self.answers, "forget": self._forget}
        self._server = ControlServer(usual_socket(os.environ), requests)
        speaker.state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._server.run()

    def _changed(self, change: Change) -> None:
        if isinstance(change, Seen):
            self._server.saw(change.glance)

    def _pair(self) -> ControlReply:
        web = self._speaker.state.current.config.web
        self._pairing.service.open_window(PAIRING)
        addresses = addresses_of(web.host, web.port, is_tls=bool(web.tls_cert))
        return {"open_for": PAIRING, "addresses": list(addresses), "on": web.on}

    def _explain(self) -> ControlReply:
        return explanation(self._speaker.music.now())

    def _status(self) -> ControlReply:
        return status(self._speaker)

    async def _forget(self) -> ControlReply:
        try:
            return {"songs": await self._speaker.owner.forget()}
        except PlayerError as low:
            return {"error": str(low)}

    def _open(self) -> ControlReply:
        panel = self._speaker.state.current.config.panel
        if not opens_at_machine(panel):
            return {"error": f"only its button turns the camera on: {how_to_open(panel)}"}
        self._speaker.request(OpenedHere(self._clock()))
        return {"camera": "on"}

    def _close(self) -> ControlReply:
        self._speaker.request(Asked(AskCloseEye(), self._clock()))
        return {"camera": "off", "how_to_open": how_to_open(self._speaker.state.current.config.panel)}


def status(speaker: SpeakerAccess) -> ControlReply:
    """Return the speaker's status, in words and numbers."""
    state, session, music = speaker.state.current, speaker.session(), speaker.music.now()
    shown = state.display
    song = music.song.entry if music.song else None
    return {
        "mood": shown.settled.name if shown else Absence.UNSURE,
        "by_owner": session.chosen is not None,
        "policy": session.policy,
        "camera": session.eye,
        "how_to_open": how_to_open(state.config.panel),
        "player": "away" if music.away else music.playing.state,
        "title": (song.title or song.uri) if song else None,
        "artist": song.artist if song else "",
        "volume": volume_told(session, music.playing.volume),
        "volume_limit": session.loudness.limit,
        "sleep_left": session.sleep,
        "guest": asdict(session.guests.guest) if session.guests.guest else None,
        "problems": list(filter(None, (state.music_problem, state.eye_problem, state.ear.problem))),
    }


def explanation(now: MusicState) -> ControlReply:
    """Return why the current song plays, in one sentence and in numbers."""
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
        "wanted": list(song.pick.genres),
        "reasons": [asdict(reason) for reason in song.pick.reasons],
    }


def tls_of(web: WebConfig) -> ssl.SSLContext | None:
    """Return what makes the page HTTPS, None for HTTP; raises `PortError`."""
    return tls_context(Path(web.tls_cert), Path(web.tls_key)) if web.tls_cert else None


def _log_addresses(web: WebConfig, port: int) -> None:
    addresses = addresses_of(web.host, port, is_tls=bool(web.tls_cert))
    logger.info("The page is at %s; `mien pair` lets a browser in.", " or ".join(addresses))
