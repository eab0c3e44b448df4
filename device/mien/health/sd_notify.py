"""Sends a state to systemd, as sd_notify(3): READY=1, STATUS=..., WATCHDOG=1."""

import contextlib
import socket
from collections.abc import Callable, Mapping
from typing import TypeAlias

Tell: TypeAlias = Callable[[str], None]


def sd_notify(environment: Mapping[str, str]) -> Tell:
    """Return a function that sends a state to systemd; it does nothing without systemd."""
    address = environment.get("NOTIFY_SOCKET", "")
    if not address:
        return lambda _state: None
    if address.startswith("@"):
        address = "\0" + address[1:]

    def tell(state: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as there, contextlib.suppress(OSError):
            there.sendto(state.encode(), address)  # systemd may be restarting; it will ask again

    return tell
