"""Pairing, the session of a browser, and the list of paired browsers."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.responses import Response

from mien import __version__
from mien.web.access.pairing_service import PairingRequest, Token
from mien.web.access.pairing_window import PairingAnswer
from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation, json_response
from mien.web.api.bodies.request_bodies import AgreementRequest
from mien.web.api.bodies.response_bodies import BrowserBody, BrowsersBody, PairingBody, SessionBody
from mien.web.api.problem_details import ProblemError
from mien.web.transport.middleware import COOKIE, PAIRING, VISITOR_COOKIE, cookie
from mien.web.transport.rate_limits import client_key

_YEAR = 365 * 24 * 3600
_TEN_MINUTES = 600
_BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "FxiOS", "CriOS", "Chrome", "Safari")
_CALLED = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
}
_SYSTEMS = ("iPhone", "iPad", "Android", "CrOS", "Windows", "Macintosh", "Linux")
_KNOWN_AS = {"CrOS": "ChromeOS", "Macintosh": "Mac"}


async def ask(context: ApiContext, call: Call) -> ApiAnswer:
    """Ask to be paired. Answered "admitted" once, with the cookie."""
    headers = call.request.headers
    visitor = cookie(headers, VISITOR_COOKIE)
    if not re.fullmatch(r"[\w-]{22}", visitor):
        visitor = secrets.token_urlsafe(16)
    client = call.request.client
    asked = PairingRequest(visitor, browser_name(headers), client_key(client.host) if client else "")
    answer, token = await context.pairing.ask(asked)
    response = json_response(PairingBody(answer=answer))
    if answer is PairingAnswer.ADMITTED:
        _set_cookie(call, response, token)
        response.delete_cookie(VISITOR_COOKIE)
    else:
        response.set_cookie(VISITOR_COOKIE, visitor, _TEN_MINUTES, httponly=True, samesite="strict")
    return response


async def session(context: ApiContext, call: Call) -> ApiAnswer:
    """Return the browser's session, and renew its cookie when that is due."""
    browser = call.browser
    response = json_response(
        SessionBody(
            id=browser.id,
            name=browser.name,
            agreed=browser.agreed,
            token=context.pairing.forgery_token(browser),
            version=__version__,
        )
    )
    token = await context.pairing.renew(browser)
    if token is not None:
        _set_cookie(call, response, token)
    return response


async def agree(context: ApiContext, call: Call) -> None:
    """Note that the owner has read the privacy notice."""
    if call.body(AgreementRequest).agreed:
        await context.pairing.agree(call.browser)


async def leave(context: ApiContext, call: Call) -> ApiAnswer:
    """Remove this browser."""
    await context.pairing.remove(call.browser.id)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


async def browsers(context: ApiContext, call: Call) -> ApiAnswer:
    """List the paired browsers."""
    return BrowsersBody(
        browsers=tuple(
            BrowserBody(
                id=browser.id,
                name=browser.name,
                address=browser.address,
                paired=round(browser.paired),
                seen=round(browser.seen),
                here=browser.id == call.browser.id,
            )
            for browser in context.pairing.browsers()
        ),
        addresses=context.backend.addresses(),
    )


async def remove_browser(context: ApiContext, call: Call) -> None:
    """Remove a browser, at once."""
    if not await context.pairing.remove(call.request.path_params["id"]):
        raise ProblemError(404, "No such browser is paired.")


def browser_name(headers: Headers) -> str:
    """Return a readable name of the browser; its User-Agent is untrusted."""
    agent = headers.get("user-agent", "")
    browser = next((name for name in _BROWSERS if name in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    name = _CALLED.get(browser, browser) or "A browser"
    return f"{name} on {_KNOWN_AS.get(system, system)}" if system else name


def _set_cookie(call: Call, response: Response, token: Token) -> None:
    secure = call.request.url.scheme == "https"
    response.set_cookie(COOKIE, token, _YEAR, httponly=True, samesite="strict", secure=secure)


PAIRING_ROUTES = (
    Operation(
        "POST",
        PAIRING,
        "Ask to be paired. It works only after somebody has pressed the pair button on the speaker.",
        ask,
        result=PairingBody,
        paired=False,
    ),
    Operation(
        "GET", "/api/v1/session", "This browser, and its token for changes.", session, result=SessionBody
    ),
    Operation(
        "PUT",
        "/api/v1/session",
        "Say that the owner has read the privacy notice.",
        agree,
        body=AgreementRequest,
    ),
    Operation("DELETE", "/api/v1/session", "Remove this browser: it is no longer paired.", leave),
    Operation("GET", "/api/v1/browsers", "The paired browsers.", browsers, result=BrowsersBody),
    Operation("DELETE", "/api/v1/browsers/{id}", "Remove a browser.", remove_browser, problems=(404,)),
)
