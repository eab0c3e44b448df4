"""The owner's requests about music and mood. Each is passed on; events report the result."""

from mien.mood.events import (
    AskCloseEye,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskUndo,
    AskVolume,
)
from mien.web.api.api_context import ApiContext, Call, Operation
from mien.web.api.bodies.request_bodies import MoodRequest, PauseRequest, PolicyRequest, VolumeRequest


async def skip(context: ApiContext, _call: Call) -> None:
    """Play the next song."""
    await context.backend.ask(AskSkip())


async def previous(context: ApiContext, _call: Call) -> None:
    """Play the previous song."""
    await context.backend.ask(AskPrevious())


async def undo(context: ApiContext, _call: Call) -> None:
    """Undo the last skip."""
    await context.backend.ask(AskUndo())


async def pause(context: ApiContext, call: Call) -> None:
    """Pause or resume."""
    await context.backend.ask(AskPause(paused=call.body(PauseRequest).paused))


async def volume(context: ApiContext, call: Call) -> None:
    """Set the volume."""
    await context.backend.ask(AskVolume(call.body(VolumeRequest).percent))


async def mood(context: ApiContext, call: Call) -> None:
    """Set a mood by hand, or follow the camera again."""
    await context.backend.ask(AskMood(call.body(MoodRequest).mood))


async def policy(context: ApiContext, call: Call) -> None:
    """Choose match, lift or ramp."""
    await context.backend.ask(AskPolicy(call.body(PolicyRequest).policy))


async def close_eye(context: ApiContext, _call: Call) -> None:
    """Turn the camera off; only somebody at the speaker can turn it on again."""
    await context.backend.ask(AskCloseEye())
    context.health.forget()  # the cached health still says that the camera is on


CONTROL_ROUTES = (
    Operation("POST", "/api/v1/skip", "Play the next song.", skip, problems=(409,)),
    Operation("POST", "/api/v1/previous", "Play the previous song.", previous, problems=(409,)),
    Operation("POST", "/api/v1/undo", "Undo the last skip.", undo, problems=(409,)),
    Operation("PUT", "/api/v1/paused", "Pause or resume.", pause, body=PauseRequest, problems=(409,)),
    Operation("PUT", "/api/v1/volume", "Set the volume.", volume, body=VolumeRequest, problems=(409,)),
    Operation(
        "PUT",
        "/api/v1/mood",
        "Set this mood whatever the camera sees; null: follow the camera again.",
        mood,
        body=MoodRequest,
        problems=(409,),
    ),
    Operation(
        "PUT",
        "/api/v1/policy",
        "Match the mood, lift it, or start there and ease out of it.",
        policy,
        body=PolicyRequest,
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/eye/close",
        "Turn the camera off. Only somebody at the speaker can turn it on again.",
        close_eye,
        problems=(409,),
    ),
)
