"""The composition root, as far as it decides something itself."""

from pathlib import Path

from mien.app import House
from mien.config import read_config
from mien.glance import Glance
from mien.health.notify import SPEAKER, stalled
from mien.mood.emotion import Absence
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import CloseEye, EyeState, OpenEye, Shown


def test_an_eye_that_is_opened_again_has_its_time_until_the_first_glance(tmp_path: Path) -> None:
    """The glance before it was closed is old: it must not look as if the eye hung ever since."""
    house = House(read_config("", "defaults"), tmp_path / "eye.socket")
    nothing = Mood(Absence.UNSURE, since=0.0)
    house.shown = Shown(nothing, nothing, Policy.MATCH, eye=EyeState.OPEN)
    house.glance, house.speaker.seen = Glance(0.0, ()), -3600.0
    assert stalled(house._progress(), SPEAKER) is not None

    house._fulfil(CloseEye())
    house._fulfil(OpenEye())

    assert house._progress().glance is None
    assert stalled(house._progress(), SPEAKER) is None
