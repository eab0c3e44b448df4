"""Takes connections, and sheds them: too many, too many from one place, too slow to say what they want.

uvicorn waits for ever for a request to end; a speaker on a home network cannot (slowloris).
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from mien.errors import MienError
from mien.types import Seconds
from mien.web.transport.rate_limits import neighbour

logger = logging.getLogger(__name__)

_LONGEST_HEAD = 16 * 1024
_BACKLOG = 128


class PortError(MienError):
    """The page cannot listen where it should; says why."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many connections at once, how many from one place.

    `slowest`: how long a request may take to arrive, and how long a browser may not read what it is sent.
    """

    most: int = 256
    most_of_one: int = 64
    slowest: Seconds = 15.0


class SheddingListener(H11Protocol):
    """One connection that may be shed."""

    crowd = Crowd()
    places: Counter[str]
    place = ""
    late: asyncio.TimerHandle | None = None
    stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take the connection, or drop it without a word."""
        super().connection_made(transport)
        self.place = neighbour(self.client[0]) if self.client else ""
        self.places[self.place] += 1
        if len(self.connections) > self.crowd.most or self.places[self.place] > self.crowd.most_of_one:
            transport.abort()
        else:
            self._mind_the_time()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        super().connection_lost(exc)
        self._stop_the_clock()
        self.resume_writing()
        self.places[self.place] -= 1
        if not self.places[self.place]:
            del self.places[self.place]

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        self._mind_the_time()

    def pause_writing(self) -> None:
        """Wait for who does not read what was sent, but not for ever."""
        super().pause_writing()
        self.stuck = self.stuck or self.loop.call_later(self.crowd.slowest, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self.stuck is not None:
            self.stuck.cancel()
            self.stuck = None

    def on_response_complete(self) -> None:
        """Wait for the next request, with a fresh clock."""
        self._stop_the_clock()
        super().on_response_complete()
        self._mind_the_time()

    def _mind_the_time(self) -> None:
        """Run a clock for as long as a request is on its way."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_the_clock()
        elif self.late is None and not self.transport.is_closing():
            self.late = self.loop.call_later(self.crowd.slowest, self.transport.abort)

    def _stop_the_clock(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None


class _Server(uvicorn.Server):
    """uvicorn, but the signals are the speaker's and it says when it listens."""

    on_started: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """End soon."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """Set the Date header once a second, as uvicorn does, which wakes ten times as often for it."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._leaving.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Take none."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        self.on_started()


async def serve(
    app: Starlette,
    host: str,
    port: int,
    *,
    crowd: Crowd = Crowd(),
    started: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve until cancelled. `host` "": every address there is; `port` 0: any free one.

    Raises:
        PortError: it cannot listen there.
    """
    listening = _bound(host, port)
    server = _Server(_settings(app, crowd))
    server.on_started = lambda: started(listening.getsockname()[1])
    running = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        app.state.dismiss()  # or the streams would hold the door open
        server.leave()
        await running
        raise


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host or (not host and socket.has_dualstack_ipv6()) else socket.AF_INET
    dual = family == socket.AF_INET6 and not host
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=dual)
    except OSError as refused:
        where = f"{host or 'every address'}, port {port}"
        why = os.strerror(refused.errno) if refused.errno else str(refused)
        raise PortError(
            f"The page cannot listen on {where}: {why}. Set another host or port in [web], or on = false."
        ) from refused
    # asyncio does this only for sockets that it made itself; without it every answer waits 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _settings(app: Starlette, crowd: Crowd) -> uvicorn.Config:
    kind: dict[str, Any] = {"crowd": crowd, "places": Counter()}
    return uvicorn.Config(
        app,
        http=type("ListenerHere", (SheddingListener,), kind),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level=logging.CRITICAL,  # a stranger's nonsense is no news; our own mistakes `problem` logs
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
