"""Stored playlists: save the queue as one, delete one."""

from mien.web.api.api_context import ApiContext, Call, Operation
from mien.web.api.bodies.queue_bodies import SavePlaylistRequest
from mien.web.api.bodies.source_bodies import has_control_characters
from mien.web.api.problem_details import ProblemError

_LONGEST_PLAYLIST_NAME = 100


async def save_playlist(context: ApiContext, call: Call) -> None:
    """Save the queue as a playlist."""
    await context.backend.save_queue(_new_playlist(call), replace=call.body(SavePlaylistRequest).replace)


async def delete_playlist(context: ApiContext, call: Call) -> None:
    """Delete a playlist."""
    await context.backend.delete_playlist(_playlist(call))


def _new_playlist(call: Call) -> str:
    """Return the name of a playlist to save; only a name that any player can store."""
    name: str = call.request.path_params["name"].strip()
    if not 0 < len(name) <= _LONGEST_PLAYLIST_NAME or has_control_characters(name) or name.startswith("."):
        raise ProblemError(
            422, f"A playlist's name has up to {_LONGEST_PLAYLIST_NAME} letters and doesn't begin with a dot."
        )
    return name


def _playlist(call: Call) -> str:
    """Return the name of a playlist that may exist, saved by any client."""
    name: str = call.request.path_params["name"]
    if has_control_characters(name):
        raise ProblemError(404, "There is no such playlist.")
    return name


PLAYLIST_ROUTES = (
    Operation(
        "PUT",
        "/api/v1/playlists/{name}",
        "Save the current song and what comes next as a playlist.",
        save_playlist,
        body=SavePlaylistRequest,
        problems=(404, 409, 412),
    ),
    Operation(
        "DELETE", "/api/v1/playlists/{name}", "Delete a playlist.", delete_playlist, problems=(404, 409)
    ),
)
