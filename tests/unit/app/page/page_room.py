"""The page's side of a speaker whose dj is at work on a player without sound."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from mien.app.app_state import StateStore
from mien.app.factories import mood_settings
from mien.app.page.live_pictures import LivePictures
from mien.app.page.page_backend import PageBackend
from mien.app.speaker_access import Request, SpeakerAccess
from mien.app.storage.settings_store import SettingsStore
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.mood.session import begin
from mien.music.player.fakes.fake_player import FakePlayer
from unit.music.dj.dj_room import Room, room

CONFIG = read_config("", "defaults")


async def _nobody_watches(is_on: bool) -> None:  # noqa: FBT001  the eye's own call
    del is_on


@dataclass
class PageRoom:
    """What a page asks, and the room in which it happens."""

    page: PageBackend
    room: Room
    asked: list[Request]
    """What was asked of the speaker."""


@contextlib.asynccontextmanager
async def page_room(
    folder: Path, player: FakePlayer | None = None, config: Config = CONFIG
) -> AsyncIterator[PageRoom]:
    async with room(player) as at:
        asked: list[Request] = []
        clock = asyncio.get_running_loop().time
        access = SpeakerAccess(
            state=StateStore(config, ()),
            session=lambda: begin(mood_settings(config), clock()),
            music=at.dj,
            owner=at.dj.owner,
            eye=lambda: None,
            cover=at.player.cover,
            pictures=LivePictures(_nobody_watches),
            request=asked.append,
            player_reply_took=lambda: None,
            player_reply_age=lambda: None,
        )
        backend = PageBackend(access, folder, SettingsStore(folder / "settings.toml"), clock)
        yield PageRoom(backend, at, asked)
