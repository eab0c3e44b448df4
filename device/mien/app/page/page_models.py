"""Music as the models of the page's API. Pure."""

from dataclasses import replace

from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Mood, Policy
from mien.music.dj.music_events import Queued
from mien.music.library.browse import AlbumEntry
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


def playing(song: Queued | None, elapsed: Seconds, duration: Seconds) -> page.PlayingModel | None:
    """Return the current song; one without a pick was queued by the owner."""
    if song is None:
        return None
    pick = song.pick
    if pick is None:
        return page.PlayingModel(
            song.entry.uri,
            _title(song),
            song.entry.artist,
            duration=duration,
            elapsed=elapsed,
            ours=False,
            entry=song.entry.id,
        )
    reasons = tuple(page.ReasonModel(r.criterion, r.weight, r.value, r.phrase) for r in pick.reasons)
    return page.PlayingModel(
        song.entry.uri,
        _title(song),
        song.entry.artist,
        pick.song.album,
        pick.song.genres,
        duration,
        elapsed,
        why=pick.why(),
        reasons=reasons,
        entry=song.entry.id,
    )


def song(song: Song) -> page.SongModel:
    """Return a song of the library."""
    title = song.title or song.uri.rpartition("/")[2]
    return page.SongModel(song.uri, title, song.artist, song.album, song.genres, song.duration)


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
    """Return what answers a mood."""
    return page.RuleModel(target.genres, target.place.valence, target.place.arousal)


def mistakes(bad: RulesError) -> tuple[page.RulesMistake, ...]:
    """Return the mistakes of rules, each with its line."""
    return tuple(page.RulesMistake(mistake.line, mistake.says) for mistake in bad.mistakes)
