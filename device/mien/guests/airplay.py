"""AirPlay, by shairport-sync (Debian's 3.3.8 and 4.3.7), whose D-Bus interface says whether it plays."""

from typing import Any

from mien.guests.bus import Bus, CallError, CallSpec
from mien.guests.source import shown_name, signals_of
from mien.mood.guests.guest import Guest, GuestPlayer

SERVICE, PATH = "org.gnome.ShairportSync", "/org/gnome/ShairportSync"
REMOTE = f"{SERVICE}.RemoteControl"
_PROPERTIES = "org.freedesktop.DBus.Properties"


class AirPlay:
    """The guest who plays by AirPlay."""

    player = GuestPlayer.AIRPLAY
    rules = signals_of(SERVICE, PATH)

    async def read(self, bus: Bus) -> Guest | None:
        """Return who plays. A session outlasts the last sound by some seconds, set by our role."""
        if (await _properties(bus, SERVICE)).get("Active") is not True:
            return None
        remote = await _properties(bus, REMOTE)
        return Guest(self.player, shown_name(remote.get("ClientName")))  # 3.3.8 reports only the address

    async def stop(self, bus: Bus) -> None:
        """End the session. 3.3.8 can't do that: it exits, and systemd restarts it."""
        try:
            await bus.call(CallSpec(SERVICE, PATH, SERVICE, "DropSession"))
        except CallError:
            await bus.call(CallSpec(SERVICE, PATH, SERVICE, "Quit"))


async def _properties(bus: Bus, interface: str) -> dict[str, Any]:
    (properties,) = await bus.call(CallSpec(SERVICE, PATH, _PROPERTIES, "GetAll", (interface,)))
    return dict(properties)
