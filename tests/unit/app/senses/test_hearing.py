"""The ear within the speaker: there while the owner wants it, gone when not, closed with the camera."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from mien.app.app_state import EarState, StateStore, StatusChanged
from mien.app.senses.hearing import Hearing
from mien.config.config_file import read_config
from mien.mood.events import Event

OFF = read_config("", "defaults")
ON = read_config("[ear]\non = true\n", "a test")
LISTENING = b'{"listening": {"level": -50.0, "speech": true}}\n'


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)


class Ear:
    """What listens at the ear's socket: says that it listens, and notes what it is told."""

    def __init__(self) -> None:
        self.told: list[dict[str, object]] = []
        self.speakers = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.speakers += 1
        writer.write(LISTENING)
        while line := await reader.readline():
            self.told.append(json.loads(line))
        self.speakers -= 1
        writer.close()


class Listener:
    """A speaker's hearing, its state, and an ear of systemd's."""

    def __init__(self, ear: Ear, state: StateStore, events: list[Event]) -> None:
        self.ear, self.state, self.events = ear, state, events

    @property
    def shown(self) -> EarState:
        return self.state.current.ear

    def wants(self, config: Any) -> None:
        self.state.update(StatusChanged(), config=config)


@asynccontextmanager
async def listener(folder: Path, *, is_open: bool = True) -> AsyncIterator[tuple[Listener, Hearing]]:
    ear, state, events = Ear(), StateStore(OFF), list[Event]()
    socket = folder / "ear.sock"
    server = await asyncio.start_unix_server(ear.serve, str(socket))
    hearing = Hearing(OFF.ear, state, events.append, socket=socket, is_open=is_open)
    (work,) = map(asyncio.create_task, hearing.tasks())
    async with server:
        yield Listener(ear, state, events), hearing
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await until(lambda: not ear.speakers)


async def test_nothing_is_listened_to_until_the_switch_is_on_and_then_at_once(tmp_path: Path) -> None:
    async with listener(tmp_path) as (one, _):
        await asyncio.sleep(0.1)
        assert (one.ear.speakers, one.shown) == (0, EarState())
        one.wants(ON)
        await until(lambda: one.shown.level is not None)
        assert one.shown == EarState(is_on=True, speech=True, level=-50.0)
        assert {"eye": "open"} in one.ear.told


async def test_turned_off_it_lets_go_and_shows_nothing_of_what_was_heard(tmp_path: Path) -> None:
    async with listener(tmp_path) as (one, _):
        one.wants(ON)
        await until(lambda: one.shown.speech)
        one.wants(OFF)
        await until(lambda: not one.ear.speakers)
        assert one.shown == EarState()
        one.wants(ON)
        await until(lambda: one.shown.speech)


async def test_turned_on_while_the_camera_is_off_it_stays_closed(tmp_path: Path) -> None:
    async with listener(tmp_path, is_open=False) as (one, hearing):
        one.wants(ON)
        await until(lambda: one.ear.told)
        await asyncio.sleep(0.1)
        assert {"eye": "close"} in one.ear.told
        assert {"eye": "open"} not in one.ear.told
        assert one.shown.level is None
        hearing.open(is_open=True)
        await until(lambda: {"eye": "open"} in one.ear.told)
