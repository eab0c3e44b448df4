"""The demo's words: what is happening, in plain sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from mien.demo.view import DemoOutcome, View
from mien.mood.emotion import Absence, Emotion
from mien.mood.wishes import DisplayState, EyeState
from mien.types import Seconds

TITLE = "Mien plays music for your mood"
WORDS: Mapping[str, str] = {
    Emotion.FEARFUL: "afraid",
    Absence.NOBODY: "nobody here",
    Absence.UNSURE: "not sure yet",
}
"""Moods that have a plainer word than their name."""
_COMES_IN = {
    True: "In a moment an invented person walks in. Watch the face and the music.",
    False: "In a moment the camera starts. Watch the face, the mood and the music.",
}


def word(mood: str) -> str:
    """Return the plain word for a mood."""
    return WORDS.get(mood, mood)


def sureness(confidence: float) -> str:
    """Return how sure a mood is; the page says it in the same words."""
    if confidence >= 0.8:
        return "very likely"
    return "likely" if confidence >= 0.6 else "possibly"


def narration(view: View) -> str:
    """Return what is happening, in a sentence."""
    shown, glance = view.shown, view.glance
    if view.is_ending:
        return "Ending the demo."
    if shown is not None and shown.eye is EyeState.GONE and view.eye_problem:
        return f"Camera unavailable: {view.eye_problem}"
    if glance is None or shown is None:
        return _COMES_IN[view.is_reel]
    if not glance.faces:
        quiet = "Nobody is in the room" + ("; the music plays on." if view.playing.title else ".")
        return quiet + (" The next person comes in soon." if view.is_reel else "")
    return _about_the_face(shown, view.wanted)


def _about_the_face(shown: DisplayState, wanted: Sequence[str]) -> str:
    """Return what is happening while there is a face; `wanted`: the genres that suit the mood."""
    if isinstance(shown.settled.name, Absence) or not wanted:
        return "There is a face! It takes a few seconds to be sure of the mood."
    if shown.moment.name != shown.settled.name:
        return "The face is changing. The music follows once the new mood is clear."
    return f"The face looks {word(shown.settled.name)}. Music that suits it: {', '.join(wanted[:3])}."


def as_text(record: Mapping[str, Any]) -> str:
    """Return a record as one line of text."""
    match record:
        case {"event": "mood", "mood": mood, "confidence": confidence}:
            return f"mood   {mood_words(mood, confidence)}"
        case {"event": "song", "title": title, "artist": artist, "genres": genres, "why": why}:
            return f"song   {title} by {artist} [{', '.join(genres)}]: {why}"
        case {"event": "song", "title": title}:
            return f"song   {title}, which you queued"
        case {"event": "queue", "songs": songs}:
            return "queue  " + ", ".join(song["title"] for song in songs)
        case {"event": "trouble", "says": says}:
            return f"problem: {says}" if says else "the problem is solved"
    return str(record)


def mood_words(mood: str, confidence: float) -> str:
    """Return a mood and how sure it is; an empty room or an unclear face has no such number."""
    return word(mood) if mood in set(Absence) else f"{word(mood)}, {sureness(confidence)}"


def minutes(seconds: Seconds) -> str:
    """Return a time as 1:05."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def summary_lines(outcome: DemoOutcome) -> list[str]:
    """Return the result as lines of text."""
    lines = [""]
    if outcome.verdicts:
        lines.append(f"{'mood':<12}{'settled after':>14}{'music after':>13}   song")
        lines += [_verdict_line(verdict) for verdict in outcome.verdicts]
        followed = sum(verdict["followed"] for verdict in outcome.verdicts)
        lines.append(f"The music followed {followed} of the {len(outcome.verdicts)} moods shown.")
    else:
        lines.append(_what_was_seen(outcome))
    if outcome.ended_early and outcome.is_reel:
        lines.append("You ended it early; the whole demo shows five moods in about two minutes.")
    return lines + [f"Problem: {problem}" for problem in outcome.problems]


def _verdict_line(verdict: Mapping[str, Any]) -> str:
    genres = ", ".join(verdict["genres"])
    song = f"{verdict['song']} [{genres}]" if verdict["song"] else "no music for it"
    settled, music = _delay_in_words(verdict["settled_after"]), _delay_in_words(verdict["music_after"])
    return f"{word(verdict['mood']):<12}{settled:>14}{music:>13}   {song}"


def _what_was_seen(outcome: DemoOutcome) -> str:
    """Return what was seen and played if no mood of the reel was shown to its end."""
    if not outcome.moods:
        return "It ended before a mood was clear."
    songs = f"{outcome.songs} song{'' if outcome.songs == 1 else 's'}"
    return f"Mien saw: {', '.join(word(mood) for mood in outcome.moods)}. It played {songs}."


def _delay_in_words(seconds: Seconds | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"
