"""The house by a real mosquitto: found, followed, obeyed, and taken away again."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract.home.at_broker import DEVICE, QUICK, TOPICS, at_home, broker_at, until
from contract.home.private_mosquitto import PrivateMosquitto, running
from fakes.home_speaker import NUMBERS, FakeHomeSpeaker
from mien.home.client import HomeClient
from mien.home.connection.broker import Outgoing
from mien.home.connection.emptying import withdraw
from mien.home.connection.mqtt import BrokerAddress, MqttBroker
from mien.home.discovery import HomeDevice
from mien.home.senses import HomeSenses, SenseReading, SenseState
from mien.mood.emotion import Emotion
from mien.mood.events import AskCloseEye, AskMood, AskPolicy, AskSkip
from mien.mood.mood import Mood, Policy


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path) as broker:
        yield broker


@pytest.fixture
def speaker() -> FakeHomeSpeaker:
    return FakeHomeSpeaker()


async def test_whoever_comes_later_finds_the_device_its_state_and_its_numbers(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        await asyncio.sleep(0.1)
        kept = await mosquitto.retained()

    assert set(kept) == set(TOPICS.retained)
    assert json.loads(kept[TOPICS.discovery])["device"]["identifiers"] == [DEVICE.id]
    assert kept[TOPICS.own("availability")] == b"online"
    assert json.loads(kept[TOPICS.own("state")])["mood"] == "happy"
    assert json.loads(kept[TOPICS.own("diagnostics")])["songs"] == 56
    assert speaker.reported == [""]


async def test_a_change_of_mood_is_a_state_and_an_event(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    heard: list[tuple[str, Any]] = []
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker) as home:
        await until(lambda: speaker.reported)
        await other.subscribe(f"mien/{DEVICE.id}/#")
        reading = asyncio.create_task(_collect(other, heard))
        speaker.feels(Emotion.ANGRY)
        home.mood_changed(Emotion.HAPPY, speaker.now.settled)
        await until(lambda: any(topic.endswith("/event") for topic, _ in heard))
        reading.cancel()

    events = [json.loads(payload) for topic, payload in heard if topic.endswith("/event")]
    assert events == [{"event_type": "angry", "before": "happy", "confidence": 90}]
    assert json.loads([p for topic, p in heard if topic.endswith("/state")][-1])["mood"] == "angry"


async def test_a_sense_that_says_something_else_is_published_at_once_and_one_that_does_not_is_not(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    heard: list[tuple[str, Any]] = []
    slow = replace(QUICK, diagnostics=60.0, senses=0.05)
    client = HomeClient(broker_at(mosquitto.port), DEVICE, speaker, lambda: 0.0, slow)
    async with mosquitto.client() as other:
        serving = asyncio.create_task(client.serve())
        await until(lambda: speaker.reported)
        await other.subscribe(TOPICS.own("diagnostics"))
        reading = asyncio.create_task(_collect(other, heard))
        await until(lambda: len(heard) == 1)
        await asyncio.sleep(0.5)
        pulse = SenseReading(SenseState.ACTIVE, quality=0.3, rate=66, above_rest=0.1)
        speaker.numbers = replace(NUMBERS, senses=HomeSenses(pulse=pulse))
        await until(lambda: len(heard) == 2)
        serving.cancel()
        reading.cancel()

    before, after = (json.loads(payload) for _, payload in heard)
    assert (before["pulse"], before["pulse_rate"]) == ("off", None)
    assert (after["pulse"], after["pulse_rate"], after["pulse_above_rest"]) == ("active", 66, 10)
    assert after["songs"] == 56


async def _collect(client: Any, heard: list[tuple[str, Any]]) -> None:
    async for message in client.messages:
        heard.append((message.topic.value, message.payload))  # noqa: PERF401  read while it grows


async def test_numbers_that_drift_are_published_now_and_then_and_a_mood_at_once(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    heard: list[tuple[str, Any]] = []
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker) as home:
        await until(lambda: speaker.reported)
        await other.subscribe(TOPICS.own("state"))
        reading = asyncio.create_task(_collect(other, heard))
        for hundredth in range(70, 90):  # for a second, as with glances
            mood = replace(speaker.now.settled, confidence=hundredth / 100)
            speaker.now = replace(speaker.now, settled=mood)
            home.changed()
            await asyncio.sleep(0.05)
        drifted = len(heard)
        await until(lambda: heard and json.loads(heard[-1][1])["confidence"] == 89)
        speaker.feels(Emotion.ANGRY)
        home.changed()
        await until(lambda: json.loads(heard[-1][1])["mood"] == "angry", 0.6)
        reading.cancel()

    assert drifted <= 4


async def test_commands_are_obeyed_in_order_and_rubbish_is_not(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        for key, payload in (
            *(("policy", b"lift"), ("policy", b"shout"), ("override", b"sad"), ("override", b"\xff\xfe")),
            *(("skip", b"press"), ("skip", b"PRESS"), ("unheard_of", b"PRESS"), ("close_camera", b"PRESS")),
        ):
            await other.publish(TOPICS.own(f"set/{key}"), payload, qos=1)
        await until(lambda: len(speaker.obeyed) >= 4)
        await asyncio.sleep(0.1)

    assert speaker.obeyed == [AskPolicy(Policy.LIFT), AskMood(Emotion.SAD), AskSkip(), AskCloseEye()]


async def test_a_command_that_the_broker_kept_is_an_old_one(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other:
        await other.publish(TOPICS.own("set/close_camera"), b"PRESS", qos=1, retain=True)
        await other.publish(TOPICS.discovery, b"{rubbish", qos=1, retain=True)
        await other.publish(TOPICS.own("availability"), b"offline", qos=1, retain=True)
        await other.publish(TOPICS.own("state"), b"\xff" * 1000, qos=1, retain=True)
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        await asyncio.sleep(0.2)
        kept = await mosquitto.retained()

    assert speaker.obeyed == []
    assert json.loads(kept[TOPICS.discovery])["components"]
    assert kept[TOPICS.own("availability")] == b"online"
    assert json.loads(kept[TOPICS.own("state")])["mood"] == "happy"


async def test_what_others_publish_in_our_name_is_put_right(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        await other.publish(TOPICS.own("availability"), b"offline", qos=1, retain=True)
        await other.publish(TOPICS.own("state"), b"{}", qos=1, retain=True)
        await asyncio.sleep(QUICK.diagnostics + 0.3)
        kept = await mosquitto.retained()

    assert kept[TOPICS.own("availability")] == b"online"
    assert json.loads(kept[TOPICS.own("state")])["mood"] == "happy"


async def test_home_assistants_birth_has_the_device_announced_again(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    heard: list[tuple[str, Any]] = []
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        await other.subscribe(TOPICS.discovery)
        reading = asyncio.create_task(_collect(other, heard))
        await until(lambda: heard)
        await other.publish(TOPICS.birth, b"offline")
        await asyncio.sleep(0.3)
        assert len(heard) == 1
        await other.publish(TOPICS.birth, b"online")
        await until(lambda: len(heard) == 2)
        reading.cancel()


async def test_a_newer_release_that_the_owners_server_tells_of_is_shown(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker):
        await other.publish("mien/release", b"0.10.0", qos=1, retain=True)
        await asyncio.sleep(0.5)
        kept = await mosquitto.retained(TOPICS.own("release"))

    release = json.loads(kept[TOPICS.own("release")])
    assert release == {"installed_version": "0.2.0", "latest_version": "0.10.0"}


async def test_a_speaker_that_vanishes_is_offline_by_its_will_and_one_that_ends_says_so_itself(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    will = Outgoing(TOPICS.own("availability"), b"offline")
    async with broker_at(mosquitto.port).connected(will) as session:
        await session.publish(Outgoing(TOPICS.own("availability"), b"online"))
        await session._link.drop()
        await asyncio.sleep(0.2)
        assert await mosquitto.retained(will.topic) == {will.topic: b"offline"}

    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        assert await mosquitto.retained(will.topic) == {will.topic: b"online"}
    assert await mosquitto.retained(will.topic) == {will.topic: b"offline"}


async def test_turned_off_it_leaves_nothing_behind(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
        await asyncio.sleep(0.1)
    await withdraw(broker_at(mosquitto.port), TOPICS.retained, lambda: 0.0)

    assert await mosquitto.retained() == {}


async def test_what_an_earlier_prefix_filled_is_emptied(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    old = "ha/device/mien_0123456789ab/config"
    async with mosquitto.client() as other:
        await other.publish(old, b"{}", qos=1, retain=True)
    async with at_home(mosquitto.port, speaker, old):
        await until(lambda: speaker.reported)

    assert old not in await mosquitto.retained()


async def test_no_socket_is_bound_for_the_sandbox_forbids_that(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    bound: list[Any] = []
    listening = True

    def note(event: str, about: tuple[Any, ...]) -> None:
        if listening and event == "socket.bind" and about[0].family != socket.AF_UNIX:
            bound.append(about)

    sys.addaudithook(note)
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported)
    listening = False

    assert bound == []


async def test_moods_that_changed_while_nobody_could_hear_it_are_no_news(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    heard: list[tuple[str, Any]] = []
    async with mosquitto.client() as other:
        await other.subscribe(TOPICS.own("event"))
        reading = asyncio.create_task(_collect(other, heard))
        client = HomeClient(broker_at(mosquitto.port), DEVICE, speaker, lambda: 0.0, QUICK)
        client.mood_changed(Emotion.SAD, Mood(Emotion.HAPPY))
        serving = asyncio.create_task(client.serve())
        await until(lambda: speaker.reported)
        await asyncio.sleep(0.2)
        serving.cancel()
        reading.cancel()

    assert heard == []


async def test_ten_speakers_share_a_broker_and_its_restart(tmp_path: Path) -> None:
    devices = [HomeDevice(f"mien_{number:012x}", f"Mien {number}", "0.2.0") for number in range(10)]
    states = {device.topics.own("state") for device in devices}
    async with running(tmp_path) as broker, asyncio.TaskGroup() as tasks:
        serving = []
        for device in devices:
            address = BrokerAddress("127.0.0.1", broker.port, device.id)
            client = HomeClient(MqttBroker(address), device, FakeHomeSpeaker(), lambda: 0.0, QUICK)
            serving.append(tasks.create_task(client.serve()))
        for _ in range(2):
            async with asyncio.timeout(20):
                while not states <= set(await broker.retained("mien/+/state")):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            broker.kill()
            await broker.start()
        for task in serving:
            task.cancel()
