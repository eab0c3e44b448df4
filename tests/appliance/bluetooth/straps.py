"""Heart-rate straps around this machine: simulated radios, the kernel's own Bluetooth, the real BlueZ.

Runs inside the emulated machine. `bumble` plays the controller behind /dev/vhci, which the kernel takes for
a Bluetooth adapter, and every strap: a controller, a host and a GATT server of its own.
"""

import asyncio
from contextlib import suppress

from bumble.controller import Controller
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, Service
from bumble.hci import (
    Address,
    HCI_LE_Advertising_Report_Event,
    HCI_LE_Extended_Advertising_Report_Event,
    HCI_Packet,
)
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport import open_transport
from bumble.transport.common import AsyncPipeSink

HEART_RATE, MEASUREMENT = UUID.from_16_bits(0x180D), UUID.from_16_bits(0x2A37)
_ADAPTER = "F0:F1:F2:F3:F4:F5"
_LOST = 0x08
"""Connection timeout: what a controller says of a device that fell silent (Core 5.4, vol 1, part F, 2.8)."""


class Receiver(Controller):  # type: ignore[misc]  # it has no types on this machine
    """The controller that BlueZ has. `signals`: how strong each address is received, in dBm."""

    signals: dict[Address, int]

    @property
    def random_address(self) -> Address:
        """What the link takes for the sender of data.

        The kernel scans from random addresses, but connects from its public one.
        """
        return self.public_address

    @random_address.setter
    def random_address(self, _address: Address) -> None:
        """Leave it at the public one."""

    def send_hci_packet(self, packet: HCI_Packet) -> None:
        """Pass on what is for the kernel, with the strength of each announcement."""
        if isinstance(packet, HCI_LE_Advertising_Report_Event | HCI_LE_Extended_Advertising_Report_Event):
            for report in packet.reports:
                report.rssi = self.signals.get(report.address, -90)
        super().send_hci_packet(packet)


class Air:
    """The adapter of this machine, and the straps around it."""

    def __init__(self) -> None:
        self.link = LocalLink()
        self.receiver: Receiver

    async def begin(self) -> None:
        """Plug the adapter in."""
        socket = await open_transport("vhci")
        self.receiver = Receiver("adapter", socket.source, socket.sink, self.link, _ADAPTER)
        self.receiver.signals = {}

    async def powered(self) -> None:
        """Return once BlueZ has the adapter and turned it on."""
        ask = ("busctl", "get-property", "org.bluez", "/org/bluez/hci0", "org.bluez.Adapter1", "Powered")
        while True:
            asked = await asyncio.create_subprocess_exec(*ask, stdout=asyncio.subprocess.PIPE)
            said, _ = await asked.communicate()
            if said.strip() == b"b true":
                return
            await asyncio.sleep(1.0)

    def comes_near(self, address: str, signal: int) -> None:
        """Have a strap received so strongly from now on, in dBm."""
        self.receiver.signals[Address(address)] = signal


class Strap:
    """A strap that is worn. `connections`, `pairings`: how often somebody connected, or tried to pair."""

    def __init__(self, air: Air, address: str, name: str, signal: int) -> None:
        self._air, self.address, self.name, self.signal = air, address, name, signal
        self._controller = Controller(name, link=air.link)
        host = Host(self._controller, AsyncPipeSink(self._controller))
        self._device = Device(name=name, address=Address(address), host=host)
        self._measurement = Characteristic(MEASUREMENT, Characteristic.Properties.NOTIFY, 0)
        self._device.add_service(Service(HEART_RATE, [self._measurement]))
        self._announcement = bytes(
            AdvertisingData(
                [
                    (AdvertisingData.FLAGS, bytes([0x06])),
                    (AdvertisingData.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS, bytes(HEART_RATE)),
                    (AdvertisingData.COMPLETE_LOCAL_NAME, name.encode()),
                ]
            )
        )
        self._device.advertising_data = self._announcement
        air.comes_near(address, signal)
        self.pairings = self.connections = 0
        self._device.on("connection", self._connected)

    async def begin(self) -> None:
        """Announce itself."""
        await self._device.power_on()
        await self._device.start_advertising(auto_restart=True)

    @property
    def is_connected(self) -> bool:
        """Whether somebody is connected."""
        return bool(self._device.connections)

    @property
    def is_encrypted(self) -> bool:
        """Whether a connection is encrypted, as one of a paired device would be."""
        return any(connection.is_encrypted for connection in self._device.connections.values())

    async def send(self, *packets: bytes, every: float = 0.05) -> None:
        """Measure these, one after the other."""
        for packet in packets:
            with suppress(Exception):  # nobody may be connected
                await self._device.notify_subscribers(self._measurement, packet)
            await asyncio.sleep(every)

    async def leave(self) -> None:
        """End the connection, as a strap that is taken off does, and announce nothing any more."""
        await self._device.stop_advertising()
        for connection in list(self._device.connections.values()):
            await connection.disconnect()

    def die(self) -> None:
        """Fall silent at once: an empty battery ends no connection."""
        self._air.link.remove_controller(self._controller)
        self._device.advertising_data = b""
        loop = asyncio.get_running_loop()
        for connection in list(self._air.receiver.le_connections.values()):
            if connection.peer_address == Address(self.address):
                loop.call_later(2.0, self._air.receiver.on_le_disconnected, connection, _LOST)

    def revive(self) -> None:
        """Get a new battery: it knows of no connection any more, and announces itself."""
        self._air.link.add_controller(self._controller)
        self._device.advertising_data = self._announcement
        for connection in list(self._controller.le_connections.values()):
            self._controller.on_le_disconnected(connection, _LOST)

    def _connected(self, connection: Connection) -> None:
        self.connections += 1
        connection.on("pairing_start", self._paired)

    def _paired(self, *_: object) -> None:
        self.pairings += 1
