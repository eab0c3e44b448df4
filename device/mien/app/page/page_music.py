"""What the owner can do with the music on the page."""

import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from types import MappingProxyType

from mien.app.alarms import Alarm
from mien.app.page import page_models as words
from mien.app.page.stream_address import checked_stream
from mien.app.speaker_access import SetAlarms, SpeakerAccess
from mien.errors import as_sentence
from mien.mood.events import Asked, AskSleep
from mien.music.dj.queue.queue_plan import QueuePlace
from mien.music.player.player import (
    PlayerError,
    PlayerGoneError,
    TakenError,
    VanishedError,
)
from mien.music.selection.heard import DISLIKED, LIKED
from mien.music.song import Song, Uri
from mien.types import EntryId, Seconds
from mien.web import backend as page
from mien.web.api.shared_text import is_stream
from mien.web.backend_errors import ConflictError, MissingError, RefusedError

AWAY = "Can't reach the music player; try again when it is back."
NO_SUCH_SONG = "There are no such songs in the library."
_PLACES = MappingProxyType(
    {page.Place.NOW: QueuePlace.NOW, page.Place.NEXT: QueuePlace.NEXT, page.Place.END: QueuePlace.END}
)
_WORDS = MappingProxyType({page.Opinion.LIKE: LIKED, page.Opinion.DISLIKE: DISLIKED, page.Opinion.NONE: 0.0})


class PageMusic:
    """The queue, opinions and timers of the page. Each method raises RefusedError if it can't be done.

    `uris_of`: the songs of a source, all of them. `stations_now`: the radio stations. `changed` is called
    after a change that no event reports.
    """

    def __init__(
        self,
        speaker: SpeakerAccess,
        uris_of: Callable[[page.Source], Awaitable[tuple[Uri, ...]]],
        stations_now: Callable[[], Iterable[Song]],
        clock: Callable[[], Seconds],
        changed: Callable[[], None],
    ) -> None:
        self._speaker = speaker
        self._owner = speaker.owner
        self._uris_of, self._stations_now = uris_of, stations_now
        self._clock = clock
        self._changed = changed

    async def queue(self) -> page.QueueModel:
        """Return the whole queue."""
        now, selector = self._speaker.music.now(), self._speaker.music.selector
        entries = words.queue(self._owner.queue(), selector)
        return page.QueueModel(entries, now.playing.entry, now.queue_version)

    async def enqueue(self, source: page.Source, place: page.Place) -> int:
        """Queue songs as the owner's."""
        uris = await self._uris_of(source)
        if not uris:
            raise MissingError(NO_SUCH_SONG)
        with in_plain_words():
            return await self._owner.enqueue(uris, _PLACES[place])

    async def play_entry(self, entry: EntryId) -> None:
        """Play an entry of the queue at once."""
        with in_plain_words():
            await self._owner.play(entry)

    async def move(self, entry: EntryId, before: EntryId | None) -> None:
        """Move an entry before another."""
        with in_plain_words():
            await self._owner.move(entry, before)

    async def remove(self, entry: EntryId) -> None:
        """Remove an entry from the queue."""
        with in_plain_words():
            await self._owner.remove(entry)

    async def clear(self) -> None:
        """Remove everything but the current song from the queue."""
        with in_plain_words():
            await self._owner.clear()

    async def playlists(self) -> tuple[page.PlaylistModel, ...]:
        """Return all stored playlists."""
        with in_plain_words():
            return tuple(page.PlaylistModel(name) for name in await self._owner.playlists())

    async def save_queue(self, name: str, *, replace: bool = False) -> None:
        """Save the current song and what comes next as a playlist."""
        with in_plain_words():
            await self._owner.save(name, replace=replace)

    async def delete_playlist(self, name: str) -> None:
        """Delete a stored playlist."""
        with in_plain_words():
            await self._owner.delete_playlist(name)

    async def seek(self, seconds: Seconds) -> None:
        """Seek to this position in the current song."""
        playing = self._speaker.music.now().playing
        if 0 < playing.duration < seconds:
            raise RefusedError("The song isn't that long.")
        with in_plain_words():
            await self._owner.seek(seconds)

    async def more_like(self, uri: str) -> int:
        """Queue songs like this one."""
        with in_plain_words():
            return await self._owner.more_like(uri)

    async def play_station(self, uri: str) -> None:
        """Play a radio station, or a stream on the internet, at once."""
        if uri not in {words.station(each).uri for each in self._stations_now()}:
            if not is_stream(uri):
                raise MissingError("There is no such station.")
            await checked_stream(uri)
        with in_plain_words():
            await self._owner.enqueue((uri,), QueuePlace.NOW)

    async def set_opinion(self, uri: str, opinion: page.Opinion) -> None:
        """Record an opinion of a song under the present mood; NONE removes all opinions of it."""
        is_known = any(each.uri == uri for each in self._owner.opinions())
        if self._speaker.music.selector.library.row(uri) is None and not is_known:
            raise MissingError("There is no such song in the library.")
        with in_plain_words():
            await self._owner.say(uri, _WORDS[opinion])
        self._changed()

    async def opinions(self) -> tuple[page.OpinionModel, ...]:
        """Return all opinions, the latest first."""
        return words.opinions(self._owner.opinions(), self._speaker.music.selector)

    async def clear_opinions(self) -> int:
        """Forget all opinions, and what was heard."""
        with in_plain_words():
            songs = await self._owner.forget()
        self._changed()
        return songs

    async def set_sleep(self, minutes: int | None) -> None:
        """Fade the music out and pause it after this many minutes; None: turn the timer off."""
        self._speaker.request(Asked(AskSleep(minutes), self._clock()))

    async def alarms(self) -> tuple[page.AlarmModel, ...]:
        """Return all alarms."""
        alarms = self._speaker.state.current.alarms
        return tuple(page.AlarmModel(each.at, each.days, each.emotion, each.is_on) for each in alarms)

    async def set_alarms(self, alarms: tuple[page.AlarmModel, ...]) -> None:
        """Replace all alarms."""
        made = tuple(Alarm(each.at, each.days, each.emotion, is_on=each.is_on) for each in alarms)
        self._speaker.request(SetAlarms(made))


@contextlib.contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn errors of the player into sentences for the page."""
    try:
        yield
    except PlayerGoneError as low:
        raise RefusedError(AWAY) from low
    except VanishedError as low:
        raise MissingError(_sentence(low)) from low
    except TakenError as low:
        raise ConflictError(_sentence(low)) from low
    except PlayerError as low:
        raise RefusedError(_sentence(low)) from low


def _sentence(low: PlayerError) -> str:
    says = str(low)
    if says.startswith("MPD says: "):
        says = f"the music player refused: {says.removeprefix('MPD says: ')}"
    return as_sentence(f"{says[:1].upper()}{says[1:]}")
