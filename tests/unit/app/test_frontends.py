"""How people get at the speaker, and what shows how it is: all of it reads the state and sends requests."""

import asyncio
from pathlib import Path

import pytest

from mien.app.app_state import StateStore, StatusChanged
from mien.app.application import Application
from mien.app.frontends import Pairing, explanation
from mien.app.indicators import RingIndicator, SystemdIndicator
from mien.config.settings import read_config
from mien.health.notify import Notify, Progress
from mien.mood.emotion import Emotion
from mien.mood.events import Seen
from mien.mood.glance import Glance
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import DisplayState, OpenPairing
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
