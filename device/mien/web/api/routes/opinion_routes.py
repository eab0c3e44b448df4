"""What the owner thinks of songs; the sleep timer and alarms."""

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.queue_bodies import (
    AlarmsBody,
    AlarmsRequest,
    ForgottenBody,
    OpinionRequest,
    OpinionsBody,
    SleepRequest,
)
from mien.web.api.bodies.source_bodies import WindowQuery
from mien.web.api.views.queue_views import alarms_view, opinions_view
from mien.web.backend import AlarmModel


async def set_opinion(context: ApiContext, call: Call) -> None:
    """Record an opinion of a song."""
    said = call.body(OpinionRequest)
    await context.backend.set_opinion(said.uri, said.opinion)


async def opinions(context: ApiContext, call: Call) -> ApiAnswer:
    """List opinions."""
    return opinions_view(await context.backend.opinions(), call.query(WindowQuery))


async def clear_opinions(context: ApiContext, _call: Call) -> ApiAnswer:
    """Forget all opinions, and what was heard."""
    return ForgottenBody(songs=await context.backend.clear_opinions())


async def set_sleep(context: ApiContext, call: Call) -> None:
    """Set the sleep timer."""
    await context.backend.set_sleep(call.body(SleepRequest).minutes)


async def alarms(context: ApiContext, _call: Call) -> ApiAnswer:
    """List alarms."""
    return alarms_view(await context.backend.alarms())


async def set_alarms(context: ApiContext, call: Call) -> None:
    """Replace all alarms."""
    wanted = tuple(
        AlarmModel(alarm.at, tuple(sorted(set(alarm.days))), alarm.emotion, alarm.is_on)
        for alarm in call.body(AlarmsRequest).alarms
    )
    await context.backend.set_alarms(wanted)


OPINION_ROUTES = (
    Operation(
        "PUT",
        "/api/v1/opinion",
        "Record an opinion of a song under the present mood; `none` removes all opinions of it.",
        set_opinion,
        body=OpinionRequest,
        problems=(404, 409),
    ),
    Operation(
        "GET",
        "/api/v1/opinions",
        "What the owner thinks of songs, the latest first.",
        opinions,
        query=WindowQuery,
        result=OpinionsBody,
        problems=(409,),
    ),
    Operation(
        "DELETE",
        "/api/v1/opinions",
        "Forget all opinions, and what was heard.",
        clear_opinions,
        result=ForgottenBody,
        problems=(409,),
    ),
    Operation(
        "PUT",
        "/api/v1/sleep",
        "Fade the music out and pause it after this many minutes; null: turn the timer off.",
        set_sleep,
        body=SleepRequest,
        problems=(409,),
    ),
    Operation("GET", "/api/v1/alarms", "Music to wake up to.", alarms, result=AlarmsBody, problems=(409,)),
    Operation(
        "PUT",
        "/api/v1/alarms",
        "Replace all alarms.",
        set_alarms,
        body=AlarmsRequest,
        problems=(409,),
    ),
)
