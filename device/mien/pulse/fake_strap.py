"""A strap driven by a program, for tests and for trying things out without Bluetooth."""

import asyncio
from collections.abc import AsyncGenerator

from mien.pulse.strap import NearbyStrap, StrapError
from mien.types import Seconds


class FakeStraps:
    """Straps and watches within reach.

        radio = FakeStraps(NearbyStrap("AA:00", "H10", -50))
        radio.send(packet)                 # arrives at `measurements`
        radio.unplugged = True             # Bluetooth is off: everything raises StrapError
        radio.leave()                      # the strap goes out of reach

    Attributes:
        unplugged: When true, there is no Bluetooth.
        fault: What listening raises, to stand in for a bug; None for none.
        connected: The address of the strap that is connected, "" if none is.
    """

    def __init__(self, *straps: NearbyStrap) -> None:
        self.straps = straps
        self.unplugged = False
        self.fault: Exception | None = None
        self.connected = ""
        self._packets: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, packet: bytes) -> None:
        """Make the connected strap send a measurement."""
        self._packets.put_nowait(packet)

    def leave(self) -> None:
        """Take the strap out of reach."""
        self._packets.put_nowait(None)

    async def nearby(self, within: Seconds) -> tuple[NearbyStrap, ...]:
        """Return the straps, the nearest first; `within` is not waited for."""
        del within
        self._need_bluetooth()
        return tuple(sorted(self.straps, key=lambda strap: strap.signal, reverse=True))

    async def measurements(self, address: str) -> AsyncGenerator[bytes]:
        """Yield what is sent until the strap leaves; raises `StrapError` if it is not within reach."""
        self._need_bluetooth()
        if self.fault is not None:
            raise self.fault
        if address not in {strap.address for strap in self.straps}:
            raise StrapError(f"The strap {address} is not within reach: put it on, and turn its broadcast on")
        self.connected = address
        try:
            while (packet := await self._packets.get()) is not None:
                yield packet
        finally:
            self.connected = ""

    def _need_bluetooth(self) -> None:
        if self.unplugged:
            raise StrapError("Bluetooth is off or missing: turn it on with `bluetoothctl power on`")
