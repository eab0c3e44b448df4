"""What the owner may do with the music, as the page asks for it."""

from mien.types import EntryId, Seconds
from mien.web import backend as page

_NOT_YET = "This speaker can't do that yet."


class PageMusic:
    """The queue, opinions and timers of the page. Each verb raises RefusedError if it can't be done."""

    async def play_entry(self, entry: EntryId) -> None:
        """Play an entry of the queue at once."""
        del entry
        raise page.RefusedError(_NOT_YET)

    async def seek(self, seconds: Seconds) -> None:
        """Play on from there in the current song."""
        del seconds
        raise page.RefusedError(_NOT_YET)

    async def playlists(self) -> tuple[page.PlaylistModel, ...]:
        """Return all stored playlists."""
        return ()

    async def queue(self) -> page.QueueModel:
        """Return the whole queue."""
        raise page.RefusedError(_NOT_YET)

    async def enqueue(self, source: page.Source, place: page.Place) -> int:
        """Queue songs as the owner's."""
        del source, place
        raise page.RefusedError(_NOT_YET)

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry before another."""
        del entry, before
        raise page.RefusedError(_NOT_YET)

    async def remove(self, entry: EntryId) -> None:
        """Take an entry out of the queue."""
        del entry
        raise page.RefusedError(_NOT_YET)

    async def clear(self) -> None:
        """Take everything but the current song out of the queue."""
        raise page.RefusedError(_NOT_YET)

    async def save_queue(self, name: str, *, replace: bool = False) -> None:
        """Save the queue as a playlist."""
        del name, replace
        raise page.RefusedError(_NOT_YET)

    async def delete_playlist(self, name: str) -> None:
        """Delete a stored playlist."""
        del name
        raise page.RefusedError(_NOT_YET)

    async def more_like(self, uri: str) -> int:
        """Queue songs like this one."""
        del uri
        raise page.RefusedError(_NOT_YET)

    async def play_station(self, uri: str) -> None:
        """Play a radio station."""
        del uri
        raise page.RefusedError(_NOT_YET)

    async def set_opinion(self, uri: str, opinion: page.Opinion) -> None:
        """Take the owner's word on a song."""
        del uri, opinion
        raise page.RefusedError(_NOT_YET)

    async def opinions(self) -> tuple[page.OpinionModel, ...]:
        """Return all opinions."""
        return ()

    async def clear_opinions(self) -> int:
        """Forget all opinions."""
        raise page.RefusedError(_NOT_YET)

    async def set_sleep(self, minutes: int | None) -> None:
        """Set the sleep timer."""
        del minutes
        raise page.RefusedError(_NOT_YET)

    async def alarms(self) -> tuple[page.AlarmModel, ...]:
        """Return all alarms."""
        return ()

    async def set_alarms(self, alarms: tuple[page.AlarmModel, ...]) -> None:
        """Have these alarms from now on."""
        del alarms
        raise page.RefusedError(_NOT_YET)
