"""The estimate as a whole: what it follows, and what must not move it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion, Scores
from mien.mood.estimation import room as rooms
from mien.mood.estimation.estimate import (
    Estimate,
    Observation,
    after_glance,
    answered,
    blank,
    left_empty,
    moment_mood,
    settled_after,
    settled_mood,
)
from mien.mood.estimation.filter import EMOTIONS, UNIFORM, filter_from, trust, update
from mien.mood.estimation.hysteresis import HysteresisState, SwitchParams, settled_towards
from mien.mood.estimation.room import MAX_FACES, Following
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from unit.mood.glancing import face, looks

SETTINGS = MoodSettings()
HAPPY = EMOTIONS.index(Emotion.HAPPY)


def seen(estimate: Estimate, glances: list[Glance], chosen: MoodSettings = SETTINGS) -> Estimate:
    for glance in glances:
        estimate = after_glance(estimate, glance, glance.at, chosen)
    return estimate


def delay(before: Emotion, after: Emotion) -> float:
    """Return how long a plain change of one face takes to settle."""
    estimate = seen(blank(0.0), looks(before, start=0.0, seconds=60.0))
    for glance in looks(after, start=60.0, seconds=60.0):
        estimate = after_glance(estimate, glance, glance.at, SETTINGS)
        if estimate.settled.name is after:
            return glance.at - 60.0
    return float("inf")


@pytest.mark.parametrize("before", Emotion)
@pytest.mark.parametrize("after", Emotion)
def test_every_plain_change_settles(before: Emotion, after: Emotion) -> None:
    assert before is after or 1.0 < delay(before, after) < 45.0


def test_the_moment_follows_the_face_within_two_seconds_and_the_settled_mood_does_not() -> None:
    estimate = seen(blank(0.0), looks(Emotion.NEUTRAL, start=0.0, seconds=60.0))
    estimate = seen(estimate, looks(Emotion.HAPPY, start=60.0, seconds=2.0))

    assert estimate.moment.name is Emotion.HAPPY
    assert estimate.settled.name is Emotion.NEUTRAL


def test_a_replay_without_the_moment_settles_as_the_speaker_does() -> None:
    live = replayed = blank(0.0)
    for glance in (
        *looks(Emotion.HAPPY, start=0.0, seconds=30.0),
        *looks(Emotion.SAD, start=30.0, seconds=30.0),
        *looks(None, start=60.0, seconds=10.0),
    ):
        live = after_glance(live, glance, glance.at, SETTINGS)
        replayed = settled_after(replayed, glance, SETTINGS)
        assert replayed.settled == live.settled

    assert replayed == replace(live, moment=replayed.moment)
    assert replayed.moment == blank(0.0).moment


def test_a_happy_face_at_rest_is_no_neutral_mood() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=4.0))
    for i in range(20):
        start = 4.0 + 8.0 * i
        estimate = seen(estimate, looks(Emotion.NEUTRAL, start=start, seconds=4.0))
        assert estimate.settled.name is not Emotion.NEUTRAL
        estimate = seen(estimate, looks(Emotion.HAPPY, start=start + 4.0, seconds=4.0))

    assert estimate.settled.name is Emotion.HAPPY


def test_talking_moves_nothing() -> None:
    estimate = seen(blank(0.0), looks(Emotion.SAD, start=0.0, seconds=60.0))
    order = (Emotion.SURPRISED, Emotion.HAPPY, Emotion.NEUTRAL, Emotion.ANGRY)
    talk = [Glance(60.0 + i / 5, (face(order[i % 4], p=0.6),)) for i in range(60)]

    assert seen(estimate, talk).settled.name is Emotion.SAD


def test_an_empty_room_is_told_from_a_moment_out_of_sight() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=30.0))
    hidden = seen(estimate, looks(None, start=30.0, seconds=13.0))
    left = seen(estimate, looks(None, start=30.0, seconds=16.0))

    assert hidden.settled.name is Emotion.HAPPY
    assert hidden.moment.name is Absence.NOBODY
    assert left.settled.name is Absence.NOBODY
    assert settled_mood(left, SETTINGS).confidence == 1.0


def test_a_face_that_cannot_be_read_leaves_the_moment_unsure_and_in_time_the_mood() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=30.0))
    dark = [Glance(30.0 + i / 5, (face(Emotion.SAD, quality=0.1, why_low="dark"),)) for i in range(1500)]
    soon = seen(estimate, dark[:50])
    late = seen(estimate, dark)

    assert (soon.moment.name, soon.settled.name) == (Absence.UNSURE, Emotion.HAPPY)
    assert late.settled.name is Absence.UNSURE
    assert settled_mood(late, SETTINGS).confidence < 0.4


def test_who_comes_back_goes_on_where_they_left_off() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=60.0))
    away = seen(estimate, looks(None, start=60.0, seconds=300.0))
    back = seen(away, looks(Emotion.HAPPY, start=360.0, seconds=2.0))
    stranger = seen(away, looks(Emotion.SAD, start=360.0, seconds=2.0))

    assert away.settled.name is Absence.NOBODY
    assert away.believed == UNIFORM
    assert back.settled.name is Emotion.HAPPY
    assert stranger.settled.name is Absence.NOBODY


def test_after_a_short_absence_too_only_a_face_that_looks_it_goes_on_where_it_left_off() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=60.0))
    estimate = seen(estimate, looks(None, start=60.0, seconds=20.0))
    for glance in looks(Emotion.ANGRY, start=80.0, seconds=20.0, track=2):
        estimate = after_glance(estimate, glance, glance.at, SETTINGS)
        assert estimate.settled.name in {Absence.NOBODY, Emotion.ANGRY}

    assert estimate.settled.name is Emotion.ANGRY


def test_the_more_careful_the_longer_is_averaged_what_the_faces_say() -> None:
    calm = looks(Emotion.NEUTRAL, start=0.0, seconds=60.0) + looks(Emotion.HAPPY, start=60.0, seconds=3.0)
    beliefs = [
        seen(blank(0.0), calm, MoodSettings(certainty=c)).believed[HAPPY] for c in (0.5, 0.8, 0.9, 0.97, 0.99)
    ]

    assert beliefs == sorted(beliefs, reverse=True)
    assert beliefs[0] > 0.6
    assert beliefs[-1] < 0.4


def test_a_gap_moves_what_is_believed_by_a_second_at_most() -> None:
    before = seen(blank(0.0), looks(Emotion.NEUTRAL, start=0.0, seconds=60.0))
    after = seen(before, [Glance(80.0, (face(Emotion.HAPPY),))])

    assert after.believed == settled_towards(before.believed, after.room.felt, 1.0, SETTINGS.certainty)


def test_a_lead_counts_only_while_it_can_be_read() -> None:
    params = SwitchParams(certainty=0.5, doubt=0.1, hold=1.0, unsure_hold=20.0, gone=10.0)
    sad = tuple(0.9 if emotion is Emotion.SAD else 0.1 / 6.0 for emotion in EMOTIONS)
    held = HysteresisState(Emotion.NEUTRAL, 0.0)
    names = []
    for read in [True] * 5 + [False] * 20 + [True] * 5:
        held = answered(held, sad, Observation(9.0, 0.2, 0.0, there=True, fresh=read), params)
        names.append(held.name)

    assert set(names[:-1]) == {Emotion.NEUTRAL}
    assert names[-1] is Emotion.SAD


def test_an_unsure_mood_of_a_room_without_faces_claims_nothing() -> None:
    mood = moment_mood(blank(5.0), SETTINGS)

    assert mood.name is Absence.UNSURE
    assert mood.confidence == 0.0
    assert mood.since == 5.0


def test_a_mood_nobody_shows_any_more_lies_where_its_word_lies() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=30.0))
    mood = settled_mood(seen(estimate, [Glance(60.0)]), SETTINGS)

    assert mood.name is Emotion.HAPPY
    assert (mood.valence, mood.arousal) == (0.8, 0.4)
    assert mood.confidence > 0.5


def test_a_room_left_empty_before_a_restart_stays_so_in_the_dark() -> None:
    empty = seen(left_empty(blank(0.0), 0.0), [Glance(i / 5, light=0.004) for i in range(300)])
    unknown = seen(blank(0.0), [Glance(i / 5, light=0.004) for i in range(300)])

    assert empty.settled.name is Absence.NOBODY
    assert unknown.settled.name is Absence.UNSURE


def test_a_moment_left_standing_with_nobody_there_is_no_longer_sure() -> None:
    estimate = seen(blank(0.0), looks(Emotion.HAPPY, start=0.0, seconds=30.0))
    left = replace(estimate, room=rooms.Room())

    assert moment_mood(left, SETTINGS).confidence == 0.0


def test_a_low_quality_counts_little_and_one_with_a_reason_less() -> None:
    assert trust(face(Emotion.SAD, quality=0.9)) == 1.0
    assert trust(face(Emotion.SAD, quality=0.4)) == pytest.approx(0.5)
    assert trust(face(Emotion.SAD, quality=0.4, why_low="turned")) == pytest.approx(0.15)
    assert trust(face(Emotion.SAD, quality=0.2)) == 0.0
    assert trust(face(Emotion.SAD, quality=0.0)) == 0.0


def test_a_change_within_one_emotion_shows_in_valence() -> None:
    faint = [Glance(i / 5, (face(Emotion.HAPPY, p=0.5),)) for i in range(300)]
    broad = [Glance(60.0 + i / 5, (face(Emotion.HAPPY, p=0.99),)) for i in range(300)]
    before = seen(blank(0.0), faint)
    after = seen(before, broad)

    assert before.settled.name is after.settled.name is Emotion.HAPPY
    assert settled_mood(after, SETTINGS).valence > settled_mood(before, SETTINGS).valence + 0.1


# Properties. Scores, faces and glances of any kind.

masses = st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7)


def scores_of(mass: list[float]) -> Scores:
    return {emotion: m / sum(mass) for emotion, m in zip(EMOTIONS, mass, strict=True)}


def faces(track: int, side: float = 100.0, worst: float = 0.0) -> st.SearchStrategy[Face]:
    box = (150.0 * track, 50.0, side, side)
    return st.builds(
        lambda mass, quality: Face(track, box, quality, scores_of(mass)), masses, st.floats(worst, 1.0)
    )


def glances_at(*each: st.SearchStrategy[Face]) -> st.SearchStrategy[list[tuple[Face, ...]]]:
    return st.lists(st.tuples(*each), min_size=5, max_size=40)


def taken(stretch: list[tuple[Face, ...]], rate: float = 5.0) -> list[Glance]:
    return [Glance(i / rate, faces) for i, faces in enumerate(stretch)]


@given(glances_at(faces(1), faces(2), faces(3, 60.0)), st.permutations([0, 1, 2]), st.sampled_from(Following))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_faces_does_not_matter(
    stretch: list[tuple[Face, ...]], order: list[int], listener: Following
) -> None:
    chosen = MoodSettings(listener=listener)
    turned = [tuple(faces[i] for i in order) for faces in stretch]

    assert seen(blank(0.0), taken(stretch), chosen) == seen(blank(0.0), taken(turned), chosen)


@given(glances_at(faces(1, worst=0.6), faces(2, 50.0)), st.permutations(range(7)), st.floats(0.2, 1.0))
@settings(max_examples=15, deadline=None)
def test_what_the_others_feel_does_not_move_the_main_listeners_mood(
    stretch: list[tuple[Face, ...]], order: list[int], scale: float
) -> None:
    def other(face: Face) -> Face:
        mixed = [face.scores[EMOTIONS[i]] for i in order]
        x, y, w, h = face.box
        return replace(face, scores=scores_of(mixed), box=(x, y, w * scale, h * scale))

    changed: list[tuple[Face, ...]] = [(main, other(second)) for main, second in stretch]
    one, two = seen(blank(0.0), taken(stretch)), seen(blank(0.0), taken(changed))

    assert (one.moment, one.settled) == (two.moment, two.settled)
    assert rooms.moods(one.room, Following.MAIN) == rooms.moods(two.room, Following.MAIN)


@given(st.lists(st.tuples(masses, st.integers(2, 20)), min_size=1, max_size=8), st.sampled_from([2, 5]))
@settings(max_examples=15, deadline=None)
def test_more_glances_at_the_same_stretch_of_time_say_the_same(
    stretches: list[tuple[list[float], int]], finer: int
) -> None:
    """Tolerance: 0.03 of probability between 5 glances a second and 10 or 25."""
    coarse = [
        (Face(1, (0.0, 0.0, 90.0, 90.0), 0.9, scores_of(mass)),) for mass, n in stretches for _ in range(n)
    ]
    fine = [faces for faces in coarse for _ in range(finer)]
    one = seen(blank(0.0), [Glance((i + 1) / 5, f) for i, f in enumerate([coarse[0], *coarse])])
    many = [Glance(0.2 + (i + 1) / 5 / finer, f) for i, f in enumerate(fine)]
    two = seen(seen(blank(0.0), [Glance(0.2, coarse[0])]), many)

    assert rooms.moods(two.room, Following.MAIN) == pytest.approx(
        rooms.moods(one.room, Following.MAIN), abs=0.03
    )


@given(glances_at(faces(1)), masses)
@settings(max_examples=15, deadline=None)
def test_a_thousand_glances_at_one_instant_weigh_nothing(
    stretch: list[tuple[Face, ...]], mass: list[float]
) -> None:
    estimate = seen(blank(0.0), taken(stretch))
    assert estimate.room.at is not None
    crowd = [Glance(estimate.room.at, (Face(1, (0.0, 0.0, 90.0, 90.0), 1.0, scores_of(mass)),))] * 1000

    assert seen(estimate, crowd) == estimate


@given(glances_at(faces(1)), st.floats(0.4, 6.0), st.floats(0.3, 0.9))
@settings(max_examples=40, deadline=None)
def test_no_mood_settles_without_evidence_that_lasted_the_hold(
    stretch: list[tuple[Face, ...]], hold: float, certainty: float
) -> None:
    """The glances of the whole hold before a change could be read: none is out of sight or too poor."""
    chosen = MoodSettings(hold=hold, certainty=certainty)
    estimate = blank(0.0)
    for i, glance in enumerate(taken(stretch)):
        before, estimate = estimate, after_glance(estimate, glance, glance.at, chosen)
        if estimate.settled.name is not before.settled.name and isinstance(estimate.settled.name, Emotion):
            lasted = stretch[i - round(hold * 5) : i + 1]
            assert i >= round(hold * 5 - 0.5)
            assert all(trust(f[0]) > 0.0 for f in lasted)


@given(st.lists(st.tuples(st.integers(0, 99), st.floats(0.0, 600.0), masses), min_size=1, max_size=200))
@settings(max_examples=10, deadline=None)
def test_the_state_is_bounded_and_every_probability_is_one(
    sightings: list[tuple[int, float, list[float]]],
) -> None:
    estimate, at = blank(0.0), 0.0
    for track, x, mass in sightings:
        at += 0.1
        glance = Glance(at, (Face(track, (x, 10.0, 40.0, 40.0), 1.0, scores_of(mass)),))
        estimate = after_glance(estimate, glance, at, SETTINGS)

    assert len(estimate.room.listeners) <= MAX_FACES
    for listener in estimate.room.listeners:
        assert sum(listener.belief.moods()) == pytest.approx(1.0)
        assert sum(listener.belief.shown()) == pytest.approx(1.0)


@given(masses, st.floats(0.0, 1e12), st.floats(0.0, 1.0))
def test_no_gap_and_no_score_breaks_a_belief(mass: list[float], dt: float, quality: float) -> None:
    look = Face(1, (0.0, 0.0, 90.0, 90.0), quality, scores_of(mass))
    belief = update(filter_from(UNIFORM), look, dt)

    assert sum(belief.moods()) == pytest.approx(1.0)
    assert min(belief.moods()) > 0.0


def test_a_face_of_one_certain_score_does_not_break_a_belief() -> None:
    belief = filter_from(UNIFORM)
    for _ in range(1000):
        belief = update(belief, face(Emotion.SAD, p=1.0), 0.2)
    recovered = belief
    for _ in range(100):
        recovered = update(recovered, face(Emotion.HAPPY, p=1.0), 0.2)

    assert 0.8 < max(belief.moods()) < 1.0
    assert min(belief.moods()) > 0.0
    assert EMOTIONS[recovered.moods().index(max(recovered.moods()))] is Emotion.HAPPY
