"""The speaker's end of a UNIX socket to a process that comes and goes: connects, and reconnects."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from mien.errors import reason
from mien.ipc.messages import LONGEST_LINE
from mien.retry import Backoff
from mien.types import Seconds

RETRIES = Backoff(shortest=0.1, longest=5.0)


@dataclass(frozen=True, slots=True)
class LinkEvents:
    """What a connection does and reports; only `converse` may wait."""

    converse: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
    """Exchanges messages until the process disconnects; raises TimeoutError if it is silent for too long."""
    hung_up: Callable[[], None]
    """The connection is over, however it ended."""
    hang: Callable[[], None]
    """The process was silent for too long."""
    lost: Callable[[str], None]
    """Called with the reason why there is no connection, as part of a sentence."""


async def stay_connected(socket: Path, name: str, silence: Seconds, events: LinkEvents) -> None:
    """Stay connected to the process called `name`; returns only when cancelled."""
    failures = 0
    while True:
        try:
            reader, writer = await asyncio.open_unix_connection(str(socket), limit=LONGEST_LINE)
            failures = 0
            await events.converse(reader, writer)
            why = f"the {name} stopped"
        except TimeoutError:
            events.hang()
            why = f"the {name} said nothing for {silence:g} seconds"
        except (OSError, EOFError, ValueError) as gone:
            why = f"the {name} cannot be reached ({reason(gone)})"
        finally:
            events.hung_up()
        events.lost(why)
        failures += 1
        await asyncio.sleep(RETRIES.pause(failures))
