"""MPD's protocol: requests to bytes, bytes to replies. Pure: the connection is opened elsewhere.

python-mpd2 supplies the protocol's words, error codes and quoting. Its clients are not used for the speaker's
own
connection: they don't separate the answers to a command list or can't send one, let line feeds through (a
title could smuggle in a command), fetch pictures of any size, and trust replies.

A reply isn't trusted, because a crafted playlist can forge lines of it. So commands are sent as a list with
an answer for each: a reply with more or fewer answers than commands is refused, an `OK` before all are
answered is read as text, and whatever arrives unasked ends the connection instead of being taken for the next
reply.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mpd import FailureResponseCode
from mpd.base import HELLO_PREFIX, NEXT, SUCCESS, escape

from mien.music.player.mpd_framing import Framing, MpdProtocolError
from mien.music.player.mpd_replies import Pair, ReplyPairs, whole
from mien.music.player.player import (
    Add,
    ExecutionResult,
    PlayerGoneError,
    PlayerRefusedError,
    QueueCommand,
    UnableError,
    VanishedError,
)
from mien.types import EntryId

LARGEST_PIECE = 1 << 20
"""Bytes of a picture in one reply, at most."""

NO_EXIST: int = FailureResponseCode.NO_EXIST.value
"""MPD's code for "there is no such song"; for stickers also "the song has no such sticker"."""

_UNABLE = frozenset({FailureResponseCode.PERMISSION.value, FailureResponseCode.UNKNOWN.value})
"""MPD's codes for "not permitted" and "no such command", also sent if the sticker database is off."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # a lone surrogate can't be sent as UTF-8
_ACK = re.compile(r"ACK \[(?P<code>[0-9]{1,9})@(?P<place>[0-9]{1,9})\] \{[^}]*\} ?(?P<why>.*)")


@dataclass(frozen=True, slots=True)
class MpdCommand:
    """One command, not yet quoted. Made by `command`, so that it is safe to send."""

    verb: str
    """MPD's name for it."""
    args: tuple[str, ...] = ()
    """Its arguments, free of control characters."""


def command(verb: str, *args: object) -> MpdCommand:
    """Return a command that is safe to send.

    Raises:
        VanishedError: an argument has a control character; MPD would read what follows as a command.
    """
    texts = tuple(str(arg) for arg in args)
    for text in texts:
        if _CONTROL.search(text):
            what = "the password" if verb == "password" else repr(text[:60])  # this is logged
            raise VanishedError(f"{what} has a control character and was not sent to MPD")
    return MpdCommand(verb, texts)


def encoded(request: MpdCommand) -> bytes:
    """Return a command as MPD reads it: a line, each argument in quotes."""
    return " ".join([request.verb, *(f'"{escape(arg)}"' for arg in request.args)]).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Reply:
    """What MPD answered to one request."""

    accepted: tuple[ReplyPairs, ...] = ()
    """The answers to the commands that MPD accepted, in order."""
    refused: str = ""
    """Why it refused the command after those, "" if it refused none."""
    code: int = 0
    """MPD's error code, such as NO_EXIST."""
    piece: bytes = b""
    """Bytes of a picture, if that was asked for and there is one."""

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


class MpdProtocol:
    """One side of a conversation: feed it what arrives, send what it returns. One request at a time.

    It begins by awaiting the greeting, which is the first reply. It is useless after an MpdProtocolError.
    """

    def __init__(self) -> None:
        self._framing = Framing()
        self._awaited: _Reading | None = _Greeting()

    def ask(self, commands: Sequence[MpdCommand]) -> bytes:
        """Return the bytes that ask for the commands as one list, with an answer for each.

        Raises:
            MpdProtocolError: something arrived unasked, or the last reply is still awaited.
        """
        self._await(_ListReply(len(commands)))
        lines = (encoded(each) for each in commands)
        return b"".join((b"command_list_ok_begin\n", *lines, b"command_list_end\n"))

    def ask_one(self, request: MpdCommand, *, binary: bool = False) -> bytes:
        """Return the bytes that send one command alone. `binary`: a piece of a picture may come.

        Raises:
            MpdProtocolError: as `ask`.
        """
        self._await(_OneReply(binary=binary))
        return encoded(request)

    def receive(self, data: bytes) -> Reply | None:
        """Process what arrived; return the reply once it is complete.

        Raises:
            MpdProtocolError: it isn't MPD's protocol, or nothing was asked.
        """
        self._framing.feed(data)
        if self._awaited is None:
            raise MpdProtocolError("MPD sent something unasked")
        reply = self._awaited.read(self._framing)
        if reply is not None:
            self._awaited = None
        return reply

    def _await(self, reading: "_Reading") -> None:
        if self._awaited is not None:
            raise MpdProtocolError("MPD has not answered the last request yet")
        if len(self._framing):
            raise MpdProtocolError("MPD sent something unasked")
        self._awaited = reading


class _Reading(Protocol):
    """A reply while it is read."""

    def read(self, framing: Framing) -> Reply | None:
        """Read on; return the reply once it is complete."""


class _Greeting:
    """MPD's greeting."""

    def read(self, framing: Framing) -> Reply | None:
        """Read the one line of it."""
        line = framing.line()
        if line is None:
            return None
        if not line.startswith(HELLO_PREFIX):
            raise MpdProtocolError(f"it greets with {line[:60]!r}, not as MPD does")
        return Reply()


class _ListReply:
    """The reply to a list of commands: `list_OK` after each answer, `OK` after the last."""

    def __init__(self, commands: int) -> None:
        self._commands = commands
        self._accepted: list[ReplyPairs] = []
        self._answer: list[Pair] = []

    def read(self, framing: Framing) -> Reply | None:
        """Read on, line by line."""
        while (line := framing.line()) is not None:
            if line == NEXT:
                self._accepted.append(tuple(self._answer))
                self._answer = []
            elif line == SUCCESS and len(self._accepted) >= self._commands:
                return self._complete()
            elif ack := _ACK.fullmatch(line):
                return _refusal(ack, tuple(self._accepted))
            else:
                self._answer.append(_pair(line))
        return None

    def _complete(self) -> Reply:
        if len(self._accepted) != self._commands or self._answer:
            raise MpdProtocolError("MPD's answer does not fit the question")
        return Reply(tuple(self._accepted))


class _OneReply:
    """The reply to a single command: pairs and perhaps a piece of a picture, then `OK`."""

    def __init__(self, *, binary: bool) -> None:
        self._binary = binary
        self._answer: list[Pair] = []
        self._size: int | None = None
        self._piece: bytes | None = None

    def read(self, framing: Framing) -> Reply | None:
        """Read on: lines, and the piece of a picture once its size is known."""
        while True:
            if self._size is not None and self._piece is None:
                self._piece = framing.piece(self._size)
                if self._piece is None:
                    return None
            line = framing.line()
            if line is None:
                return None
            reply = self._line(line)
            if reply is not None:
                return reply

    def _line(self, line: str) -> Reply | None:
        if line == SUCCESS:
            return Reply((tuple(self._answer),), piece=self._piece or b"")
        if ack := _ACK.fullmatch(line):
            return _refusal(ack, ())
        if self._piece is not None:
            raise MpdProtocolError("MPD sent more than a picture")
        pair = _pair(line)
        self._answer.append(pair)
        if self._binary and pair[0] == "binary":
            self._size = whole(pair[1], -1)
            if not 0 <= self._size <= LARGEST_PIECE:
                raise MpdProtocolError("MPD sends a larger piece than was asked for")
        return None


def _refusal(ack: re.Match[str], accepted: tuple[ReplyPairs, ...]) -> Reply:
    if int(ack["place"]) != len(accepted):
        raise MpdProtocolError("MPD's answer does not fit the question")
    return Reply(accepted, ack["why"] or "no", int(ack["code"]))


def _pair(line: str) -> Pair:
    key, _, value = line.partition(": ")
    return key.lower(), value


def execution_result(commands: tuple[QueueCommand, ...], reply: Reply, guards: int) -> ExecutionResult:
    """Return the result of the commands; the first `guards` answers belong to the guards."""
    accepted = reply.accepted[guards:]
    done = zip(commands, accepted, strict=False)
    added = tuple(_added(answer) for each, answer in done if isinstance(each, Add))
    refused = commands[len(accepted)] if reply.refused else None
    return ExecutionResult(added, refused, reply.refused, vanished=reply.code == NO_EXIST)


def _added(answer: ReplyPairs) -> EntryId:
    entry = whole(dict(answer).get("id", ""), -1)
    if entry < 0:
        raise PlayerGoneError("MPD did not report which entry it added")
    return entry
