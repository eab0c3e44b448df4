"""Requests by hand, byte by byte: what it takes to attack."""

import contextlib
import socket
from collections.abc import Generator

import httpx

from web.local_server import LocalServer


def head_of(paired: httpx.Client, what: str, more: str) -> str:
    """Return the head of a request that passes everything before its body."""
    host = paired.base_url.netloc.decode()
    return (
        f"{what} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n"
        f"Cookie: mien={paired.cookies['mien']}\r\n"
        f"X-Mien-Token: {paired.headers['X-Mien-Token']}\r\n{more}\r\n"
    )


def connect(server: LocalServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


@contextlib.contextmanager
def connected(server: LocalServer) -> Generator[socket.socket]:
    with contextlib.closing(connect(server)) as line:
        yield line


def raw(server: LocalServer, text: str) -> bytes:
    """Return what comes back for these very bytes."""
    with connected(server) as line:
        line.sendall(text.encode("latin-1"))
        return read(line)


def read(line: socket.socket) -> bytes:
    """Return what is answered first."""
    try:
        return line.recv(4096)
    except ConnectionError:
        return b""


def hung_up(line: socket.socket) -> bool:
    line.setblocking(False)  # noqa: FBT003  so the library wants it
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def still_well(paired: httpx.Client) -> bool:
    try:
        return paired.get("/api/v1/now").status_code == 200
    except httpx.TransportError:
        return False
