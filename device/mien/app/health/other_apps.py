"""Whether MPD apps on the network can reach the player: checked by connecting as such an app would."""

import asyncio
import contextlib

from mien.app.page.page_addresses import own_address
from mien.types import Seconds

PORT = 6600
PATIENCE: Seconds = 2.0
_LONGEST_LINE = 4096

CLOSED = "no other app can reach the player over the network"
LOCKED = "apps on this network reach the player at port {} with its password"
OPEN = "any app on this network may control the player, at port {}, without a password"


async def other_apps(mpd: str) -> str:
    """Return who else may control the player that the setting `mpd` names, as part of a sentence."""
    host, port = _app_address(mpd)
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(host, port, limit=_LONGEST_LINE)
            try:
                if not (await reader.readline()).startswith(b"OK MPD "):
                    return CLOSED
                writer.write(b"status\n")
                refused = (await reader.readline()).startswith(b"ACK [4@")
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError, ValueError):
        return CLOSED
    return (LOCKED if refused else OPEN).format(port)


def _app_address(mpd: str) -> tuple[str, int]:
    """Return where apps would connect: the player's host, or this machine's address if it runs here."""
    host, colon, port = mpd.rpartition(":")
    number = int(port) if colon and port.isdecimal() and not mpd.startswith("/") else PORT
    is_here = mpd.startswith(("/", "@")) or host.strip("[]") in {"", "localhost", "127.0.0.1", "::1"}
    return (own_address() or "127.0.0.1") if is_here else host.strip("[]"), number
