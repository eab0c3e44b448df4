"""What the owner may ask of the music and the mood. Each is passed on; what comes of it is told by events."""

from mien.mood.emotion import Emotion
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
from mien.mood.mood import Policy
from mien.web.api.api_context import ApiContext, Call, Operation
from mien.web.api.json_schema import an_object
from mien.web.api.schemas import FLAG, MAYBE_EMOTION, PERCENT, POLICY


async def skip(desk: ApiContext, _call: Call) -> None:
    """Play the next best song."""
    await desk.speaker.ask(AskSkip())


async def previous(desk: ApiContext, _call: Call) -> None:
    """Play the song before."""
    await desk.speaker.ask(AskPrevious())


async def undo(desk: ApiContext, _call: Call) -> None:
    """Bring back what the last skip took away."""
    await desk.speaker.ask(AskUndo())


async def pause(desk: ApiContext, call: Call) -> None:
    """Be quiet, or play on."""
    await desk.speaker.ask(AskPause(paused=call.body["paused"]))


async def volume(desk: ApiContext, call: Call) -> None:
    """Set the volume."""
    await desk.speaker.ask(AskVolume(int(call.body["percent"])))


async def mood(desk: ApiContext, call: Call) -> None:
    """Hold a mood, or go back to what the eye sees."""
    chosen = call.body["mood"]
    await desk.speaker.ask(AskMood(None if chosen is None else Emotion(chosen)))


async def policy(desk: ApiContext, call: Call) -> None:
    """Match, lift or ramp."""
    await desk.speaker.ask(AskPolicy(Policy(call.body["policy"])))


async def close_eye(desk: ApiContext, _call: Call) -> None:
    """Close the eye; only a button on the device opens it again."""
    await desk.speaker.ask(AskCloseEye())
    desk.health.forget()  # it still says that the eye sees


CONTROL_ROUTES = (
    Operation("POST", "/api/v1/skip", "Play the next best song.", skip, problems=(409,)),
    Operation("POST", "/api/v1/previous", "Play the song before.", previous, problems=(409,)),
    Operation("POST", "/api/v1/undo", "Bring back what the last skip took away.", undo, problems=(409,)),
    Operation(
        "PUT", "/api/v1/paused", "Be quiet, or play on.", pause, body=an_object(paused=FLAG), problems=(409,)
    ),
    Operation(
        "PUT", "/api/v1/volume", "Set the volume.", volume, body=an_object(percent=PERCENT), problems=(409,)
    ),
    Operation(
        "PUT",
        "/api/v1/mood",
        "Hold this mood whatever the eye sees; null: follow the eye again.",
        mood,
        body=an_object(mood=MAYBE_EMOTION),
        problems=(409,),
    ),
    Operation(
        "PUT",
        "/api/v1/policy",
        "Fit the mood, lift it, or start there and walk away from it.",
        policy,
        body=an_object(policy=POLICY),
        problems=(409,),
    ),
    Operation(
        "POST",
        "/api/v1/eye/close",
        "Close the eye. Only the button on the device opens it again.",
        close_eye,
        problems=(409,),
    ),
)
