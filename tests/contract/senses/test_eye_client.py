import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from mien.ipc.eye_client import EyeCallbacks, EyeLink
from mien.ipc.messages import (
    Closed,
    FromEye,
    Hello,
    PictureAhead,
    SetEye,
    SetLive,
    Trouble,
    eye_line,
    parse_speaker_line,
)
from mien.mood.events import Event, EyeBack, EyeGone, Seen
from mien.mood.glance import Glance

SILENCE = 0.4


class FakeEye:
    """An eye that says what the test tells it to say, over a real socket."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.heard: asyncio.Queue[object] = asyncio.Queue()
        self.came = asyncio.Event()
        self._writer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def wake(self) -> None:
        self._server = await asyncio.start_unix_server(self._associate, str(self.socket))

    async def _associate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        writer.write(eye_line(Hello("0", "fake", "0")))
        self.came.set()
        while line := await reader.readline():
            self.heard.put_nowait(parse_speaker_line(line))
        writer.close()

    async def say(self, line: bytes) -> None:
        await self.came.wait()
        assert self._writer is not None
        self._writer.write(line)
        await self._writer.drain()

    async def die(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._server is not None:
            self._server.close()
        self.came.clear()
        self.socket.unlink(missing_ok=True)


class Room:
    """The fake eye, the link under test, and what the link told."""

    def __init__(self, socket: Path) -> None:
        self.eye = FakeEye(socket)
        self.told: asyncio.Queue[Event] = asyncio.Queue()
        clock = asyncio.get_running_loop().time
        self.hung = asyncio.Event()
        self.pictures: list[bytes] = []
        calls = EyeCallbacks(self.told.put_nowait, self.pictures.append, self.hung.set)
        self.link = EyeLink(socket, calls, clock, silence=SILENCE)

    async def next(self) -> Event:
        async with asyncio.timeout(20):
            return await self.told.get()


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(tmp_path / "eye.sock")
    await room.eye.wake()
    task = asyncio.create_task(room.link.run())
    yield room
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    await room.eye.die()


async def test_a_glance_reaches_the_speaker(room: Room) -> None:
    await room.eye.say(eye_line(Glance(1.5)))

    assert isinstance(await room.next(), EyeBack)
    seen = await room.next()
    assert isinstance(seen, Seen)
    assert seen.glance == Glance(1.5)


async def test_nonsense_is_left_out_and_the_next_glance_counts(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    await room.eye.say(b"nonsense\n{}\n\xff\xfe\n")
    await room.eye.say(eye_line(Glance(2.0)))

    assert [type(await room.next()) for _ in range(2)] == [EyeBack, Seen]
    assert sum("nonsense" in record.message for record in caplog.records) == 1


async def test_a_line_without_an_end_is_a_lost_eye_not_a_full_memory(room: Room) -> None:
    await room.eye.say(eye_line(Glance(1.0)))
    await room.eye.say(b"x" * 200_000)

    assert [type(await room.next()) for _ in range(3)] == [EyeBack, Seen, EyeGone]


async def test_an_eye_that_dies_and_comes_back_is_told_once_each(room: Room) -> None:
    await room.eye.say(eye_line(Glance(1.0)))
    await room.next()
    await room.next()
    await room.eye.die()
    gone = await room.next()
    await room.eye.wake()
    await room.eye.say(eye_line(Glance(2.0)))
    came = [await room.next()]
    while not isinstance(came[-1], Seen):
        came.append(await room.next())

    assert isinstance(gone, EyeGone)
    assert sum(isinstance(event, EyeBack) for event in came) == 1


async def test_a_silent_eye_is_reported_as_hanging(room: Room) -> None:
    await room.eye.say(eye_line(Glance(1.0)))

    async with asyncio.timeout(20):
        await room.hung.wait()
    assert [type(await room.next()) for _ in range(3)] == [EyeBack, Seen, EyeGone]


async def test_a_closed_eye_may_be_silent(room: Room) -> None:
    await room.eye.say(eye_line(Closed()))
    await room.next()
    await room.link.open_eye(is_open=False)
    await room.eye.say(eye_line(Closed()))
    await asyncio.sleep(2 * SILENCE)

    assert not room.hung.is_set()


@pytest.mark.parametrize("reopens", [Trouble("camera", "The camera was unplugged."), Closed()])
async def test_a_camera_that_is_opened_again_may_take_its_time(room: Room, reopens: FromEye) -> None:
    await room.eye.say(eye_line(Glance(1.0)))
    await room.eye.say(eye_line(reopens))
    await asyncio.sleep(2 * SILENCE)

    assert not room.hung.is_set()


async def test_trouble_with_the_camera_is_passed_on_in_its_words(room: Room) -> None:
    await room.eye.say(eye_line(Glance(1.0)))
    await room.eye.say(eye_line(Trouble("camera", "The camera was unplugged.")))

    events = [await room.next() for _ in range(3)]
    assert events[2] == EyeGone("The camera was unplugged.", at=events[2].at)


async def test_requests_reach_the_eye_and_are_made_again_to_the_next_one(room: Room) -> None:
    await room.eye.came.wait()
    assert await room.eye.heard.get() == SetEye(is_open=True)
    await heard_after(room.link.open_eye(is_open=False), room.eye.heard.get, SetEye(is_open=False))
    await heard_after(room.link.watch(is_on=True), room.eye.heard.get, SetLive(is_on=True))

    await room.eye.die()
    await room.eye.wake()

    async with asyncio.timeout(20):
        again = [await room.eye.heard.get(), await room.eye.heard.get()]
    assert again == [SetEye(is_open=False), SetLive(is_on=True)]


async def test_an_eye_that_went_while_it_was_closed_is_told_of_when_it_is_opened(room: Room) -> None:
    """Else ring and page show an open eye for ever, and the speaker waits for its glances."""
    await room.eye.say(eye_line(Closed()))
    assert isinstance(await room.next(), EyeBack)
    await room.link.open_eye(is_open=False)
    await room.eye.die()
    gone = [await room.next(), await room.next()]  # it hung up, and now it cannot be reached
    assert {type(event) for event in gone} == {EyeGone}
    assert room.told.empty()

    await room.link.open_eye(is_open=True)

    assert isinstance(await room.next(), EyeGone)


async def heard_after(act: Awaitable[None], hear: Callable[[], Awaitable[object]], expected: object) -> None:
    await act
    async with asyncio.timeout(20):
        assert await hear() == expected


async def test_a_live_picture_is_handed_over_whole(room: Room) -> None:
    jpeg = bytes(range(256)) * 100
    await room.eye.say(eye_line(PictureAhead(len(jpeg))) + jpeg + eye_line(Glance(3.0)))

    assert isinstance(await room.next(), EyeBack)
    assert room.pictures == [jpeg]
