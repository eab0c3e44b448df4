"""The page's speaker: what is slow is done beside the loop."""

import asyncio
import threading
from pathlib import Path

import pytest

from mien.app.application import Application
from mien.app.health.health_report import doctor
from mien.app.page.page_backend import PageBackend
from mien.app.speaker_access import ReportHomeProblem
from mien.app.storage.settings_store import SettingsStore
from mien.atomic_file import write_whole
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.health.findings import Finding
from mien.music.selection.rules import default_text
from unit.app.page.page_room import page_room
from unit.music.dj.dj_room import ANGRY, play

CONFIG = read_config("", "defaults")


async def test_a_disk_that_takes_its_time_holds_up_nothing_but_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = Application(CONFIG, tmp_path / "eye.socket")
    file = tmp_path / "settings.toml"
    backend = PageBackend(application.access, tmp_path, SettingsStore(file), lambda: 0.0)
    slow = threading.Event()

    def tired(file: Path, text: str) -> None:
        if "quiet_from" not in text:  # the first one: an older one must not come last
            slow.wait(5)
        write_whole(file, text)

    monkeypatch.setattr("mien.app.storage.settings_store.write_whole", tired)
    both = asyncio.gather(
        backend.set_setting("panel.brightness", 0.7), backend.set_setting("panel.quiet_from", "21:30")
    )
    await asyncio.sleep(0.1)
    assert application.state.current.config == CONFIG  # and we are here, though the disk is not done
    slow.set()
    await both

    config = application.state.current.config
    assert (config.panel.brightness, config.panel.quiet_from) == (0.7, "21:30")
    assert SettingsStore(file).laid_over(CONFIG) == config


async def test_the_pages_health_is_that_of_the_settings_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor used to look at the file, with MPD's address alone from the running speaker."""
    asked: list[Config] = []

    async def doctor(config: Config) -> tuple[Finding, ...]:
        asked.append(config)
        return ()

    monkeypatch.setattr("mien.app.page.page_backend.doctor", doctor)
    application = Application(CONFIG, tmp_path / "eye.socket")
    backend = PageBackend(application.access, tmp_path, SettingsStore(tmp_path / "s.toml"), lambda: 0.0)
    await backend.set_setting("panel.brightness", 0.7)
    assert await backend.set_rules(default_text()) == ()

    await backend.health()

    (config,) = asked
    assert config.panel.brightness == 0.7
    assert config.music.rules == str(tmp_path / "rules.toml")


async def test_the_doctor_of_a_running_speaker_is_given_its_settings() -> None:
    nowhere = read_config('[music]\nmpd = "/no/such/socket"\nrules = "/no/such/rules.toml"\n', "a test")
    found = {finding.part: finding for finding in await doctor(nowhere)}

    assert not found["MPD"].ok
    assert "/no/such/rules.toml" in found["rules"].says
    assert "camera" not in found


def test_a_house_that_gets_no_news_is_a_problem_on_the_page_until_it_does(tmp_path: Path) -> None:
    speaker = Application(CONFIG, tmp_path / "eye.socket")
    backend = PageBackend(speaker.access, tmp_path, SettingsStore(tmp_path / "settings.toml"), lambda: 0.0)
    before = backend.now().troubles

    speaker.request(ReportHomeProblem("The broker is away."))
    assert backend.now().troubles == (*before, "The broker is away.")
    speaker.request(ReportHomeProblem(""))
    assert backend.now().troubles == before


async def test_while_the_player_is_away_no_song_is_shown_as_playing_on(tmp_path: Path) -> None:
    async with page_room(tmp_path) as at:
        await at.room.wish(play(ANGRY))
        assert not at.page.now().shown.paused
        at.room.player.unplug()
        await at.room.calm()
        before = at.page.now()
        await asyncio.sleep(0.2)
        later = at.page.now()

        assert before.shown.paused
        assert before.playing
        assert later.playing == before.playing
