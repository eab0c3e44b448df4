"""The queue, and the position in the current song."""

import re

from mien.types import EntryId
from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.queue_bodies import (
    EnqueuedBody,
    EnqueueRequest,
    MoveRequest,
    PositionRequest,
    QueueBody,
    SongRequest,
)
from mien.web.api.bodies.request_bodies import ShareRequest
from mien.web.api.bodies.response_bodies import ShareBody
from mien.web.api.bodies.source_bodies import QueueQuery
from mien.web.api.problem_details import ProblemError
from mien.web.api.shared_text import shared_text
from mien.web.api.views.queue_views import queue_view
from mien.web.api.views.text_views import plain_text


async def queue(context: ApiContext, call: Call) -> ApiAnswer:
    """Return a window of the queue."""
    return queue_view(await context.backend.queue(), call.query(QueueQuery))


async def enqueue(context: ApiContext, call: Call) -> ApiAnswer:
    """Queue songs as the owner's."""
    asked = call.body(EnqueueRequest)
    return EnqueuedBody(added=await context.backend.enqueue(asked.source(), asked.place))


async def play_entry(context: ApiContext, call: Call) -> None:
    """Play an entry at once."""
    await context.backend.play_entry(_entry(call))


async def move_entry(context: ApiContext, call: Call) -> None:
    """Move an entry."""
    await context.backend.move(_entry(call), call.body(MoveRequest).before)


async def remove_entry(context: ApiContext, call: Call) -> None:
    """Remove an entry."""
    await context.backend.remove(_entry(call))


async def clear_queue(context: ApiContext, _call: Call) -> None:
    """Remove everything but the current song."""
    await context.backend.clear()


async def seek(context: ApiContext, call: Call) -> None:
    """Seek in the current song."""
    await context.backend.seek(call.body(PositionRequest).seconds)


async def more_like(context: ApiContext, call: Call) -> ApiAnswer:
    """Queue songs like this one."""
    return EnqueuedBody(added=await context.backend.more_like(call.body(SongRequest).uri))


async def play_station(context: ApiContext, call: Call) -> None:
    """Play a station."""
    await context.backend.play_station(call.body(SongRequest).uri)


async def share(_context: ApiContext, call: Call) -> ApiAnswer:
    """Return what was shared. Nothing plays yet: a link in a message may have opened the page."""
    asked = call.body(ShareRequest)
    found = shared_text(asked.title, asked.text, asked.url)
    return ShareBody(search=plain_text(found.search), stream=found.stream)


def _entry(call: Call) -> EntryId:
    """Return the entry that the path names."""
    named: str = call.request.path_params["entry"]
    if not re.fullmatch("[0-9]{1,10}", named):
        raise ProblemError(404, "That song is no longer in the queue.")
    return int(named)


QUEUE_ROUTES = (
    Operation(
        "GET",
        "/api/v1/queue",
        "The queue: what was played, the current song, what comes next.",
        queue,
        query=QueueQuery,
        result=QueueBody,
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/queue",
        "Queue songs: now, after this song, or after what the owner queued before.",
        enqueue,
        body=EnqueueRequest,
        result=EnqueuedBody,
        problems=(404, 409),
    ),
    Operation(
        "DELETE", "/api/v1/queue", "Remove everything but the current song.", clear_queue, problems=(409,)
    ),
    Operation(
        "POST", "/api/v1/queue/{entry}/play", "Play an entry at once.", play_entry, problems=(404, 409)
    ),
    Operation(
        "PUT",
        "/api/v1/queue/{entry}/place",
        "Move an entry; it is the owner's from then on.",
        move_entry,
        body=MoveRequest,
        problems=(404, 409),
    ),
    Operation("DELETE", "/api/v1/queue/{entry}", "Remove an entry.", remove_entry, problems=(404, 409)),
    Operation(
        "PUT",
        "/api/v1/position",
        "Seek to this position in the current song.",
        seek,
        body=PositionRequest,
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/more-like",
        "Queue songs like this one, after the current song.",
        more_like,
        body=SongRequest,
        result=EnqueuedBody,
        problems=(404, 409),
    ),
    Operation(
        "POST",
        "/api/v1/share",
        "What another app shared: words to search for, or a stream that POST /api/v1/station would play.",
        share,
        body=ShareRequest,
        result=ShareBody,
    ),
    Operation(
        "POST",
        "/api/v1/station",
        "Play a radio station, or a stream on the internet, at once.",
        play_station,
        body=SongRequest,
        problems=(404, 409),
    ),
)
