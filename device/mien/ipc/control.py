"""The door for whoever is on the machine itself: `mien pair`, `mien explain` and `mien record` knock here.

A UNIX socket that only its owner may open. One JSON object a line in, one or more out:

    {"ask": "pair"}      {"open_for": 120.0}
    {"ask": "explain"}   {"song": {...} or null, ...}
    {"ask": "glances"}   glance after glance, without key points, until the caller hangs up

What cannot be done is answered with {"error": "a sentence"}.
"""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from mien.errors import MienError
from mien.ipc.glance_codec import from_line, to_line
from mien.mood.glance import Glance

ControlReply: TypeAlias = Mapping[str, Any]
ControlRequest: TypeAlias = Callable[[], ControlReply]

_LONGEST_ASK = 1024
_MOST_WAITING = 50


class ControlError(MienError):
    """The speaker on this machine cannot be asked; says why and what to do."""


def usual_socket(environment: Mapping[str, str]) -> Path:
    """Return where a speaker started by this user listens; systemd names the folder for its services."""
    folder = environment.get("RUNTIME_DIRECTORY") or environment.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108
    name = "control.socket" if "RUNTIME_DIRECTORY" in environment else f"mien-{os.getuid()}.socket"
    return Path(folder) / name


SERVICE_SOCKET = Path("/run/mien/control.socket")


class ControlServer:
    """Answers at the door. `asks`: what can be asked, and what answers it."""

    def __init__(self, path: Path, asks: Mapping[str, ControlRequest]) -> None:
        self._path = path
        self._asks = asks
        self.listening = asyncio.Event()
        self._recorders: set[asyncio.Queue[Glance]] = set()

    def saw(self, glance: Glance) -> None:
        """Pass a glance on to whoever records; one who is too slow misses some."""
        for waiting in self._recorders:
            with contextlib.suppress(asyncio.QueueFull):
                waiting.put_nowait(glance)

    async def run(self) -> None:
        """Answer until cancelled; the socket goes with us.

        Raises:
            ControlError: the socket cannot be made, or another speaker has it.
        """
        server = await asyncio.start_unix_server(self._associate, sock=_door(self._path), limit=_LONGEST_ASK)
        self.listening.set()
        try:
            await server.serve_forever()
        finally:
            self._path.unlink(missing_ok=True)

    async def _associate(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(5):
                ask = _ask_of(await reader.readline())
            if ask == "glances":
                await self._pass_glances(writer)
            else:
                writer.write(_line(self._asks[ask]() if ask in self._asks else _unknown(ask)))
                await writer.drain()
        except (OSError, ValueError, TimeoutError):
            pass  # the caller hung up or said nothing that makes sense; it has its own error by then
        finally:
            writer.close()

    async def _pass_glances(self, writer: asyncio.StreamWriter) -> None:
        waiting: asyncio.Queue[Glance] = asyncio.Queue(_MOST_WAITING)
        self._recorders.add(waiting)
        try:
            while True:
                writer.write(to_line(await waiting.get(), key_points=False).encode() + b"\n")
                await writer.drain()
        finally:
            self._recorders.discard(waiting)


def _door(path: Path) -> socket.socket:
    """Return a socket at `path`; one that a dead speaker left there is taken away."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _is_answered(path):
            path.unlink()
        door.bind(str(path))
        path.chmod(0o600)
    except OSError as bad:
        door.close()
        raise ControlError(
            f"{path} cannot be listened at ({bad.strerror}): does another speaker run?"
        ) from bad
    return door


def _is_answered(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        try:
            knock.connect(str(path))
        except OSError:
            return False
    return True


def _ask_of(line: bytes) -> str:
    plain = json.loads(line)
    return str(plain["ask"]) if isinstance(plain, dict) and "ask" in plain else ""


def _unknown(ask: str) -> ControlReply:
    return {"error": f"the speaker cannot be asked for {ask!r}"}


def _line(answer: ControlReply) -> bytes:
    return json.dumps(answer).encode() + b"\n"


def ask_speaker(ask: str, environment: Mapping[str, str]) -> ControlReply:
    """Return what the speaker on this machine answers.

    Raises:
        ControlError: none runs, or it says no.
    """
    answer = json.loads(next(_lines(ask, environment), b"{}"))
    if "error" in answer:
        raise ControlError(str(answer["error"]))
    return dict(answer)


async def glances_of_speaker(environment: Mapping[str, str]) -> AsyncIterator[Glance]:
    """Yield the glances of the speaker on this machine until it ends; raises `ControlError`."""
    for line in _lines("glances", environment):
        yield from_line(line)
        await asyncio.sleep(0)


def _lines(ask: str, environment: Mapping[str, str]) -> Iterator[bytes]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        _connect(line, environment)
        line.sendall(_line({"ask": ask}))
        with line.makefile("rb") as answers:
            yield from answers


def _connect(line: socket.socket, environment: Mapping[str, str]) -> None:
    for path in (usual_socket(environment), SERVICE_SOCKET):
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            try:
                line.connect(str(path))
            except PermissionError as no:
                raise ControlError(f"{path} is not yours to open; try again with sudo") from no
            return
    raise ControlError("no speaker runs on this machine; start it with `mien run`, or systemctl start mien")
