"""Accepts connections, and drops those that are too many, too many from one address, or too slow.

uvicorn waits for ever for the end of a request; a speaker on a home network can't afford that (slowloris).
"""

import asyncio
import contextlib
import logging
import os
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from mien.errors import MienError
from mien.types import Seconds
from mien.web.transport.rate_limits import client_key

logger = logging.getLogger(__name__)

_LONGEST_HEAD = 16 * 1024
_BACKLOG = 128


class PortError(MienError):
    """The page can't listen at its address; says why."""


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits on the number and slowness of connections."""

    most: int = 256
    """In all."""
    most_of_one: int = 64
    """From one address."""
    slowest: Seconds = 15.0
    """Time for a request to arrive, and for a browser to read what it was sent."""


class LimitedProtocol(H11Protocol):
    """One connection, which is dropped if it breaks the limits."""

    limits = ConnectionLimits()
    places: Counter[str]
    place = ""
    late: asyncio.TimerHandle | None = None
    stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Accept the connection, or drop it without an answer."""
        super().connection_made(transport)
        self.place = client_key(self.client[0]) if self.client else ""
        self.places[self.place] += 1
        if len(self.connections) > self.limits.most or self.places[self.place] > self.limits.most_of_one:
            transport.abort()
        else:
            self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting it."""
        super().connection_lost(exc)
        self._stop_clock()
        self.resume_writing()
        self.places[self.place] -= 1
        if not self.places[self.place]:
            del self.places[self.place]

    def data_received(self, data: bytes) -> None:
        """Read on."""
        super().data_received(data)
        self._start_clock()

    def pause_writing(self) -> None:
        """Wait for a browser that doesn't read, but not for ever."""
        super().pause_writing()
        self.stuck = self.stuck or self.loop.call_later(self.limits.slowest, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        if self.stuck is not None:
            self.stuck.cancel()
            self.stuck = None

    def on_response_complete(self) -> None:
        """Wait for the next request, and restart its clock."""
        self._stop_clock()
        super().on_response_complete()
        self._start_clock()

    def _start_clock(self) -> None:
        """Run a clock for as long as a request is arriving."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_clock()
        elif self.late is None and not self.transport.is_closing():
            self.late = self.loop.call_later(self.limits.slowest, self.transport.abort)

    def _stop_clock(self) -> None:
        if self.late is not None:
            self.late.cancel()
            self.late = None


class _Server(uvicorn.Server):
    """uvicorn, except that it ignores signals, reports when it listens, and waits for no slow handshakes."""

    on_started: Callable[[], None] = staticmethod(lambda: None)

    def __init__(self, config: uvicorn.Config, tls: ssl.SSLContext | None, slowest: Seconds) -> None:
        super().__init__(config)
        self._tls, self._slowest = tls, slowest
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """Ask it to end."""
        self.should_exit = True
        self._leaving.set()

    async def main_loop(self) -> None:
        """Set the Date header once a second, as uvicorn does, but wake only once a second for it."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._leaving.wait()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave the signals to the speaker."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and report it."""
        await super().startup([])
        loop = asyncio.get_running_loop()
        patience = self._slowest if self._tls is not None else None
        for listening in sockets or ():
            server = await loop.create_server(
                self._protocol,
                sock=listening,
                ssl=self._tls,
                ssl_handshake_timeout=patience,
                backlog=_BACKLOG,
            )
            self.servers.append(server)
        self.on_started()

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]  # as uvicorn calls it
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


async def serve(  # noqa: PLR0913  all but the first three are named, and have defaults
    app: Starlette,
    host: str,
    port: int,
    *,
    tls: ssl.SSLContext | None = None,
    limits: ConnectionLimits = ConnectionLimits(),
    started: Callable[[int], None] = lambda _port: None,
) -> None:
    """Serve until cancelled. `host` "": on every address; `port` 0: on any free port; `tls`: HTTPS, not HTTP.

    Raises:
        PortError: it can't listen there.
    """
    listening = _bound(host, port)
    server = _Server(_settings(app, limits), tls, limits.slowest)
    server.on_started = lambda: started(listening.getsockname()[1])
    running = asyncio.create_task(server.serve([listening]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        app.state.dismiss()  # or the streams would keep it from ending
        server.leave()
        await running
        raise


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return what makes HTTPS of HTTP, with the house's own certificate.

    Raises:
        PortError: the files cannot be read, or don't belong together.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key, password=lambda: b"")  # or it would ask at the terminal
    except ssl.SSLError as bad:
        raise PortError(
            f"{certificate} and {key} aren't a certificate and its key without a password ({bad.reason})."
        ) from bad
    except OSError as bad:
        raise PortError(f"{certificate} or {key} can't be read: {bad.strerror}.") from bad
    return context


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host or (not host and socket.has_dualstack_ipv6()) else socket.AF_INET
    dual = family == socket.AF_INET6 and not host
    try:
        listening = socket.create_server((host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=dual)
    except OSError as refused:
        where = f"{host or 'every address'}, port {port}"
        why = os.strerror(refused.errno) if refused.errno else str(refused)
        raise PortError(
            f"The page can't listen on {where}: {why}. Set another host or port in [web], or on = false."
        ) from refused
    # asyncio sets this only on sockets of its own; without it every response waits 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _settings(app: Starlette, limits: ConnectionLimits) -> uvicorn.Config:
    kind: dict[str, Any] = {"limits": limits, "places": Counter()}
    return uvicorn.Config(
        app,
        http=type("ProtocolWithLimits", (LimitedProtocol,), kind),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level=logging.CRITICAL,  # `answer_problem` logs our errors; malformed requests aren't worth it
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
    )
