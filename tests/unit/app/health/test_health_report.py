"""How the parts are, in words."""

import pytest

from mien.app.app_state import EarState
from mien.app.health.health_report import ear_findings, eye_finding, home_finding
from mien.app.storage.eye_flag import how_to_open
from mien.config.config_file import read_config
from mien.mood.emotion import Emotion
from mien.mood.glance import Face, Glance
from mien.mood.senses.utterance import Utterance

HEARD = Utterance(1.0, 2.0, 0.4, 0.0, dict.fromkeys(Emotion, 1 / 7), -30.0, 0.9)
HAPPY = {emotion: float(emotion is Emotion.HAPPY) for emotion in Emotion}
SEEN = Glance(0.0, (Face(1, (0, 0, 90, 90), 0.9, HAPPY),), light=0.48)
CONFIG = read_config("", "the defaults")
WITH_BUTTONS = read_config('[panel]\nkind = "gpio"\n', "a test")


@pytest.mark.parametrize(
    ("glance", "closed", "says"),
    [
        (Glance(0.0, light=0.48), "", "on; light 0.48, frames 0 ms old; nobody is in view"),
        (SEEN, "", "on; light 0.48, frames 0 ms old; a face: arousal +0.4, valence +0.8, quality 0.9"),
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


@pytest.mark.parametrize(
    ("ear", "says"),
    [
        (EarState(is_on=True), ["off with the camera"]),
        (EarState(is_on=True, level=-52.3), ["on; the room is 52 dB below full scale; no voice yet"]),
        (EarState(is_on=True, level=-52.3, utterance=HEARD), ["last voice: arousal +0.4, quality 0.9"]),
        (EarState(is_on=True, problem="It is gone."), ["It is gone."]),
        (EarState(), []),
    ],
)
def test_an_ear_says_what_it_hears_and_why_not(ear: EarState, says: list[str]) -> None:
    found = ear_findings(ear)

    assert len(found) == len(says)
    assert all(part in finding.says for part, finding in zip(says, found, strict=True))
    assert all(finding.ok is not bool(ear.problem) for finding in found)
