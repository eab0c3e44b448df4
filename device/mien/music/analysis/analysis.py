"""Analyses the songs of a library one after the other, and notes each result at the player.

A song with a result is done: the run can be ended at any moment, by a signal or a pulled plug, and continues
where it was. A file that changed is analysed again. One that can't be analysed is noted with the reason, and
so is one during which the analysis itself ended twice: a broken file must not block all others.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from mien.errors import MienError
from mien.music.analysis.mood_lists import MOOD, mood_word
from mien.music.analysis.progress import MOST_SKIPPED, AnalysisProgress
from mien.music.analysis.song_listener import Listener
from mien.music.audio.sound import SOUND, Sound, read_sound
from mien.music.library.mood_tags import feeling_of
from mien.music.library.stations import is_endless
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerError, PlayerRefusedError, VanishedError
from mien.music.song import Song, Uri

BY_TAG = "mood tag"
TOO_SHORT = "too short or silent"
ENDED_TWICE = "the analysis ended twice during this song; is the file damaged?"
MOST_TRIES = 2
MOST_AT_ONCE = 2000
"""Songs that are listed as left; after them the library is searched again. 100,000 would take 80 MB."""
SMOOTH = 0.05
"""How much the newest song counts for the pace, once there have been some."""

Note: TypeAlias = Callable[[AnalysisProgress], None]


@dataclass(frozen=True, slots=True)
class Analysed:
    """A song that was analysed."""

    uri: Uri
    """Which song."""
    progress: AnalysisProgress
    """The progress after it."""
    sound: Sound
    """Its sound, or why it can't be analysed."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Which songs are analysed, and which are not."""

    left: tuple[Song, ...]
    """Songs that are still to be analysed, the first MOST_AT_ONCE of them."""
    progress: AnalysisProgress
    """The same in numbers."""


async def survey(player: MpdPlayer, by: str) -> Survey:
    """Search the library for songs that `by` has not analysed, or not in their present form."""
    left: list[Song] = []
    skipped: list[tuple[Uri, str]] = []
    done = count = 0
    async for page in player.songs():
        songs = [song for song in page if not is_endless(song.uri)]
        notes = await player.stickers(SOUND, [song.uri for song in songs])
        for song in songs:
            sound = read_sound(notes.get(song.uri, ""))
            if sound is None or not is_current(sound, song, by):
                count += 1
                if len(left) < MOST_AT_ONCE:
                    left.append(song)
                continue
            done += 1
            if sound.problem:
                skipped.append((song.uri, sound.problem))
    progress = AnalysisProgress(done, count, tuple(skipped[:MOST_SKIPPED]), len(skipped))
    return Survey(tuple(left), progress)


def is_current(sound: Sound, song: Song, by: str) -> bool:
    """Return whether a sticker is this listener's result for this file.

    Stickers of earlier releases name no file.
    """
    heard_by = sound.by.removeprefix(f"{BY_TAG}, ")
    same_file = sound.file is None or not song.file or sound.file == int(song.file)
    return same_file and heard_by in {by, *((BY_TAG,) if sound.file is None and by == "audio 1" else ())}


class Analysis:
    """Analyses the remaining songs. `note` hears of every step; `may_work` returns when the board is idle."""

    def __init__(
        self,
        player: MpdPlayer,
        music: Path,
        listener: Listener,
        note: Note = lambda _: None,
        may_work: Callable[[Callable[[str], None]], Awaitable[None]] | None = None,
    ) -> None:
        self._player = player
        self._music = music
        self._listener = listener
        self._note = note
        self._may_work = may_work
        self._progress = AnalysisProgress()

    async def run(self, before: AnalysisProgress | None = None) -> AsyncGenerator[Analysed]:
        """Analyse all remaining songs, and yield each. `before`: the progress of the previous run."""
        most = math.inf
        while True:
            found = await survey(self._player, self._listener.by)
            self._say(replace(found.progress, pace=self._progress.pace))
            # What can't be noted must not be heard for ever.
            if not found.left or found.progress.left >= most:
                return
            most = found.progress.left
            async for analysed in self._through(found.left, before):
                yield analysed
            if most == len(found.left):
                return

    async def _through(
        self, songs: tuple[Song, ...], before: AnalysisProgress | None
    ) -> AsyncGenerator[Analysed]:
        clock = asyncio.get_running_loop().time
        for song in songs:
            begun = clock()
            if self._may_work is not None:
                await self._may_work(lambda why: self._say(replace(self._progress, waiting=why)))
            tries = before.tries + 1 if before is not None and before.current == song.uri else 1
            self._say(replace(self._progress, waiting="", current=song.uri, tries=tries))
            try:
                sound = await self._sound_of(song, tries)
                is_noted = await self._noted(song, sound)
            except PlayerError:  # MPD went away, or its disk is full: that isn't the song's fault
                self._say(replace(self._progress, current="", tries=0))
                raise
            if is_noted:
                self._say(self._after(song, sound, clock() - begun))
                yield Analysed(song.uri, self._progress, sound)

    async def _sound_of(self, song: Song, tries: int) -> Sound:
        """Analyse a song in a thread: the connection to the player must be kept alive in the meantime."""
        sound, why = None, TOO_SHORT
        if tries > MOST_TRIES:
            why = ENDED_TWICE
        else:
            try:
                sound = await asyncio.to_thread(self._listener.hear, self._music / song.uri)
            except MienError as no:
                why = str(no)
        sound = sound or Sound(self._listener.by, problem=_printable(why))
        return replace(await self._by_tag(song, sound), file=song.file)

    async def _by_tag(self, song: Song, sound: Sound) -> Sound:
        """Return the sound with the feeling from the song's Mood tags, which take precedence."""
        try:
            moods = song.moods or await self._player.moods(song.uri)
        except PlayerRefusedError:
            moods = ()
        feeling = feeling_of(moods)
        if feeling is None:
            return sound
        by = f"{BY_TAG}, {self._listener.by}"
        return replace(sound, by=by, valence=feeling.valence, arousal=feeling.arousal, problem="")

    async def _noted(self, song: Song, sound: Sound) -> bool:
        """Note a result at the player; return whether the song is still there."""
        try:
            await self._player.set_sticker(song.uri, SOUND, sound.note())
            if word := mood_word(sound.valence, sound.arousal):
                await self._player.set_sticker(song.uri, MOOD, word)
        except VanishedError:
            self._say(replace(self._progress, left=self._progress.left - 1))
            return False
        return True

    def _after(self, song: Song, sound: Sound, took: float) -> AnalysisProgress:
        progress = self._progress
        pace = took if progress.pace is None else progress.pace + SMOOTH * (took - progress.pace)
        skipped = progress.skipped + (((song.uri, sound.problem),) if sound.problem else ())
        return replace(
            progress,
            done=progress.done + 1,
            left=progress.left - 1,
            skipped=skipped[:MOST_SKIPPED],
            skipped_count=progress.skipped_count + bool(sound.problem),
            pace=pace,
            current="",
            tries=0,
        )

    def _say(self, progress: AnalysisProgress) -> None:
        self._progress = progress
        self._note(progress)


def _printable(why: str) -> str:
    return "".join(c if c.isprintable() else " " for c in why)
