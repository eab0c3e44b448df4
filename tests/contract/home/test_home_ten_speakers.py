"""Ten speakers at one mosquitto with the playbook's accounts: shared mood, a split network, an intruder."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from contract.home.at_broker import until
from contract.home.mqtt_proxy import MqttProxy
from contract.home.private_mosquitto import PrivateMosquitto, running, sent_at_once
from contract.home.sharing_room import Room
from mien.app.home.frontend import client_id
from mien.home.connection.outage import TWIN
from mien.home.discovery import Topics
from mien.mood.emotion import Emotion
from mien.mood.wishes import SharedMood
from mien.retry import Backoff
from shipping.playbook_templates import rendered

ROOMS = 10
INTRUDER, VICTIM = 5, 7


def account(number: int) -> dict[str, str]:
    return {"user": f"mien_{number:012x}", "password": f"secret {number}"}


def client(broker: PrivateMosquitto, user: str, password: str, name: str | None = None) -> aiomqtt.Client:
    """Return somebody's connection."""
    version = aiomqtt.ProtocolVersion.V5
    return aiomqtt.Client(
        "127.0.0.1", broker.port, username=user, password=password, identifier=name, protocol=version
    )


def topics(number: int) -> Topics:
    return Topics(f"mien_{number:012x}", "homeassistant")


def made_in(folder: Path, rooms: int = ROOMS) -> tuple[str, str]:
    """Write what the playbook writes for so many speakers; return the settings that name it."""
    speakers = [account(number) | {"id": f"{number:012x}"} for number in range(rooms)]
    accounts: dict[str, Any] = {"mosquitto_users": {"homeassistant": "hers"}, "mosquitto_speakers": speakers}
    passwords, acl = folder / "passwords", folder / "acl"
    passwords.write_text(rendered("mosquitto", "passwords.j2", **accounts))
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)
    acl.write_text(rendered("mosquitto", "acl.j2", **accounts))
    acl.chmod(0o644)
    return f"password_file {passwords}", f"acl_file {acl}"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often, and try again soon."""
    monkeypatch.setattr("mien.app.home.shared_rooms.LOOK", 0.05)
    monkeypatch.setattr("mien.home.client.RETRIES", Backoff(0.1, 0.3))


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path, *made_in(tmp_path)) as broker:
        yield broker


@asynccontextmanager
async def house(ports: Iterable[int]) -> AsyncIterator[list[Room]]:
    """Give a speaker for each port, connected there with an account of its own."""
    async with AsyncExitStack() as stack:
        rooms = [
            await stack.enter_async_context(Room(number).on(port, **account(number)))
            for number, port in enumerate(ports)
        ]
        await until(lambda: all(room.speaker.reported == [""] for room in rooms), 30)
        yield rooms


def all_follow(rooms: Iterable[Room], leader: int, emotion: Emotion) -> bool:
    """Return whether all but the leader follow it."""
    shared = SharedMood(f"Room {leader}", emotion)
    return all(room.follows == (None if room.number == leader else shared) for room in rooms)


async def kept(broker: PrivateMosquitto, where: str) -> dict[str, bytes]:
    """Return what the broker keeps, as Home Assistant sees it."""
    async with client(broker, "homeassistant", "hers") as hass:
        sent = await sent_at_once(hass, where)
    return {message.topic.value: message.payload for message in sent if isinstance(message.payload, bytes)}


async def test_ten_rooms_follow_the_one_with_people_and_agree_after_the_broker_was_killed(
    mosquitto: PrivateMosquitto,
) -> None:
    async with house([mosquitto.port] * ROOMS) as rooms:
        rooms[7].entered(Emotion.SAD)
        await until(lambda: all_follow(rooms, 7, Emotion.SAD))
        rooms[3].entered(Emotion.HAPPY)
        await asyncio.sleep(1.2)
        rooms[7].left()
        await until(lambda: all_follow(rooms, 3, Emotion.HAPPY))
        mosquitto.kill()
        await asyncio.sleep(1.0)
        rooms[9].entered(Emotion.ANGRY)
        await mosquitto.start()
        await until(lambda: all(room.speaker.reported[-1] == "" for room in rooms), 30)
        rooms[3].left()
        await until(lambda: all_follow(rooms, 9, Emotion.ANGRY))
        states = await kept(mosquitto, "mien/+/state")

    assert set(states) == {topics(number).own("state") for number in range(ROOMS)}
    assert all(room.speaker.obeyed == [] for room in rooms)


async def test_a_split_network_leaves_nobody_with_a_mood_of_yesterday_and_agrees_again(
    mosquitto: PrivateMosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in ("shared_mood", "room_sharing"):
        monkeypatch.setattr(f"mien.home.rooms.{where}.LASTS", 3.0)
    monkeypatch.setattr("mien.home.rooms.room_sharing.RENEWED", 1.0)
    proxy = MqttProxy(mosquitto.port)
    async with proxy.listening(), house([proxy.port] * 5 + [mosquitto.port] * 5) as rooms:
        rooms[8].entered(Emotion.SAD)
        await until(lambda: all_follow(rooms, 8, Emotion.SAD))
        proxy.block()
        await until(lambda: all(room.follows is None for room in rooms[:5]))
        rooms[2].entered(Emotion.HAPPY)
        await asyncio.sleep(1.0)
        assert all_follow(rooms[5:], 8, Emotion.SAD)
        proxy.is_blocked = False
        await until(lambda: all_follow(rooms, 8, Emotion.SAD), 30)
        await asyncio.sleep(1.0)
        rooms[8].left()
        await until(lambda: all_follow(rooms, 2, Emotion.HAPPY))


async def test_an_account_speaks_for_no_room_but_its_own(mosquitto: PrivateMosquitto) -> None:
    """Somebody took the password of one speaker from its card."""
    theirs = topics(VICTIM)
    lie = json.dumps({"room": "Cellar", "mood": "angry", "turn": 1}).encode()
    async with house([mosquitto.port] * ROOMS) as rooms:
        rooms[VICTIM].entered(Emotion.SAD)
        await until(lambda: all_follow(rooms, VICTIM, Emotion.SAD))
        before = await kept(mosquitto, "#")
        async with client(mosquitto, **account(INTRUDER)) as intruder:
            places = ("room", "state", "availability", "event", "diagnostics", "release")
            for topic in (*map(theirs.own, places), theirs.discovery, "mien/mien_elsewhere/room"):
                await intruder.publish(topic, lie, qos=1, retain=True)
                await intruder.publish(topic, b"", qos=1, retain=True)
            for key in ("close_camera", "skip", "policy"):
                await intruder.publish(theirs.own(f"set/{key}"), b"PRESS", qos=1)
        await asyncio.sleep(0.5)
        after = await kept(mosquitto, "#")

        assert all_follow(rooms, VICTIM, Emotion.SAD)
        assert before == after
        assert all(room.speaker.obeyed == [] for room in rooms)


async def test_who_knows_a_speakers_id_but_not_its_password_pushes_it_off_no_broker(
    mosquitto: PrivateMosquitto,
) -> None:
    victim = topics(VICTIM).id
    async with house([mosquitto.port] * ROOMS) as rooms:
        for guess in (victim, client_id(victim, ""), client_id(victim, account(INTRUDER)["password"])):
            async with client(mosquitto, **account(INTRUDER), name=guess):
                await asyncio.sleep(0.3)

        assert all(room.speaker.reconnects == 0 for room in rooms)


async def test_a_second_speaker_of_the_same_name_and_password_is_noticed(
    mosquitto: PrivateMosquitto, caplog: pytest.LogCaptureFixture
) -> None:
    """As from a copied card: both of them lose their place by turns; each says so, and logs it once."""
    first, copy = Room(1), Room(1)
    async with first.on(mosquitto.port, **account(1)):
        await until(lambda: first.speaker.reported == [""])
        async with copy.on(mosquitto.port, **account(1)):
            await until(lambda: TWIN in first.speaker.reported[-1], 30)
            assert sum("gets no updates" in record.getMessage() for record in caplog.records) == 2


async def test_forty_rooms_that_come_back_at_once_are_no_flood(tmp_path: Path) -> None:
    async with running(tmp_path, *made_in(tmp_path, 40)) as broker, house([broker.port] * 40) as rooms:
        broker.kill()
        await asyncio.sleep(0.5)
        for room in rooms:
            room.entered(Emotion.HAPPY)
        await broker.start()
        await until(lambda: all(room.speaker.reported[-1] == "" for room in rooms), 30)
        await asyncio.sleep(2.0)

        assert not [said for room in rooms for said in room.speaker.reported if "floods" in said]
