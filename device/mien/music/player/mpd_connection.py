"""A connection to MPD: opened here, one request at a time, closed for good as soon as anything goes wrong."""

import asyncio
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self, TypeAlias

from mien.errors import reason
from mien.music.player.mpd_protocol import MpdCommand, MpdProtocol, Reply, command
from mien.music.player.mpd_replies import whole
from mien.music.player.player import PlayerGoneError, PlayerRefusedError
from mien.types import Seconds

PORT = 6600
"""MPD's port, where an address names none."""

_CLOSED = "the connection to MPD was closed"
_Send: TypeAlias = Callable[[MpdProtocol], bytes]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a picture."""

    size: int
    """How many bytes the whole picture has; -1 if MPD doesn't say."""
    data: bytes
    """The bytes themselves, at least one."""


class MpdConnection:
    """One connection to MPD. It is never repaired: open another after PlayerGoneError."""

    def __init__(self, stream: "_Stream", patience: Seconds) -> None:
        self._stream = stream
        self._patience = patience
        self._turn = asyncio.Lock()
        self._answered = asyncio.get_running_loop().time()
        self.reply_took: Seconds | None = None
        """How long the newest answer took; None before the first. Waiting for changes does not count."""

    @property
    def last_reply_age(self) -> Seconds:
        """How long ago MPD last answered here."""
        return asyncio.get_running_loop().time() - self._answered

    @classmethod
    async def open(cls, address: str, password: str | None, patience: Seconds) -> Self:
        """Connect to `address`: a socket's path, or HOST:PORT.

        Raises:
            PlayerGoneError: nothing answers there within `patience`, or it isn't MPD.
            PlayerRefusedError: MPD refuses the password.
        """
        stream = _Stream()
        try:
            async with asyncio.timeout(patience):
                await _connect(stream, address)
                await stream.greeting
        except (OSError, ValueError, PlayerGoneError) as low:
            await stream.close()
            raise PlayerGoneError(f"no MPD at {address}: {_reason(low)}") from low
        except BaseException:
            await stream.close()
            raise
        connection = cls(stream, patience)
        try:
            if password is not None:
                (await connection.ask(command("password", password))).all()
        except PlayerRefusedError:
            await connection.close()
            raise
        return connection

    async def ask(self, *commands: MpdCommand, patience: Seconds | None = None) -> Reply:
        """Send the commands as one list and return the answers.

        Raises:
            PlayerGoneError: no answer within `patience` seconds, a lost connection, or an invalid answer. The
            connection is closed then: what comes later might be taken for another answer.
        """
        return await self._request(lambda protocol: protocol.ask(commands), patience or self._patience)

    async def piece(self, place: str, uri: str, begin: int) -> Piece | None:
        """Return the piece of a song's picture that MPD sends from byte `begin` on; None without a picture.

        `place`: "readpicture" is the picture in the song's file, "albumart" the one beside it.

        Raises:
            PlayerGoneError: as `ask`.
            VanishedError: the name can't be sent.
        """
        asked = command(place, uri, begin)
        reply = await self._request(lambda protocol: protocol.ask_one(asked, binary=True), self._patience)
        if not reply.piece:
            return None
        said = dict(reply.accepted[0])
        return Piece(whole(said.get("size", ""), -1), reply.piece)

    async def idle(self, *subsystems: str) -> frozenset[str]:
        """Wait, as long as it takes, until one of the subsystems changes.

        Raises:
            PlayerGoneError: as `ask`.
            PlayerRefusedError: MPD doesn't allow waiting for changes.
        """
        asked = command("idle", *subsystems)
        (said,) = (await self._request(lambda protocol: protocol.ask_one(asked), None)).all()
        return frozenset(value for key, value in said if key == "changed")

    async def close(self) -> None:
        """Close the connection; a request that still waits on it gets PlayerGoneError."""
        await self._stream.close()

    async def _request(self, send: _Send, patience: Seconds | None) -> Reply:
        async with self._turn:
            answered, asked = False, asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(patience):
                    reply = await self._stream.request(send)
                answered = True
            except TimeoutError as low:
                raise PlayerGoneError(f"MPD did not answer within {patience:g} s") from low
            finally:
                if not answered:  # also when the caller is cancelled: the answer would be the next one's
                    await self._stream.close()
            self._answered = asyncio.get_running_loop().time()
            self.reply_took = self._answered - asked if patience is not None else self.reply_took
            return reply


class _Stream(asyncio.Protocol):
    """The socket's end of a connection. `greeting` is done once MPD has greeted."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._protocol = MpdProtocol()
        self._transport: asyncio.Transport | None = None
        self._gone: PlayerGoneError | None = None
        self._lost: asyncio.Future[None] = loop.create_future()
        self.greeting: asyncio.Future[Reply] = loop.create_future()
        self._awaited = self.greeting

    async def request(self, send: _Send) -> Reply:
        """Send what `send` returns; return the reply."""
        if self._gone is not None or self._transport is None:
            raise PlayerGoneError(str(self._gone or _CLOSED))
        self._transport.write(send(self._protocol))
        self._awaited = asyncio.get_running_loop().create_future()
        return await self._awaited

    async def close(self) -> None:
        """Close the socket and return once it is closed."""
        self._end(PlayerGoneError(_CLOSED))
        if self._transport is not None:
            await asyncio.wait({self._lost})

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; asyncio calls this first."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        if self._gone is not None:
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Read what arrived."""
        if self._gone is not None:
            return
        try:
            reply = self._protocol.receive(data)
        except PlayerGoneError as bad:
            self._end(bad)
            return
        if reply is not None and not self._awaited.done():
            self._awaited.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is closed; asyncio calls this last."""
        why = "MPD closed the connection"
        if exc is not None and not isinstance(exc, ConnectionError):  # that is how it ends in mid-request
            why = f"the connection to MPD was lost: {reason(exc)}"
        self._end(PlayerGoneError(why))
        if not self._lost.done():
            self._lost.set_result(None)

    def _end(self, why: PlayerGoneError) -> None:
        """Close the socket at once; the first reason is the one that is reported."""
        if self._gone is None:
            self._gone = why
        if not self._awaited.done():
            self._awaited.set_exception(self._gone)
            self._awaited.exception()  # there may be nobody left to await it
        if self._transport is not None:
            self._transport.abort()


_REASONS: Mapping[type[OSError], str] = MappingProxyType(
    {
        TimeoutError: "no answer",
        FileNotFoundError: "there is no such socket",
        PermissionError: "this user isn't allowed to open it",
        socket.gaierror: "there is no host with that name",
        ConnectionError: "nothing answers there",
    }
)


def _reason(low: Exception) -> str:
    """Return in plain words why a connection could not be opened."""
    if "Connect call failed" in str(low):  # asyncio's own words, if a host has several addresses
        return _REASONS[ConnectionError]
    known = (words for kind, words in _REASONS.items() if isinstance(low, kind))
    return next(known, (isinstance(low, OSError) and low.strerror) or str(low))


async def _connect(stream: _Stream, address: str) -> None:
    loop = asyncio.get_running_loop()
    if "/" in address or address.startswith("@"):
        path = f"\0{address[1:]}" if address.startswith("@") else address
        await loop.create_unix_connection(lambda: stream, path)
        return
    host, _, port = address.rpartition(":")
    where = (host.strip("[]"), int(port)) if host else (address, PORT)
    await loop.create_connection(lambda: stream, *where)
