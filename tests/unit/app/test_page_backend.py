"""The page's speaker: what is slow is done beside the loop."""

import asyncio
import threading
from pathlib import Path

import pytest

from mien.app.application import Application
from mien.app.page_backend import PageBackend
from mien.app.settings_store import SettingsStore
from mien.atomic_file import write_whole
from mien.config.settings import read_config

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

    monkeypatch.setattr("mien.app.settings_store.write_whole", tired)
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
