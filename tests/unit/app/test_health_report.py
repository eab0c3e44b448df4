"""How the parts are, in words."""

import pytest

from mien.app.health_report import eye_finding
from mien.mood.glance import Glance


@pytest.mark.parametrize(
    ("glance", "is_closed", "says"),
    [
        (Glance(0.0, light=0.48), False, "on; light 0.48"),
        (Glance(0.0, light=0.01), False, "too dark to see anybody"),
        (None, True, "off; the button"),
        (None, False, "has seen nothing yet"),
    ],
)
def test_an_eye_says_whether_it_sees_and_why_not(
    glance: Glance | None,
    is_closed: bool,  # noqa: FBT001
    says: str,
) -> None:
    finding = eye_finding("", glance, is_closed=is_closed)

    assert finding.says.startswith(says)
    assert finding.ok is (says != "has seen nothing yet")
