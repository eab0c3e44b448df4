"""The interface between the watch and one kind of player, and what all kinds share."""

from typing import Protocol

from mien.guests.bus import Bus
from mien.mood.guests.guest import Guest, GuestPlayer

LONGEST_NAME = 60
"""The most characters of a guest's name that are shown."""


class GuestSource(Protocol):
    """One kind of player that guests may use."""

    @property
    def player(self) -> GuestPlayer:
        """Which."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Match rules for the signals after which the answer may differ."""

    async def read(self, bus: Bus) -> Guest | None:
        """Return who plays by it now; raises `CallError` if it isn't running."""

    async def stop(self, bus: Bus) -> None:
        """Make the guest who plays by it stop; raises `CallError`."""


def signals_of(service: str, path: str) -> tuple[str, ...]:
    """Return match rules for a service's signals about objects below `path`, and for its start and end."""
    comes_or_goes = f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{service}'"
    return f"type='signal',sender='{service}',path_namespace='{path}'", comes_or_goes


def shown_name(name: object) -> str:
    """Return a phone's own name as one short line: it is untrusted."""
    text = name if isinstance(name, str) else ""
    return "".join(c if c.isprintable() else " " for c in text).strip()[:LONGEST_NAME]
