"""A stream of bytes from MPD, cut into lines and binary pieces. Pure: no socket, no clock."""

from mien.music.player.player import PlayerGoneError

LONGEST_LINE = 1 << 20
"""Bytes. A tag of 64 KB is a legal line; a megabyte without a line feed is not MPD."""


class MpdProtocolError(PlayerGoneError):
    """The other side doesn't follow MPD's protocol; the connection can't be trusted."""


class Framing:
    """Holds the bytes that have arrived until they make a whole line, or a whole piece."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0  # no line feed before this byte

    def __len__(self) -> int:
        """Return how many bytes have arrived and were not taken yet."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add bytes that arrived."""
        self._buffer += data

    def line(self) -> str | None:
        """Take the next line, without its line feed; None if it isn't complete yet.

        Raises:
            MpdProtocolError: it is longer than LONGEST_LINE.
        """
        end = self._buffer.find(b"\n", self._searched)
        self._searched = len(self._buffer) if end < 0 else 0
        if (len(self._buffer) if end < 0 else end) > LONGEST_LINE:
            raise MpdProtocolError("MPD sent a line that is too long")
        return None if end < 0 else self._take(end).decode("utf-8", "replace")

    def piece(self, size: int) -> bytes | None:
        """Take `size` bytes and the line feed after them; None if they aren't complete yet.

        Raises:
            MpdProtocolError: they aren't followed by a line feed.
        """
        if len(self._buffer) <= size:
            return None
        if self._buffer[size] != ord("\n"):
            raise MpdProtocolError("MPD sent more bytes of a picture than it announced")
        return self._take(size)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[: size + 1]
        return taken
