"""The state, the streams, the timeline, the library, the rules, settings and health."""

from starlette.responses import Response

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.request_bodies import (
    SettingRequest,
)
from mien.web.api.bodies.response_bodies import (
    HealthBody,
    HouseBody,
    SettingsBody,
)
from mien.web.api.bodies.state_bodies import NowBody
from mien.web.api.problem_details import ProblemError
from mien.web.api.views.state_views import (
    health_view,
    house_view,
    setting_view,
)
from mien.web.api.views.text_views import cover_uri
from mien.web.transport.streams import event_stream, picture_stream

HEARTBEAT = 15.0
COVER_AGE = 3600
NO_COVER_AGE = 60
"""Seconds for which a browser may cache a cover, or its absence."""
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


async def now(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the whole state."""
    return context.broadcaster.everything()


async def events(context: ApiContext, call: Call) -> ApiAnswer:
    """Send the whole state, then changes."""
    browser, broadcaster, limits = call.browser.id, context.broadcaster, context.limits
    if broadcaster.listening() >= limits.events or broadcaster.listening(browser) >= limits.events_of_one:
        raise ProblemError(503, "Too many pages are open.", {"Retry-After": "10"})
    return event_stream(broadcaster.listen(browser, HEARTBEAT))


async def live(context: ApiContext, call: Call) -> ApiAnswer:
    """Show what the camera sees."""
    browser, live_view, limits = call.browser.id, context.live_view, context.limits
    if live_view.watching() >= limits.live or live_view.watching(browser) >= limits.live_of_one:
        raise ProblemError(503, "Too many people are watching already.", {"Retry-After": "10"})
    return picture_stream(live_view.watch(browser))


async def cover(context: ApiContext, call: Call) -> ApiAnswer:
    """Show the cover of a song in the library or the queue; the backend gives no others."""
    uri = cover_uri(call.request.path_params["key"])
    if not uri:
        raise ProblemError(404, "No song has that key.")
    picture = await context.covers.cover(uri)
    kind = picture_kind(picture)
    headers = {"Cache-Control": f"private, max-age={COVER_AGE if kind else NO_COVER_AGE}"}
    return Response(picture, media_type=kind, headers=headers) if kind else Response(None, 204, headers)


def picture_kind(picture: bytes) -> str:
    """Return the media type of a picture by its first bytes, "" if it isn't one that we would show."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _PICTURES.items() if picture.startswith(magic)), "")


async def settings(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return all settings."""
    return SettingsBody(settings=tuple(map(setting_view, await context.backend.settings())))


async def set_setting(context: ApiContext, call: Call) -> None:
    """Change one setting."""
    await context.backend.set_setting(call.request.path_params["key"], call.body(SettingRequest).value)


async def find_setting(context: ApiContext, call: Call) -> None:
    """Find the value of a setting, and set it."""
    await context.backend.find_setting(call.request.path_params["key"])


async def health(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the state of every part."""
    return health_view(await context.health())


async def house(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return how the house is reached."""
    return house_view(await context.backend.house())


READ_ROUTES = (
    Operation("GET", "/api/v1/now", "The whole state of the speaker.", now, result=NowBody),
    Operation(
        "GET",
        "/api/v1/events",
        "Server-sent events: first all parts of `now` by name, then those that change; and `beat`.",
        events,
        kind="text/event-stream",
        problems=(503,),
    ),
    Operation(
        "GET",
        "/api/v1/live",
        "The camera's picture as motion JPEG, for as long as it is read. The ring lights in the meantime.",
        live,
        kind="multipart/x-mixed-replace",
        problems=(409, 503),
    ),
    Operation(
        "GET",
        "/api/v1/covers/{key}",
        "The cover of a song; 204 if it has none.",
        cover,
        kind="image/*",
        problems=(404,),
    ),
    Operation("GET", "/api/v1/settings", "All settings.", settings, result=SettingsBody),
    Operation(
        "PUT",
        "/api/v1/settings/{key}",
        "Change one setting, at once and permanently.",
        set_setting,
        body=SettingRequest,
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/settings/{key}/find",
        "Have the speaker find the value of a setting of the kind `found`, and set it; takes seconds.",
        find_setting,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/health",
        "The state of every part, and recent problems.",
        health,
        result=HealthBody,
    ),
    Operation(
        "GET",
        "/api/v1/house",
        "The connection to the house, and the other speakers.",
        house,
        result=HouseBody,
    ),
)
