"""What passes from the eye to the speaker, and what is refused on the way."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.ipc.glance_codec import GlanceError, from_json, from_line, to_line
from mien.mood.emotion import Emotion
from mien.mood.glance import MAX_FACES, Face, Glance

EVEN = {emotion.value: 1 / 7 for emotion in Emotion}
FACE: dict[str, Any] = {"track": 1, "box": [1, 2, 30, 40], "quality": 0.5, "scores": EVEN}


def line(**changed: Any) -> str:
    """Return a line that is a glance but for what is changed."""
    return json.dumps({"at": 1.0, "light": 0.5, "faces": [FACE]} | changed)


def line_of_face(**changed: Any) -> str:
    return line(faces=[FACE | changed])


masses = st.lists(st.floats(0.01, 1.0), min_size=7, max_size=7)
faces = st.builds(
    lambda track, box, quality, mass, why: Face(
        track, box, quality, {e: m / sum(mass) for e, m in zip(Emotion, mass, strict=True)}, why
    ),
    st.integers(0, 1000),
    st.tuples(st.floats(-100, 700), st.floats(-100, 700), st.floats(1, 500), st.floats(1, 500)),
    st.floats(0.0, 1.0),
    masses,
    st.sampled_from(["", "dark", "turned"]),
)


@given(at=st.floats(0, 1e6), seen=st.lists(faces, max_size=4), light=st.floats(0, 1))
def test_a_glance_comes_through_the_wire_as_it_was(at: float, seen: list[Face], light: float) -> None:
    back = from_line(to_line(Glance(at, tuple(seen), light)))

    assert back.at == pytest.approx(at, abs=1e-4)
    assert back.light == pytest.approx(light, abs=1e-3)
    for face, before in zip(back.faces, seen, strict=True):
        assert (face.track, face.why_low) == (before.track, before.why_low)
        assert face.box == pytest.approx(before.box, abs=0.06)
        assert face.quality == pytest.approx(before.quality, abs=1e-3)
        assert dict(face.scores) == pytest.approx(dict(before.scores), abs=1e-4)


def test_key_points_are_sent_unless_left_out() -> None:
    face = Face(
        1,
        (0.0, 0.0, 9.0, 9.0),
        1.0,
        dict(zip(Emotion, [1 / 7] * 7, strict=True)),
        key_points={"nose": (4.0, 5.0)},
    )
    glance = Glance(0.0, (face,))

    assert dict(from_line(to_line(glance)).faces[0].key_points) == {"nose": (4.0, 5.0)}
    assert "key_points" not in to_line(glance, key_points=False)


def test_what_is_not_said_has_a_sensible_value() -> None:
    glance = from_json({"at": 2, "faces": [{"track": 0, "box": [0, 0, 1, 1], "scores": EVEN}]})

    assert (glance.at, glance.light, glance.age) == (2.0, 0.5, 0.0)
    assert (glance.faces[0].quality, glance.faces[0].why_low) == (1.0, "")


def test_whole_numbers_are_scores_too() -> None:
    certain = dict.fromkeys(EVEN, 0) | {"happy": 1}

    assert from_line(line_of_face(scores=certain)).faces[0].scores[Emotion.HAPPY] == 1.0


def test_scores_that_sum_nearly_to_one_are_made_to() -> None:
    nearly = dict.fromkeys(EVEN, 0.1) | {"sad": 0.41}

    assert sum(from_line(line_of_face(scores=nearly)).faces[0].scores.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "one line of JSON"),
        ("[" * 100_000, "one line of JSON"),
        ("[]", "a JSON object"),
        ("{}", "at is missing"),
        (line(at="now"), "at must be a number"),
        (line(at=True), "at must be a number"),
        (line(at=float("nan")), "at must be a finite number"),
        (line(at=10**400), "at is too large"),
        (line(light=1.5), "light must lie between 0 and 1"),
        (line(age=-1), "age must lie between"),
        (line(faces={}), "faces must be a list"),
        (line(faces=[FACE] * (MAX_FACES + 1)), "at most 64"),
        (line(faces=[3]), "a face must be a JSON object"),
        (line_of_face(track=-1), "track must be a whole number"),
        (line_of_face(track=True), "track must be a whole number"),
        (line_of_face(track=1.0), "track must be a whole number"),
        (line_of_face(why_low=3), "why_low must be text"),
        (line_of_face(box=[1, 2, 3]), "box must be [x, y, w, h]"),
        (line_of_face(box=[1, 2, 0, 4]), "above 0"),
        (line_of_face(box=[1, 2, 3, "4"]), "box must be a number"),
        (line_of_face(quality=2), "quality must lie between 0 and 1"),
        (line_of_face(scores=[]), "scores must be an object"),
        (line_of_face(scores=EVEN | {"bored": 0.0}), "unknown emotion 'bored'"),
        (line_of_face(scores={"happy": 1.0}), "angry is missing"),
        (line_of_face(scores=EVEN | {"sad": -0.1}), "sad must lie between 0 and 1"),
        (line_of_face(scores=EVEN | {"sad": None}), "sad must be a number"),
        (line_of_face(scores=dict.fromkeys(EVEN, 0.5)), "sum to 1, not 3.500"),
        (line_of_face(key_points=[]), "key_points must be an object"),
        (line_of_face(key_points={"nose": [1]}), "key point 'nose' must be [x, y]"),
    ],
)
def test_what_is_no_glance_is_refused_in_one_clear_sentence(bad: str, why: str) -> None:
    with pytest.raises(GlanceError) as refused:
        from_line(bad)

    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
