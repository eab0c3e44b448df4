"""How the parts are, in words."""

import pytest

from mien.app.health_report import eye_finding, home_finding
from mien.app.storage.eye_flag import how_to_open
from mien.config.settings import read_config
from mien.mood.glance import Glance

CONFIG = read_config("", "the defaults")
WITH_BUTTONS = read_config('[panel]\nkind = "gpio"\n', "a test")


@pytest.mark.parametrize(
    ("glance", "closed", "says"),
    [
        (Glance(0.0, light=0.48), "", "on; light 0.48"),
        (Glance(0.0, light=0.01), "", "too dark to see anybody"),
        (None, how_to_open(CONFIG.panel), "off; `mien open` on the speaker's own machine"),
        (None, how_to_open(WITH_BUTTONS.panel), "off; hold the play button"),
        (None, "", "has seen nothing yet"),
    ],
)
def test_an_eye_says_whether_it_sees_and_why_not(glance: Glance | None, closed: str, says: str) -> None:
    finding = eye_finding("", glance, closed=closed)

    assert finding.says.startswith(says)
    assert finding.ok is (says != "has seen nothing yet")


def test_the_house_is_a_part_only_where_it_is_wanted() -> None:
    off = read_config("", "defaults").home
    on = read_config("[home]\non = true\n", "a test").home

    assert home_finding(off, "The broker is away.") == ()
    assert [finding.ok for finding in home_finding(on, "")] == [True]
    (bad,) = home_finding(on, "The broker is away.")
    assert (bad.ok, bad.says) == (False, "The broker is away.")
    assert "[home]" in bad.todo
