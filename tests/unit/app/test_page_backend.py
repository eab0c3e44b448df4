"""The page's speaker: what is slow is done beside the loop."""

import asyncio
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from mien.app.page_backend import House, PageBackend
from mien.app.settings_store import SettingsStore
from mien.atomic_file import write_whole
from mien.config.settings import read_config

CONFIG = read_config("", "defaults")


async def test_a_disk_that_takes_its_time_holds_up_nothing_but_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = SimpleNamespace(config=CONFIG)
    house.reconfigure = lambda config: setattr(house, "config", config)
    file = tmp_path / "settings.toml"
    speaker = PageBackend(cast("House", house), tmp_path, SettingsStore(file), lambda: 0.0)
    slow = threading.Event()

    def tired(file: Path, text: str) -> None:
        if "quiet_from" not in text:  # the first one: an older one must not come last
            slow.wait(5)
        write_whole(file, text)

    monkeypatch.setattr("mien.app.settings_store.write_whole", tired)
    both = asyncio.gather(
        speaker.set_setting("panel.brightness", 0.7), speaker.set_setting("panel.quiet_from", "21:30")
    )
    await asyncio.sleep(0.1)
    assert house.config == CONFIG  # and we are here, though the disk is not done
    slow.set()
    await both

    assert (house.config.panel.brightness, house.config.panel.quiet_from) == (0.7, "21:30")
    assert SettingsStore(file).laid_over(CONFIG) == house.config
