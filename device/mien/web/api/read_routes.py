"""What the API tells: how things stand, the streams, the timeline, the music, the rules, settings, health."""

from starlette.responses import Response

from mien.mood.mood import Policy
from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.json_schema import an_object
from mien.web.api.problem_details import ProblemError
from mien.web.api.schemas import (
    FLAG,
    HEALTH,
    LIBRARY,
    NOW,
    POLICY,
    PREVIEW,
    RULES,
    RULES_TEXT,
    SETTINGS,
    TEXT,
    TIMELINE,
    VALUE,
)
from mien.web.api.views import cover_key, health_view, library_view, preview_view, setting_view
from mien.web.backend import PreviewModel, RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR, timeline_view
from mien.web.transport.streams import event_stream, picture_stream

BEAT = 15.0
_SPANS = {"hour": HOUR, "day": DAY}
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


async def now(desk: ApiContext, _call: Call) -> ApiAnswer:
    """Say how everything stands."""
    return desk.news.everything()


async def events(desk: ApiContext, call: Call) -> ApiAnswer:
    """Tell everything, then what changes."""
    who, news, most = call.browser.id, desk.news, desk.streams
    if news.listening() >= most.events or news.listening(who) >= most.events_of_one:
        raise ProblemError(503, "Too many pages are open.", {"Retry-After": "10"})
    return event_stream(news.listen(who, BEAT))


async def live(desk: ApiContext, call: Call) -> ApiAnswer:
    """Show what the eye sees."""
    who, gallery, most = call.browser.id, desk.gallery, desk.streams
    if gallery.watching() >= most.live or gallery.watching(who) >= most.live_of_one:
        raise ProblemError(503, "Too many are watching already.", {"Retry-After": "10"})
    return picture_stream(gallery.watch(who))


async def cover(desk: ApiContext, call: Call) -> ApiAnswer:
    """Show the record's cover; only that of the song at hand, so nobody can read the disk with it."""
    playing = desk.speaker.now().playing
    if playing is None or cover_key(playing.uri) != call.request.path_params["key"]:
        raise ProblemError(404, "That song is not playing.")
    picture = await desk.speaker.cover(playing.uri) or b""
    kind = picture_kind(picture)
    if not kind:
        return None
    return Response(picture, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


def picture_kind(picture: bytes) -> str:
    """Return the media type of a picture by its first bytes, "" if it is none that we would show."""
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _PICTURES.items() if picture.startswith(magic)), "")


async def timeline(desk: ApiContext, call: Call) -> ApiAnswer:
    """Show the last hour or day."""
    span = _SPANS.get(call.request.query_params.get("span", "hour"))
    if span is None:
        raise ProblemError(422, "Span must be hour or day.")
    view = timeline_view(desk.news.timeline, span, desk.clock())
    return {**view, "kept": desk.diary.kept if desk.diary.possible else None}


async def keep(desk: ApiContext, call: Call) -> None:
    """Keep the timeline over a restart, or no longer."""
    if not desk.diary.possible:
        raise RefusedError("This speaker has nowhere to keep it.")
    if call.body["kept"]:
        await desk.diary.keep(desk.news.timeline)
    else:
        await desk.diary.forget(keep_on=False)


async def forget(desk: ApiContext, _call: Call) -> None:
    """Clear the timeline."""
    desk.news.timeline = EMPTY
    await desk.diary.forget(keep_on=True)


async def library(desk: ApiContext, _call: Call) -> ApiAnswer:
    """Say what music there is."""
    return library_view(await desk.speaker.library())


async def rules(desk: ApiContext, _call: Call) -> ApiAnswer:
    """Show the rules in force."""
    held = await desk.speaker.rules()
    return {"text": held.text, "shipped": held.shipped}


async def preview(desk: ApiContext, call: Call) -> ApiAnswer:
    """Show what a rules text would do."""
    return preview_view(await desk.speaker.preview(call.body["text"], Policy(call.body["policy"])))


async def set_rules(desk: ApiContext, call: Call) -> ApiAnswer:
    """Put rules in force."""
    mistakes = await desk.speaker.set_rules(call.body["text"])
    if mistakes:
        told = preview_view(PreviewModel(mistakes))["mistakes"]
        raise ProblemError(422, "The rules have mistakes; the old ones stay.", mistakes=told)
    return None


async def settings(desk: ApiContext, _call: Call) -> ApiAnswer:
    """List what may be set."""
    return {"settings": [setting_view(setting) for setting in await desk.speaker.settings()]}


async def set_setting(desk: ApiContext, call: Call) -> None:
    """Set one thing."""
    await desk.speaker.set_setting(call.request.path_params["key"], call.body["value"])


async def health(desk: ApiContext, _call: Call) -> ApiAnswer:
    """Say how every part is."""
    return health_view(await desk.health())


READ_ROUTES = (
    Operation("GET", "/api/v1/now", "How everything stands.", now, result=NOW),
    Operation(
        "GET",
        "/api/v1/events",
        "Server-sent events: `mood`, `music` and `state` as in `now`, all first, then what changes; `beat`.",
        events,
        result=TEXT,
        kind="text/event-stream",
        problems=(503,),
    ),
    Operation(
        "GET",
        "/api/v1/live",
        "What the eye sees, as motion JPEG, for as long as it is read. The ring shows that somebody watches.",
        live,
        result=TEXT,
        kind="multipart/x-mixed-replace",
        problems=(409, 503),
    ),
    Operation(
        "GET",
        "/api/v1/covers/{key}",
        "The cover of the song at hand; 204 if it has none.",
        cover,
        result=TEXT,
        kind="image/*",
        problems=(404,),
    ),
    Operation(
        "GET",
        "/api/v1/timeline",
        "The mood over the last hour or day, with the songs.",
        timeline,
        result=TIMELINE,
        query={"span": {"type": "string", "enum": sorted(_SPANS)}},
        problems=(422,),
    ),
    Operation("DELETE", "/api/v1/timeline", "Forget it.", forget, problems=(409,)),
    Operation(
        "PUT",
        "/api/v1/timeline",
        "Keep it over a restart, on the speaker's disk, or no longer.",
        keep,
        body=an_object(kept=FLAG),
        problems=(409,),
    ),
    Operation("GET", "/api/v1/library", "What music there is.", library, result=LIBRARY),
    Operation("GET", "/api/v1/rules", "The rules from mood to music.", rules, result=RULES),
    Operation(
        "PUT",
        "/api/v1/rules",
        "Put rules in force. With mistakes the old ones stay, and the problem lists them.",
        set_rules,
        body=an_object(text=RULES_TEXT),
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/rules/preview",
        "What a rules text would do.",
        preview,
        body=an_object(text=RULES_TEXT, policy=POLICY),
        result=PREVIEW,
    ),
    Operation("GET", "/api/v1/settings", "What may be set.", settings, result=SETTINGS),
    Operation(
        "PUT",
        "/api/v1/settings/{key}",
        "Set one thing, at once and for good.",
        set_setting,
        body=an_object(value=VALUE),
        problems=(409,),
    ),
    Operation(
        "GET", "/api/v1/health", "How every part is, and what went wrong lately.", health, result=HEALTH
    ),
)
