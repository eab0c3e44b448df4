"""Two answers from one filter: the moment, which follows the face, and the settled mood behind it.

Ring and page follow what the faces showed over the last half second or so; the music follows the mood that
the filter infers from all they have shown, which a face at rest or in talk does not move.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from mien.mood.emotion import AFFECTS, Absence, Emotion, MoodName
from mien.mood.estimation import room as rooms
from mien.mood.estimation.filter import EMOTIONS, UNIFORM, AffectPair, Moods
from mien.mood.estimation.hysteresis import (
    HysteresisState,
    Lead,
    SwitchParams,
    ahead,
    interrupted,
    leader,
    settled_towards,
    squared,
    steadied,
)
from mien.mood.estimation.room import LEAST_READ, Following, Room
from mien.mood.estimation.senses import Senses, heard_ago, placed, pooled, sensed
from mien.mood.glance import Glance
from mien.mood.mood import Mood, nobody, unsure
from mien.mood.mood_settings import MoodSettings
from mien.mood.senses.evidence import Evidence
from mien.types import Seconds

MOMENT = SwitchParams(certainty=0.5, doubt=0.2, hold=0.4, unsure_hold=3.0, gone=2.0)
SETTLED = SwitchParams(certainty=0.93, doubt=0.35, hold=0.4, unsure_hold=20.0, gone=15.0)


@dataclass(frozen=True, slots=True)
class Observation:
    """How the newest glance found the room.

    `at`: when it reached us; `dt`: seconds of evidence it brought; `empty`: seconds without a face;
    `there`: whether somebody is believed to be there; `fresh`: whether one that counts could be read;
    `dark`: whether it was too dark to find anybody.
    """

    at: Seconds
    dt: Seconds
    empty: Seconds
    there: bool
    fresh: bool
    dark: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is believed of the room, and the answers held. Before the first glance both are unsure."""

    room: Room
    """What the faces say."""
    moment: HysteresisState
    """What they show just now."""
    settled: HysteresisState
    """What the music follows: by the faces and the senses beside them."""
    believed: Moods = UNIFORM
    """What the room felt of late, over as long as `certainty` asks for."""
    senses: Senses = ()
    """What the senses beside the face have said lately."""
    at: Seconds = 0.0
    """When anything was seen or sensed last, on the speaker's clock."""

    def felt(self) -> Moods:
        """Return what is acted on: the probability of each mood, by the faces and the senses beside them."""
        return _acted_on(self.believed, self.senses, self.at)


def _acted_on(believed: Moods, senses: Senses, at: Seconds) -> Moods:
    return pooled(squared(believed), senses, at)


def blank(at: Seconds) -> Estimate:
    """Return the estimate before anything was seen."""
    nothing = HysteresisState(Absence.UNSURE, at)
    return Estimate(Room(), nothing, nothing, at=at)


def left_empty(estimate: Estimate, at: Seconds) -> Estimate:
    """Return the estimate of a room that was left empty, for as long as nobody was seen in it yet."""
    if estimate.settled.name is not Absence.UNSURE or estimate.room.listeners:
        return estimate
    return replace(estimate, settled=HysteresisState(Absence.NOBODY, at))


def is_in_the_dark(estimate: Estimate) -> bool:
    """Return whether nobody is seen because nothing can be seen."""
    return estimate.room.dark and not estimate.room.listeners


def after_glance(estimate: Estimate, glance: Glance, at: Seconds, settings: MoodSettings) -> Estimate:
    """Return the estimate after `glance`, which reached us at `at`.

    Evidence is ordered and weighed by the eye's clock (`glance.at`); `at` only dates the answers.
    """
    room, sight = _sighted(estimate, glance, at, settings)
    if room is estimate.room:
        return estimate
    moment = answered(estimate.moment, _shown(room, sight, settings), sight, MOMENT)
    return _settled(replace(estimate, moment=moment), room, sight, settings)


def settled_after(estimate: Estimate, glance: Glance, settings: MoodSettings) -> Estimate:
    """Return the estimate after `glance` as far as the settled mood goes; the moment is left as it was."""
    room, sight = _sighted(estimate, glance, glance.at, settings)
    return _settled(estimate, room, sight, settings)


def after_evidence(estimate: Estimate, evidence: Evidence, at: Seconds) -> Estimate:
    """Return the estimate after a sense beside the face said something, which reached us at `at`.

    It answers nothing by itself: the next glance weighs it with the faces. But who is heard is there.
    """
    now = replace(estimate, senses=sensed(estimate.senses, evidence, at), at=at)
    return replace(now, settled=_unless_heard(now, now.settled, at))


def _settled(before: Estimate, room: Room, sight: Observation, settings: MoodSettings) -> Estimate:
    """Return the estimate whose settled mood was answered by the faces and the senses."""
    believed = believed_after(before.believed, room.felt, sight, settings.certainty)
    felt = _acted_on(believed, before.senses, sight.at)
    settled = _unless_heard(before, answered(before.settled, felt, sight, switch_params(settings)), sight.at)
    return Estimate(room, before.moment, settled, believed, before.senses, sight.at)


def believed_after(believed: Moods, felt: Moods, sight: Observation, certainty: float) -> Moods:
    """Return what is believed once the room felt like `felt`; of a room that everybody has left, nothing."""
    if sight.empty >= SETTLED.gone:
        return UNIFORM
    return settled_towards(believed, felt, sight.dt, certainty)


def _unless_heard(before: Estimate, settled: HysteresisState, at: Seconds) -> HysteresisState:
    """Return the answer; a room in which somebody was heard lately is not empty, but unsure."""
    if settled.name is not Absence.NOBODY or heard_ago(before.senses, at) is None:
        return settled
    return before.settled if before.settled.name is Absence.UNSURE else HysteresisState(Absence.UNSURE, at)


@lru_cache(maxsize=8)
def switch_params(settings: MoodSettings) -> SwitchParams:
    """Return how slowly the settled mood changes."""
    return replace(SETTLED, certainty=settings.certainty, hold=settings.hold, rest=settings.rest)


def _sighted(
    estimate: Estimate, glance: Glance, at: Seconds, settings: MoodSettings
) -> tuple[Room, Observation]:
    """Return the room after `glance`, and how that found it."""
    room, dt = rooms.seen(estimate.room, glance, settings.listener)
    return room, sight_of(room, at, dt, settings.listener)


def _shown(room: Room, sight: Observation, settings: MoodSettings) -> Moods:
    """Return the probability of each emotion the faces may show now; any, when they could not be read."""
    if not sight.there or rooms.read(room, settings.listener) < LEAST_READ:
        return UNIFORM
    return rooms.shown(room, settings.listener)


def sight_of(room: Room, at: Seconds, dt: Seconds, following: Following) -> Observation:
    """Return how a glance that arrived at `at` and brought `dt` of evidence left the room."""
    fresh = any(listener.fresh for listener in rooms.followed(room, following))
    return Observation(at, dt, room.empty, there=bool(room.listeners), fresh=fresh, dark=room.dark)


def answered(
    held: HysteresisState, probabilities: Moods, sight: Observation, params: SwitchParams
) -> HysteresisState:
    """Return the answer after a glance. An emotion leads only while it is seen: no evidence, no lead.

    In the dark nobody can tell who is there, or still there; a room that was left empty stays so.
    """
    lead: MoodName | None = None
    if sight.empty >= params.gone:
        lead = Absence.NOBODY
    elif sight.there:
        lead = leader(probabilities, params)
        if not sight.fresh and lead is not Absence.UNSURE:
            return interrupted(held, sight.dt)
    elif sight.dark and held.name is not Absence.NOBODY:
        lead = Absence.UNSURE
    return steadied(held, Lead(lead, ahead(probabilities, held.name), sight.at, sight.dt), params)


def moment_mood(estimate: Estimate, settings: MoodSettings) -> Mood:
    """Return the moment as a mood: valence and arousal over the last second or two."""
    shown = rooms.shown(estimate.room, settings.listener)
    return _mood(estimate.moment, shown, rooms.place(estimate.room, settings.listener, soon=True))


def settled_mood(estimate: Estimate, settings: MoodSettings) -> Mood:
    """Return the settled mood: valence and arousal over the last dozen seconds."""
    place = rooms.place(estimate.room, settings.listener, soon=False)
    return _mood(estimate.settled, estimate.felt(), placed(place, estimate.senses, estimate.at))


def _mood(held: HysteresisState, probabilities: Moods, place: AffectPair | None) -> Mood:
    """Return the answer held as a mood. Where no face says more, it lies where the word lies."""
    if held.name is Absence.NOBODY:
        return nobody(held.since)
    if not isinstance(held.name, Emotion):
        likely = max(probabilities, default=0.0)
        return replace(unsure(held.since), confidence=likely if place else 0.0)
    valence, arousal = place or (AFFECTS[held.name].valence, AFFECTS[held.name].arousal)
    confidence = probabilities[EMOTIONS.index(held.name)] if probabilities else 0.0
    return Mood(held.name, valence, arousal, confidence, held.since)
