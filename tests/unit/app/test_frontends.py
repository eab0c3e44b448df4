"""How people get at the speaker, and what shows how it is: all of it reads the state and sends requests."""

import asyncio
from pathlib import Path

import pytest

from mien.app.app_state import StateStore, StatusChanged
from mien.app.application import Application
from mien.app.frontends import ControlFrontend, Pairing, explanation
from mien.app.indicators import RingIndicator, SystemdIndicator
from mien.cli.control_client import status_lines
from mien.config.config_file import read_config
from mien.health.notify import Notify, Progress
from mien.mood.emotion import Emotion
from mien.mood.events import AskCloseEye, Asked, AskMood, AskSleep, Seen, Tick
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, EyeState, OpenPairing
from mien.music.dj.music_events import MusicState, Queued
from mien.music.player.player import Entry
from mien.panel.headless_panel import HeadlessPanel
from mien.panel.ring_driver import RingDriver
from mien.panel.ring_patterns import DARK

CONFIG = read_config("", "defaults")
HAPPY = DisplayState(Mood(Emotion.HAPPY), Mood(Emotion.HAPPY), Policy.MATCH)


async def test_the_button_opens_the_pairing_window_and_the_state_says_so(tmp_path: Path) -> None:
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    pairing = Pairing(speaker.access, tmp_path / "browsers.json", lambda: 0.0)

    speaker._carry_out(OpenPairing(120.0))

    assert pairing.service.window_open()
    assert speaker.state.current.pairing_open


async def test_a_pairing_window_that_nobody_used_is_shown_as_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mien.app.frontends.PAIRING", 0.01)
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    pairing = Pairing(speaker.access, tmp_path / "browsers.json", lambda: 0.0)

    pairing.service.open_window(0.01)
    assert speaker.state.current.pairing_open
    await asyncio.sleep(0.05)

    assert not speaker.state.current.pairing_open


async def test_the_ring_shows_a_mood_as_soon_as_the_state_has_one() -> None:
    state, panel = StateStore(CONFIG), HeadlessPanel(12)
    ring = RingIndicator(state, RingDriver(panel, asyncio.get_running_loop().time))
    running = [asyncio.ensure_future(task) for task in ring.tasks()]

    state.update(HAPPY, display=HAPPY)
    await asyncio.sleep(0.05)

    assert any(colour != DARK for colour in panel.shown)
    for task in running:
        task.cancel()


def test_systemd_is_told_the_state_whenever_it_differs() -> None:
    said: list[str] = []
    state = StateStore(CONFIG)
    SystemdIndicator(state, Notify(said.append), Progress)

    state.update(StatusChanged(), pairing_open=True)
    state.update(HAPPY, display=HAPPY)
    state.update(Seen(Glance(1.0), 1.0), glance=Glance(1.0))
    state.update(Seen(Glance(2.0), 2.0), glance=Glance(2.0))

    assert said == [
        "STATUS=Waits for the first glance; plays for happy",
        "STATUS=Sees happy; plays for happy",
    ]


def test_a_song_that_the_owner_queued_is_not_explained() -> None:
    song = Queued(Entry(7, pos=0, uri="pop/sunny.mp3", title="Sunny Road", artist="The Porch"))

    assert explanation(MusicState()) == {"song": None}
    assert explanation(MusicState(song=song))["ours"] is False


def control_of(speaker: Application, folder: Path) -> ControlFrontend:
    return ControlFrontend(
        speaker.access, Pairing(speaker.access, folder / "b.json", lambda: 0.0), lambda: 0.0
    )


async def test_who_is_at_a_machine_without_a_button_turns_the_camera_off_and_on(tmp_path: Path) -> None:
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    control = control_of(speaker, tmp_path)
    running = asyncio.ensure_future(speaker._loop.run(speaker._carry_out))

    closed = control.answers["close"]()
    await asyncio.sleep(0.05)
    off = speaker._loop.session.eye
    opened = control.answers["open"]()
    await asyncio.sleep(0.05)

    running.cancel()
    assert (off, speaker._loop.session.eye) == (EyeState.CLOSED, EyeState.OPEN)
    assert "`mien open`" in closed["how_to_open"]
    assert opened == {"camera": "on"}


async def test_where_there_is_a_button_the_machine_does_not_turn_the_camera_on(tmp_path: Path) -> None:
    """Who can log in may be far away."""
    with_button = read_config('[panel]\nkind = "gpio"\n', "a test")
    speaker = Application(with_button, tmp_path / "eye.socket", panel=HeadlessPanel(12))
    control = control_of(speaker, tmp_path)
    speaker._loop.take(Asked(AskCloseEye(), 0.0), speaker._carry_out)

    answer = control.answers["open"]()
    speaker._loop.take(Tick(1.0), speaker._carry_out)

    assert "button" in answer["error"]
    assert speaker._loop._inbox.empty()
    assert speaker._loop.session.eye is EyeState.CLOSED


async def test_the_status_says_what_the_owner_wants_to_know(tmp_path: Path) -> None:
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    control = control_of(speaker, tmp_path)
    asks = (AskMood(Emotion.SAD), AskSleep(10.0), AskCloseEye())
    for ask in asks:
        speaker._loop.take(Asked(ask, 0.0), speaker._carry_out)
    lines = status_lines(control.answers["status"]())

    assert lines == [
        "Mood:    sad, chosen by hand (match)",
        "Music:   can't reach the music player",
        "Sleep:   the music pauses in 10 min",
        "Camera:  off; `mien open` on the speaker's own machine turns it on",
    ]
