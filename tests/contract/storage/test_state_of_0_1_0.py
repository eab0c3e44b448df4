"""What release 0.1.0 left on the disk of a speaker comes up as it was; its files, as it wrote them."""

from pathlib import Path

import pytest

from mien.app.application import Application
from mien.app.factories import rules_of
from mien.app.storage.eye_flag import EyeFlag
from mien.app.storage.settings_store import SettingsStore, with_rules_of_the_page
from mien.config.config_file import read_config
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import EyeState
from mien.music.selection.rules import default_rules
from mien.web.access.browser_store import hashed, open_browser_store
from mien.web.live.timeline_store import TimelineStore

WRITTEN = 1764370000

FILES = {
    "settings.toml": """[mood]
listener = "majority"
certainty = 0.9

[panel]
quiet_from = "21:30"
brightness = 0.7
""",
    "rules.toml": """# my own
[sad.match]
genres = ["Blues", "Trip Hop"]
valence = -0.4

[ramp]
songs = 4
""",
    "browsers.json": """{
 "secret": "abR1P1zuy6c_TKzYEn8W_GErRT1MHGsgIMO6xynq2U8",
 "browsers": [
  {
   "id": "a1",
   "name": "Firefox on Android",
   "address": "192.168.1.20",
   "paired": 1764300000.0,
   "seen": 1764370000.0,
   "token": "b46c09677343261f0b439a472422225e3a230c9c094d6ab16762e2036b597053",
   "renewed": 1764370000.0,
   "coming": "",
   "agreed": true
  }
 ]
}""",
    "timeline.json": '{"written":1764370000,"hour":[[10.0,"happy",0.6,0.4]],"day":[[110.0,"sad",-0.5,-0.3]],'
    '"songs":[[60.0,"Sunny Road","The Porch","pop/sunny road.mp3"]]}',
    "eye-closed": "The eye was closed by hand.\n",
}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_settings_of_the_page_are_in_force(state: Path) -> None:
    config = SettingsStore(state / "settings.toml").laid_over(read_config("", "defaults"))

    assert (config.mood.listener, config.mood.certainty) == ("majority", 0.9)
    assert (config.panel.quiet_from, config.panel.brightness) == ("21:30", 0.7)


def test_rules_of_the_page_are_in_force(state: Path) -> None:
    rules = rules_of(with_rules_of_the_page(read_config("", "defaults"), state).music.rules)

    assert rules.wanted(Emotion.SAD, Policy.MATCH).genres == ("Blues", "Trip Hop")
    assert rules.steps == 4
    assert rules.wanted(Emotion.HAPPY, Policy.MATCH) == default_rules().wanted(Emotion.HAPPY, Policy.MATCH)


def test_a_paired_browser_is_known(state: Path) -> None:
    browsers = open_browser_store(state / "browsers.json").browsers

    assert browsers["a1"].token == hashed("t0ken")
    assert browsers["a1"].agreed


def test_the_timeline_is_there(state: Path) -> None:
    timeline = TimelineStore(state / "timeline.json", lambda: 5000.0, lambda: WRITTEN + 60.0).read()

    assert [(point.at, point.name) for point in timeline.hour] == [(4930.0, "happy")]
    assert [(song.at, song.title) for song in timeline.songs] == [(4880.0, "Sunny Road")]
    assert len(timeline.day) == 1


def test_a_camera_that_was_turned_off_stays_off(state: Path) -> None:
    speaker = Application(
        read_config("", "defaults"), state / "eye.socket", eye_flag=EyeFlag(state / "eye-closed")
    )

    assert speaker.access.session().eye is EyeState.CLOSED
