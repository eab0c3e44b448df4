"""The mood history."""

from starlette.responses import Response

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.request_bodies import KeepTimelineRequest, TimelineQuery
from mien.web.api.bodies.response_bodies import TimelineBody
from mien.web.api.views.timeline_views import timeline_table, timeline_view
from mien.web.backend_errors import RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR, WEEK

_SPANS = {"hour": HOUR, "day": DAY, "week": WEEK}


async def timeline(context: ApiContext, call: Call) -> ApiAnswer:
    """Show the last hour, day or week."""
    store, span = context.timeline_store, _SPANS[call.query(TimelineQuery).span]
    kept = store.kept if store.possible else None
    return timeline_view(context.broadcaster.timeline, span, context.clock(), kept=kept)


async def keep_timeline(context: ApiContext, call: Call) -> None:
    """Keep the timeline on disk, or stop keeping it."""
    store = context.timeline_store
    if not store.possible:
        raise RefusedError("This speaker has nowhere to keep the mood history.")
    if call.body(KeepTimelineRequest).kept:
        await store.keep(context.broadcaster.timeline)
    else:
        await store.forget(keep_on=False)


async def clear_timeline(context: ApiContext, _call: Call) -> None:
    """Clear the timeline: on disk at once, in memory once it can no longer be undone."""
    context.cleared.hold(context.broadcaster.timeline)
    context.broadcaster.timeline = EMPTY
    await context.timeline_store.forget(keep_on=True)


async def undo_clear_timeline(context: ApiContext, _call: Call) -> None:
    """Bring back what was just cleared."""
    whole = context.cleared.brought_back(context.broadcaster.timeline)
    if whole is None:
        raise RefusedError("It is too late to bring the mood history back.")
    context.broadcaster.timeline = whole
    await context.timeline_store.keep_on(whole)


async def export_timeline(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the whole history as CSV."""
    table = timeline_table(context.broadcaster.timeline, context.timeline_store.when)
    name = {"Content-Disposition": 'attachment; filename="mood-history.csv"'}
    return Response(table, media_type="text/csv", headers=name)


TIMELINE_ROUTES = (
    Operation(
        "GET",
        "/api/v1/timeline",
        "The mood over the last hour, day or week, with the songs.",
        timeline,
        query=TimelineQuery,
        result=TimelineBody,
    ),
    Operation("DELETE", "/api/v1/timeline", "Clear the mood history.", clear_timeline, problems=(409,)),
    Operation(
        "POST",
        "/api/v1/timeline/undo",
        "Bring back the mood history that was cleared within the last seconds.",
        undo_clear_timeline,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/timeline.csv",
        "The mood history as a table: the last day by the minute, the week by ten; the songs.",
        export_timeline,
        kind="text/csv",
    ),
    Operation(
        "PUT",
        "/api/v1/timeline",
        "Keep the mood history on the speaker's disk, so that it survives a restart, or stop keeping it.",
        keep_timeline,
        body=KeepTimelineRequest,
        problems=(409,),
    ),
)
