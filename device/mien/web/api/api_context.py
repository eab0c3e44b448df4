"""What every operation of the API needs, and how an operation is declared."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mien.types import Seconds
from mien.web.access.browser_store import Browser
from mien.web.access.pairing_service import PairingService
from mien.web.api.bodies.body_parsing import (
    Body,
    Query,
    QueryParameters,
    RequestBody,
    ResponseBody,
    parse_body,
    parse_query,
)
from mien.web.api.problem_details import ProblemError
from mien.web.backend import Backend, HealthModel
from mien.web.live.broadcaster import Broadcaster
from mien.web.live.cleared_timeline import ClearedTimeline
from mien.web.live.cover_cache import CoverCache
from mien.web.live.live_view import LiveView
from mien.web.live.timeline_store import TimelineStore
from mien.web.transport.async_cache import AsyncCache
from mien.web.transport.middleware import BROWSER

JSON = "application/json"
LONGEST_BODY = 64 * 1024
"""Bytes: a rules text with room to spare."""
SLOWEST_BODY: Seconds = 10.0


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams may be open at once."""

    events: int = 128
    """Event streams in all."""
    events_of_one: int = 16
    """Event streams of one browser."""
    live: int = 8
    """Live views in all."""
    live_of_one: int = 2
    """Live views of one browser."""


DEFAULT_STREAM_LIMITS = StreamLimits()


@dataclass(frozen=True, slots=True)
class ApiContext:
    """Everything that an answer may need."""

    backend: Backend
    """The speaker."""
    pairing: PairingService
    """Knows the paired browsers."""
    broadcaster: Broadcaster
    """Has the timeline, and sends events."""
    live_view: LiveView
    """Sends pictures."""
    timeline_store: TimelineStore
    """The timeline on disk."""
    health: AsyncCache[HealthModel]
    """The backend's health, found once for all who ask at the same time."""
    covers: CoverCache
    """The backend's covers, with a cache of recent ones."""
    clock: Callable[[], Seconds]
    """Monotonic."""
    cleared: ClearedTimeline
    """The timeline that was just cleared."""
    limits: StreamLimits = DEFAULT_STREAM_LIMITS
    """How many streams may be open."""


class ResponseLike(Protocol):
    """What Starlette sends: a response, or a stream."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""


ApiAnswer: TypeAlias = ResponseBody | ResponseLike | None
"""JSON, or a response made by hand, or nothing to say (204)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    request: Request
    """As Starlette has it."""
    _body: RequestBody | None = None

    @property
    def browser(self) -> Browser:
        """Return the browser that sent the request; the middleware has made sure that it is paired."""
        browser = self.request.scope.get(BROWSER)
        if not isinstance(browser, Browser):
            raise ProblemError(401, "This browser isn't paired.")
        return browser

    def body(self, kind: type[Body]) -> Body:
        """Return the body, which has the type that the operation names."""
        if not isinstance(self._body, kind):
            raise TypeError(f"the operation does not take a {kind.__name__}")
        return self._body

    def query(self, kind: type[Query]) -> Query:
        """Return the parameters; ProblemError if they are wrong."""
        return parse_query(kind, self.request.query_params)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does: the route and its description are both made from this."""

    method: str
    """Such as "GET"."""
    path: str
    """With parameters in braces."""
    says: str
    """What it does, in one sentence."""
    answer: Callable[[ApiContext, Call], Awaitable[ApiAnswer]]
    """Does it; its name is the operationId."""
    body: type[RequestBody] | None = None
    """The type of the request's body."""
    query: type[QueryParameters] | None = None
    """The type of the query."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers that the request may have, and what they mean."""
    result: type[ResponseBody] | None = None
    """The type of the answer; None for 204, or for anything but JSON."""
    kind: str = JSON
    """The media type of the answer."""
    problems: tuple[int, ...] = ()
    """The statuses that it may answer, beside those of every operation."""
    paired: bool = True
    """Whether only paired browsers may ask."""


async def respond(operation: Operation, context: ApiContext, request: Request) -> ResponseLike:
    """Return the answer to a request."""
    if request.method == "HEAD" and operation.kind != JSON:
        raise ProblemError(405, "Use GET.", {"Allow": operation.method})
    body = None if operation.body is None else parse_body(operation.body, await _raw_body(request))
    call = Call(request, body)
    if operation.paired and not context.pairing.knows(call.browser):
        raise ProblemError(401, "This browser isn't paired.")  # it was removed while it sent the body
    answer = await operation.answer(context, call)
    if answer is None:
        return Response(status_code=204)
    return json_response(answer) if isinstance(answer, ResponseBody) else answer


def json_response(body: ResponseBody) -> Response:
    """Return a body as a response."""
    return Response(body.model_dump_json(), media_type=JSON)


async def _raw_body(request: Request) -> bytes:
    """Return the body of a request; ProblemError unless it is declared as JSON, small, and timely."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise ProblemError(415, "The body must be application/json.")
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            return await _read(request)
    except TimeoutError:
        raise ProblemError(408, "The body took too long.", {"Connection": "close"}) from None


async def _read(request: Request) -> bytes:
    """Return the whole body; refuse it as soon as it is too long."""
    raw = bytearray()
    length = request.headers.get("content-length", "0")
    too_long = ProblemError(413, f"The body may have at most {LONGEST_BODY} bytes.", {"Connection": "close"})
    if length.isdecimal() and int(length) > LONGEST_BODY:
        raise too_long
    try:
        async for piece in request.stream():
            raw += piece
            if len(raw) > LONGEST_BODY:
                raise too_long
    except ClientDisconnect:
        raise ProblemError(400, "The body is incomplete.") from None
    return bytes(raw)
