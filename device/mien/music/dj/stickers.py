"""What the speaker keeps about songs, as MPD stickers: why it queued them, and what the owner said of them.

They are kept at the player, so that the speaker needs no place to write, other clients can see them, and the
owner can erase them (`forget`). A song may have four:

- `mien.pick`: why it was queued last, and the id of that entry. A restarted speaker recognises its entries by
  it: an entry is its own only if both song and id match. (MPD gives new ids when it is restarted itself. When
  both were restarted, the fingerprint of the queue helps: queue_fingerprint.py.)
- `mien.said`: the owner's word on it by mood, -1 (skipped) to 1 (liked).
- `mien.loud`: the volume before a fade to this song, while the fade lasts. If a power cut ends the fade, the
  next start gives the volume back.
- `mien.room`: the music pauses in this song because nobody was there. So after a restart it goes on when
  somebody comes, and the owner's own pause is still not undone.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeAlias

from mien.mood.emotion import Emotion
from mien.music.dj.queue_fingerprint import QUEUE
from mien.music.player.player import Entry, Player, PlayerRefusedError, UnableError, VanishedError
from mien.music.selection.criteria import Criterion
from mien.music.song import Pick, Reason, Song, Uri
from mien.types import EntryId, Percent

logger = logging.getLogger(__name__)

Said: TypeAlias = Mapping[tuple[Emotion, Uri], float]

PICK = "mien.pick"
SAID = "mien.said"
LOUD = "mien.loud"
ROOM = "mien.room"
NAMES = (SAID, PICK, LOUD, ROOM)
LONGEST = 3000
"""Characters of a sticker; MPD refuses a line of more than 4096 bytes."""


@dataclass(frozen=True, slots=True)
class KnownStickers:
    """What the stickers at the player say."""

    said: Said = field(default_factory=lambda: MappingProxyType({}))
    """The owner's word on songs, by mood."""
    picks: Mapping[tuple[EntryId, Uri], Pick] = field(default_factory=lambda: MappingProxyType({}))
    """Why entries were queued."""
    loud: Mapping[Uri, Percent] = field(default_factory=lambda: MappingProxyType({}))
    """The volume before a fade that never ended, by the song it was to."""
    room: frozenset[Uri] = frozenset()
    """Songs in which the music pauses because nobody was there."""

    def ours(self, queue: Iterable[Entry]) -> dict[EntryId, tuple[Uri, Pick]]:
        """Return the entries that the speaker queued in its previous run."""
        known = ((entry, self.picks.get((entry.id, entry.uri))) for entry in queue)
        return {entry.id: (entry.uri, pick) for entry, pick in known if pick is not None}


class Stickers:
    """Reads and writes the stickers. A player that keeps none is reported once, and then left alone.

    What has no file in the library (a station, a song that left it) goes without.
    """

    def __init__(self, player: Player, *, kept: bool = True) -> None:
        self._player = player
        self._kept = kept
        self._said_lost = False

    async def read(self) -> KnownStickers:
        """Return what all stickers say; what can't be read is left out."""
        if not self._kept:
            return KnownStickers()
        try:
            said, picks, loud, room = [await self._player.stickers(name) for name in NAMES]
        except UnableError as no:
            self._give_up(no)
            return KnownStickers()
        except PlayerRefusedError as no:
            self._lost(no)
            return KnownStickers()
        return KnownStickers(dict(_said(said)), dict(_picks(picks)), dict(_loud(loud)), frozenset(room))

    async def note_pick(self, entry: EntryId, pick: Pick) -> None:
        """Note why a song was queued, and as which entry."""
        await self._write(pick.song.uri, PICK, pick_note(entry, pick))

    async def note_said(self, said: Said, uri: Uri) -> None:
        """Note what the owner said of a song, under each mood."""
        words = {emotion.value: value for (emotion, of), value in said.items() if of == uri}
        await self._write(uri, SAID, json.dumps(words) if words else "")

    async def note_loud(self, uri: Uri, loud: Percent | None) -> None:
        """Note the volume from before a fade to the song; None: the fade is over."""
        await self._write(uri, LOUD, "" if loud is None else str(loud))

    async def note_room(self, uri: Uri, *, empty: bool) -> None:
        """Note that the music pauses in this song because nobody is there, or delete that note."""
        await self._write(uri, ROOM, "empty" if empty else "")

    async def _write(self, uri: Uri, name: str, note: str) -> None:
        if not self._kept:
            return
        try:
            if note:
                await self._player.set_sticker(uri, name, note)
            else:
                await self._player.delete_sticker(uri, name)
            self._said_lost = False
        except VanishedError:
            return
        except UnableError as no:
            self._give_up(no)
        except PlayerRefusedError as no:
            self._lost(no)

    def _lost(self, no: PlayerRefusedError) -> None:
        if not self._said_lost:
            logger.warning("Nothing can be noted about songs for now: %s", no)
        self._said_lost = True

    def _give_up(self, no: PlayerRefusedError) -> None:
        logger.warning("The player keeps no stickers, so skips are forgotten when the speaker stops: %s", no)
        self._kept = False


async def forget(player: Player) -> int:
    """Delete all stickers of the speaker's; return how many there were."""
    erased = 0
    for name in (*NAMES, QUEUE):
        for uri in await player.stickers(name):
            await player.delete_sticker(uri, name)
            erased += 1
    return erased


def pick_note(entry: EntryId, pick: Pick) -> str:
    """Return the sticker of a song queued as `entry`; without its phrases if it would be too long."""
    rows = [[r.criterion, round(r.weight, 4), round(r.value, 4), r.phrase] for r in pick.reasons]
    note = json.dumps({"entry": entry, "score": round(pick.score, 4), "reasons": rows})
    if len(note) <= LONGEST:
        return note
    return json.dumps(
        {"entry": entry, "score": round(pick.score, 4), "reasons": [[*r[:3], ""] for r in rows]}
    )


def read_pick_note(uri: Uri, note: str) -> tuple[EntryId, Pick] | None:
    """Return what a sticker says, None if it isn't one of ours: anybody can write stickers."""
    try:
        said = json.loads(note)
        reasons = tuple(Reason(Criterion(c), _share(w), _share(v), str(p)) for c, w, v, p in said["reasons"])
        return int(said["entry"]), Pick(Song(uri), _share(said["score"]), reasons)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _picks(notes: Mapping[Uri, str]) -> Iterator[tuple[tuple[EntryId, Uri], Pick]]:
    for uri, note in notes.items():
        read = read_pick_note(uri, note)
        if read is not None:
            yield (read[0], uri), read[1]


def _said(notes: Mapping[Uri, str]) -> Iterator[tuple[tuple[Emotion, Uri], float]]:
    for uri, note in notes.items():
        for mood, value in _words(note):
            yield (mood, uri), value


def _words(note: str) -> Iterator[tuple[Emotion, float]]:
    try:
        words = json.loads(note).items()
    except (ValueError, AttributeError, RecursionError):
        return
    for mood, value in words:
        if mood in set(Emotion) and isinstance(value, int | float) and -1 <= value <= 1:
            yield Emotion(mood), float(value)


def _loud(notes: Mapping[Uri, str]) -> Iterator[tuple[Uri, Percent]]:
    for uri, note in notes.items():
        if re.fullmatch(r"[1-9]\d?|100", note, re.ASCII):
            yield uri, int(note)


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError(share)
    return share
