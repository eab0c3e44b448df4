"""Responses without an end: server-sent events and motion JPEG. They end as soon as the browser leaves."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from starlette.types import Receive, Scope, Send

from mien.web.backend import Jpeg

BOUNDARY = b"picture"


class Stream:
    """A response that sends what a generator yields.

    The first piece is awaited before anything is sent, so that an error can still be answered as one.
    """

    def __init__(self, kind: str, pieces: AsyncGenerator[bytes]) -> None:
        self._kind, self._pieces = kind, pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until there is no more, or the browser has left."""
        del scope
        async with aclosing(self._pieces) as pieces:
            sending = asyncio.create_task(self._send(pieces, send))
            leaving = asyncio.create_task(_left(receive))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                leaving.cancel()
                if not sending.done():
                    sending.cancel()
                    with suppress(asyncio.CancelledError):
                        await sending
        if not sending.cancelled():
            sending.result()

    async def _send(self, pieces: AsyncGenerator[bytes], send: Send) -> None:
        begun = False
        async for piece in pieces:
            if not begun:
                await send(self._head())
                begun = True
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if not begun:
            await send(self._head())
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _head(self) -> dict[str, object]:
        headers = [(b"content-type", self._kind.encode()), (b"cache-control", b"no-store")]
        return {"type": "http.response.start", "status": 200, "headers": headers}


def event_stream(events: AsyncGenerator[bytes]) -> Stream:
    """Return server-sent events as a response."""
    return Stream("text/event-stream; charset=utf-8", events)


def picture_stream(pictures: AsyncGenerator[Jpeg]) -> Stream:
    """Return pictures as motion JPEG, which an <img> can show and a script can take apart."""
    return Stream(f"multipart/x-mixed-replace; boundary={BOUNDARY.decode()}", _framed(pictures))


async def _framed(pictures: AsyncGenerator[Jpeg]) -> AsyncGenerator[bytes]:
    """Yield each picture with the boundary *after* it: browsers show it without waiting for the next."""
    opening = b"--" + BOUNDARY + b"\r\n"
    async with aclosing(pictures):
        async for picture in pictures:
            head = b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % len(picture)
            yield opening + head + picture + b"\r\n--" + BOUNDARY + b"\r\n"
            opening = b""


async def _left(receive: Receive) -> None:
    """Return when the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
