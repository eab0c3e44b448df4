"""The control socket, for commands on the same machine, such as `mien pair`, `mien open` and `mien record`.

A UNIX socket that only its owner may open. One JSON object per line in, one or more out:

    {"ask": "pair"}      {"open_for": 120.0}
    {"ask": "explain"}   {"song": {...} or null, ...}
    {"ask": "status"}    {"mood": "happy", "camera": "open", ...}
    {"ask": "open"}      {"camera": "on"}
    {"ask": "close"}     {"camera": "off", ...}
    {"ask": "forget"}    {"songs": 12}
    {"ask": "glances"}   glance after glance, without key points, until the caller disconnects

A request that fails is answered with {"error": "a sentence"}.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from mien.errors import MienError
from mien.ipc.glance_codec import from_line, to_line
from mien.ipc.unix_listener import listening
from mien.mood.glance import Glance

ControlReply: TypeAlias = Mapping[str, Any]
ControlRequest: TypeAlias = Callable[[], ControlReply | Awaitable[ControlReply]]

_LONGEST_REQUEST = 1024
_MOST_WAITING = 50


class ControlError(MienError):
    """The speaker on this machine did not answer; says why and what to do."""


def usual_socket(environment: Mapping[str, str]) -> Path:
    """Return the socket of a speaker started by this user; systemd sets the folder for its services."""
    folder = environment.get("RUNTIME_DIRECTORY") or environment.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108
    name = "control.socket" if "RUNTIME_DIRECTORY" in environment else f"mien-{os.getuid()}.socket"
    return Path(folder) / name


SERVICE_SOCKET = Path("/run/mien/control.socket")


class NoSpeakerError(ControlError):
    """No speaker is running on this machine."""


class ControlServer:
    """Answers at the socket. `requests`: each request and the function that answers it."""

    def __init__(self, path: Path, requests: Mapping[str, ControlRequest]) -> None:
        self._path = path
        self._requests = requests
        self.listening = asyncio.Event()
        self._recorders: set[asyncio.Queue[Glance]] = set()
        self._callers: set[asyncio.Task[None]] = set()

    def saw(self, glance: Glance) -> None:
        """Pass a glance on to every recorder; a slow one misses some."""
        for waiting in self._recorders:
            with contextlib.suppress(asyncio.QueueFull):
                waiting.put_nowait(glance)

    async def run(self) -> None:
        """Answer until cancelled, then remove the socket.

        Raises:
            ListenError: the socket cannot be made, or another speaker has it.
        """
        with listening(self._path, {}, other="speaker") as own:
            server = await asyncio.start_unix_server(self._meet, sock=own, limit=_LONGEST_REQUEST)
            self.listening.set()
            try:
                # Not serve_forever: from Python 3.12 on it waits for all callers.
                await asyncio.Event().wait()
            finally:
                server.close()
                await self._hang_up()

    def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        caller = asyncio.create_task(self._serve(reader, writer))
        self._callers.add(caller)
        caller.add_done_callback(self._callers.discard)
        caller.add_done_callback(lambda _: writer.close())  # also if it was cancelled before it began

    async def _hang_up(self) -> None:
        callers = tuple(self._callers)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(5):
                name = _name_in(await reader.readline())
            if name == "glances":
                await _first_of(self._pass_glances(writer), _left(reader))
            else:
                writer.write(_line(await self._reply(name)))
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # the caller disconnected or sent no request; it has reported that itself

    async def _reply(self, name: str) -> ControlReply:
        if name not in self._requests:
            return _unknown(name)
        reply = self._requests[name]()
        return await reply if isinstance(reply, Awaitable) else reply

    async def _pass_glances(self, writer: asyncio.StreamWriter) -> None:
        waiting: asyncio.Queue[Glance] = asyncio.Queue(_MOST_WAITING)
        self._recorders.add(waiting)
        try:
            while True:
                writer.write(to_line(await waiting.get(), key_points=False).encode() + b"\n")
                await writer.drain()
        finally:
            self._recorders.discard(waiting)


async def _left(reader: asyncio.StreamReader) -> None:
    """Wait until the caller disconnects: without a glance to send, nothing else would show it."""
    while await reader.read(_LONGEST_REQUEST):
        pass


async def _first_of(*doing: Coroutine[Any, Any, None]) -> None:
    """Do all of these until one has ended, however it ended."""
    tasks = [asyncio.create_task(one) for one in doing]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _name_in(line: bytes) -> str:
    plain = json.loads(line)
    return str(plain["ask"]) if isinstance(plain, dict) and "ask" in plain else ""


def _unknown(name: str) -> ControlReply:
    return {"error": f"the speaker cannot be asked for {name!r}"}


def _line(reply: ControlReply) -> bytes:
    return json.dumps(reply).encode() + b"\n"


def ask_speaker(name: str, environment: Mapping[str, str]) -> ControlReply:
    """Return what the speaker on this machine answers to the request of this name.

    Raises:
        ControlError: no speaker is running, it refuses, or it ends before it answers.
    """
    try:
        line = next(_lines(name, environment), b"")
    except ConnectionError:
        line = b""
    if not line.endswith(b"\n"):
        raise ControlError("the speaker ended before it answered; try again once it is back")
    reply = json.loads(line)
    if "error" in reply:
        raise ControlError(str(reply["error"]))
    return dict(reply)


async def glances_of_speaker(environment: Mapping[str, str]) -> AsyncIterator[Glance]:
    """Yield the glances of the speaker on this machine until it ends; raises `ControlError`."""
    for line in _lines("glances", environment):
        yield from_line(line)
        await asyncio.sleep(0)


def _lines(name: str, environment: Mapping[str, str]) -> Iterator[bytes]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        _connect(connection, environment)
        connection.sendall(_line({"ask": name}))
        with connection.makefile("rb") as replies:
            yield from replies


def _connect(connection: socket.socket, environment: Mapping[str, str]) -> None:
    for path in (usual_socket(environment), SERVICE_SOCKET):
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            try:
                connection.connect(str(path))
            except PermissionError as no:
                raise ControlError(f"you may not open {path}; try again with sudo") from no
            return
    raise NoSpeakerError("no speaker is running here; start one with `mien run` or `systemctl start mien`")
