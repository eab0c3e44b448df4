"""What the API accepts, and what it says about a body that is wrong."""

import json

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.mood import Policy
from mien.web.api.bodies.body_parsing import QueryParameters, RequestBody, parse_body, parse_query
from mien.web.api.bodies.request_bodies import (
    LONGEST_RULES,
    MoodRequest,
    PauseRequest,
    PolicyRequest,
    PreviewRequest,
    SettingRequest,
    TimelineQuery,
    VolumeRequest,
)
from mien.web.api.problem_details import ProblemError

BODIES: tuple[type[RequestBody], ...] = (
    VolumeRequest,
    MoodRequest,
    PauseRequest,
    PolicyRequest,
    PreviewRequest,
    SettingRequest,
)
plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-300, 300)
    | st.integers(-300, 300).map(float)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["sad", "match", "happy", "", "four", "x" * 501, "x" * (LONGEST_RULES + 1)])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["percent", "mood", "paused", "text", "policy", "value", "more"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def problem(kind: type[RequestBody], raw: str) -> ProblemError:
    """Return what is said about a body."""
    with pytest.raises(ProblemError) as caught:
        parse_body(kind, raw.encode())
    return caught.value


@given(st.sampled_from(BODIES), plain_values)
def test_a_body_is_refused_exactly_when_its_json_schema_refuses_it(
    kind: type[RequestBody], plain: object
) -> None:
    fits = jsonschema_rs.is_valid(kind.model_json_schema(), plain)

    try:
        parse_body(kind, json.dumps(plain).encode())
    except ProblemError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        (VolumeRequest, "[]", "The body must be a JSON object."),
        (VolumeRequest, "{}", "percent is missing."),
        (VolumeRequest, '{"percent": "loud"}', "percent should be a valid integer."),
        (VolumeRequest, '{"percent": true}', "percent should be a valid integer."),
        (VolumeRequest, '{"percent": 101}', "percent should be less than or equal to 100."),
        (VolumeRequest, '{"percent": 50, "<b>": 1}', "Unknown field '<b>'."),
        (PolicyRequest, '{"policy": "up"}', "policy should be 'match', 'lift' or 'ramp'."),
        (
            SettingRequest,
            '{"value": []}',
            "value should be a number, true, false or a text of up to 500 characters.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(kind: type[RequestBody], raw: str, says: str) -> None:
    wrong = problem(kind, raw)

    assert (wrong.status, wrong.says) == (422, says)


def test_all_mistakes_are_listed_at_once_each_with_its_place() -> None:
    assert problem(PreviewRequest, '{"policy": 1, "more": 2}').more["errors"] == [
        {"pointer": "#/text", "detail": "text is missing."},
        {"pointer": "#/policy", "detail": "policy should be 'match', 'lift' or 'ramp'."},
        {"pointer": "#/more", "detail": "Unknown field 'more'."},
    ]


def test_a_body_of_a_thousand_unknown_fields_is_answered_shortly() -> None:
    listed = problem(PauseRequest, json.dumps({f"{number}" * 50: 1 for number in range(1000)})).more

    assert len(json.dumps(listed)) < 2000


@pytest.mark.parametrize("raw", ["", "{", "[" * 50_000, '{"value": "\\ud800"}'])
def test_what_is_not_json_is_said_to_be_so(raw: str) -> None:
    assert problem(SettingRequest, raw).status == 400


@pytest.mark.parametrize("raw", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_not_finite_is_no_value(raw: str) -> None:
    assert problem(SettingRequest, f'{{"value": {raw}}}').status in (400, 422)


def test_a_whole_number_stays_whole_and_a_switch_stays_a_switch() -> None:
    values = [
        parse_body(SettingRequest, f'{{"value": {raw}}}'.encode()).value for raw in ("5", "5.5", "true")
    ]

    assert [(type(value), value) for value in values] == [(int, 5), (float, 5.5), (bool, True)]


def test_25_point_0_is_the_whole_number_25() -> None:
    assert parse_body(VolumeRequest, b'{"percent": 25.0}').percent == 25


class PageQuery(QueryParameters):
    """A page of a long list."""

    offset: int = 0


def test_a_query_has_defaults_and_turns_text_into_numbers() -> None:
    assert parse_query(TimelineQuery, {}).span == "hour"
    assert parse_query(PageQuery, {"offset": "12", "utm": "x"}).offset == 12


@pytest.mark.parametrize(
    ("kind", "given_", "says"),
    [
        (TimelineQuery, {"span": "year"}, "span should be 'hour', 'day' or 'week'."),
        (
            PageQuery,
            {"offset": "last"},
            "offset should be a valid integer, unable to parse string as an integer.",
        ),
    ],
)
def test_a_wrong_parameter_is_refused(kind: type[QueryParameters], given_: dict[str, str], says: str) -> None:
    with pytest.raises(ProblemError, match="should") as caught:
        parse_query(kind, given_)

    assert caught.value.says == says


def test_a_request_arrives_as_the_speakers_own_types() -> None:
    assert parse_body(PolicyRequest, b'{"policy": "lift"}').policy is Policy.LIFT
