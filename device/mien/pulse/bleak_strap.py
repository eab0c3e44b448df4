"""Heart-rate straps by Bluetooth Low Energy. The only file that imports bleak."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator

from mien.pulse.heart_rate import MEASUREMENT, SERVICE
from mien.pulse.strap import NearbyStrap, StrapError
from mien.types import Seconds

CONNECT_WITHIN: Seconds = 20.0
"""A strap that is worn answers within seconds."""
_QUEUED = 32
"""Measurements that wait to be read; more than one a second is unusual, so older ones are dropped."""
_SILENT = "The strap doesn't answer: put it on, and turn its broadcast on"


class BleakStraps:
    """Bluetooth of this machine, through BlueZ."""

    async def nearby(self, within: Seconds) -> tuple[NearbyStrap, ...]:
        """Return the straps heard `within` this time, the nearest first; raises `StrapError`."""
        with _explained():
            from bleak import BleakScanner

            found = await BleakScanner.discover(within, return_adv=True, service_uuids=[SERVICE])
        straps = [
            NearbyStrap(device.address, (heard.local_name or device.name or "")[:40], heard.rssi)
            for device, heard in found.values()
            if SERVICE in heard.service_uuids
        ]
        return tuple(sorted(straps, key=lambda strap: strap.signal, reverse=True))

    async def measurements(self, address: str) -> AsyncGenerator[bytes]:
        """Connect, subscribe to the measurement and yield each one until the strap goes away."""
        with _explained():
            from bleak import BleakClient

            packets: asyncio.Queue[bytes | None] = asyncio.Queue()

            def keep(_: object, packet: bytearray) -> None:
                if packets.qsize() < _QUEUED:
                    packets.put_nowait(bytes(packet))

            gone = lambda _client: packets.put_nowait(None)  # noqa: E731  one expression, named for what it tells
            async with BleakClient(
                address, disconnected_callback=gone, services=[SERVICE], timeout=CONNECT_WITHIN
            ) as client:
                await client.start_notify(MEASUREMENT, keep)
                while (packet := await packets.get()) is not None:
                    yield packet


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    """Turn what bleak and the system raise into a `StrapError`."""
    try:
        yield
    except TimeoutError as late:
        raise StrapError(_SILENT) from late
    except Exception as bad:
        if type(bad).__name__ == "BleakDeviceNotFoundError":
            raise StrapError(_SILENT) from bad
        if not type(bad).__module__.startswith(("bleak", "dbus_fast")) and not isinstance(bad, OSError):
            raise
        raise StrapError(f"Bluetooth doesn't work: {bad}") from bad
