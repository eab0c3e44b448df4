"""The two things the eye needs of systemd: the socket it was started for, and a word of how it does."""

import contextlib
import socket
from collections.abc import Mapping
from typing import TypeAlias

from mien.eye.watchdog import Notify

Environment: TypeAlias = Mapping[str, str]

_FIRST_FD = 3  # sd_listen_fds(3): passed sockets begin here


def passed_socket(environment: Environment, pid: int) -> socket.socket | None:
    """Return the listening socket that systemd passed to this process, if it did."""
    if environment.get("LISTEN_PID") != str(pid) or environment.get("LISTEN_FDS", "0") == "0":
        return None
    return socket.socket(fileno=_FIRST_FD)


def notifier(environment: Environment) -> Notify:
    """Return what sends a state to systemd, as sd_notify(3); it does nothing where nobody listens."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return lambda _state: None
    if address.startswith("@"):
        address = "\0" + address[1:]

    def notify(state: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there, contextlib.suppress(OSError):
            there.sendto(state.encode(), address)  # systemd may be starting anew; it will ask again

    return notify
