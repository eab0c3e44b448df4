"""Bluetooth audio: a phone that plays to this machine, as BlueZ reports. BlueALSA outputs the sound."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from mien.guests.bus import Bus, CallError, CallSpec
from mien.guests.source import shown_name, signals_of
from mien.mood.guests.guest import Guest, GuestPlayer

SERVICE = "org.bluez"
AUDIO_SINK = "0000110b-0000-1000-8000-00805f9b34fb"
"""A transport's profile when we are the loudspeaker; with 110a we would play to somebody's headphones."""
TRANSPORT, DEVICE, MEDIA_PLAYER = "org.bluez.MediaTransport1", "org.bluez.Device1", "org.bluez.MediaPlayer1"
_MANAGER = "org.freedesktop.DBus.ObjectManager"

Objects: TypeAlias = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""Properties by interface by path."""


class Bluetooth:
    """The guest who plays by Bluetooth."""

    player = GuestPlayer.BLUETOOTH
    rules = signals_of(SERVICE, "/")

    async def read(self, bus: Bus) -> Guest | None:
        """Return who plays."""
        objects = await _objects(bus)
        device = next(sending(objects), None)
        if device is None:
            return None
        about = objects.get(device, {}).get(DEVICE, {})
        return Guest(self.player, shown_name(about.get("Alias")))

    async def stop(self, bus: Bus) -> None:
        """Press pause on every phone that plays; one that doesn't support that is disconnected."""
        objects = await _objects(bus)
        for device in sending(objects):
            buttons = [
                path for path in objects if path.startswith(f"{device}/") and MEDIA_PLAYER in objects[path]
            ]
            try:
                await bus.call(CallSpec(SERVICE, (buttons or [device])[0], MEDIA_PLAYER, "Pause"))
            except CallError:
                await bus.call(CallSpec(SERVICE, device, DEVICE, "Disconnect"))


def sending(objects: Objects) -> Iterator[str]:
    """Yield the path of each device that sends us sound now."""
    for interfaces in objects.values():
        transport = interfaces.get(TRANSPORT, {})
        is_in = str(transport.get("UUID", "")).lower() == AUDIO_SINK
        if is_in and transport.get("State") == "active":
            yield str(transport.get("Device", ""))


async def _objects(bus: Bus) -> Objects:
    (objects,) = await bus.call(CallSpec(SERVICE, "/", _MANAGER, "GetManagedObjects"))
    return objects if isinstance(objects, dict) else {}
