"""The server side of a UNIX socket: one that systemd passed, or our own, which is removed when we end."""

import contextlib
import errno
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from mien.errors import MienError

_FIRST_FD = 3  # sd_listen_fds(3): passed sockets begin here


class ListenError(MienError):
    """A socket can't be opened for listening; says why and what to do."""


@contextmanager
def listening(path: Path, environment: Mapping[str, str], *, other: str) -> Iterator[socket.socket]:
    """Yield a listening socket: systemd's, or one at `path` that only our user may open.

    `other`: what may be running already if the path is taken, as the owner calls it ("speaker").

    Raises:
        ListenError: `path` is taken by something that answers, or cannot be written.
    """
    passed = passed_socket(environment, os.getpid())
    if passed is not None:
        with passed:
            yield passed
        return
    with own_socket(path, other=other) as own:
        try:
            yield own
        finally:
            path.unlink(missing_ok=True)


def passed_socket(environment: Mapping[str, str], pid: int) -> socket.socket | None:
    """Return the listening socket that systemd passed to this process, if it did."""
    if environment.get("LISTEN_PID") != str(pid) or environment.get("LISTEN_FDS", "0") == "0":
        return None
    return socket.socket(fileno=_FIRST_FD)


def own_socket(path: Path, *, other: str) -> socket.socket:
    """Return a socket that listens at `path`; one that a dead process left there is replaced.

    Raises:
        ListenError: as `listening`.
    """
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _answers(path):
            path.unlink()
        os.fchmod(own.fileno(), 0o600)  # set while binding, so that nobody else can connect at any moment
        own.bind(str(path))
        path.chmod(0o600)
        own.listen()
    except OSError as bad:
        own.close()
        raise ListenError(f"Can't listen at {path}: {_reason(bad, path, other)}") from bad
    return own


def _reason(bad: OSError, path: Path, other: str) -> str:
    """Return why the socket cannot be listened on, and what to do."""
    if bad.errno == errno.EADDRINUSE:
        return f"is another {other} running?"
    if bad.errno == errno.ENOENT:
        return f"there is no folder {path.parent}; create it, or set XDG_RUNTIME_DIR to one that is yours."
    return f"{bad.strerror or bad}."


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        with contextlib.suppress(OSError):
            caller.connect(str(path))
            return True
        return False
