"""Senses beside the face: what they add, what they must not change, and what they may never decide."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.emotion import Absence, Emotion
from mien.mood.estimation import room as rooms
from mien.mood.estimation.estimate import (
    SETTLED,
    answered,
    believed_after,
    blank,
    settled_mood,
    sight_of,
    switch_params,
)
from mien.mood.estimation.filter import EMOTIONS, UNIFORM
from mien.mood.estimation.hysteresis import squared
from mien.mood.estimation.room import Room
from mien.mood.estimation.senses import (
    PRESENT,
    WEIGHTS,
    Senses,
    heard_ago,
    placed,
    pooled,
    sensed,
)
from mien.mood.events import EyeGone, Seen, Sensed
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.requests import closed
from mien.mood.senses.evidence import Evidence, Sense
from mien.mood.senses.utterance import WHOLE, Utterance, evidence_of
from mien.mood.session import begin, step
from mien.mood.state import Session
from mien.mood.wishes import EyeState
from unit.mood.glancing import looks, scores, settled_on, told, watched

EXCITED = Evidence(Sense.VOICE, trust=1.0, lasts=20.0, arousal=0.8, is_presence=True)
CALM = replace(EXCITED, arousal=-0.4)
ANGRY = replace(EXCITED, scores=scores(Emotion.ANGRY, 0.95))
BEATS = Evidence(Sense.PULSE, trust=1.0, lasts=30.0, arousal=0.9)


def surely(emotion: Emotion, p: float = 0.94) -> tuple[float, ...]:
    return tuple(scores(emotion, p)[e] for e in EMOTIONS)


def glances(seed: int, count: int = 200) -> list[Glance]:
    """Return glances at up to two faces that change their minds."""
    rng, at, mood, made = random.Random(seed), 0.0, Emotion.SAD, []  # noqa: S311 - no secret
    for _ in range(count):
        at += rng.choice((0.1, 0.2, 0.5))
        mood = rng.choice(EMOTIONS) if rng.random() < 0.02 else mood
        faces = tuple(
            Face(k, (200.0 * k, 90.0, 80.0, 80.0), rng.random(), scores(mood, 0.3 + 0.6 * rng.random()))
            for k in range(rng.choice((0, 1, 1, 2)))
        )
        made.append(Glance(at, faces))
    return made


@pytest.mark.parametrize("seed", range(4))
def test_with_the_eye_alone_the_mood_is_bit_for_bit_what_the_faces_make_it(seed: int) -> None:
    settings = MoodSettings()
    session, room, held, believed = begin(settings, 0.0), Room(), blank(0.0).settled, UNIFORM
    for glance in glances(seed):
        session, _ = step(session, Seen(glance, glance.at))
        room, dt = rooms.seen(room, glance, settings.listener)
        sight = sight_of(room, glance.at, dt, settings.listener)
        believed = believed_after(believed, room.felt, sight, settings.certainty)
        held = answered(held, squared(believed), sight, switch_params(settings))
        assert session.estimate.settled == held
        assert session.estimate.felt() == squared(believed)


def test_a_reading_that_is_not_to_be_trusted_changes_nothing() -> None:
    assert sensed((), replace(ANGRY, trust=0.0), 5.0) == ()


def test_what_was_said_long_ago_changes_nothing() -> None:
    senses = sensed((), ANGRY, 0.0)
    felt = surely(Emotion.SAD, 0.5)

    assert pooled(felt, senses, 1.0) != felt
    assert pooled(felt, senses, 101.0) == felt


def test_what_was_said_counts_less_and_less() -> None:
    felt, senses = surely(Emotion.SAD, 0.5), sensed((), EXCITED, 0.0)
    sad = [pooled(felt, senses, at)[EMOTIONS.index(Emotion.SAD)] for at in (0.0, 20.0, 40.0)]

    assert sad[0] < sad[1] < sad[2] < 0.5


def test_an_excited_voice_tells_angry_from_sad() -> None:
    felt = tuple(0.45 if e in {Emotion.ANGRY, Emotion.SAD} else 0.02 for e in EMOTIONS)

    both = pooled(felt, sensed((), EXCITED, 0.0), 0.0)

    assert both[EMOTIONS.index(Emotion.ANGRY)] > 0.6
    assert both[EMOTIONS.index(Emotion.SAD)] < 0.3


def test_a_calm_voice_tells_sad_from_angry() -> None:
    felt = tuple(0.45 if e in {Emotion.ANGRY, Emotion.SAD} else 0.02 for e in EMOTIONS)

    both = pooled(felt, sensed((), CALM, 0.0), 0.0)

    assert both[EMOTIONS.index(Emotion.SAD)] > 0.6


def test_senses_that_agree_make_surer() -> None:
    felt = surely(Emotion.ANGRY, 0.7)

    assert pooled(felt, sensed((), ANGRY, 0.0), 0.0)[EMOTIONS.index(Emotion.ANGRY)] > 0.7


def said_often(evidence: Evidence, times: int = 20) -> tuple[float, ...]:
    senses: Senses = ()
    for second in range(times):
        senses = sensed(senses, evidence, float(second))
    return pooled(UNIFORM, senses, float(times - 1))


@pytest.mark.parametrize("evidence", [ANGRY, EXCITED, CALM, BEATS])
def test_no_sense_is_surer_than_it_may_be_however_often_it_says_so(evidence: Evidence) -> None:
    alone = said_often(evidence)

    assert max(alone) / min(alone) <= 2.72 ** WEIGHTS[evidence.sense].most


def test_the_pulse_says_less_than_the_voice() -> None:
    assert max(said_often(BEATS)) < max(said_often(replace(BEATS, sense=Sense.VOICE)))


def talked_over(session: Session, evidence: Evidence, seconds: int, face: Emotion) -> Session:
    """Return the session after a minute in which a face shows one thing and a voice says another."""
    start = session.at
    for second in range(seconds):
        session, _ = told(session, Sensed(evidence, start + second))
        session, _ = watched(session, looks(face, start=start + second + 0.1, seconds=0.9))
    return session


def test_a_sad_face_with_an_angry_voice_makes_it_unsure_and_not_a_third_mood() -> None:
    session = talked_over(settled_on(Emotion.SAD), ANGRY, 60, Emotion.SAD)

    assert session.estimate.settled.name is Absence.UNSURE


def test_an_angry_face_with_an_angry_voice_stays_angry() -> None:
    session = talked_over(settled_on(Emotion.ANGRY), ANGRY, 60, Emotion.ANGRY)

    assert session.estimate.settled.name is Emotion.ANGRY


def test_a_pulse_alone_never_makes_a_plain_face_unsure() -> None:
    session = talked_over(settled_on(Emotion.SAD), BEATS, 60, Emotion.SAD)

    assert session.estimate.settled.name is Emotion.SAD


def test_a_voice_keeps_a_room_from_being_empty_for_a_while() -> None:
    session, _ = told(settled_on(Emotion.SAD), Sensed(replace(CALM, trust=0.1), 61.0))
    session, _ = watched(session, looks(None, start=61.2, seconds=15.0))
    unsure = session.estimate.settled
    session, wishes = watched(session, looks(None, start=76.2, seconds=15.0))
    assert unsure.name is Absence.UNSURE
    assert session.estimate.settled == unsure
    assert not wishes

    session, _ = watched(session, looks(None, start=91.2, seconds=PRESENT))
    assert session.estimate.settled.name is Absence.NOBODY


def test_a_pulse_does_not_show_that_somebody_is_there() -> None:
    session, _ = told(settled_on(Emotion.SAD), Sensed(BEATS, 61.0))
    session, _ = watched(session, looks(None, start=61.2, seconds=30.0))

    assert session.estimate.settled.name is Absence.NOBODY


def test_who_was_heard_is_there_for_a_while() -> None:
    senses = sensed((), EXCITED, 10.0)

    assert heard_ago(senses, 10.0 + PRESENT / 2) == PRESENT / 2
    assert heard_ago(senses, 10.0 + PRESENT) is None


def test_a_voice_answers_nothing_by_itself() -> None:
    session = settled_on(Emotion.SAD)
    for second in range(40):
        session, _ = watched(session, looks(None, start=60.0 + second, seconds=0.9))
        session, _ = told(session, Sensed(ANGRY, 60.95 + second))

    assert session.estimate.settled.name is Absence.UNSURE


def test_a_pulse_after_a_voice_does_not_lengthen_that_somebody_was_heard() -> None:
    senses = sensed(sensed((), EXCITED, 10.0), BEATS, 15.0)

    assert heard_ago(senses, 15.0) == 5.0


def test_a_sense_that_did_not_show_anybody_keeps_what_it_showed_before() -> None:
    senses = sensed(sensed((), EXCITED, 10.0), replace(EXCITED, is_presence=False), 12.0)

    assert heard_ago(senses, 12.0) == 2.0


def test_a_voice_moves_the_arousal_of_the_mood_and_not_its_valence() -> None:
    place = placed((-0.5, 0.0), sensed((), EXCITED, 0.0), 0.0)

    assert place is not None
    assert place[0] == -0.5
    assert 0.2 < place[1] < 0.8


def test_where_no_face_lies_a_voice_moves_nothing() -> None:
    assert placed(None, sensed((), EXCITED, 0.0), 0.0) is None


def test_a_settled_mood_lies_where_face_and_voice_put_it() -> None:
    session = settled_on(Emotion.ANGRY)
    before = settled_mood(session.estimate, session.settings).arousal
    session, _ = told(session, Sensed(CALM, 60.0))

    assert settled_mood(session.estimate, session.settings).arousal < before


def test_a_closed_eye_is_a_closed_ear() -> None:
    session, _ = closed(settled_on(Emotion.SAD))
    heard, _ = told(session, Sensed(ANGRY, 61.0))

    assert heard.estimate == session.estimate
    assert heard.eye is EyeState.CLOSED


def test_a_closed_eye_does_not_stop_the_pulse() -> None:
    session, _ = closed(settled_on(Emotion.SAD))
    session, _ = told(session, Sensed(BEATS, 61.0))

    assert session.estimate.senses


def test_while_the_camera_is_gone_who_is_heard_is_there() -> None:
    session, _ = told(settled_on(None), EyeGone("unplugged", 60.0))
    assert session.estimate.settled.name is Absence.NOBODY
    for second in range(40):
        session, _ = told(session, Sensed(EXCITED, 61.0 + second))

    assert session.estimate.settled.name is Absence.UNSURE


@given(
    st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7),
    st.floats(-1.0, 1.0),
    st.floats(0.0, 1.0),
    st.sampled_from(list(Sense)),
)
def test_what_is_believed_is_always_a_probability(
    parts: list[float], arousal: float, trust: float, sense: Sense
) -> None:
    felt = tuple(part / sum(parts) for part in parts)
    evidence = Evidence(sense, trust, 10.0, scores(Emotion.HAPPY, 0.9), arousal, -arousal)

    both = pooled(felt, sensed((), evidence, 0.0), 1.0)

    assert sum(both) == pytest.approx(1.0)
    assert all(0.0 <= p <= 1.0 for p in both)


def test_the_settled_answer_without_senses_waits_as_long_as_ever() -> None:
    assert switch_params(MoodSettings()) == replace(SETTLED, rest=MoodSettings().rest)


@pytest.mark.parametrize(("seconds", "share"), [(WHOLE / 4, 0.25), (WHOLE, 1.0), (3 * WHOLE, 1.0)])
def test_a_voice_is_trusted_by_its_quality_and_less_if_it_was_short(seconds: float, share: float) -> None:
    said = Utterance(5.0, seconds, 0.4, -0.3, scores(Emotion.ANGRY), -20.0, 0.8, "noisy")

    heard = evidence_of(said)

    assert heard.trust == pytest.approx(0.8 * share)
    assert (heard.scores, heard.arousal, heard.valence) == (said.scores, 0.4, -0.3)
    assert heard.is_presence
