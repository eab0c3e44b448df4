"""MPD as a Player. Two connections: one for requests, one that waits for changes; each cover gets its own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import Self

from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_covers import MpdCovers
from mien.music.player.mpd_playlists import AskMpd, MpdPlaylists
from mien.music.player.mpd_protocol import MpdCommand, Reply, command, execution_result
from mien.music.player.mpd_queue import snapshot_of
from mien.music.player.mpd_replies import ReplyPairs, playing, songs, whole
from mien.music.player.mpd_stickers import stickers_of, stickers_of_all
from mien.music.player.player import (
    Add,
    ExecutionResult,
    LibraryMark,
    Move,
    OvertakenError,
    PlaybackOptions,
    PlayerGoneError,
    PlayerRefusedError,
    Playing,
    QueueCommand,
    Snapshot,
    Subsystem,
    VanishedError,
)
from mien.music.song import Song, Uri
from mien.types import EntryId, Percent, Seconds

PAGE = 1000
"""Songs in one request: about 300 KB of reply, far below MPD's max_output_buffer_size, by default 8 MiB."""

PATIENCE: Seconds = 5.0
PAGE_PATIENCE: Seconds = 30.0
PING_EVERY: Seconds = 20.0
_WATCHED = tuple(s.value for s in Subsystem if s is not Subsystem.LINK)
_MOOD_TAGS = ("mood", "tmoo")
_TAGS = ("Title", "Artist", "Album", "AlbumArtist", "Genre", "Mood", "Track", "Disc")


class MpdPlayer:
    """MPD as a `Player`. Made by `connected`; once gone it stays gone (reconnecting.py makes a new one)."""

    def __init__(self, asking: MpdConnection, waiting: MpdConnection, covers: MpdCovers) -> None:
        self._asking = asking
        self._waiting = waiting
        self._covers = covers

    @classmethod
    async def connected(
        cls, address: str, password: str | None = None, *, patience: Seconds = PATIENCE
    ) -> Self:
        """Connect to MPD at `address`: the path of a UNIX socket, or HOST:PORT.

        Raises:
            PlayerGoneError: nothing answers there within `patience`.
            PlayerRefusedError: MPD refuses the password, or commands that the speaker needs.
        """
        asking, waiting = await _two_connections(address, password, patience)
        clock = asyncio.get_running_loop().time
        return cls(asking, waiting, MpdCovers(lambda: MpdConnection.open(address, password, patience), clock))

    async def close(self) -> None:
        """Close all connections."""
        await self._covers.close()
        await self._asking.close()
        await self._waiting.close()

    @property
    def last_reply_age(self) -> Seconds:
        """How long ago MPD last answered; while `changes` is iterated, it is asked every PING_EVERY."""
        return self._asking.last_reply_age

    @property
    def reply_took(self) -> Seconds | None:
        """How long MPD's newest answer took."""
        return self._asking.reply_took

    @property
    def playlists(self) -> MpdPlaylists:
        """The playlists that MPD keeps."""
        return MpdPlaylists(self._ask)

    async def status(self) -> Playing:
        """Return MPD's state."""
        return playing(await self._ask_one(command("status")))

    async def snapshot(self) -> Snapshot:
        """Return MPD's state and queue, both of one moment."""
        return await snapshot_of(self._ask)

    async def execute(
        self, commands: tuple[QueueCommand, ...], *, around: EntryId | None = None
    ) -> ExecutionResult:
        """Carry out the commands as one command list, which MPD aborts if `around` is gone."""
        if not commands:
            return ExecutionResult()
        try:
            requests = [_request(each) for each in commands]
        except PlayerRefusedError as no:
            return ExecutionResult(
                (), next(c for c in commands if not _is_sendable(c)), str(no), vanished=True
            )
        guard = () if around is None else (command("playlistid", around),)
        answers = await self._ask(*guard, *requests)
        if len(answers.accepted) < len(guard):
            raise OvertakenError(f"entry {around} is no longer in the queue")
        return execution_result(commands, answers, len(guard))

    async def play(self, entry: EntryId | None = None, at: Seconds = 0.0) -> None:
        """Begin `entry` (None: the current one, or the first), `at` seconds into it."""
        if entry is not None and at > 0:
            await self._tell(command("seekid", entry, f"{at:.3f}"))
        else:
            await self._tell(command("play") if entry is None else command("playid", entry))

    async def pause(self) -> None:
        """Pause, keeping the position in the song."""
        await self._tell(command("pause", 1))

    async def resume(self) -> None:
        """Resume from there, if paused."""
        await self._tell(command("pause", 0))

    async def seek(self, at: Seconds) -> None:
        """Seek to this position in the current song."""
        await self._tell(command("seekcur", f"{max(0.0, at):.3f}"))

    async def next(self) -> None:
        """Begin the next entry."""
        await self._tell(command("next"))

    async def previous(self) -> None:
        """Begin the previous entry."""
        await self._tell(command("previous"))

    async def volume(self, percent: Percent) -> None:
        """Set the volume; clamped to 0..100."""
        await self._tell(command("setvol", max(0, min(100, percent))))

    async def set_options(self, options: PlaybackOptions) -> None:
        """Set how songs follow each other."""
        gain = command("replay_gain_mode", options.replay_gain)
        # Songs with MixRamp tags overlap where they fall to -17 dB, as MPD's manual advises; others fade.
        mixed = command("mixrampdb", -17), command("mixrampdelay", 0 if options.crossfade else "nan")
        await self._tell(command("crossfade", options.crossfade), gain, *mixed)

    async def in_order(self) -> None:
        """Play the queue in order, once, and keep what was played."""
        await self._tell(*(command(option, 0) for option in ("random", "repeat", "single", "consume")))

    async def uptime(self) -> Seconds:
        """Return how long MPD has been running; it counts whole seconds."""
        return float(whole(dict(await self._ask_one(command("stats"))).get("uptime", "")))

    async def library_mark(self) -> LibraryMark:
        """Return a mark that differs once MPD's database has changed (to the second)."""
        said = dict(await self._ask_one(command("stats")))
        return LibraryMark(whole(said.get("songs", "")), whole(said.get("db_update", "")))

    async def song(self, uri: Uri) -> tuple[Song, ...]:
        """Return the song of this uri, or nothing; a name with control characters can't be asked for."""
        try:
            return tuple(songs(await self._ask_one(command("lsinfo", uri))))
        except PlayerRefusedError:
            return ()

    async def uris(self) -> tuple[Uri, ...]:
        """Return the uris of all songs; by default some 100,000 fill MPD's output buffer, and it hangs up."""
        answer = await self._ask_one(command("listall"), PAGE_PATIENCE)
        return tuple(value for key, value in answer if key == "file")

    async def songs(self, since: Seconds = 0.0) -> AsyncGenerator[tuple[Song, ...]]:
        """Yield the library in pages of at most PAGE songs: all at once would fill MPD's output buffer."""
        what = f"(modified-since '{int(since)}')" if since > 0 else "(base '')"
        for page in count():
            window = f"{page * PAGE}:{(page + 1) * PAGE}"
            ask = command("find", what, "window", window)
            found = tuple(songs(await self._ask_one(ask, PAGE_PATIENCE)))
            if found:
                yield found
            if len(found) < PAGE:
                return

    async def empty_queue(self) -> None:
        """Remove everything from the queue, the owner's entries too; the speaker itself never does that."""
        await self._tell(command("clear"))

    async def moods(self, uri: Uri) -> tuple[str, ...]:
        """Return the Mood tags in a song's file, which MPD opens for that; before 0.24 there is no other way.

        MPD 0.23 finds them in FLAC and Ogg files, and in an mp3 as TXXX, but not as TMOO.
        """
        pairs = await self._ask_one(command("readcomments", uri))
        return tuple(value for key, value in pairs if key in _MOOD_TAGS)

    async def music_folder(self) -> Path | None:
        """Return the music folder; MPD tells it only over its UNIX socket."""
        try:
            said = dict(await self._ask_one(command("config")))
        except PlayerRefusedError:
            return None
        return Path(said["music_directory"]) if "music_directory" in said else None

    async def cover(self, uri: Uri) -> bytes | None:
        """Return the picture in a song's file or beside it, None if there is none to show (see MpdCovers)."""
        return await self._covers.cover(uri)

    async def stickers(self, name: str, of: Sequence[Uri] | None = None) -> Mapping[Uri, str]:
        """Return the sticker `name` of every song that has it, or of these; see mpd_stickers."""
        ask = partial(self._ask, patience=PAGE_PATIENCE)
        return await (stickers_of_all(ask, name) if of is None else stickers_of(ask, name, of))

    async def set_sticker(self, uri: Uri, name: str, value: str) -> None:
        """Put a sticker on a song, in place of the old one."""
        await self._tell(command("sticker", "set", "song", uri, name, value))

    async def delete_sticker(self, uri: Uri, name: str) -> None:
        """Delete a sticker of a song, if there is such a song and it has one."""
        with contextlib.suppress(VanishedError):
            await self._tell(command("sticker", "delete", "song", uri, name))

    async def changes(self) -> AsyncGenerator[frozenset[Subsystem]]:
        """Yield what changed, whenever something changes."""
        while True:
            said = await _next_change(self._waiting, self._ask)
            yield frozenset(Subsystem(name) for name in said if name in _WATCHED)

    async def _ask(self, *commands: MpdCommand, patience: Seconds | None = None) -> Reply:
        try:
            return await self._asking.ask(*commands, patience=patience)
        except PlayerGoneError:
            await self._waiting.close()  # half a player is useless
            raise

    async def _ask_one(self, ask: MpdCommand, patience: Seconds | None = None) -> ReplyPairs:
        (answer,) = (await self._ask(ask, patience=patience)).all()
        return answer

    async def _tell(self, *commands: MpdCommand) -> None:
        (await self._ask(*commands)).all()


async def _next_change(waiting: MpdConnection, ask: AskMpd) -> frozenset[str]:
    """Return what changes next; ping MPD in the meantime.

    MPD drops a connection after 60 s without a request, and a dead network reports nothing.
    """
    change = asyncio.ensure_future(waiting.idle(*_WATCHED))
    try:
        while not (await asyncio.wait({change}, timeout=PING_EVERY))[0]:
            await ask(command("ping"))
        return change.result()
    finally:
        change.cancel()


async def _two_connections(
    address: str, password: str | None, patience: Seconds
) -> tuple[MpdConnection, MpdConnection]:
    """Return a connection for requests and one that waits, or none at all."""
    asking = await MpdConnection.open(address, password, patience)
    try:
        await _ask_for_few_tags(asking)
        return asking, await MpdConnection.open(address, password, patience)
    except BaseException:
        await asking.close()
        raise


async def _ask_for_few_tags(connection: MpdConnection) -> None:
    """Make MPD send only the tags that the speaker reads."""
    (known,) = (await connection.ask(command("tagtypes"))).all()
    tags = [tag for tag in _TAGS if tag in {value for _, value in known}]  # Mood: since MPD 0.24
    (await connection.ask(command("tagtypes", "clear"), command("tagtypes", "enable", *tags))).all()


def _request(change: QueueCommand) -> MpdCommand:
    if isinstance(change, Add):
        return command("addid", change.uri, *(() if change.pos is None else (change.pos,)))
    if isinstance(change, Move):
        return command("moveid", change.entry, change.pos)
    return command("deleteid", change.entry)


def _is_sendable(change: QueueCommand) -> bool:
    try:
        _request(change)
    except PlayerRefusedError:
        return False
    return True
