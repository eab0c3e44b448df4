import asyncio
import contextlib
import json
import socket
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mien.ipc.control import (
    ControlError,
    ControlReply,
    ControlRequest,
    ControlServer,
    NoSpeakerError,
    ask_speaker,
    glances_of_speaker,
    usual_socket,
)
from mien.ipc.unix_listener import ListenError
from mien.mood.glance import Glance


@pytest.fixture
async def control(tmp_path: Path) -> AsyncIterator[ControlServer]:
    async def forget() -> ControlReply:
        await asyncio.sleep(0.01)
        return {"songs": 3}

    requests: dict[str, ControlRequest] = {"pair": lambda: {"open_for": 120.0}, "forget": forget}
    control = ControlServer(tmp_path / "control.socket", requests)
    task = asyncio.create_task(control.run())
    await control.listening.wait()
    yield control
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def environment(folder: Path) -> dict[str, str]:
    return {"RUNTIME_DIRECTORY": str(folder)}


@pytest.mark.usefixtures("control")
async def test_what_is_asked_on_the_machine_is_answered(tmp_path: Path) -> None:
    assert await asyncio.to_thread(ask_speaker, "pair", environment(tmp_path)) == {"open_for": 120.0}


@pytest.mark.usefixtures("control")
async def test_an_answer_may_take_its_time(tmp_path: Path) -> None:
    assert await asyncio.to_thread(ask_speaker, "forget", environment(tmp_path)) == {"songs": 3}


@pytest.mark.parametrize("resets", [False, True])
async def test_a_speaker_that_ends_before_it_answers_is_told_in_a_sentence(
    tmp_path: Path,
    resets: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    async def end(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if resets:
            await asyncio.sleep(0.05)  # what it was asked is not read: the connection is reset
        writer.transport.abort()

    async with await asyncio.start_unix_server(end, tmp_path / "control.socket", limit=1):
        with pytest.raises(ControlError, match="the speaker ended before it answered"):
            await asyncio.to_thread(ask_speaker, "status", environment(tmp_path))


async def test_that_no_speaker_is_running_is_told_from_a_refusal(tmp_path: Path) -> None:
    with pytest.raises(NoSpeakerError):
        await asyncio.to_thread(ask_speaker, "forget", environment(tmp_path))


@pytest.mark.usefixtures("control")
async def test_what_cannot_be_asked_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="cannot be asked for 'dance'"):
        await asyncio.to_thread(ask_speaker, "dance", environment(tmp_path))


@pytest.mark.usefixtures("control")
async def test_nobody_but_the_owner_of_the_speaker_may_knock(tmp_path: Path) -> None:
    mode = stat.S_IMODE((tmp_path / "control.socket").stat().st_mode)

    assert mode == 0o600


@pytest.mark.usefixtures("control")
@pytest.mark.parametrize("line", [b"", b"nonsense\n", b"[]\n", b"\xff\n", b"x" * 5000])
async def test_nonsense_at_the_socket_harms_nobody(tmp_path: Path, line: bytes) -> None:
    _, writer = await asyncio.open_unix_connection(str(tmp_path / "control.socket"))
    writer.write(line)
    with contextlib.suppress(OSError):
        await writer.drain()
    writer.close()

    assert await asyncio.to_thread(ask_speaker, "pair", environment(tmp_path)) == {"open_for": 120.0}


async def test_a_recorder_gets_glances_without_key_points(control: ControlServer, tmp_path: Path) -> None:
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.socket"))
    writer.write(b'{"ask": "glances"}\n')
    await asyncio.sleep(0.1)
    control.saw(Glance(1.5))

    async with asyncio.timeout(20):
        line = json.loads(await reader.readline())
    assert line["at"] == pytest.approx(1.5)
    assert "key_points" not in json.dumps(line)
    writer.close()


async def test_a_recorder_that_leaves_is_noticed_although_nothing_is_seen(
    control: ControlServer, tmp_path: Path
) -> None:
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.socket"))
    writer.write(b'{"ask": "glances"}\n')
    async with asyncio.timeout(20):
        while not control._recorders:  # noqa: ASYNC110  nothing tells that it is served
            await asyncio.sleep(0.01)
        writer.write_eof()

        assert await reader.read() == b"", "it hangs up as well"
    writer.close()


async def test_a_speaker_that_ends_does_not_wait_for_a_recorder_but_hangs_up(tmp_path: Path) -> None:
    control = ControlServer(tmp_path / "control.socket", {})
    running = asyncio.create_task(control.run())
    await control.listening.wait()
    reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.socket"))
    writer.write(b'{"ask": "glances"}\n')
    await asyncio.sleep(0.1)
    running.cancel()

    async with asyncio.timeout(20):
        await asyncio.wait({running})
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


@pytest.mark.usefixtures("control")
async def test_a_second_speaker_does_not_take_the_firsts_socket(tmp_path: Path) -> None:
    with pytest.raises(ListenError, match="is another speaker running"):
        await ControlServer(tmp_path / "control.socket", {}).run()


async def test_a_missing_folder_for_the_socket_is_named(tmp_path: Path) -> None:
    with pytest.raises(ListenError, match=f"there is no folder {tmp_path}/gone; create it"):
        await ControlServer(tmp_path / "gone" / "control.socket", {}).run()


async def test_a_socket_that_a_dead_speaker_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "control.socket"
    with socket.socket(socket.AF_UNIX) as left:  # closing it leaves the name in the folder
        left.bind(str(path))
    task = asyncio.create_task(ControlServer(path, {"pair": lambda: {"open_for": 1.0}}).run())
    await asyncio.sleep(0.2)

    assert await asyncio.to_thread(ask_speaker, "pair", environment(tmp_path)) == {"open_for": 1.0}
    task.cancel()


def test_without_a_speaker_the_owner_is_told_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="no speaker is running"):
        ask_speaker("pair", environment(tmp_path))


async def test_a_recording_without_a_speaker_is_an_error_too(tmp_path: Path) -> None:
    with pytest.raises(ControlError, match="no speaker is running"):
        await anext(glances_of_speaker(environment(tmp_path)))


def test_a_service_listens_in_the_folder_that_systemd_gives_it() -> None:
    assert usual_socket({"RUNTIME_DIRECTORY": "/run/mien"}) == Path("/run/mien/control.socket")
    assert usual_socket({"XDG_RUNTIME_DIR": "/run/user/7"}).parent == Path("/run/user/7")
