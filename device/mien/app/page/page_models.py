"""Music as the models of the page's API. Pure."""

from dataclasses import replace

from mien.app.home.shared_rooms import whose
from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import SharedMood
from mien.music.dj.music_events import Queued
from mien.music.dj.notes.opinions import SongOpinion
from mien.music.library.browse import AlbumEntry
from mien.music.library.genres import ESTIMATED
from mien.music.library.library import Library
from mien.music.library.stations import without_login
from mien.music.player.player import Entry
from mien.music.selection.heard import LIKED
from mien.music.selection.history import SKIPPED_TWICE, Word
from mien.music.selection.rules import MusicTarget, RulesError
from mien.music.selection.selector import Selector
from mien.music.song import Song
from mien.types import Seconds
from mien.web import backend as page

PREVIEWED = 5
"""Songs that a preview of the rules names for each mood."""


def nothing_yet() -> Mood:
    """Return the mood before anything was seen."""
    return Mood(Absence.UNSURE)


def playing(
    song: Queued | None, position: Seconds, duration: Seconds, selector: Selector
) -> page.PlayingModel | None:
    """Return the current song; one without a pick was queued by the owner."""
    if song is None:
        return None
    known, pick = _song_of(song.entry, selector.library), song.pick
    model = page.PlayingModel(
        song.entry.uri,
        _title(song),
        song.entry.artist,
        known.album,
        genres_of(known),
        duration,
        position,
        ours=pick is not None,
        entry=song.entry.id,
        opinion=opinion(selector.word(song.entry.uri)),
    )
    if pick is None:
        return model
    reasons = tuple(page.ReasonModel(r.criterion, r.weight, r.value, r.phrase) for r in pick.reasons)
    return replace(model, why=pick.why(), reasons=reasons, emotion=pick.emotion, target=pick.genres)


def of_room(model: page.PlayingModel | None, shared: SharedMood | None) -> page.PlayingModel | None:
    """Return the current song; it says so if it was chosen for the mood of another room."""
    return None if model is None else replace(model, why=whose(model.why, model.emotion, shared))


def opinion(word: Word) -> page.Opinion:
    """Return an opinion; being skipped often in other apps is not one."""
    if word >= LIKED:
        return page.Opinion.LIKE
    return page.Opinion.DISLIKE if word <= SKIPPED_TWICE else page.Opinion.NONE


def song(song: Song, word: Word = 0.0) -> page.SongModel:
    """Return a song of the library."""
    title = song.title or song.uri.rpartition("/")[2]
    return page.SongModel(
        song.uri, title, song.artist, song.album, genres_of(song), song.duration, opinion(word)
    )


def genres_of(song: Song) -> tuple[str, ...]:
    """Return a song's genres; an estimated one is marked as such."""
    return song.genres + ((song.estimated_genre + ESTIMATED,) if song.estimated_genre else ())


def station(song: Song) -> page.StationModel:
    """Return a radio station, without its login."""
    return page.StationModel(without_login(song.uri), song.title, song.genres)


def queue(entries: tuple[Queued, ...], selector: Selector) -> tuple[page.QueueEntryModel, ...]:
    """Return the entries of the queue."""
    words = selector.words()
    return tuple(
        page.QueueEntryModel(
            each.entry.id,
            song(_song_of(each.entry, selector.library), words.get(each.entry.uri, 0.0)),
            each.pick is not None,
            each.pick.why() if each.pick is not None else "",
        )
        for each in entries
    )


def opinions(listed: tuple[SongOpinion, ...], selector: Selector) -> tuple[page.OpinionModel, ...]:
    """Return the opinions of songs."""
    return tuple(
        page.OpinionModel(
            song(_song_of(Entry(0, each.uri, 0), selector.library), each.word),
            page.Opinion.LIKE if each.word > 0 else page.Opinion.DISLIKE,
            each.emotion,
            f"{each.why[:1].upper()}{each.why[1:]}.",
        )
        for each in listed
    )


def _song_of(entry: Entry, library: Library) -> Song:
    """Return the song of an entry; for one outside the library, what the player says about it."""
    row = library.row(entry.uri)
    return Song(entry.uri, entry.title, entry.artist) if row is None else library.song(row)


def album(entry: AlbumEntry) -> page.AlbumModel:
    """Return an album of the library."""
    key = entry.key
    return page.AlbumModel(key.title, key.artist, key.folder, entry.artist, entry.songs, entry.uri)


def upcoming(queued: Queued) -> page.UpcomingModel:
    """Return a queued song."""
    pick = queued.pick
    why = pick.why() if pick else ""
    entry = queued.entry
    return page.UpcomingModel(entry.uri, _title(queued), entry.artist, pick is not None, why, entry.id)


def _title(queued: Queued) -> str:
    return queued.entry.title or queued.entry.uri.rpartition("/")[2]


def first_songs(chooser: Selector, emotion: Emotion, policy: Policy) -> tuple[page.UpcomingModel, ...]:
    """Return the songs that would play first for a mood."""
    picks = replace(chooser, course=None).following(emotion, policy).choose(PREVIEWED).picks
    return tuple(page.UpcomingModel(p.song.uri, p.song.title, p.song.artist, why=p.why()) for p in picks)


def rule(target: MusicTarget) -> page.RuleModel:
    """Return the rule for a mood."""
    return page.RuleModel(target.genres, target.place.valence, target.place.arousal)


def mistakes(bad: RulesError) -> tuple[page.RulesMistake, ...]:
    """Return the mistakes of rules, each with its line."""
    return tuple(page.RulesMistake(mistake.line, mistake.says) for mistake in bad.mistakes)
