"""The checks that every request must pass, and the headers that every response carries.

In this order: the Host is one of ours (DNS rebinding), a change comes from our own page (CSRF: Origin, then
the token), the rate limits, and the browser is paired. Unpaired browsers get the pairing page and the files
that it needs, nothing else.
"""

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mien.types import Seconds
from mien.web.access.browser_store import Browser
from mien.web.access.pairing_service import PairingService
from mien.web.api.problem_details import ProblemError, problem_response
from mien.web.transport.metrics_endpoint import Metrics
from mien.web.transport.rate_limits import DEFAULT_RATE_LIMITS, Buckets, RateLimits, client_key

COOKIE = "mien"
VISITOR_COOKIE = "mien-visitor"
TOKEN_HEADER = "x-mien-token"  # noqa: S105  the name of a header
BROWSER = "mien.browser"
"""Where in the scope the middleware leaves the browser that asks."""

API = "/api/"
PAIRING = "/api/v1/pairing"
SEARCH = "/api/v1/search"
OPEN = frozenset(
    {"/", PAIRING, "/pair.js", "/dom.js", "/app.css", "/app.webmanifest", "/icon.svg", "/icon-192.png"}
)
"""What an unpaired browser may ask for."""

_SAFE = frozenset({"GET", "HEAD"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(:\d{1,5})?")
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types mien"
)
_ALWAYS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class ApiMiddleware:
    """ASGI middleware."""

    def __init__(  # noqa: PLR0913  all but the first are named
        self,
        app: ASGIApp,
        *,
        pairing: PairingService,
        names: Iterable[str],
        clock: Callable[[], Seconds],
        rates: RateLimits = DEFAULT_RATE_LIMITS,
        metrics: Metrics | None = None,
    ) -> None:
        self._app, self._pairing, self._clock = app, pairing, clock
        self._names = frozenset(name.lower().rstrip(".") for name in (*names, "localhost"))
        self._metrics = metrics
        self._strangers, self._asking = Buckets(rates.stranger), Buckets(rates.asking)
        self._paired, self._changes = Buckets(rates.paired), Buckets(rates.changes)
        self._searches = Buckets(rates.searches)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            scope[BROWSER] = await self._admit(scope)
        except ProblemError as problem:
            problem.headers["Connection"] = "close"  # whatever else it may be sending isn't read
            await problem_response(problem)(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))

    async def _admit(self, scope: Scope) -> Browser | None:
        headers = Headers(scope=scope)
        host = self._host(headers)
        change = scope["method"] not in _SAFE
        _check_origin(headers, host, scope["path"], change=change)
        browser = await self._pairing.recognise(cookie(headers, COOKIE))
        self._check_rate(scope, browser, change=change)
        if browser is None:
            token = headers.get("authorization", "")
            scrapes = self._metrics is not None and self._metrics.admits(scope["path"], token)
            if scope["path"] not in OPEN and not scrapes:
                raise ProblemError(401, "This browser isn't paired.")
        elif change and scope["path"] != PAIRING:
            given = headers.get(TOKEN_HEADER, "").encode()
            if not hmac.compare_digest(given, self._pairing.forgery_token(browser).encode()):
                raise ProblemError(403, "This page is out of date; reload it.", token=False)
        return browser

    def _host(self, headers: Headers) -> str:
        """Return the Host as sent, if it is one of our names or an address: an address can't be rebound."""
        hosts = [host.lower() for host in headers.getlist("host")]
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found is None:
            raise ProblemError(400, "A request must have exactly one Host header.")
        name = found[1].rstrip(".")
        if name not in self._names and not _is_address(name.strip("[]")):
            raise ProblemError(
                421, f"This speaker isn't called {name[:60]}. To allow that name, add it to [web] names."
            )
        return hosts[0]

    def _check_rate(self, scope: Scope, browser: Browser | None, *, change: bool) -> None:
        at, place = self._clock(), client_key(scope["client"][0] if scope["client"] else "")
        if scope["path"] == PAIRING and change:
            wait = self._asking.wait(place, at)
        elif browser is None:
            wait = self._strangers.wait(place, at)
        elif change:
            wait = self._changes.wait(browser.id, at)
        elif scope["path"] == SEARCH:
            wait = self._searches.wait(browser.id, at)
        else:
            wait = self._paired.wait(browser.id, at)
        if wait:
            raise ProblemError(429, "Too many requests; wait a moment.", {"Retry-After": str(int(wait) + 1)})


def _check_origin(headers: Headers, host: str, path: str, *, change: bool) -> None:
    """Refuse what another site makes a browser send."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin", "")
    ours = origin in (f"http://{host}", f"https://{host}")
    if (change and not ours) or (path.startswith(API) and site not in ("same-origin", "none")):
        raise ProblemError(403, "Only the speaker's own page may do this.")
    if origin and not ours:
        raise ProblemError(403, "Only the speaker's own page may do this.")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def cookie(headers: Headers, name: str) -> str:
    """Return the cookie's value, "" without one."""
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def _with_headers(send: Send) -> Callable[[Message], Any]:
    """Return `send` with the headers that every response carries."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_ALWAYS)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_with_headers
