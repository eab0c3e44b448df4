"""BlueZ as bleak sees it: an adapter and heart-rate straps on a D-Bus of our own. No radio, no kernel.

It answers the calls that bleak makes and records their names, so a test can say what was never asked for.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from mien.pulse.heart_rate import MEASUREMENT, SERVICE

ADAPTER = "/org/bluez/hci0"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_OBJECTS = "org.freedesktop.DBus.ObjectManager"
_BETWEEN_ANNOUNCEMENTS = 0.05
_DEVICE, _GATT = "org.bluez.Device1", "org.bluez.GattCharacteristic1"

Interfaces = dict[str, dict[str, Variant]]


@dataclass
class BluezStrap:
    """A strap that announces itself."""

    address: str
    """Such as "AA:00:00:00:00:01"."""
    name: str
    """What it calls itself."""
    signal: int
    """In dBm."""
    services: tuple[str, ...] = (SERVICE,)
    """What it announces."""
    answers: bool = True
    """Whether a connection can be made."""
    is_connected: bool = field(default=False, init=False)
    """Whether somebody is connected to it."""

    @property
    def path(self) -> str:
        """Its object."""
        return f"{ADAPTER}/dev_{self.address.replace(':', '_')}"

    def interfaces(self) -> Interfaces:
        """Return what its object is."""
        return {
            _DEVICE: {
                "Address": Variant("s", self.address),
                "Name": Variant("s", self.name),
                "Alias": Variant("s", self.name),
                "Adapter": Variant("o", ADAPTER),
                "Paired": Variant("b", value=False),
                "Connected": Variant("b", self.is_connected),
                "ServicesResolved": Variant("b", self.is_connected),
                "UUIDs": Variant("as", list(self.services)),
                "RSSI": Variant("n", self.signal),
            }
        }

    def gatt(self) -> dict[str, Interfaces]:
        """Return the objects of its service."""
        service, value = f"{self.path}/service0010", f"{self.path}/service0010/char0011"
        return {
            service: {
                "org.bluez.GattService1": {
                    "UUID": Variant("s", SERVICE),
                    "Primary": Variant("b", value=True),
                    "Device": Variant("o", self.path),
                }
            },
            value: {
                _GATT: {
                    "UUID": Variant("s", MEASUREMENT),
                    "Service": Variant("o", service),
                    "Flags": Variant("as", ["notify"]),
                    "MTU": Variant("q", 23),
                }
            },
        }


class FakeBluez:
    """Bluetooth with these straps within reach. `asked_for`: the names of all calls so far."""

    def __init__(self, bus: MessageBus, *straps: BluezStrap) -> None:
        self._bus, self._straps = bus, straps
        self.asked_for: list[str] = []
        self._is_discovering = False

    async def begin(self) -> None:
        """Answer from now on."""
        self._bus.add_message_handler(self._handled)
        await self._bus.request_name("org.bluez")

    def stop(self) -> None:
        """Announce nothing any more."""
        self._is_discovering = False

    def send(self, strap: BluezStrap, packet: bytes) -> None:
        """Have a strap send a measurement."""
        path = f"{strap.path}/service0010/char0011"
        self._changed(path, _GATT, {"Value": Variant("ay", packet)})

    def drop(self, strap: BluezStrap) -> None:
        """Take a strap out of reach."""
        strap.is_connected = False
        gone = {"Connected": Variant("b", value=False), "ServicesResolved": Variant("b", value=False)}
        self._changed(strap.path, _DEVICE, gone)

    def _handled(self, message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or not str(message.path).startswith("/"):
            return None
        self.asked_for.append(str(message.member))
        match message.member:
            case "GetManagedObjects":
                return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects()])
            case "StartDiscovery":
                self._is_discovering = True
                self._announce()
            case "StopDiscovery":
                self._is_discovering = False
            case "Connect":
                return self._connected(message)
            case "Disconnect":
                self.drop(self._strap_at(message))
            case "Pair":
                return Message.new_error(message, "org.bluez.Error.Failed", "nobody may pair")
        return Message.new_method_return(message)

    def _announce(self) -> None:
        """Announce every strap again and again while somebody searches, as straps do."""
        if self._is_discovering:
            for strap in self._straps:
                announced = strap.path, strap.interfaces()
                self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", *announced)
            asyncio.get_running_loop().call_later(_BETWEEN_ANNOUNCEMENTS, self._announce)

    def _connected(self, message: Message) -> Message:
        strap = self._strap_at(message)
        if not strap.answers:
            return Message.new_error(message, "org.bluez.Error.Failed", "le-connection-abort-by-local")
        strap.is_connected = True
        for path, interfaces in strap.gatt().items():
            self._signal("/", _OBJECTS, "InterfacesAdded", "oa{sa{sv}}", path, interfaces)
        here = {"Connected": Variant("b", value=True), "ServicesResolved": Variant("b", value=True)}
        self._changed(strap.path, _DEVICE, here)
        return Message.new_method_return(message)

    def _strap_at(self, message: Message) -> BluezStrap:
        return next(strap for strap in self._straps if strap.path == message.path)

    def _objects(self) -> dict[str, Interfaces]:
        objects: dict[str, Interfaces] = {
            ADAPTER: {
                "org.bluez.Adapter1": {
                    "Address": Variant("s", "00:00:00:00:00:01"),
                    "Powered": Variant("b", value=True),
                    "Roles": Variant("as", ["central"]),
                    "Discovering": Variant("b", value=False),
                }
            }
        }
        for strap in self._straps:
            if strap.is_connected:
                objects |= {strap.path: strap.interfaces(), **strap.gatt()}
        return objects

    def _changed(self, path: str, interface: str, changed: dict[str, Variant]) -> None:
        self._signal(path, _PROPERTIES, "PropertiesChanged", "sa{sv}as", interface, changed, [])

    def _signal(self, path: str, interface: str, member: str, signature: str, *body: Any) -> None:
        self._bus.send(Message.new_signal(path, interface, member, signature, list(body)))
