"""The speaker as the house sees it, and what the house can make it do."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from mien.app.app_state import StatusChanged
from mien.app.application import Application
from mien.app.home.frontend import client_id, home_device
from mien.app.home.meter import SpeakerMeter, memory_held, temperature, throttled
from mien.app.home.speaker_view import SpeakerView
from mien.app.speaker_access import ReportHomeProblem
from mien.app.storage.settings_store import SettingsStore
from mien.config.config_file import read_config
from mien.home.home_commands import COMMANDS, NextMood, SetCertainty, SetVolumeLimit, command_of
from mien.home.speaker import CameraState, MusicActivity
from mien.mood.emotion import Absence, Emotion
from mien.mood.events import AskCloseEye, Asked, Seen
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.wishes import DisplayState, EyeState

CONFIG = read_config("", "defaults")
HAPPY = DisplayState(Mood(Emotion.HAPPY), Mood(Emotion.HAPPY), Policy.MATCH)
WORDS = (
    b"PRESS",
    b"OPEN",
    b"open",
    b"ON",
    b"OFF",
    b"on",
    b"true",
    b"1",
    b"0",
    b"",
    b"50",
    b"automatic",
)


@pytest.fixture
def speaker(tmp_path: Path) -> Application:
    return Application(CONFIG, tmp_path / "eye.socket")


@pytest.fixture
def view(speaker: Application, tmp_path: Path) -> SpeakerView:
    meter = SpeakerMeter(speaker.state, lambda: 0.0)
    return SpeakerView(speaker.access, SettingsStore(tmp_path / "settings.toml"), meter, lambda: 10.0)


def everything_asked_for(speaker: Application) -> None:
    """Let the session take all that waits in the inbox."""
    while not speaker._loop._inbox.empty():
        speaker._loop.take(speaker._loop._inbox.get_nowait(), speaker._carry_out)


def test_before_anything_was_seen_there_is_a_state(view: SpeakerView) -> None:
    state = view.state()

    assert (state.settled.name, state.camera, state.music) == (
        Absence.UNSURE,
        CameraState.ON,
        MusicActivity.AWAY,
    )
    assert (state.people, state.certainty, state.volume_limit) == (0, MoodSettings().certainty, 100)


async def test_nothing_that_can_be_published_opens_a_closed_camera(
    speaker: Application, view: SpeakerView
) -> None:
    """Every command with every word that might mean something, while the owner wants the camera off."""
    speaker._loop.take(Asked(AskCloseEye(), 1.0), speaker._carry_out)
    words = (*WORDS, *(emotion.value.encode() for emotion in Emotion), *(p.value.encode() for p in Policy))
    commands = [command_of(key, word) for key in COMMANDS for word in words]
    obeyed = [command for command in commands if command is not None]
    for command in obeyed:
        view.obey(command)
        everything_asked_for(speaker)
        assert speaker._loop.session.eye is EyeState.CLOSED, command

    assert len(obeyed) > 20
    assert view.state().camera is CameraState.OFF
    assert view.state().people is None


def test_a_wrong_mood_is_the_next_one_by_hand(speaker: Application, view: SpeakerView) -> None:
    view.obey(NextMood())
    everything_asked_for(speaker)

    assert view.state().by_hand


async def test_settings_that_the_house_sets_are_kept(
    speaker: Application, view: SpeakerView, tmp_path: Path
) -> None:
    setting = asyncio.create_task(view.set_what_was_asked())
    view.obey(SetCertainty(0.7))
    view.obey(SetVolumeLimit(40))
    async with asyncio.timeout(20):
        while view.state().volume_limit != 40:  # noqa: ASYNC110  it is asked, and tells nobody
            await asyncio.sleep(0.01)
    setting.cancel()

    assert speaker._loop.session.settings.certainty == 0.7
    kept = SettingsStore(tmp_path / "settings.toml").laid_over(CONFIG)
    assert (kept.mood.certainty, kept.music.volume_limit) == (0.7, 40)


def test_a_problem_of_the_house_is_the_owners_to_see(speaker: Application, view: SpeakerView) -> None:
    view.report("The broker is away.")
    assert speaker.state.current.home_problem == "The broker is away."
    assert view.state().problems == ()  # the house could not hear of it

    speaker.request(ReportHomeProblem(""))
    assert speaker.state.current.home_problem == ""


def test_the_meter_counts_glances_and_for_how_long_each_mood_was(speaker: Application) -> None:
    now = 0.0
    meter = SpeakerMeter(speaker.state, lambda: now)
    speaker._state.update(Seen(Glance(0.0), 0.0))
    speaker._state.update(HAPPY, display=HAPPY)
    now = 5.0
    speaker._state.update(StatusChanged())
    sad = replace(HAPPY, settled=Mood(Emotion.SAD))
    speaker._state.update(sad, display=sad)
    now = 7.0

    assert meter.glances == 1
    assert meter.mood_seconds == {"happy": 5.0, "sad": 2.0}


def test_numbers_of_a_board_are_read_and_missing_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "temp").write_text("48312\n")
    (tmp_path / "throttled").write_text("50005\n")
    (tmp_path / "was_throttled").write_text("50000\n")

    assert temperature(tmp_path / "temp") == 48.312
    assert throttled(tmp_path / "throttled") is True
    assert throttled(tmp_path / "was_throttled") is False
    assert (temperature(tmp_path / "none"), throttled(tmp_path / "none")) == (None, None)
    assert memory_held() > 1_000_000
    assert memory_held(tmp_path / "none") == 0


@pytest.mark.parametrize(
    ("settings", "name", "page"),
    [
        ('[home]\nname = "Den"\n[web]\nhost = "192.0.2.5"\nport = 80\n', "Den", "http://192.0.2.5"),
        ('[home]\nname = "Den"\n[web]\nhost = "127.0.0.1"\n', "Den", ""),
        ('[home]\nname = "Den"\n[web]\non = false\n', "Den", ""),
    ],
)
def test_the_device_names_a_page_that_others_can_open(settings: str, name: str, page: str) -> None:
    device = home_device(read_config(settings, "a test"), "mien_0")

    assert (device.name, device.page) == (name, page)


def test_a_page_with_a_certificate_is_linked_by_https() -> None:
    web = '[web]\nhost = "192.0.2.5"\nport = 443\ntls_cert = "house.crt"\ntls_key = "house.key"\n'

    assert home_device(read_config(web, "a test"), "mien_0").page == "https://192.0.2.5"


def test_an_id_of_the_owners_comes_before_the_machines() -> None:
    device = home_device(read_config('[home]\nid = "kitchen"\n', "a test"), "mien_0123456789ab")

    assert device.topics.own("state") == "mien/mien_kitchen/state"
    assert home_device(CONFIG, "mien_0123456789ab").id == "mien_0123456789ab"


def test_a_client_id_stays_and_only_the_password_gives_it_away() -> None:
    assert client_id("mien_kitchen", "secret") == client_id("mien_kitchen", "secret")
    assert len({client_id("mien_kitchen", word) for word in ("", "secret", "other")}) == 3
    assert "secret" not in client_id("mien_kitchen", "secret")


def test_a_speaker_without_a_name_takes_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    for host, name in (("kitchen.lan", "Mien kitchen"), ("mien", "Mien"), ("localhost", "Mien")):
        monkeypatch.setattr("mien.app.home.frontend.socket.gethostname", lambda host=host: host)
        assert home_device(CONFIG, "mien_0").name == name
