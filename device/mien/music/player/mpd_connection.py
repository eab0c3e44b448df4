"""The wire to MPD, on python-mpd2. The one file that imports it.

python-mpd2's asyncio client has no command lists, lets newlines through (a title could smuggle in a
command), breaks at lines over 64 KiB, takes MPD's replies at their word, and wedges when a connection is
lost in its own idling. So here every request is a command list with an answer per command, its idling is
off, arguments are refused before they are sent, and a reply that does not fit ends the connection.
"""

import asyncio
import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from mpd import CommandError, MPDError
from mpd.asyncio import BinaryCommandResult, MPDClient

from mien.music.player.mpd_replies import Pair, ReplyPairs, whole
from mien.music.player.player import PlayerGoneError, PlayerRefusedError, UnableError, VanishedError
from mien.types import Seconds

LONGEST_LINE = 1 << 20
PIECE = 1 << 20
"""Bytes of a picture in one answer, at most."""
NO_EXIST = 50
"""MPD's code for "there is no such song"; for stickers also "the song has none of this name"."""

_UNABLE = frozenset({4, 5})
"""MPD's codes for "not permitted" and "no such command", which a sticker database that is off says too."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ACK = re.compile(r"ACK \[(?P<code>\d+)@(?P<place>\d+)\] \{[^}]*\} ?(?P<why>.*)")


@dataclass(frozen=True, slots=True)
class Command:
    """One command and its arguments, not yet quoted."""

    verb: str
    args: tuple[str, ...] = ()


def command(verb: str, *args: object) -> Command:
    """Return a command that is safe to send.

    Raises:
        VanishedError: an argument has a control character; MPD would read what follows as a command.
    """
    texts = tuple(str(arg) for arg in args)
    for text in texts:
        if _CONTROL.search(text):
            raise VanishedError(f"{text[:60]!r} has a control character and was not sent to MPD")
    return Command(verb, texts)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the commands that MPD accepted, in order; and why it refused the next, if it did.

    `code`: MPD's number for why; NO_EXIST is one.
    """

    accepted: tuple[ReplyPairs, ...]
    refused: str = ""
    code: int = 0

    def all(self) -> tuple[ReplyPairs, ...]:
        """Return the answers.

        Raises:
            PlayerRefusedError: MPD refused one of the commands; VanishedError or UnableError if it said so.
        """
        if not self.refused:
            return self.accepted
        said = f"MPD says: {self.refused}"
        if self.code == NO_EXIST:
            raise VanishedError(said)
        raise UnableError(said) if self.code in _UNABLE else PlayerRefusedError(said)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a picture; `size`: how many the whole has."""

    size: int
    data: bytes


class MpdConnection:
    """One connection to MPD. It is not mended: whoever gets PlayerGoneError opens another."""

    def __init__(self, client: "_Client", patience: Seconds) -> None:
        self._client = client
        self._patience = patience
        self._turn = asyncio.Lock()
        self._awaited: asyncio.Future[Any] | None = None
        self._answered = asyncio.get_running_loop().time()

    @property
    def last_reply_age(self) -> Seconds:
        """How long ago MPD last answered here."""
        return asyncio.get_running_loop().time() - self._answered

    @classmethod
    async def open(cls, address: str, password: str | None, patience: Seconds) -> Self:
        """Connect to `address`: a socket's path, or HOST:PORT.

        Raises:
            PlayerGoneError: nobody answers there within `patience`, or not as MPD does.
            PlayerRefusedError: MPD refuses the password.
        """
        client = _Client()
        try:
            async with asyncio.timeout(patience):
                await client.connect(*_host_and_port(address))
        except (OSError, MPDError, ValueError) as low:
            await client.hang_up()
            raise PlayerGoneError(f"no MPD at {address}: {low or 'no answer'}") from low
        wire = cls(client, patience)
        try:
            if password is not None:
                (await wire.ask(command("password", password))).all()
        except PlayerRefusedError:
            await wire.close()
            raise
        return wire

    async def ask(self, *commands: Command, patience: Seconds | None = None) -> Answers:
        """Send the commands as one list and return the answers.

        Raises:
            PlayerGoneError: no answer within `patience` seconds, a lost connection, or an answer that does
                not fit. The connection is closed then: what comes later might be taken for another answer.
        """
        async with self._turn:
            lines: list[str] = await self._awaiting("batch", commands, patience or self._patience)
            try:
                return _answers(lines, len(commands))
            except PlayerGoneError:
                await self.close()
                raise

    async def piece(self, place: str, uri: str, begin: int) -> Piece | None:
        """Return what MPD sends at once of a song's picture from byte `begin` on; None if it has none.

        `place`: "readpicture" is the picture in the song's file, "albumart" the one beside it.

        Raises:
            PlayerGoneError: as `ask`.
            VanishedError: the name cannot be sent.
        """
        asked = command(place, uri, begin)
        async with self._turn:
            said = await self._awaiting("piece", (asked,), self._patience) or {}
        data: bytes = said.get("binary", b"")
        return Piece(whole(said.get("size", ""), -1), data) if data else None

    async def idle(self, *subsystems: str) -> frozenset[str]:
        """Wait, as long as it takes, until one of the subsystems changes."""
        async with self._turn:
            lines: list[str] = await self._awaiting("wait", subsystems, None)
        return frozenset(_pair(line)[1] for line in lines if line.startswith("changed: "))

    async def close(self) -> None:
        """Close the connection; whoever waits on it gets PlayerGoneError."""
        await self._client.hang_up()
        if self._awaited is not None and not self._awaited.done():
            # python-mpd2 leaves a request that nobody will answer waiting for ever.
            if isinstance(self._awaited, asyncio.Task):
                self._awaited.cancel()
            else:
                self._awaited.set_exception(ConnectionError("closed"))

    async def _awaiting(self, verb: str, args: Iterable[object], patience: Seconds | None) -> Any:
        """Return what the client's `verb` answers; None if MPD refuses what is no list of commands."""
        answered = False
        try:
            async with asyncio.timeout(patience):
                self._awaited = asyncio.ensure_future(getattr(self._client, verb)(*args))
                answer = await self._awaited
            answered = True
        except CommandError:
            answered = True
            return None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise PlayerGoneError(
                "the connection to MPD was closed"
            ) from None  # by `close`, not by our caller
        except TimeoutError as low:
            raise PlayerGoneError(f"MPD did not answer within {patience:g} s") from low
        except (OSError, MPDError, ValueError) as low:
            raise PlayerGoneError(f"the connection to MPD was lost: {low}") from low
        finally:
            if answered:
                self._answered = asyncio.get_running_loop().time()
            else:
                await self.close()
        return answer


class _Client(MPDClient):  # type: ignore[misc]  # python-mpd2 has no types
    """python-mpd2's client with command lists, long lines, and no idling of its own."""

    IMMEDIATE_COMMAND_TIMEOUT = None  # an idle of its own could swallow a change

    def __init__(self) -> None:
        super().__init__()
        self._reader: asyncio.StreamReader | None = None
        self._unanswered = 0
        self._ended = False
        self._is_list = False

    async def connect(self, host: str, port: int = 6600) -> None:
        await super().connect(host, port)
        self._reader = vars(self)["_MPDClient__rfile"]
        vars(self._reader)["_limit"] = LONGEST_LINE  # a 64 KB title is a longer line than asyncio's 64 KiB

    async def hang_up(self) -> None:
        writer: asyncio.StreamWriter | None = vars(self)["_MPDClient__wfile"]
        self.disconnect()
        if writer is not None:
            with contextlib.suppress(OSError):  # it is closed either way
                await writer.wait_closed()

    async def piece(self, asked: Command) -> dict[str, Any]:
        """Ask for one piece of a picture. python-mpd2 would fetch all of it, however large."""
        queue: asyncio.Queue[Any] | None = vars(self)["_MPDClient__command_queue"]
        if queue is None:
            raise PlayerGoneError("the connection to MPD was closed")
        self._write_command(asked.verb, asked.args)
        said = BinaryCommandResult()
        queue.put_nowait(said)
        found: dict[str, Any] = await said
        return found

    async def _read_chunk(self, length: int) -> Any:
        if not 0 <= length <= PIECE:
            raise PlayerGoneError("MPD sends a larger piece than was asked for")
        return await super()._read_chunk(length)

    def _write_command(self, verb: str, args: Iterable[Any] = ()) -> None:
        if self._reader is None or vars(self._reader)["_buffer"]:
            raise PlayerGoneError("MPD said something that nobody asked")
        self._unanswered = 0
        self._is_list = verb == "batch"
        if not self._is_list:
            super()._write_command("idle" if verb == "wait" else verb, args)
            return
        commands = tuple(args)
        self._unanswered = len(commands)
        self._write_line("command_list_ok_begin")
        for each in commands:
            super()._write_command(each.verb, each.args)
        self._write_line("command_list_end")

    async def _read_line(self) -> str | None:
        """Return a line, or None at the end of the reply.

        An `OK` before each command was answered is no end: MPD never says that, but a crafted playlist can.
        """
        if self._ended or self._reader is None:
            self._ended = False
            return None
        data = await self._reader.readline()
        if not data.endswith(b"\n"):
            raise PlayerGoneError("MPD closed the connection")
        line = data[:-1].decode("utf-8", "replace")
        self._unanswered -= line == "list_OK"
        if _ACK.fullmatch(line) is not None:
            if not self._is_list:
                raise CommandError("")
            self._ended = True
        return None if line == "OK" and self._unanswered <= 0 else line


def _keep(_client: _Client, lines: list[str]) -> list[str]:
    return lines


vars(_keep).update(mpd_commands_binary=False, mpd_commands_direct=False)  # what add_command looks for
_Client.add_command("batch", _keep)
_Client.add_command("wait", _keep)


def _host_and_port(address: str) -> tuple[str, int]:
    if "/" in address or address.startswith("@"):
        return address, 0
    host, _, port = address.rpartition(":")
    return (host.strip("[]"), int(port)) if host else (address, 6600)


def _answers(lines: list[str], expected: int) -> Answers:
    """Part the lines of a reply into one answer per command.

    Raises:
        PlayerGoneError: there are not as many answers as commands; the reply cannot be trusted.
    """
    accepted: list[ReplyPairs] = []
    answer: list[Pair] = []
    for line in lines:
        if line == "list_OK":
            accepted.append(tuple(answer))
            answer = []
        elif ack := _ACK.fullmatch(line):
            if int(ack["place"]) != len(accepted):
                raise PlayerGoneError("MPD's answer does not fit the question")
            return Answers(tuple(accepted), ack["why"] or "no", int(ack["code"]))
        else:
            answer.append(_pair(line))
    if len(accepted) != expected:
        raise PlayerGoneError("MPD's answer does not fit the question")
    return Answers(tuple(accepted))


def _pair(line: str) -> Pair:
    key, _, value = line.partition(": ")
    return key.lower(), value
