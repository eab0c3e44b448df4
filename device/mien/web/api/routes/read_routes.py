"""The state, the streams, the timeline, the library, the rules, settings and health."""

from starlette.responses import Response

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.request_bodies import (
    KeepTimelineRequest,
    PreviewRequest,
    RulesRequest,
    SettingRequest,
    TimelineQuery,
)
from mien.web.api.bodies.response_bodies import (
    HealthBody,
    PreviewBody,
    RulesBody,
    SettingsBody,
    TimelineBody,
)
from mien.web.api.bodies.state_bodies import NowBody
from mien.web.api.problem_details import ProblemError
from mien.web.api.views.state_views import (
    health_view,
    mistakes_view,
    preview_view,
    setting_view,
    timeline_view,
)
from mien.web.api.views.text_views import cover_uri
from mien.web.backend import RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR
from mien.web.transport.streams import event_stream, picture_stream

HEARTBEAT = 15.0
COVER_AGE = 3600
"""Seconds for which a browser may keep a cover, or that there is none."""
_SPANS = {"hour": HOUR, "day": DAY}
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


async def now(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the whole state."""
    return context.broadcaster.everything()


async def events(context: ApiContext, call: Call) -> ApiAnswer:
    """Send the whole state, then what changes."""
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
    """Show the cover of a song of the library or the queue; the backend has no others to show."""
    uri = cover_uri(call.request.path_params["key"])
    if not uri:
        raise ProblemError(404, "No song has that key.")
    picture = await context.backend.cover(uri) or b""
    headers = {"Cache-Control": f"private, max-age={COVER_AGE}"}
    kind = picture_kind(picture)
    if not kind:
        return Response(status_code=204, headers=headers)
    return Response(picture, media_type=kind, headers=headers)


def picture_kind(picture: bytes) -> str:
    """Return the media type of a picture by its first bytes, "" if it isn't one that we would show."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _PICTURES.items() if picture.startswith(magic)), "")


async def timeline(context: ApiContext, call: Call) -> ApiAnswer:
    """Show the last hour or day."""
    store, span = context.timeline_store, _SPANS[call.query(TimelineQuery).span]
    kept = store.kept if store.possible else None
    return timeline_view(context.broadcaster.timeline, span, context.clock(), kept=kept)


async def keep_timeline(context: ApiContext, call: Call) -> None:
    """Keep the timeline on disk, or no longer."""
    store = context.timeline_store
    if not store.possible:
        raise RefusedError("This speaker has nowhere to keep the mood history.")
    if call.body(KeepTimelineRequest).kept:
        await store.keep(context.broadcaster.timeline)
    else:
        await store.forget(keep_on=False)


async def clear_timeline(context: ApiContext, _call: Call) -> None:
    """Clear the timeline."""
    context.broadcaster.timeline = EMPTY
    await context.timeline_store.forget(keep_on=True)


async def rules(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the rules."""
    kept = await context.backend.rules()
    return RulesBody(text=kept.text, shipped=kept.shipped)


async def preview(context: ApiContext, call: Call) -> ApiAnswer:
    """Return what a rules text would do."""
    asked = call.body(PreviewRequest)
    return preview_view(await context.backend.preview(asked.text, asked.policy))


async def set_rules(context: ApiContext, call: Call) -> ApiAnswer:
    """Save rules."""
    mistakes = await context.backend.set_rules(call.body(RulesRequest).text)
    if mistakes:
        listed = [mistake.model_dump() for mistake in mistakes_view(mistakes)]
        raise ProblemError(422, "The rules have mistakes; the old ones still apply.", mistakes=listed)
    return None


async def settings(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return all settings."""
    return SettingsBody(settings=tuple(map(setting_view, await context.backend.settings())))


async def set_setting(context: ApiContext, call: Call) -> None:
    """Change one setting."""
    await context.backend.set_setting(call.request.path_params["key"], call.body(SettingRequest).value)


async def health(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return how every part is."""
    return health_view(await context.health())


READ_ROUTES = (
    Operation("GET", "/api/v1/now", "The whole state of the speaker.", now, result=NowBody),
    Operation(
        "GET",
        "/api/v1/events",
        "Server-sent events: the parts of `now` by their names, all first, then what changes; and `beat`.",
        events,
        kind="text/event-stream",
        problems=(503,),
    ),
    Operation(
        "GET",
        "/api/v1/live",
        "What the camera sees, as motion JPEG, for as long as it is read. The ring lights meanwhile.",
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
    Operation(
        "GET",
        "/api/v1/timeline",
        "The mood over the last hour or day, with the songs.",
        timeline,
        query=TimelineQuery,
        result=TimelineBody,
    ),
    Operation("DELETE", "/api/v1/timeline", "Clear the mood history.", clear_timeline, problems=(409,)),
    Operation(
        "PUT",
        "/api/v1/timeline",
        "Keep the mood history on the speaker's disk, so that it survives a restart, or no longer.",
        keep_timeline,
        body=KeepTimelineRequest,
        problems=(409,),
    ),
    Operation("GET", "/api/v1/rules", "The rules from mood to music.", rules, result=RulesBody),
    Operation(
        "PUT",
        "/api/v1/rules",
        "Save rules. With mistakes the old ones still apply, and the problem lists the mistakes.",
        set_rules,
        body=RulesRequest,
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/rules/preview",
        "What a rules text would do.",
        preview,
        body=PreviewRequest,
        result=PreviewBody,
    ),
    Operation("GET", "/api/v1/settings", "All settings.", settings, result=SettingsBody),
    Operation(
        "PUT",
        "/api/v1/settings/{key}",
        "Change one setting, at once and for good.",
        set_setting,
        body=SettingRequest,
        problems=(409,),
    ),
    Operation(
        "GET", "/api/v1/health", "How every part is, and the latest problems.", health, result=HealthBody
    ),
)
