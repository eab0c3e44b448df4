"""What happens in the demo, as records: the speaker's events that are worth reporting."""

from typing import Any

from mien.demo.verifier import DemoEvent, Verdict
from mien.demo.view import EventRecord, SongView
from mien.mood.wishes import DisplayState
from mien.music.dj.music_events import MusicProblem, MusicState, QueueChanged, Queued, SongBegan


class RecordStream:
    """Turns events into records, leaving out a mood that was already reported."""

    def __init__(self) -> None:
        self._before: DisplayState | None = None

    def next(self, event: DemoEvent) -> EventRecord | None:
        """Return the record of `event`, if it is worth reporting."""
        record = _record_of(event, self._before)
        if isinstance(event, DisplayState):
            self._before = event
        return record


def record_of_verdict(verdict: Verdict) -> EventRecord:
    """Return whether the music followed one mood, as a record."""
    return {
        "mood": verdict.emotion.value,
        "followed": verdict.followed,
        "settled_after": verdict.settled_after and round(verdict.settled_after, 2),
        "music_after": verdict.music_after and round(verdict.music_after, 2),
        "song": verdict.song.title if verdict.song else None,
        "genres": list(verdict.song.genres) if verdict.song else [],
    }


def _record_of(event: DemoEvent, before: DisplayState | None) -> EventRecord | None:
    """Return `event` as a record without its time, or None if it is not worth reporting."""
    match event:
        case DisplayState() if before is None or before.settled.name != event.settled.name:
            mood = event.settled
            return {
                "event": "mood",
                "mood": mood.name.value,
                "valence": round(mood.valence, 2),
                "arousal": round(mood.arousal, 2),
                "confidence": round(mood.confidence, 2),
            }
        case SongBegan(now) if now.song is not None:
            return {"event": "song", **_song(now.song), "wanted": list(_target_genres(now))}
        case QueueChanged(now):
            return {"event": "queue", "songs": [_song(queued) for queued in now.upcoming]}
        case MusicProblem(sentence):
            return {"event": "trouble", "says": sentence}
    return None


def _song(queued: Queued) -> dict[str, Any]:
    pick = queued.pick
    plain = {"uri": queued.entry.uri, "title": queued.entry.title, "artist": queued.entry.artist}
    return plain | (
        {"genres": list(pick.song.genres), "why": pick.why(), "ours": True} if pick else {"ours": False}
    )


def view_of_music(now: MusicState) -> dict[str, Any]:
    """Return the music as a `View` shows it."""
    playing = SongView()
    if now.song is not None:
        entry, pick = now.song.entry, now.song.pick
        genres = ", ".join(pick.song.genres) if pick else ""
        playing = SongView(entry.title, entry.artist, genres, pick.why() if pick else "you queued it.")
    upcoming = tuple(queued.entry.title for queued in now.upcoming)
    return {"playing": playing, "queued": upcoming, "wanted": _target_genres(now)}


def _target_genres(now: MusicState) -> tuple[str, ...]:
    return now.target.genres if now.target else ()
