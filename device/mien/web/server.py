"""The page as an ASGI app: its routes, the middleware before them, and what runs while it is served."""

import asyncio
import contextlib
import functools
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
from mien.web.api.api_context import (
    DEFAULT_STREAM_LIMITS,
    ApiAnswer,
    ApiContext,
    Call,
    Operation,
    StreamLimits,
    respond,
)
from mien.web.api.bodies.response_bodies import OpenApiBody
from mien.web.api.openapi import description
from mien.web.api.problem_details import ProblemError, answer_problem
from mien.web.api.routes.control_routes import CONTROL_ROUTES
from mien.web.api.routes.library_routes import LIBRARY_ROUTES
from mien.web.api.routes.opinion_routes import OPINION_ROUTES
from mien.web.api.routes.pairing_routes import PAIRING_ROUTES
from mien.web.api.routes.playlist_routes import PLAYLIST_ROUTES
from mien.web.api.routes.queue_routes import QUEUE_ROUTES
from mien.web.api.routes.read_routes import READ_ROUTES
from mien.web.api.routes.rules_routes import RULES_ROUTES
from mien.web.api.routes.timeline_routes import TIMELINE_ROUTES
from mien.web.api.views.state_views import Audience
from mien.web.backend import Backend
from mien.web.backend_errors import RefusedError
from mien.web.live.broadcaster import Broadcaster
from mien.web.live.cleared_timeline import ClearedTimeline
from mien.web.live.cover_cache import CoverCache
from mien.web.live.live_view import LiveView
from mien.web.live.timeline_store import EVERY, TimelineStore
from mien.web.transport.async_cache import AsyncCache
from mien.web.transport.listener import ConnectionLimits, PortError, serve
from mien.web.transport.metrics_endpoint import Metrics
from mien.web.transport.middleware import BROWSER, ApiMiddleware
from mien.web.transport.rate_limits import DEFAULT_RATE_LIMITS, RateLimits
from mien.web.transport.static_files import StaticFile, static_files, static_response

__all__ = ["ConnectionLimits", "Metrics", "PortError", "RateLimits", "StreamLimits", "build_app", "serve"]

logger = logging.getLogger(__name__)

_HEALTH_IS_GOOD_FOR: Seconds = 3.0
"""Checking takes a moment; pages that ask within this time share one answer."""


async def describe(_context: ApiContext, _call: Call) -> ApiAnswer:
    """Describe the API."""
    return _description()


OPERATIONS = (
    *PAIRING_ROUTES,
    *READ_ROUTES,
    *CONTROL_ROUTES,
    *TIMELINE_ROUTES,
    *RULES_ROUTES,
    *LIBRARY_ROUTES,
    *QUEUE_ROUTES,
    *PLAYLIST_ROUTES,
    *OPINION_ROUTES,
    Operation("GET", "/api/v1/openapi.json", "This description.", describe, result=OpenApiBody),
)


@functools.cache
def _description() -> OpenApiBody:
    return OpenApiBody.model_validate(description(OPERATIONS, __version__))


def build_app(  # noqa: PLR0913  all but the first two are named, and have defaults
    backend: Backend,
    pairing: PairingService,
    *,
    names: Iterable[str] = ("mien.local",),
    timeline: Path | None = None,
    clock: Callable[[], Seconds] = time.monotonic,
    wall: Callable[[], Epoch] = lambda: time.clock_gettime(time.CLOCK_REALTIME),
    rates: RateLimits = DEFAULT_RATE_LIMITS,
    streams: StreamLimits = DEFAULT_STREAM_LIMITS,
    metrics: Metrics | None = None,
) -> Starlette:
    """Return the page of a speaker.

    `names`: host names that browsers may use, beside its addresses and the machine's own name. `timeline`:
    the file for the mood history if the owner asks for that; None: it can't be kept. `metrics`: what a
    monitoring system may read; None: nothing.
    """
    context = _context(backend, pairing, TimelineStore(timeline, clock, wall), clock, streams)
    dismiss = functools.partial(_dismiss, context)
    pairing.call_back(paired=context.broadcaster.look, removed=dismiss)
    own = (*names, *own_names(socket.gethostname()))
    guard = Middleware(ApiMiddleware, pairing=pairing, names=own, clock=clock, rates=rates, metrics=metrics)
    app = _starlette(context, guard, metrics)
    app.state.dismiss, app.state.broadcaster = dismiss, context.broadcaster
    return app


def _context(
    backend: Backend,
    pairing: PairingService,
    store: TimelineStore,
    clock: Callable[[], Seconds],
    limits: StreamLimits,
) -> ApiContext:
    """Return what the routes share; the live view and the broadcaster hear of each other."""
    live_view = LiveView(backend, changed=lambda: broadcaster.look())  # noqa: PLW0108  defined below
    broadcaster = Broadcaster(backend, clock, lambda: Audience(live_view.watching(), len(pairing.browsers())))
    return ApiContext(
        backend,
        pairing,
        broadcaster,
        live_view,
        store,
        health=AsyncCache(backend.health, clock, _HEALTH_IS_GOOD_FOR),
        covers=CoverCache(backend.cover, clock),
        clock=clock,
        cleared=ClearedTimeline(),
        limits=limits,
    )


def _dismiss(context: ApiContext, browser: str = "") -> None:
    """End the streams of `browser`; of every browser if it is empty."""
    context.broadcaster.dismiss(browser)
    context.live_view.dismiss(browser)
    context.broadcaster.look()


def _starlette(context: ApiContext, guard: Middleware, metrics: Metrics | None) -> Starlette:
    """Return the ASGI app with its routes behind `guard`."""
    scraped = [metrics.route()] if metrics else []
    return Starlette(
        routes=[*(_route(operation, context) for operation in OPERATIONS), *_static_routes(), *scraped],
        middleware=[guard],
        exception_handlers=dict.fromkeys(
            (ProblemError, RefusedError, HTTPException, Exception), answer_problem
        ),
        lifespan=_lifespan(context.broadcaster, context.timeline_store),
    )


def own_names(host: str) -> tuple[str, ...]:
    """Return the names of this machine: its own, and the one in multicast DNS."""
    first = host.partition(".")[0]
    return (host, first, f"{first}.local") if first else ()


def _lifespan(
    broadcaster: Broadcaster, store: TimelineStore
) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    """Return what runs while the app does: the broadcaster, and the writing of the timeline."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        broadcaster.timeline = store.read()
        following = asyncio.create_task(broadcaster.follow())
        following.add_done_callback(_log_end)
        writing = asyncio.create_task(_write_regularly(broadcaster, store))
        yield
        following.cancel()
        writing.cancel()
        await asyncio.wait({following, writing})
        await store.keep_on(broadcaster.timeline)

    return lifespan


async def _write_regularly(broadcaster: Broadcaster, store: TimelineStore) -> None:
    """Write the timeline as long as the owner wants that."""
    while True:
        await asyncio.sleep(EVERY)
        await store.keep_on(broadcaster.timeline)


def _log_end(following: asyncio.Task[None]) -> None:
    if not following.cancelled() and (error := following.exception()) is not None:
        logger.error("The page no longer follows the speaker", exc_info=error)


class _Endpoint:
    """One operation as a Starlette endpoint."""

    def __init__(self, operation: Operation, context: ApiContext) -> None:
        self._operation, self._context = operation, context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await respond(self._operation, self._context, Request(scope, receive))
        await answer(scope, receive, send)


def _route(operation: Operation, context: ApiContext) -> BaseRoute:
    return Route(operation.path, _Endpoint(operation, context), methods=[operation.method])


def _static_routes() -> list[BaseRoute]:
    """Return a route per file of the page; "/" is the page in a paired browser, else the pairing page."""
    files = static_files()
    routes: list[BaseRoute] = [
        Route(f"/{name}", _file(file)) for name, file in files.items() if not name.endswith(".html")
    ]

    async def front(request: Request) -> Response:
        paired = request.scope.get(BROWSER) is not None
        return static_response(files["app.html" if paired else "pair.html"], request)

    return [*routes, Route("/", front)]


def _file(file: StaticFile) -> Callable[[Request], Response]:
    async def answer(request: Request) -> Response:
        return static_response(file, request)

    return answer  # type: ignore[return-value]  # Starlette takes both kinds
