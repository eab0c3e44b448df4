"""The speaker's notes about songs, as MPD stickers: why it queued them, and what the owner said about them.

They are kept at the player, so that the speaker needs no place to write, other clients can see them, and the
owner can erase them (`forget`). Besides `like`, which other clients write too (ratings.py), a song may have:

- `mien.pick`: why it was queued last, and the id of that entry. A restarted speaker recognises its entries by
  it: an entry is its own only if both song and id match. (MPD gives new ids when it is restarted itself. When
  both were restarted, the fingerprint of the queue helps: queue/queue_fingerprint.py.)
- `mien.said`: the owner's opinions of it by mood, -1 (disliked) to 1 (liked); see selection/history.py.
- `mien.loud`: the volume before a fade to this song, while the fade lasts. If a power cut ends the fade, the
next start restores the volume.
- `mien.room`: the music pauses in this song because nobody was there. So after a restart it resumes when
somebody comes, while a pause by the owner stays a pause.
"""

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from mien.mood.emotion import Emotion
from mien.music.dj.notes.ratings import LIKE, PLAYS, RATING, SKIPS, Ratings, like_note
from mien.music.dj.queue.queue_fingerprint import QUEUE
from mien.music.player.player import (
    Entry,
    Player,
    PlayerGoneError,
    PlayerRefusedError,
    UnableError,
    VanishedError,
)
from mien.music.selection.criteria import Criterion
from mien.music.selection.history import History, Said, Word
from mien.music.song import Pick, Reason, Song, Uri
from mien.types import EntryId, Percent

logger = logging.getLogger(__name__)

PICK = "mien.pick"
SAID = "mien.said"
LOUD = "mien.loud"
ROOM = "mien.room"
ALL_MOODS = "all"
"""In a note, the mood of an opinion that counts for every mood."""
FORM = 2
"""The version of a note. One without a number is from release 0.1, which took every skip for a dislike."""
LONGEST = 3000
"""Characters of a sticker; MPD refuses a line of more than 4096 bytes."""
HANG_UPS = 2
"""So often in a row the player may go away when asked for a sticker of other clients."""


@dataclass(frozen=True, slots=True)
class KnownStickers:
    """The contents of the stickers at the player."""

    said: Said = field(default_factory=lambda: MappingProxyType({}))
    """The owner's opinions of songs by mood, as they are written."""
    old: frozenset[Uri] = frozenset()
    """Songs whose note is from release 0.1."""
    ratings: Ratings = field(default_factory=Ratings)
    """What other clients wrote."""
    picks: Mapping[tuple[EntryId, Uri], Pick] = field(default_factory=lambda: MappingProxyType({}))
    """Why entries were queued."""
    loud: Mapping[Uri, Percent] = field(default_factory=lambda: MappingProxyType({}))
    """The volume before a fade that never ended, by the song that it faded to."""
    room: frozenset[Uri] = frozenset()
    """Songs in which the music pauses because nobody was there."""

    def ours(self, queue: Iterable[Entry]) -> dict[EntryId, tuple[Uri, Pick]]:
        """Return the entries that the speaker queued in its previous run."""
        known = ((entry, self.picks.get((entry.id, entry.uri))) for entry in queue)
        return {entry.id: (entry.uri, pick) for entry, pick in known if pick is not None}


class Stickers:
    """Reads and writes the stickers. A player that keeps none is reported once, and then not asked again.

    Songs without a file in the library (a station, a deleted song) get none.
    """

    def __init__(self, player: Player, *, kept: bool = True) -> None:
        self._player = player
        self._kept = kept
        self._said_lost = False
        self._ratings = Ratings()
        self._hung_up = Counter[str]()  # how often in a row the player went away when asked for a sticker

    async def read(self, queued: Sequence[Uri] = ()) -> KnownStickers:
        """Return the contents of all stickers; unreadable ones are left out.

        Only songs that are `queued` need to be known as picks: those of all songs that were ever picked would
        fill MPD's output buffer one day, and it would hang up.
        """
        if not self._kept:
            return KnownStickers()
        try:
            said, loud, room = [await self._player.stickers(name) for name in (SAID, LOUD, ROOM)]
            picks = await self._player.stickers(PICK, queued)
            plays, skips = [await self._of_others(name) for name in (PLAYS, SKIPS)]
            self._ratings = Ratings(plays=plays, skips=skips)
            ratings = await self.read_ratings() or self._ratings
        except UnableError as no:
            self._give_up(no)
            return KnownStickers()
        except PlayerRefusedError as no:
            self._lost(no)
            return KnownStickers()
        return KnownStickers(
            said=dict(_opinions_in(said)),
            old=frozenset(
                uri for uri, note in said.items() if _form(note) < FORM and any(_opinions_of_note(note))
            ),
            ratings=ratings,
            picks=dict(_picks(picks)),
            loud=dict(_loud(loud)),
            room=frozenset(room),
        )

    async def read_ratings(self) -> Ratings | None:
        """Return what other clients wrote; None if that can't be read now.

        Counts are only read at the start: they change with every song, and every song may have them.
        """
        try:
            like, rating = [await self._of_others(name) for name in (LIKE, RATING)]
        except PlayerRefusedError:
            return None
        self._ratings = replace(self._ratings, like=like, rating=rating)
        return self._ratings

    async def _of_others(self, name: str) -> Mapping[Uri, str]:
        """Return a sticker that other clients may have put on every song; none if MPD hangs up on that."""
        if self._hung_up[name] >= HANG_UPS:
            return {}
        try:
            notes = await self._player.stickers(name)
        except PlayerGoneError:
            self._hung_up[name] += 1
            raise
        self._hung_up[name] = 0
        return notes

    async def note_pick(self, entry: EntryId, pick: Pick) -> None:
        """Note why a song was queued, and as which entry."""
        await self._write(pick.song.uri, PICK, pick_note(entry, pick))

    async def note_said(self, said: Said, uri: Uri) -> None:
        """Note the owner's opinions of a song, by mood."""
        words = {_mood_key(emotion): value for (emotion, of), value in said.items() if of == uri}
        await self._write(uri, SAID, json.dumps({**words, "form": FORM}) if words else "")

    async def note_like(self, uri: Uri, word: Word) -> None:
        """Write an opinion of a song for other clients, or delete it."""
        await self._write(uri, LIKE, like_note(word))

    async def forget_pick(self, uri: Uri) -> None:
        """Delete why a song was queued: its entry is the owner's now."""
        await self._write(uri, PICK, "")

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
            logger.warning("Notes about songs can't be saved for now: %s", no)
        self._said_lost = True

    def _give_up(self, no: PlayerRefusedError) -> None:
        logger.warning("The player keeps no stickers, so skips are forgotten when the speaker stops: %s", no)
        self._kept = False


async def forget(player: Player) -> int:
    """Delete the notes about the owner's taste and about what was heard; return how many songs had any.

    Notes about songs that are queued now stay: why they are there, and that they are ours.
    """
    queued = {entry.uri for entry in (await player.snapshot()).queue}
    notes = {name: await player.stickers(name) for name in (SAID, LOUD, ROOM, QUEUE, LIKE)}
    notes[PICK] = await _page_by_page(player, PICK)
    history = History(said=dict(_opinions_in(notes[SAID])))
    erased: set[Uri] = set()
    for name, by_song in notes.items():
        for uri, note in by_song.items():
            is_ours = note == like_note(history.spoken(uri)) if name == LIKE else True
            if is_ours and (name in {SAID, LIKE} or uri not in queued):
                await player.delete_sticker(uri, name)
                erased.add(uri)
    return len(erased)


async def _page_by_page(player: Player, name: str) -> Mapping[Uri, str]:
    """Return a sticker of all songs, in many answers."""
    found: dict[Uri, str] = {}
    async for page in player.songs():
        found |= await player.stickers(name, [song.uri for song in page])
    return found


def pick_note(entry: EntryId, pick: Pick) -> str:
    """Return the sticker of a song queued as `entry`; without its texts if it is too long."""
    rows = [[r.criterion, round(r.weight, 4), round(r.value, 4), r.phrase] for r in pick.reasons]
    note = {"entry": entry, "score": round(pick.score, 4), "reasons": rows}
    if pick.emotion is not None:
        note |= {"mood": pick.emotion, "genres": pick.genres}
    text = json.dumps(note)
    if len(text) <= LONGEST:
        return text
    return json.dumps({**note, "reasons": [[*r[:3], ""] for r in rows], "genres": ()})


def read_pick_note(uri: Uri, note: str) -> tuple[EntryId, Pick] | None:
    """Return what a sticker says, None if it isn't one of ours: anybody can write stickers."""
    try:
        said = json.loads(note)
        reasons = tuple(Reason(Criterion(c), _share(w), _share(v), str(p)) for c, w, v, p in said["reasons"])
        emotion = Emotion(said["mood"]) if "mood" in said else None  # the first release had none
        genres = tuple(str(genre) for genre in said.get("genres", ()))
        return int(said["entry"]), Pick(Song(uri), _share(said["score"]), reasons, emotion, genres)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        return None


def _picks(notes: Mapping[Uri, str]) -> Iterator[tuple[tuple[EntryId, Uri], Pick]]:
    for uri, note in notes.items():
        read = read_pick_note(uri, note)
        if read is not None:
            yield (read[0], uri), read[1]


def _opinions_in(notes: Mapping[Uri, str]) -> Iterator[tuple[tuple[Emotion | None, Uri], float]]:
    for uri, note in notes.items():
        for mood, value in _opinions_of_note(note):
            yield (mood, uri), value


def _opinions_of_note(note: str) -> Iterator[tuple[Emotion | None, float]]:
    for mood, value in _table(note).items():
        if mood in {ALL_MOODS, *Emotion} and isinstance(value, int | float) and -1 <= value <= 1:
            yield None if mood == ALL_MOODS else Emotion(mood), float(value)


def _form(note: str) -> int:
    form = _table(note).get("form")
    return form if isinstance(form, int) else 1


def _table(note: str) -> dict[str, Any]:
    try:
        table = json.loads(note)
    except (ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) else {}


def _mood_key(emotion: Emotion | None) -> str:
    return ALL_MOODS if emotion is None else emotion.value


def _loud(notes: Mapping[Uri, str]) -> Iterator[tuple[Uri, Percent]]:
    for uri, note in notes.items():
        if re.fullmatch(r"[1-9]\d?|100", note, re.ASCII):
            yield uri, int(note)


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError(share)
    return share
