"""What every answer is made from, and how an operation of the API is written down."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from mien.types import Seconds
from mien.web.access.browser_store import Browser
from mien.web.access.pairing_service import PairingService
from mien.web.api.json_schema import Shape, fault
from mien.web.api.problem_details import ProblemError
from mien.web.backend import Backend, HealthModel
from mien.web.live.broadcaster import Broadcaster
from mien.web.live.live_view import LiveView
from mien.web.live.timeline_store import TimelineStore
from mien.web.transport.async_cache import Once
from mien.web.transport.middleware import BROWSER

LONGEST_BODY = 64 * 1024
"""Bytes: a rules text with room to spare."""
SLOWEST_BODY: Seconds = 10.0


@dataclass(frozen=True, slots=True)
class Streams:
    """How many streams of each kind there may be: in all, and of one browser."""

    events: int = 128
    events_of_one: int = 16
    live: int = 8
    live_of_one: int = 2


USUAL_STREAMS = Streams()


@dataclass(frozen=True, slots=True)
class ApiContext:
    """Everything an answer may need. `health`: the speaker's, asked once for all who want it."""

    speaker: Backend
    doorkeeper: PairingService
    news: Broadcaster
    gallery: LiveView
    diary: TimelineStore
    health: Once[HealthModel]
    clock: Callable[[], Seconds]
    streams: Streams = Streams()


class Answering(Protocol):
    """What Starlette sends: a response, or a stream."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""


Plain: TypeAlias = Mapping[str, Any]
ApiAnswer: TypeAlias = Plain | Answering | None
"""JSON, or a response made by hand, or nothing to say (204)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what it came with. `body` fits the operation's shape."""

    request: Request
    body: Any = None

    @property
    def browser(self) -> Browser:
        """Return who asks; the guard has seen to it that there is somebody."""
        browser = self.request.scope.get(BROWSER)
        if not isinstance(browser, Browser):
            raise ProblemError(401, "This browser is not paired.")
        return browser


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does: the route and its description are both made from this.

    `body`: what must come with it. `result`: what it says, None for 204; `kind`: of what it says.
    `problems`: the statuses it may answer besides those that every operation may.
    """

    method: str
    path: str
    says: str
    answer: Callable[[ApiContext, Call], Awaitable[ApiAnswer]]
    body: Shape | None = None
    result: Shape | None = None
    kind: str = "application/json"
    query: Mapping[str, Shape] = field(default_factory=dict)
    problems: tuple[int, ...] = ()
    paired: bool = True


async def respond(operation: Operation, desk: ApiContext, request: Request) -> Answering:
    """Return the answer to a request."""
    if request.method == "HEAD" and operation.kind != "application/json":
        raise ProblemError(405, "Ask with GET.", {"Allow": operation.method})
    body = None if operation.body is None else await _body(request, operation.body)
    call = Call(request, body)
    if operation.paired and not desk.doorkeeper.knows(call.browser):
        raise ProblemError(401, "This browser is not paired.")  # it was turned out while it sent the body
    answer = await operation.answer(desk, call)
    if answer is None:
        return Response(status_code=204)
    return JSONResponse(answer) if isinstance(answer, Mapping) else answer


async def _body(request: Request, shape: Shape) -> object:
    """Return the body of a request; ProblemError unless it is JSON of the right shape, soon and small."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(415, "The body must be application/json.")
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            raw = await _read(request)
        plain = json.loads(raw, parse_constant=_no_number)
    except TimeoutError:
        raise ProblemError(408, "The body took too long.", {"Connection": "close"}) from None
    except (ValueError, RecursionError):
        raise ProblemError(400, "The body is not JSON.") from None
    wrong = fault(shape, plain)
    if wrong:
        raise ProblemError(422, wrong[0].upper() + wrong[1:])
    return plain


async def _read(request: Request) -> bytes:
    """Return the whole body, or refuse it as soon as it is too long."""
    raw = bytearray()
    length = request.headers.get("content-length", "0")
    too_long = ProblemError(413, f"The body may have {LONGEST_BODY} bytes at most.", {"Connection": "close"})
    if length.isdecimal() and int(length) > LONGEST_BODY:
        raise too_long
    try:
        async for piece in request.stream():
            raw += piece
            if len(raw) > LONGEST_BODY:
                raise too_long
    except ClientDisconnect:
        raise ProblemError(400, "The body broke off.") from None
    return bytes(raw)


def _no_number(name: str) -> float:
    raise ValueError(name)
