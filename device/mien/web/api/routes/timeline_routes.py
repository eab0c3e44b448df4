"""The mood history."""

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.request_bodies import KeepTimelineRequest, TimelineQuery
from mien.web.api.bodies.response_bodies import TimelineBody
from mien.web.api.views.state_views import timeline_view
from mien.web.backend import RefusedError
from mien.web.live.timeline import DAY, EMPTY, HOUR

_SPANS = {"hour": HOUR, "day": DAY}


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


TIMELINE_ROUTES = (
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
)
