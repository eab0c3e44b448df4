"""The real server on a real port, in a thread of its own, with a fake speaker behind it."""

import asyncio
import contextlib
import os
import random
import ssl
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from fakes.backend import FakeBackend
from mien.web.access.pairing_service import PairingService, open_browser_store
from mien.web.access.pairing_window import ALONE
from mien.web.api.api_context import DEFAULT_STREAM_LIMITS, StreamLimits
from mien.web.live.broadcaster import Broadcaster
from mien.web.server import ConnectionLimits, Metrics, build_app, serve
from mien.web.transport.rate_limits import Rate, RateLimits

T = TypeVar("T")
_ONE_FOR_ALL = ssl.create_default_context()  # never used, and slow to make

GENEROUS = RateLimits(*[Rate(1000, 1000)] * 5)
"""For tests about something else."""
DEFAULT_CONNECTION_LIMITS = ConnectionLimits()
LATEST = float(os.environ.get("MIEN_LATEST", "0"))
"""Up to so many seconds late is each answer, at random: it shows which tests hope for a quick machine."""


@dataclass
class LocalServer:
    """See the module. `skew`: seconds by which its clocks run ahead, so that a test needn't wait."""

    folder: Path
    rates: RateLimits = GENEROUS
    limits: ConnectionLimits = DEFAULT_CONNECTION_LIMITS
    streams: StreamLimits = DEFAULT_STREAM_LIMITS
    metrics: Metrics | None = None
    host: str = "127.0.0.1"
    port: int = 0
    tls: ssl.SSLContext | None = None
    skew: float = 0.0
    window_changes: list[bool] = field(default_factory=list)
    stopped_at: float = 0.0

    def clock(self) -> float:
        """Return the monotonic time."""
        return (self.stopped_at or time.monotonic()) + self.skew

    @contextlib.contextmanager
    def clock_stopped(self) -> Generator[None]:
        """Let no time pass, so that all that is asked is asked at once, however slow the machine."""
        self.stopped_at = time.monotonic()
        try:
            yield
        finally:
            self.stopped_at = 0.0

    def wall(self) -> float:
        """Return its wall clock."""
        return time.clock_gettime(time.CLOCK_REALTIME) + self.skew

    @property
    def url(self) -> str:
        """Return where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, on the same port as before."""
        self._up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)
        self._thread.start()
        assert self._up.wait(30), "the page did not come up"

    def stop(self) -> None:
        """Stop it."""
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(30)
        assert not self._thread.is_alive(), "the page did not go down"

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.backend = FakeBackend(self.clock)
        book = open_browser_store(self.folder / "browsers.json")
        self.pairing = PairingService(
            book, clock=self.clock, wall=self.wall, window_changed=self.window_changes.append
        )
        app = build_app(
            self.backend,
            self.pairing,
            timeline=self.folder / "timeline.json",
            clock=self.clock,
            wall=self.wall,
            rates=self.rates,
            streams=self.streams,
            metrics=self.metrics,
        )
        if LATEST:
            app.add_middleware(Late)
        self.broadcaster: Broadcaster = app.state.broadcaster
        self._task = asyncio.ensure_future(
            serve(app, self.host, self.port, tls=self.tls, limits=self.limits, started=self._started)
        )
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def _started(self, port: int) -> None:
        self.port = port
        self._up.set()

    def do(self, act: Callable[[], T]) -> T:
        """Call something in the server's own thread; return what it returns."""
        done: list[T] = []
        happened = threading.Event()

        def run() -> None:
            try:
                done.append(act())
            finally:
                happened.set()

        self._loop.call_soon_threadsafe(run)
        assert happened.wait(30)
        return done[0]

    def stranger(self) -> httpx.Client:
        """Return an HTTP client that isn't paired."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=30, verify=_ONE_FOR_ALL)

    @contextlib.contextmanager
    def paired(self) -> Generator[httpx.Client]:
        """Yield an HTTP client that is paired, and sends the token."""
        with self.stranger() as client:
            self.do(self.pairing.open_window)
            assert client.post("/api/v1/pairing").json() == {"answer": "wait"}
            self.skew += ALONE
            assert client.post("/api/v1/pairing").json() == {"answer": "admitted"}
            client.headers["X-Mien-Token"] = client.get("/api/v1/session").json()["token"]
            yield client


@dataclass
class Late:
    """Answers late."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then answer."""
        if scope["type"] == "http":
            await asyncio.sleep(random.uniform(0, LATEST))  # noqa: S311  nothing secret
        await self.app(scope, receive, send)


@contextlib.contextmanager
def opened(server: LocalServer) -> Generator[LocalServer]:
    """Run a server for a while."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


def eventually(true: Callable[[], object], within: float = 20.0) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
