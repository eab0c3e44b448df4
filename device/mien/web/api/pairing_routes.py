"""Who may come in, who is in, and who must go: pairing, the session of a browser, the list of all."""

import re
import secrets

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response

from mien import __version__
from mien.web.access.pairing_service import Guest, Token
from mien.web.access.pairing_window import PairingAnswer as Told
from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.json_schema import an_object
from mien.web.api.problem_details import ProblemError
from mien.web.api.schemas import ANSWER, BROWSERS, FLAG, SESSION
from mien.web.transport.middleware import COOKIE, PAIRING, VISITOR_COOKIE, cookie
from mien.web.transport.rate_limits import neighbour

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


async def ask(_desk: ApiContext, call: Call) -> ApiAnswer:
    """Ask to come in. Answered "admitted" once, with the cookie."""
    headers = call.request.headers
    visitor = cookie(headers, VISITOR_COOKIE)
    if not re.fullmatch(r"[\w-]{22}", visitor):
        visitor = secrets.token_urlsafe(16)
    client = call.request.client
    guest = Guest(visitor, browser_name(headers), neighbour(client.host) if client else "")
    told, token = await _desk.doorkeeper.ask(guest)
    response = JSONResponse({"answer": told.value})
    if told is Told.ADMITTED:
        _set_cookie(call, response, token)
        response.delete_cookie(VISITOR_COOKIE)
    else:
        response.set_cookie(VISITOR_COOKIE, visitor, _TEN_MINUTES, httponly=True, samesite="strict")
    return response


async def session(desk: ApiContext, call: Call) -> ApiAnswer:
    """Say who this browser is, and renew its cookie when that is due."""
    browser = call.browser
    response = JSONResponse(
        {
            "id": browser.id,
            "name": browser.name,
            "agreed": browser.agreed,
            "token": desk.doorkeeper.forgery_token(browser),
            "version": __version__,
        }
    )
    token = await desk.doorkeeper.renew(browser)
    if token is not None:
        _set_cookie(call, response, token)
    return response


async def agree(desk: ApiContext, call: Call) -> None:
    """Note that the owner has read what is seen and kept."""
    if call.body["agreed"]:
        await desk.doorkeeper.agree(call.browser)


async def leave(desk: ApiContext, call: Call) -> ApiAnswer:
    """Turn this browser out."""
    await desk.doorkeeper.turn_out(call.browser.id)
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


async def browsers(desk: ApiContext, call: Call) -> ApiAnswer:
    """List who is paired."""
    return {
        "browsers": [
            {
                "id": browser.id,
                "name": browser.name,
                "address": browser.address,
                "paired": round(browser.paired),
                "seen": round(browser.seen),
                "here": browser.id == call.browser.id,
            }
            for browser in desk.doorkeeper.browsers()
        ]
    }


async def turn_out(desk: ApiContext, call: Call) -> None:
    """Turn a browser out, at once."""
    if not await desk.doorkeeper.turn_out(call.request.path_params["id"]):
        raise ProblemError(404, "No such browser is paired.")


def browser_name(headers: Headers) -> str:
    """Return what an owner would call the browser, from a line that says anything it likes."""
    agent = headers.get("user-agent", "")
    browser = next((name for name in _BROWSERS if name in agent), "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    called = _CALLED.get(browser, browser) or "A browser"
    return f"{called} on {_KNOWN_AS.get(system, system)}" if system else called


def _set_cookie(call: Call, response: Response, token: Token) -> None:
    secure = call.request.url.scheme == "https"
    response.set_cookie(COOKIE, token, _YEAR, httponly=True, samesite="strict", secure=secure)


PAIRING_ROUTES = (
    Operation(
        "POST",
        PAIRING,
        "Ask to come in: only while the pairing window is open, which a button on the device opens.",
        ask,
        result=ANSWER,
        paired=False,
    ),
    Operation(
        "GET", "/api/v1/session", "Who this browser is, and its token for changes.", session, result=SESSION
    ),
    Operation(
        "PUT",
        "/api/v1/session",
        "Say that the owner has read what is seen and kept.",
        agree,
        body=an_object(agreed=FLAG),
    ),
    Operation("DELETE", "/api/v1/session", "Leave: this browser is no longer paired.", leave),
    Operation("GET", "/api/v1/browsers", "Who is paired.", browsers, result=BROWSERS),
    Operation("DELETE", "/api/v1/browsers/{id}", "Turn a browser out.", turn_out, problems=(404,)),
)
