"""The page as an ASGI app: routes, the guard before them, the news behind them."""

import asyncio
import contextlib
import logging
import socket
import time
from collections.abc import AsyncGenerator, Callable, Iterable
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from mien import __version__
from mien.types import Seconds
from mien.web.access.browser_store import Epoch
from mien.web.access.pairing_service import PairingService
from mien.web.api.api_context import USUAL_STREAMS, ApiAnswer, ApiContext, Call, Operation, Streams, respond
from mien.web.api.control_routes import CONTROL_ROUTES
from mien.web.api.openapi import DESCRIPTION, description
from mien.web.api.pairing_routes import PAIRING_ROUTES
from mien.web.api.problem_details import ProblemError, answer_problem
from mien.web.api.read_routes import READ_ROUTES
from mien.web.api.views import Company
from mien.web.backend import Backend, RefusedError
from mien.web.live.broadcaster import Broadcaster
from mien.web.live.live_view import LiveView
from mien.web.live.timeline_store import EVERY, TimelineStore
from mien.web.transport.async_cache import Once
from mien.web.transport.listener import Crowd, PortError, serve
from mien.web.transport.middleware import BROWSER, ApiMiddleware
from mien.web.transport.rate_limits import USUAL_RATES, Rates
from mien.web.transport.static_files import ShellFile, shell_files, shell_response

__all__ = ["Crowd", "PortError", "Rates", "Streams", "build_app", "serve"]

logger = logging.getLogger(__name__)

HEALTH_IS_GOOD_FOR: Seconds = 3.0


async def describe(_desk: ApiContext, _call: Call) -> ApiAnswer:
    """Describe the API."""
    return description(OPERATIONS, __version__)


OPERATIONS = (
    *PAIRING_ROUTES,
    *READ_ROUTES,
    *CONTROL_ROUTES,
    Operation("GET", "/api/v1/openapi.json", "This description.", describe, result=DESCRIPTION),
)


def build_app(  # noqa: PLR0913  all but the first two are named, and have defaults
    speaker: Backend,
    doorkeeper: PairingService,
    *,
    names: Iterable[str] = ("mien.local",),
    timeline: Path | None = None,
    clock: Callable[[], Seconds] = time.monotonic,
    wall: Callable[[], Epoch] = lambda: time.clock_gettime(time.CLOCK_REALTIME),
    rates: Rates = USUAL_RATES,
    streams: Streams = USUAL_STREAMS,
) -> Starlette:
    """Return the page of a speaker.

    `names`: by which browsers may call it, besides its addresses and the machine's own name. `timeline`:
    where that is kept if the owner asks for it on the page; without it there is no asking.
    """
    gallery = LiveView(speaker, changed=lambda: news.look())  # noqa: PLW0108  news is not there yet
    news = Broadcaster(speaker, clock, lambda: Company(gallery.watching(), len(doorkeeper.browsers())))
    diary = TimelineStore(timeline, clock, wall)
    health = Once(speaker.health, clock, HEALTH_IS_GOOD_FOR)
    desk = ApiContext(speaker, doorkeeper, news, gallery, diary, health, clock, streams)

    def dismiss(browser: str = "") -> None:
        news.dismiss(browser)
        gallery.dismiss(browser)
        news.look()

    doorkeeper.call_back(let_in=news.look, turned_out=dismiss)
    called = (*names, *own_names(socket.gethostname()))
    guard = Middleware(ApiMiddleware, doorkeeper=doorkeeper, names=called, clock=clock, rates=rates)
    app = Starlette(
        routes=[*(_route(operation, desk) for operation in OPERATIONS), *_shell_routes()],
        middleware=[guard],
        exception_handlers=dict.fromkeys(
            (ProblemError, RefusedError, HTTPException, Exception), answer_problem
        ),
        lifespan=_following(news, diary),
    )
    app.state.dismiss, app.state.news = dismiss, news
    return app


def own_names(host: str) -> tuple[str, ...]:
    """Return the names of this machine: its own, and the one that multicast DNS gives it."""
    first = host.partition(".")[0]
    return (host, first, f"{first}.local") if first else ()


def _following(
    news: Broadcaster, diary: TimelineStore
) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    """Return what runs while the app does: the news."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        news.timeline = diary.read()
        following = asyncio.create_task(news.follow())
        following.add_done_callback(_complain)
        writing = asyncio.create_task(_write_now_and_then(news, diary))
        yield
        following.cancel()
        writing.cancel()
        await asyncio.wait({following, writing})
        await diary.keep_on(news.timeline)

    return lifespan


async def _write_now_and_then(news: Broadcaster, diary: TimelineStore) -> None:
    """Write the timeline for as long as the owner wants that."""
    while True:
        await asyncio.sleep(EVERY)
        await diary.keep_on(news.timeline)


def _complain(following: asyncio.Task[None]) -> None:
    if not following.cancelled() and (fault := following.exception()) is not None:
        logger.error("The page no longer follows the speaker", exc_info=fault)


class _Endpoint:
    """One operation as Starlette calls it."""

    def __init__(self, operation: Operation, desk: ApiContext) -> None:
        self._operation, self._desk = operation, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await respond(self._operation, self._desk, Request(scope, receive))
        await answer(scope, receive, send)


def _route(operation: Operation, desk: ApiContext) -> BaseRoute:
    return Route(operation.path, _Endpoint(operation, desk), methods=[operation.method])


def _shell_routes() -> list[BaseRoute]:
    """Return a route per file of the page; "/" is the page for whoever is paired, else the way in."""
    files = shell_files()
    routes: list[BaseRoute] = [
        Route(f"/{name}", _file(file)) for name, file in files.items() if not name.endswith(".html")
    ]

    async def front(request: Request) -> Response:
        paired = request.scope.get(BROWSER) is not None
        return shell_response(files["app.html" if paired else "pair.html"], request)

    return [*routes, Route("/", front)]


def _file(file: ShellFile) -> Callable[[Request], Response]:
    async def answer(request: Request) -> Response:
        return shell_response(file, request)

    return answer  # type: ignore[return-value]  # Starlette takes both kinds
