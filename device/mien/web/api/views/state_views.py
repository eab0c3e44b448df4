"""Response bodies for the speaker's state, in parts that change at different rates. Pure.

Times are seconds on the speaker's own clock; each part also has that clock's present time as `at`, so that
the browser knows how long ago they were although its own clock differs.
"""

from dataclasses import dataclass

from mien.mood.emotion import Absence
from mien.mood.glance import Face
from mien.mood.guests.guest import Guest
from mien.mood.mood import Mood
from mien.types import Seconds
from mien.web.api.bodies.response_bodies import (
    ChoiceBody,
    HealthBody,
    HealthItemBody,
    HouseBody,
    LibraryBody,
    LoggedProblemBody,
    MoodPreviewBody,
    OtherSpeakerBody,
    PreviewBody,
    RulesMistakeBody,
    SettingBody,
    SkippedSongBody,
    UnknownGenreBody,
)
from mien.web.api.bodies.state_bodies import (
    FaceBody,
    GuestBody,
    MoodBody,
    MoodPart,
    MusicPart,
    NowBody,
    PlayingBody,
    QueuePart,
    ReasonBody,
    StatePart,
    UpcomingBody,
)
from mien.web.api.views.text_views import cover_key
from mien.web.api.views.text_views import plain_text as _text
from mien.web.backend import (
    HealthModel,
    HouseModel,
    LibraryModel,
    PlayingModel,
    PreviewModel,
    RulesMistake,
    SettingModel,
    SpeakerState,
    UpcomingModel,
)

MAX_FACES = 4
MAX_UPCOMING = 10


@dataclass(frozen=True, slots=True)
class Audience:
    """Numbers of browsers."""

    watching: int = 0
    """Open live views."""
    paired: int = 0
    """Browsers paired."""


NO_AUDIENCE = Audience()


def now_view(now: SpeakerState, audience: Audience, at: Seconds) -> NowBody:
    """Return all parts."""
    return NowBody(
        at=round(at, 2),
        mood=mood_part(now),
        music=music_part(now),
        state=state_part(now, audience),
        queue=queue_part(now),
    )


def mood_part(now: SpeakerState) -> MoodPart:
    """Return what the camera sees; changes with every glance."""
    return MoodPart(
        moment=_mood(now.shown.moment),
        settled=_mood(now.shown.settled),
        by_owner=now.shown.by_owner,
        follows=_text(now.shown.shared.room) if now.shown.shared else "",
        followed=now.shown.shared.emotion if now.shown.shared else None,
        faces=tuple(_face(face) for face in now.faces[:MAX_FACES]),
    )


def music_part(now: SpeakerState) -> MusicPart:
    """Return what plays, why, and what comes next."""
    return MusicPart(
        playing=_playing(now.playing) if now.playing else None,
        paused=now.shown.paused,
        wanted=now.wanted,
        upcoming=tuple(_upcoming(song) for song in now.upcoming[:MAX_UPCOMING]),
        can_undo=now.can_undo,
    )


def state_part(now: SpeakerState, audience: Audience = NO_AUDIENCE) -> StatePart:
    """Return the speaker's settings and problems."""
    return StatePart(
        policy=now.shown.policy,
        eye=now.shown.eye,
        player_away=now.shown.player_away,
        volume=now.volume,
        watching=audience.watching,
        paired=audience.paired,
        troubles=now.troubles,
        held_for=None if now.held_for is None else round(now.held_for),
        hold=now.hold,
        songs=now.songs,
        sleep_left=None if now.sleep_left is None else round(now.sleep_left),
        volume_limit=now.volume_limit,
        guest=_guest(now.shown.guest),
    )


def queue_part(now: SpeakerState) -> QueuePart:
    """Return the version of the queue."""
    return QueuePart(version=now.queue_version)


def _mood(mood: Mood) -> MoodBody:
    has_place = mood.name not in (Absence.NOBODY, Absence.UNSURE)
    return MoodBody(
        name=mood.name,
        valence=round(mood.valence, 2) if has_place else None,
        arousal=round(mood.arousal, 2) if has_place else None,
        confidence=round(mood.confidence, 2),
        since=round(mood.since, 1),
    )


def _guest(guest: Guest | None) -> GuestBody | None:
    return None if guest is None else GuestBody(player=guest.player, name=_text(guest.name))


def _face(face: Face) -> FaceBody:
    return FaceBody(
        scores={emotion: round(share, 2) for emotion, share in face.scores.items()},
        quality=round(face.quality, 1),
        why_low=face.why_low,
    )


def _playing(song: PlayingModel) -> PlayingBody:
    return PlayingBody(
        uri=_text(song.uri),
        entry=song.entry,
        title=_text(song.title),
        artist=_text(song.artist),
        album=_text(song.album),
        genres=tuple(map(_text, song.genres)),
        duration=round(song.duration, 1),
        elapsed=round(song.elapsed, 1),
        cover=cover_key(song.uri),
        opinion=song.opinion,
        ours=song.ours,
        emotion=song.emotion,
        target=tuple(map(_text, song.target)),
        why=_text(song.why),
        reasons=tuple(
            ReasonBody(
                criterion=reason.criterion,
                weight=round(reason.weight, 3),
                value=round(reason.value, 3),
                phrase=_text(reason.phrase),
            )
            for reason in song.reasons
        ),
    )


def _upcoming(song: UpcomingModel) -> UpcomingBody:
    return UpcomingBody(
        uri=_text(song.uri),
        entry=song.entry,
        title=_text(song.title),
        artist=_text(song.artist),
        ours=song.ours,
        why=_text(song.why),
    )


def library_view(library: LibraryModel) -> LibraryBody:
    """Return the library, in numbers."""
    return LibraryBody(
        songs=library.songs,
        moods=library.moods,
        strangers=tuple(
            UnknownGenreBody(genre=_text(genre), songs=count) for genre, count in library.strangers
        ),
        stations=tuple(map(_text, library.stations)),
        reading=library.reading,
        analysis=library.analysis,
        skipped=tuple(SkippedSongBody(uri=_text(uri), why=_text(why)) for uri, why in library.skipped),
    )


def preview_view(preview: PreviewModel) -> PreviewBody:
    """Return the effect of a rules text."""
    return PreviewBody(
        mistakes=mistakes_view(preview.mistakes),
        moods={
            emotion: MoodPreviewBody(
                genres=rule.genres,
                valence=round(rule.valence, 2),
                arousal=round(rule.arousal, 2),
                songs=tuple(_upcoming(song) for song in preview.songs.get(emotion, ())),
            )
            for emotion, rule in preview.rules.items()
        },
    )


def mistakes_view(mistakes: tuple[RulesMistake, ...]) -> tuple[RulesMistakeBody, ...]:
    """Return the mistakes in a rules text."""
    return tuple(RulesMistakeBody(line=mistake.line, says=mistake.says) for mistake in mistakes)


def setting_view(setting: SettingModel) -> SettingBody:
    """Return one setting and how to show it."""
    return SettingBody(
        key=setting.key,
        group=setting.group,
        label=setting.label,
        kind=setting.kind,
        value=setting.value,
        help=setting.help,
        choices=tuple(ChoiceBody(value=value, label=label) for value, label in setting.choices),
        low=setting.low,
        high=setting.high,
        step=setting.step,
        unit=setting.unit,
    )


def house_view(house: HouseModel) -> HouseBody:
    """Return how the speaker is connected to the house, and the other speakers."""
    return HouseBody(
        is_on=house.is_on,
        connected_for=None if house.connected_for is None else round(house.connected_for),
        says=_text(house.says),
        steps=_text(house.steps),
        name=_text(house.name),
        area=_text(house.area),
        speakers=tuple(
            OtherSpeakerBody(name=_text(one.name), place=_text(one.place), page=one.page)
            for one in house.speakers
        ),
    )


def health_view(health: HealthModel) -> HealthBody:
    """Return the state of every part."""
    return HealthBody(
        parts=tuple(
            HealthItemBody(name=part.name, state=part.state, says=part.says, remedy=part.remedy)
            for part in health.parts
        ),
        complaints=tuple(
            LoggedProblemBody(ago=round(problem.ago), says=_text(problem.says))
            for problem in health.complaints
        ),
        versions=health.versions,
    )
