"""The playlists that MPD keeps, as files in its playlist directory."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from mien.music.player.mpd_protocol import MpdCommand, Reply, command
from mien.music.player.mpd_replies import ReplyPairs
from mien.music.player.player import PlayerRefusedError
from mien.music.song import Uri

Ask: TypeAlias = Callable[[MpdCommand], Awaitable[Reply]]

LONGEST_NAME = 100
"""Characters. A file's name ends at 255 bytes."""


class MpdPlaylists:
    """`Playlists` of an MPD, which is asked by `ask`."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    async def names(self) -> tuple[str, ...]:
        """Return their names, sorted."""
        said = await self._one(command("listplaylists"))
        return tuple(sorted({value for key, value in said if key == "playlist"}, key=str.casefold))

    async def songs(self, name: str) -> tuple[Uri, ...]:
        """Return what is on a playlist, in order."""
        said = await self._one(command("listplaylist", _checked(name)))
        return tuple(value for key, value in said if key == "file")

    async def save_queue(self, name: str) -> None:
        """Save the queue as a new playlist."""
        if _checked(name) in await self.names():
            raise PlayerRefusedError(f"there is a playlist called {name!r} already")
        await self._one(command("save", name))

    async def delete(self, name: str) -> None:
        """Delete a playlist."""
        await self._one(command("rm", _checked(name)))

    async def _one(self, ask: MpdCommand) -> ReplyPairs:
        (answer,) = (await self._ask(ask)).all()
        return answer


def _checked(name: str) -> str:
    """Return the name of a playlist.

    Raises:
        PlayerRefusedError: it can't be one.
    """
    if problem := name_problem(name):
        raise PlayerRefusedError(problem)
    return name


def name_problem(name: str) -> str:
    """Return why this can't be the name of a playlist, "" if it can."""
    if not name.strip() or len(name) > LONGEST_NAME:
        return f"a playlist's name has 1 to {LONGEST_NAME} characters"
    if "/" in name or name.startswith(".") or not name.isprintable():
        return "a playlist's name has no slash or control character, and doesn't begin with a dot"
    return ""
