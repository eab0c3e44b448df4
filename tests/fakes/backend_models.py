"""What the fake backend shows: a face, its mood, the song that plays, the health of its parts."""

from fakes.backend_queue import FakeEntry
from fakes.backend_scene import GENRES, RINGING
from mien.mood.emotion import AFFECTS, Emotion, MoodName
from mien.mood.glance import Face
from mien.mood.mood import Mood
from mien.types import Seconds
from mien.web.backend import (
    HealthItem,
    HealthModel,
    HealthState,
    LoggedProblem,
    Opinion,
    PlayingModel,
    ReasonModel,
)


def face_of(emotion: Emotion, confidence: float) -> Face:
    """Return a face that shows an emotion so surely."""
    rest = (1 - confidence) / (len(Emotion) - 1)
    scores = {other: confidence if other is emotion else rest for other in Emotion}
    return Face(1, (200, 120, 160, 200), 0.9, scores)


def mood_of(emotion: Emotion, confidence: float, since: Seconds) -> Mood:
    """Return the mood of such a face."""
    place = AFFECTS[emotion]
    return Mood(emotion, place.valence * confidence, place.arousal * confidence, confidence, since)


def playing_model(entry: FakeEntry, elapsed: Seconds, settled: MoodName, opinion: Opinion) -> PlayingModel:
    """Return an entry as the song that plays."""
    track = entry.track
    fit = ReasonModel("genre", 0.5, 1.0, f"{track.genre} for a {settled} mood")
    near = ReasonModel("place", 0.3, 0.7, "close to it")
    return PlayingModel(
        track.uri,
        track.title,
        track.artist,
        track.album,
        (track.genre,),
        track.duration,
        elapsed,
        entry.ours,
        why=f"{fit.phrase}; {near.phrase}; {RINGING.phrase}." if entry.ours else "",
        reasons=(fit, near, RINGING) if entry.ours else (),
        entry=entry.id,
        opinion=opinion,
        emotion=_mood_of(entry.wanted),
        target=entry.wanted,
    )


def _mood_of(wanted: tuple[str, ...]) -> Emotion | None:
    """Return the mood that has these genres."""
    return next((emotion for emotion, genres in GENRES.items() if genres == wanted), None)


def health_model(*, unplugged: bool, is_open: bool) -> HealthModel:
    """Return the state of every part, for a player that is away or not, and an eye that is open or not."""
    mpd = (
        HealthItem("MPD", HealthState.BAD, "no answer", "Run: systemctl status mpd")
        if unplugged
        else HealthItem("MPD", HealthState.OK, "0.24.4, 48 songs, answers in 2 ms")
    )
    return HealthModel(
        parts=(
            HealthItem("Camera", HealthState.OK, "5.0 glances a second, 38 ms old" if is_open else "off"),
            mpd,
            HealthItem("Model", HealthState.OK, "int8, 71.2 % on FER2013"),
            HealthItem("Ring", HealthState.OFF, "not configured"),
            HealthItem("Disk", HealthState.WARN, "1.2 GB free", "Delete music you don't listen to."),
        ),
        complaints=(
            LoggedProblem(340.0, "MPD was out of reach for 4 s."),
            LoggedProblem(7300.0, "The camera was slow."),
        ),
        versions={"mien": "0.1.0", "python": "3.11.2", "mpd": "0.24.4"},
    )
