"""What every request must pass before anybody answers it, and what every answer carries.

In this order: the Host is one of ours (DNS rebinding), a change comes from a page of ours (CSRF: Origin, then
the token), not too often, and from a browser that is paired. Unpaired browsers get the pairing page, the
files it needs, and no more.
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
from mien.web.transport.rate_limits import USUAL_RATES, Buckets, Rates, neighbour

COOKIE = "mien"
VISITOR_COOKIE = "mien-visitor"
TOKEN_HEADER = "x-mien-token"  # noqa: S105  the name of a header
BROWSER = "mien.browser"
"""Where in the scope the guard leaves who asks."""

API = "/api/"
PAIRING = "/api/v1/pairing"
OPEN = frozenset(
    {"/", PAIRING, "/pair.js", "/dom.js", "/app.css", "/app.webmanifest", "/icon.svg", "/icon-192.png"}
)
"""What an unpaired browser may have."""

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
    """Stands before an ASGI app."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        doorkeeper: PairingService,
        names: Iterable[str],
        clock: Callable[[], Seconds],
        rates: Rates = USUAL_RATES,
    ) -> None:
        self._app, self._doorkeeper, self._clock = app, doorkeeper, clock
        self._names = frozenset(name.lower().rstrip(".") for name in (*names, "localhost"))
        self._strangers, self._asking = Buckets(rates.stranger), Buckets(rates.asking)
        self._paired, self._changes = Buckets(rates.paired), Buckets(rates.changes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            scope[BROWSER] = await self._admit(scope)
        except ProblemError as problem:
            problem.headers["Connection"] = "close"  # what else it may be sending is not waited for
            await problem_response(problem)(scope, receive, _dressed(send))
            return
        await self._app(scope, receive, _dressed(send))

    async def _admit(self, scope: Scope) -> Browser | None:
        headers = Headers(scope=scope)
        host = self._host(headers)
        change = scope["method"] not in _SAFE
        _come_from_us(headers, host, scope["path"], change=change)
        browser = await self._doorkeeper.recognise(cookie(headers, COOKIE))
        self._not_too_often(scope, browser, change=change)
        if browser is None:
            if scope["path"] not in OPEN:
                raise ProblemError(401, "This browser is not paired.")
        elif change and scope["path"] != PAIRING:
            given = headers.get(TOKEN_HEADER, "").encode()
            if not hmac.compare_digest(given, self._doorkeeper.forgery_token(browser).encode()):
                raise ProblemError(403, "The page is out of date; load it again.", token=False)
        return browser

    def _host(self, headers: Headers) -> str:
        """Return the Host as sent, if it is a name of ours or an address: nobody rebinds an address."""
        hosts = [host.lower() for host in headers.getlist("host")]
        found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
        if found is None:
            raise ProblemError(400, "A request must name one host.")
        name = found[1].rstrip(".")
        if name not in self._names and not _is_address(name.strip("[]")):
            raise ProblemError(
                421, f"This speaker is not called {name[:60]}; set [web] names if it should be."
            )
        return hosts[0]

    def _not_too_often(self, scope: Scope, browser: Browser | None, *, change: bool) -> None:
        at, place = self._clock(), neighbour(scope["client"][0] if scope["client"] else "")
        if scope["path"] == PAIRING and change:
            wait = self._asking.wait(place, at)
        elif browser is None:
            wait = self._strangers.wait(place, at)
        elif change:
            wait = self._changes.wait(browser.id, at)
        else:
            wait = self._paired.wait(browser.id, at)
        if wait:
            raise ProblemError(429, "Too often; wait a moment.", {"Retry-After": str(int(wait) + 1)})


def _come_from_us(headers: Headers, host: str, path: str, *, change: bool) -> None:
    """Refuse what a page of somebody else's makes a browser send."""
    site = headers.get("sec-fetch-site", "same-origin")
    origin = headers.get("origin", "")
    ours = origin in (f"http://{host}", f"https://{host}")
    if (change and not ours) or (path.startswith(API) and site not in ("same-origin", "none")):
        raise ProblemError(403, "Only the speaker's own page may ask this.")
    if origin and not ours:
        raise ProblemError(403, "Only the speaker's own page may ask this.")


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


def _dressed(send: Send) -> Callable[[Message], Any]:
    """Return `send` with what every answer carries."""

    async def send_dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_ALWAYS)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_dressed
