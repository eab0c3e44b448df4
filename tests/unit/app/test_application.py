"""The composition root, as far as it decides something itself."""

from dataclasses import replace
from pathlib import Path

from mien.app.application import House
from mien.config.settings import read_config
from mien.health.notify import SPEAKER, stalled
from mien.mood.emotion import Absence
from mien.mood.events import EyeBack, EyeGone, Seen
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import CloseEye, DisplayState, EyeState, OpenEye


def test_what_was_seen_last_is_no_circumstance_once_the_eye_is_closed_or_gone(tmp_path: Path) -> None:
    house = House(read_config("", "defaults"), tmp_path / "eye.socket")
    crowd = Seen(Glance(0.0, light=0.02), 0.0)
    house._tell(crowd)
    assert house._circumstances().light == 0.02

    house._tell(EyeGone("it crashed", 1.0))
    assert house._circumstances().light is None

    house._tell(EyeBack(2.0))
    house.speaker.session = replace(house.speaker.session, eye=EyeState.CLOSED)
    house._tell(crowd)
    assert house._circumstances().light is None


def test_an_eye_that_is_opened_again_has_its_time_until_the_first_glance(tmp_path: Path) -> None:
    """The glance before it was closed is old: it must not look as if the eye hung ever since."""
    house = House(read_config("", "defaults"), tmp_path / "eye.socket")
    nothing = Mood(Absence.UNSURE, since=0.0)
    house.shown = DisplayState(nothing, nothing, Policy.MATCH, eye=EyeState.OPEN)
    house.glance, house.speaker.seen = Glance(0.0, ()), -3600.0
    assert stalled(house._progress(), SPEAKER) is not None

    house._fulfil(CloseEye())
    house._fulfil(OpenEye())

    assert house._progress().glance is None
    assert stalled(house._progress(), SPEAKER) is None
