"""The contract of `StrapRadio`: the fake that ships, and bleak on a BlueZ that the tests stand in for."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest
from dbus_fast.aio import MessageBus

from fakes.bluez import BluezStrap, FakeBluez
from mien.pulse.bleak_strap import BleakStraps
from mien.pulse.fake_strap import FakeStraps
from mien.pulse.strap import NearbyStrap, StrapError, StrapRadio

MINE, YOURS = "AA:00:00:00:00:01", "AA:00:00:00:00:02"
PACKETS = (b"\x06\x48", b"\x06\x49", b"")


async def until(holds: Callable[[], bool]) -> None:
    """Return once it holds."""
    while not holds():  # noqa: ASYNC110  what is waited for tells nobody
        await asyncio.sleep(0.02)


class Air(Protocol):
    """What a test does to the straps of a radio."""

    @property
    def radio(self) -> StrapRadio:
        """Bluetooth."""

    def send(self, packet: bytes) -> None:
        """Have my strap send this."""

    def leave(self) -> None:
        """Take my strap out of reach."""

    def is_connected(self) -> bool:
        """Return whether somebody is connected to my strap."""


class FakeAir:
    """The fake that ships."""

    def __init__(self) -> None:
        self.radio = FakeStraps(NearbyStrap(YOURS, "watch", -70), NearbyStrap(MINE, "H10", -50))
        self.send, self.leave = self.radio.send, self.radio.leave

    def is_connected(self) -> bool:
        """Return whether somebody is connected to my strap."""
        return self.radio.connected == MINE


class BluezAir:
    """Bleak, with our BlueZ on the other side of a D-Bus."""

    def __init__(self, bus: MessageBus) -> None:
        self.mine = BluezStrap(MINE, "H10", -50)
        others = BluezStrap(YOURS, "watch", -70), BluezStrap("AA:00:00:00:00:03", "lamp", -30, services=())
        self.bluez = FakeBluez(bus, *others, self.mine)
        self.radio = BleakStraps()

    def send(self, packet: bytes) -> None:
        """Have my strap send this."""
        self.bluez.send(self.mine, packet)

    def leave(self) -> None:
        """Take my strap out of reach."""
        self.bluez.drop(self.mine)

    def is_connected(self) -> bool:
        """Return whether somebody is connected to my strap."""
        return self.mine.is_connected


@asynccontextmanager
async def system_bus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[MessageBus]:
    """Give a connection to a D-Bus of our own, which bleak takes for the system's."""
    address = f"unix:path={folder}/bus"
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    daemon = subprocess.Popen(  # noqa: ASYNC220  it is quick
        [
            shutil.which("dbus-daemon") or "/usr/bin/dbus-daemon",
            "--session",
            "--nofork",
            f"--address={address}",
        ],
        stderr=subprocess.DEVNULL,
    )
    await until((folder / "bus").exists)
    bus = await MessageBus(address).connect()
    try:
        yield bus
    finally:
        bus.disconnect()
        daemon.terminate()
        daemon.wait()


@pytest.fixture(params=["fake", "bleak"])
async def air(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Air]:
    """Straps and watches within reach, and something that listens to them."""
    if request.param == "fake":
        yield FakeAir()
        return
    async with system_bus(tmp_path, monkeypatch) as bus:
        air = BluezAir(bus)
        await air.bluez.begin()
        yield air
        air.bluez.stop()
        assert "Pair" not in air.bluez.asked_for


async def test_straps_are_found_the_nearest_first(air: Air) -> None:
    found = await air.radio.nearby(0.3)
    assert [(strap.address, strap.name) for strap in found] == [(MINE, "H10"), (YOURS, "watch")]


async def test_measurements_come_as_they_were_sent_until_the_strap_leaves(air: Air) -> None:
    got: list[bytes] = []

    async def listen() -> None:
        async with aclosing(air.radio.measurements(MINE)) as packets:
            async for packet in packets:
                got.append(packet)  # noqa: PERF401  each as it comes

    listening = asyncio.create_task(listen())
    while not got:
        air.send(PACKETS[0])
        await asyncio.sleep(0.05)
    got.clear()
    for packet in PACKETS:
        air.send(packet)
    await until(lambda: tuple(got[-len(PACKETS) :]) == PACKETS)
    air.leave()
    await asyncio.wait_for(listening, 20)
    assert tuple(got[-3:]) == PACKETS
    assert not air.is_connected()


async def test_closing_it_disconnects(air: Air) -> None:
    packets = air.radio.measurements(MINE)
    first = asyncio.ensure_future(anext(packets))
    while not first.done():
        air.send(PACKETS[0])
        await asyncio.sleep(0.05)
    assert air.is_connected()
    await packets.aclose()
    assert not air.is_connected()


async def test_without_bluetooth_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeStraps()
    fake.unplugged = True
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    for radio in (fake, BleakStraps()):
        with pytest.raises(StrapError, match="Bluetooth"):
            await radio.nearby(0.1)


async def test_a_strap_that_is_not_there_is_an_error(air: Air) -> None:
    if isinstance(air, BluezAir):
        air.mine.answers = False
    address = MINE if isinstance(air, BluezAir) else "BB:00:00:00:00:09"
    with pytest.raises(StrapError):
        await anext(air.radio.measurements(address))
