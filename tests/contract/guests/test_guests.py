"""The watch of AirPlay and Bluetooth on a real bus, with players that act as shairport-sync and BlueZ do."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from contract.guests.private_bus import FakeService, PrivateBus, needs_dbus, private_bus, service
from mien.guests import airplay, bluetooth, watch
from mien.guests.airplay import AirPlay
from mien.guests.bluetooth import AUDIO_SINK, DEVICE, MEDIA_PLAYER, TRANSPORT, Bluetooth
from mien.guests.source import GuestSource
from mien.guests.watch import GuestWatch
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.retry import Backoff

pytestmark = needs_dbus
ANNA = Guest(GuestPlayer.AIRPLAY, "Anna's iPhone")
BEN = Guest(GuestPlayer.BLUETOOTH, "Ben's phone")
PHONE = "/org/bluez/hci0/dev_1"
TRUE_SIGNS = {"UUID": AUDIO_SINK, "State": "active", "Device": PHONE}


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    with private_bus(tmp_path) as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        yield bus


class Told:
    """What the watch told, in order."""

    def __init__(self) -> None:
        self.all: list[Guest | None] = []

    async def until(self, holds: Callable[[list[Guest | None]], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds(self.all):  # noqa: ASYNC110  what is awaited is told from outside
                await asyncio.sleep(0.01)

    async def last(self, guest: Guest | None, of: int) -> None:
        """Wait until `guest` is the last of this many."""
        await self.until(lambda told: len(told) >= of)
        assert (len(self.all), self.all[-1]) == (of, guest)


@contextlib.asynccontextmanager
async def watching(*sources: GuestSource, linger: float = 0.2) -> AsyncIterator[tuple[GuestWatch, Told]]:
    told = Told()
    backoff = Backoff(0.05, 0.05)
    watch = GuestWatch(sources, told.all.append, time.monotonic, linger=linger, backoff=backoff)
    running = asyncio.create_task(watch.run())
    try:
        yield watch, told
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def plays(shairport: FakeService, *, active: bool = True, name: str = "Anna's iPhone") -> None:
    shairport.set(airplay.PATH, airplay.REMOTE, ClientName=name)
    shairport.set(airplay.PATH, airplay.SERVICE, Active=active)


@pytest.mark.usefixtures("bus")
async def test_who_plays_by_airplay_is_told_with_their_name_and_that_they_have_ended() -> None:
    async with service(airplay.SERVICE) as shairport, watching(AirPlay()) as (_, told):
        await told.last(None, 1)
        plays(shairport)
        await told.last(ANNA, 2)
        plays(shairport, active=False)
        await told.last(None, 3)


@pytest.mark.usefixtures("bus")
async def test_a_pause_between_two_songs_is_no_end() -> None:
    async with service(airplay.SERVICE) as shairport, watching(AirPlay(), linger=5.0) as (_, told):
        plays(shairport)
        await told.until(lambda told: told[-1:] == [ANNA])
        plays(shairport, active=False)
        await asyncio.sleep(0.3)
        plays(shairport)
        await asyncio.sleep(0.3)

        assert told.all[-1] == ANNA
        assert told.all.count(ANNA) == 1


@pytest.mark.usefixtures("bus")
async def test_who_plays_already_when_the_speaker_starts_is_told() -> None:
    async with service(airplay.SERVICE) as shairport:
        plays(shairport)
        async with watching(AirPlay()) as (_, told):
            await told.last(ANNA, 1)


@pytest.mark.usefixtures("bus")
async def test_a_player_that_crashes_or_is_missing_keeps_nobody_quiet() -> None:
    async with watching(AirPlay()) as (_, told):
        await told.last(None, 1)
        async with service(airplay.SERVICE) as shairport:
            plays(shairport)
            await told.last(ANNA, 2)
        await told.last(None, 3)
        async with service(airplay.SERVICE) as shairport:
            plays(shairport)
            await told.last(ANNA, 4)


@pytest.mark.usefixtures("bus")
async def test_a_player_that_hangs_keeps_nobody_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.guests.system_bus.PATIENCE", 0.3)
    async with service(airplay.SERVICE) as shairport, watching(AirPlay()) as (_, told):
        plays(shairport)
        await told.until(lambda told: told[-1:] == [ANNA])
        shairport.is_hanging = True
        plays(shairport)
        await told.until(lambda told: told[-1] is None)


async def test_without_a_bus_there_is_nobody_and_it_is_said_once(
    bus: PrivateBus, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mien.guests")
    async with watching(AirPlay()) as (_, told):
        async with service(airplay.SERVICE) as shairport:
            plays(shairport)
            await told.until(lambda told: told[-1:] == [ANNA])
            bus.stop()
            await told.until(lambda told: told[-1] is None)
        await asyncio.sleep(0.4)
        bus.start()
        async with service(airplay.SERVICE) as shairport:
            plays(shairport)
            await told.until(lambda told: told[-1] == ANNA)

    assert [record.levelname for record in caplog.records if record.name == watch.__name__] == [
        "WARNING",
        "INFO",
    ]


@pytest.mark.usefixtures("bus")
async def test_who_is_stopped_is_gone_at_once_although_the_player_stays_active_for_a_while() -> None:
    async with service(airplay.SERVICE) as shairport, watching(AirPlay(), linger=30.0) as (watch, told):
        shairport.can = {"DropSession"}
        plays(shairport)
        await told.until(lambda told: told[-1:] == [ANNA])
        watch.stop()
        await told.until(lambda told: told[-1] is None)

        assert shairport.calls == ["DropSession"]


@pytest.mark.usefixtures("bus")
async def test_who_plays_on_after_being_stopped_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "STOPPED", 0.3)
    async with service(airplay.SERVICE) as shairport, watching(AirPlay()) as (at, told):
        shairport.can = {"Quit"}
        plays(shairport)
        await told.until(lambda told: told[-1:] == [ANNA])
        at.stop()
        await told.until(lambda told: told[-2:] == [None, ANNA])

        assert shairport.calls == ["Quit"], "3.3.8 has no DropSession"


@pytest.mark.usefixtures("bus")
async def test_who_cannot_be_stopped_is_still_there(caplog: pytest.LogCaptureFixture) -> None:
    async with service(airplay.SERVICE) as shairport, watching(AirPlay()) as (at, told):
        plays(shairport)
        await told.until(lambda told: told[-1:] == [ANNA])
        at.stop()
        async with asyncio.timeout(20):
            while not caplog.records:  # noqa: ASYNC110  the log has no event
                await asyncio.sleep(0.01)

        assert "Couldn't stop the guest who plays by airplay" in caplog.text
        assert told.all[-1] == ANNA


async def test_a_stop_that_was_asked_for_without_a_bus_stops_no_later_guest(bus: PrivateBus) -> None:
    async with watching(AirPlay()) as (at, told):
        async with service(airplay.SERVICE) as shairport:
            plays(shairport)
            await told.until(lambda told: told[-1:] == [ANNA])
            bus.stop()
            await told.until(lambda told: told[-1] is None)
        at.stop()
        bus.start()
        async with service(airplay.SERVICE) as shairport:
            shairport.can = {"DropSession"}
            plays(shairport)
            await told.until(lambda told: told[-1] == ANNA)
            await asyncio.sleep(0.3)

        assert (shairport.calls, told.all[-1]) == ([], ANNA)


@pytest.mark.usefixtures("bus")
async def test_a_phone_that_plays_by_bluetooth_is_told_and_paused_by_its_own_button() -> None:
    async with service(bluetooth.SERVICE) as bluez, watching(Bluetooth()) as (at, told):
        bluez.can = {"Pause", "Disconnect"}
        bluez.set(PHONE, DEVICE, Alias="Ben's phone")
        bluez.set(f"{PHONE}/player0", MEDIA_PLAYER, Status="playing")
        bluez.set(f"{PHONE}/fd0", TRANSPORT, **{**TRUE_SIGNS, "State": "pending"})
        await asyncio.sleep(0.2)
        assert told.all == [None]
        bluez.set(f"{PHONE}/fd0", TRANSPORT, State="active")
        await told.last(BEN, 2)
        at.stop()
        await told.last(None, 3)

        assert bluez.calls == ["Pause"]


@pytest.mark.usefixtures("bus")
async def test_a_phone_without_buttons_is_disconnected() -> None:
    async with service(bluetooth.SERVICE) as bluez, watching(Bluetooth()) as (at, told):
        bluez.can = {"Disconnect"}
        bluez.set(PHONE, DEVICE, Alias="Ben's phone")
        bluez.set(f"{PHONE}/fd0", TRANSPORT, **TRUE_SIGNS)
        await told.until(lambda told: told[-1:] == [BEN])
        at.stop()
        await told.until(lambda told: told[-1] is None)

        assert bluez.calls == ["Disconnect"]


@pytest.mark.usefixtures("bus")
async def test_headphones_that_we_would_play_to_are_no_guest() -> None:
    async with service(bluetooth.SERVICE) as bluez, watching(Bluetooth()) as (_, told):
        bluez.set(f"{PHONE}/fd0", TRANSPORT, **{**TRUE_SIGNS, "UUID": AUDIO_SINK.replace("110b", "110a")})
        await asyncio.sleep(0.3)

        assert told.all == [None]


@pytest.mark.usefixtures("bus")
async def test_who_came_first_keeps_the_loudspeaker() -> None:
    async with (
        service(airplay.SERVICE) as shairport,
        service(bluetooth.SERVICE) as bluez,
        watching(AirPlay(), Bluetooth()) as (_, told),
    ):
        bluez.set(PHONE, DEVICE, Alias="Ben's phone")
        bluez.set(f"{PHONE}/fd0", TRANSPORT, **TRUE_SIGNS)
        await told.until(lambda told: told[-1:] == [BEN])
        plays(shairport)
        await asyncio.sleep(0.3)
        assert told.all[-1] == BEN
        bluez.set(f"{PHONE}/fd0", TRANSPORT, State="idle")
        await told.until(lambda told: told[-1] == ANNA)

        assert told.all[-2:] == [BEN, ANNA], "no moment without a guest in between"


async def test_where_guests_are_not_wanted_there_is_nobody() -> None:
    async with watching() as (_, told):
        await told.last(None, 1)
