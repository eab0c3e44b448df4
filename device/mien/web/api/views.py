"""The speaker's state in JSON, in three parts that change at different paces. Pure.

Moments are seconds on the speaker's own clock; what is sent carries that clock's `at` beside them, so the
browser can tell how long ago they were without knowing what time the speaker thinks it is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from mien.mood.emotion import Absence
from mien.mood.glance import Face
from mien.mood.mood import Mood
from mien.web.backend import (
    HealthModel,
    LibraryModel,
    PlayingModel,
    PreviewModel,
    Setting,
    SpeakerState,
    UpcomingModel,
)

Part: TypeAlias = Mapping[str, Any]

MAX_FACES = 4
MOST_UPCOMING = 10


@dataclass(frozen=True, slots=True)
class Company:
    """The browsers: how many watch the live view, how many are paired."""

    watching: int = 0
    paired: int = 0


ALONE = Company()


def parts_of(now: SpeakerState, company: Company = ALONE) -> Mapping[str, Part]:
    """Return all parts by name."""
    return {"mood": mood_part(now), "music": music_part(now), "state": state_part(now, company)}


def mood_part(now: SpeakerState) -> Part:
    """Return what is seen: it changes with every glance."""
    return {
        "moment": _mood(now.shown.moment),
        "settled": _mood(now.shown.settled),
        "by_owner": now.shown.by_owner,
        "faces": [_face(face) for face in now.faces[:MAX_FACES]],
    }


def music_part(now: SpeakerState) -> Part:
    """Return what plays, why, and what comes next."""
    return {
        "playing": _playing(now.playing) if now.playing else None,
        "paused": now.shown.paused,
        "wanted": list(now.wanted),
        "upcoming": [_upcoming(song) for song in now.upcoming[:MOST_UPCOMING]],
        "can_undo": now.can_undo,
    }


def state_part(now: SpeakerState, company: Company) -> Part:
    """Return how the speaker is set and what ails it."""
    return {
        "policy": now.shown.policy.value,
        "eye": now.shown.eye.value,
        "player_away": now.shown.player_away,
        "volume": now.volume,
        "watching": company.watching,
        "paired": company.paired,
        "troubles": list(now.troubles),
        "held_for": None if now.held_for is None else round(now.held_for),
    }


def cover_key(uri: str) -> str:
    """Return the name under which a song's cover is asked for: no path of the owner's disk is in it."""
    return hashlib.sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _mood(mood: Mood) -> Part:
    placed = mood.name not in (Absence.NOBODY, Absence.UNSURE)
    return {
        "name": mood.name.value,
        "valence": round(mood.valence, 2) if placed else None,
        "arousal": round(mood.arousal, 2) if placed else None,
        "confidence": round(mood.confidence, 2),
        "since": round(mood.since, 1),
    }


def _face(face: Face) -> Part:
    return {
        "scores": {emotion.value: round(share, 2) for emotion, share in face.scores.items()},
        "quality": round(face.quality, 1),
        "why_low": face.why_low,
    }


def _playing(song: PlayingModel) -> Part:
    return {
        "title": song.title,
        "artist": song.artist,
        "album": song.album,
        "genres": list(song.genres),
        "duration": round(song.duration, 1),
        "elapsed": round(song.elapsed, 1),
        "cover": cover_key(song.uri),
        "ours": song.ours,
        "why": song.why,
        "reasons": [
            {
                "criterion": r.criterion,
                "weight": round(r.weight, 3),
                "value": round(r.value, 3),
                "phrase": r.phrase,
            }
            for r in song.reasons
        ],
    }


def _upcoming(song: UpcomingModel) -> Part:
    return {"title": song.title, "artist": song.artist, "ours": song.ours, "why": song.why}


def library_view(library: LibraryModel) -> Part:
    """Return what music there is."""
    return {
        "songs": library.songs,
        "moods": {emotion.value: count for emotion, count in library.moods.items()},
        "strangers": [{"genre": genre, "songs": count} for genre, count in library.strangers],
        "stations": list(library.stations),
        "reading": library.reading,
    }


def preview_view(preview: PreviewModel) -> Part:
    """Return what a rules text would do."""
    return {
        "mistakes": [{"line": mistake.line, "says": mistake.says} for mistake in preview.mistakes],
        "moods": {
            emotion.value: {
                "genres": list(genres),
                "songs": [_upcoming(song) for song in preview.songs.get(emotion, ())],
            }
            for emotion, genres in preview.genres.items()
        },
    }


def setting_view(setting: Setting) -> Part:
    """Return one setting and how to ask for it."""
    return {
        "key": setting.key,
        "group": setting.group,
        "label": setting.label,
        "kind": setting.kind.value,
        "value": setting.value,
        "help": setting.help,
        "choices": [{"value": value, "label": label} for value, label in setting.choices],
        "low": setting.low,
        "high": setting.high,
        "step": setting.step,
        "unit": setting.unit,
    }


def health_view(health: HealthModel) -> Part:
    """Return how every part is."""
    return {
        "parts": [
            {"name": p.name, "state": p.state.value, "says": p.says, "remedy": p.remedy} for p in health.parts
        ],
        "complaints": [{"ago": round(c.ago), "says": c.says} for c in health.complaints],
        "versions": dict(health.versions),
    }
