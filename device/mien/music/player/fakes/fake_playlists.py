"""The playlists of a fake player."""

from collections.abc import Callable, Sequence

from mien.music.player.mpd_playlists import name_problem
from mien.music.player.player import PlayerRefusedError, TakenError, VanishedError
from mien.music.song import Uri


class FakePlaylists:
    """`Playlists` in memory. `check` raises if the player is away; `has` tells which songs there are."""

    def __init__(self, check: Callable[[], None], has: Callable[[Uri], bool]) -> None:
        self.saved: dict[str, tuple[Uri, ...]] = {}
        """What is on each playlist."""
        self._check, self._has = check, has

    async def names(self) -> tuple[str, ...]:
        """Return their names, sorted."""
        self._check()
        return tuple(sorted(self.saved, key=str.casefold))

    async def songs(self, name: str) -> tuple[Uri, ...]:
        """Return what is on a playlist, in order."""
        self._check()
        if name not in self.saved:
            raise VanishedError("No such playlist")
        return self.saved[name]

    async def save(self, name: str, uris: Sequence[Uri], *, replace: bool = False) -> None:
        """Save songs as a playlist."""
        self._check()
        if problem := name_problem(name):
            raise PlayerRefusedError(problem)
        if name in self.saved and not replace:
            raise TakenError(f"there is already a playlist called {name!r}")
        if not all(map(self._has, uris)):
            raise VanishedError("No such song")
        self.saved[name] = tuple(uris)

    async def delete(self, name: str) -> None:
        """Delete a playlist."""
        self._check()
        if self.saved.pop(name, None) is None:
            raise VanishedError("No such playlist")
