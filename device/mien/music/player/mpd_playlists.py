"""The playlists that MPD keeps, as files in its playlist directory."""

import contextlib
from collections.abc import Awaitable, Sequence
from typing import Protocol

from mien.music.player.mpd_protocol import MpdCommand, Reply, command
from mien.music.player.mpd_replies import ReplyPairs
from mien.music.player.player import PlayerRefusedError, TakenError
from mien.music.song import Uri

AT_ONCE = 1000
"""Songs in one list of commands, which MPD limits to 2 MiB."""


_DRAFT = "Mien is saving"
"""The name of a playlist until it is whole."""


class AskMpd(Protocol):
    """Sends commands to MPD as one list."""

    def __call__(self, *commands: MpdCommand) -> Awaitable[Reply]:
        """Return the answers."""


LONGEST_NAME = 100
"""Characters. A file's name ends at 255 bytes."""


class MpdPlaylists:
    """`Playlists` of an MPD, which is asked by `ask`."""

    def __init__(self, ask: AskMpd) -> None:
        self._ask = ask

    async def names(self) -> tuple[str, ...]:
        """Return their names, sorted."""
        said = await self._ask_one(command("listplaylists"))
        return tuple(sorted({value for key, value in said if key == "playlist"}, key=str.casefold))

    async def songs(self, name: str) -> tuple[Uri, ...]:
        """Return what is on a playlist, in order."""
        said = await self._ask_one(command("listplaylist", _valid_name(name)))
        return tuple(value for key, value in said if key == "file")

    async def save(self, name: str, uris: Sequence[Uri], *, replace: bool = False) -> None:
        """Save songs as a playlist: a draft gets its name once it is whole, since MPD may refuse a song."""
        there = await self.names()
        is_there = _valid_name(name) in there
        if is_there and not replace:
            raise TakenError(f"there is already a playlist called {name!r}")
        old = (command("rm", name),) if is_there else ()
        new = (command("rename", _DRAFT, name),) if uris else ()  # MPD makes it when the first song is added
        try:
            if _DRAFT in there:  # of a save that was cut off
                await self._ask_one(command("rm", _DRAFT))
            await self._write(_DRAFT, uris)
            (await self._ask(*old, *new)).all()
        except PlayerRefusedError:
            with contextlib.suppress(PlayerRefusedError):
                await self._ask_one(command("rm", _DRAFT))
            raise

    async def _write(self, name: str, uris: Sequence[Uri]) -> None:
        commands = [command("playlistadd", name, uri) for uri in uris]
        for begin in range(0, len(commands), AT_ONCE):
            (await self._ask(*commands[begin : begin + AT_ONCE])).all()

    async def delete(self, name: str) -> None:
        """Delete a playlist."""
        await self._ask_one(command("rm", _valid_name(name)))

    async def _ask_one(self, ask: MpdCommand) -> ReplyPairs:
        (answer,) = (await self._ask(ask)).all()
        return answer


def _valid_name(name: str) -> str:
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
