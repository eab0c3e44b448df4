"""Three speakers share one mood by a real mosquitto: their adapters, expiry, and a broker that goes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contract.home.at_broker import QUICK, until
from contract.home.private_mosquitto import PrivateMosquitto, running
from contract.home.sharing_room import Room
from mien.app.home.shared_rooms import RoomFollower
from mien.home.client import HomeClient
from mien.home.connection.mqtt import BrokerAddress, MqttBroker
from mien.home.discovery import HomeDevice
from mien.mood.emotion import Emotion
from mien.mood.wishes import SharedMood
from mien.retry import Backoff


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and try again soon."""
    monkeypatch.setattr("mien.app.home.shared_rooms.LOOK", 0.05)
    monkeypatch.setattr("mien.home.client.RETRIES", Backoff(0.1, 0.3))


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path) as broker:
        yield broker


@asynccontextmanager
async def three_rooms(port: int) -> AsyncIterator[list[Room]]:
    rooms = [Room(number) for number in range(3)]
    async with rooms[0].on(port), rooms[1].on(port), rooms[2].on(port):
        await until(lambda: all(room.speaker.reported for room in rooms))
        yield rooms


async def test_the_empty_rooms_follow_the_one_that_was_entered_first_and_then_the_next(
    mosquitto: PrivateMosquitto,
) -> None:
    async with three_rooms(mosquitto.port) as (one, two, three):
        two.entered(Emotion.SAD)
        await until(lambda: one.follows == three.follows == SharedMood("Room 1", Emotion.SAD))
        assert two.follows is None
        one.entered(Emotion.HAPPY)
        await asyncio.sleep(1.5)
        assert three.follows == SharedMood("Room 1", Emotion.SAD)
        two.entered(Emotion.ANGRY)
        await until(lambda: three.follows == SharedMood("Room 1", Emotion.ANGRY))
        two.left()
        await until(lambda: two.follows == three.follows == SharedMood("Room 0", Emotion.HAPPY))
        one.left()
        await until(lambda: not (one.follows or two.follows or three.follows))


async def test_a_speaker_that_comes_later_hears_who_leads_and_one_that_ends_leads_no_more(
    mosquitto: PrivateMosquitto,
) -> None:
    first, later = Room(1), Room(2)
    async with later.on(mosquitto.port):
        async with first.on(mosquitto.port):
            first.entered(Emotion.SAD)
            await until(lambda: later.follows)
            third = Room(3)
            async with third.on(mosquitto.port):
                await until(lambda: third.follows == SharedMood("Room 1", Emotion.SAD))
        await until(lambda: later.follows is None)


async def test_a_speaker_that_vanishes_is_forgotten_by_the_broker_and_by_the_others(
    mosquitto: PrivateMosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("shared_mood", "room_sharing"):
        monkeypatch.setattr(f"mien.home.rooms.{where}.LASTS", 2.0)
    monkeypatch.setattr("mien.home.rooms.room_sharing.RENEWED", 0.5)
    vanishing, other = Room(1), Room(2)
    async with other.on(mosquitto.port):
        device = HomeDevice("mien_000000000001", "Room 1", "0.2.0")
        broker = MqttBroker(BrokerAddress("127.0.0.1", mosquitto.port, device.id))
        client, follower = (
            HomeClient(broker, device, vanishing.speaker, lambda: 0.0, QUICK),
            RoomFollower(vanishing.hears),
        )
        client.share(follower.begin(device.id, device.name))
        monkeypatch.setattr("mien.home.client.OFFLINE", b"online")
        vanishing.entered(Emotion.SAD)
        serving = asyncio.create_task(client.serve())
        await until(lambda: other.follows)
        monkeypatch.setattr(client._sharing, "due", lambda _room, _at: None)  # hung, yet connected
        await asyncio.sleep(1.0)
        assert other.follows
        await until(lambda: other.follows is None, 4.0)
        assert "mien/mien_000000000001/room" not in await mosquitto.retained()
        serving.cancel()
        await asyncio.wait({serving})


async def test_the_broker_pulled_in_the_middle_splits_nothing_for_long(mosquitto: PrivateMosquitto) -> None:
    async with three_rooms(mosquitto.port) as (one, two, three):
        three.entered(Emotion.HAPPY)
        await until(lambda: one.follows and two.follows)
        mosquitto.kill()
        await asyncio.sleep(0.5)
        assert one.follows == SharedMood("Room 2", Emotion.HAPPY)  # a minute without news changes nothing
        two.entered(Emotion.SAD)
        await asyncio.sleep(1.2)
        await mosquitto.start()
        await until(
            lambda: one.follows == SharedMood("Room 2", Emotion.HAPPY) and two.speaker.reported[-1] == ""
        )
        three.left()
        await until(lambda: one.follows == three.follows == SharedMood("Room 1", Emotion.SAD))


async def test_lies_about_rooms_are_no_rooms(mosquitto: PrivateMosquitto) -> None:
    room = Room(1)
    async with mosquitto.client() as liar, room.on(mosquitto.port):
        await until(lambda: room.speaker.reported)
        for payload in (
            b"{",
            b"\xff" * 900,
            b'{"room":"x","mood":"sad","turn":-1}',
            b"[" * 900,
            b'{"room":"x"}',
        ):
            for topic in ("mien/mien_00000000000f/room", "mien//room", "mien/mien_000000000001/room"):
                await liar.publish(topic, payload, qos=1)
                await asyncio.sleep(0.25)
        assert room.follows is None
        await liar.publish("mien/mien_00000000000f/room", b'{"room":"Bar","mood":"sad","turn":1}', qos=1)
        await until(lambda: room.follows == SharedMood("Bar", Emotion.SAD))
