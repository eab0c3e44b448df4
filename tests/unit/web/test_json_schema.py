"""What a request must look like."""

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.web.api.json_schema import Shape, an_object, fault
from mien.web.api.schemas import FLAG, MAYBE_EMOTION, PERCENT, POLICY, RULES_TEXT, VALUE

SHAPES = (
    an_object(percent=PERCENT),
    an_object(mood=MAYBE_EMOTION),
    an_object(paused=FLAG),
    an_object(text={**RULES_TEXT, "maxLength": 3}, policy=POLICY),
    an_object(value=VALUE),
)
plain_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-300, 300)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["sad", "match", "happy", "", "four"])
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


@given(st.sampled_from(SHAPES), plain_values)
def test_a_body_is_refused_exactly_when_json_schema_refuses_it(shape: Shape, plain: object) -> None:
    assert (fault(shape, plain) == "") == jsonschema_rs.is_valid(dict(shape), plain)


@pytest.mark.parametrize(
    ("plain", "says"),
    [
        ([], "the body must be object."),
        ({}, "percent is missing."),
        ({"percent": "loud"}, "percent must be integer."),
        ({"percent": True}, "percent must be integer."),
        ({"percent": 101}, "percent must be from 0 to 100."),
        ({"percent": 50, "<b>": 1}, "'<b>' is not known here."),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(plain: object, says: str) -> None:
    assert fault(an_object(percent=PERCENT), plain) == says
