"""A heart rate by a real mosquitto: from its topic only, however many are sent, and refused without harm."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contract.home.at_broker import DEVICE, QUICK, TOPICS, broker_at, until
from contract.home.private_mosquitto import PrivateMosquitto, running
from contract.home.strain import start_flood
from fakes.home_speaker import FakeHomeSpeaker
from mien.home.client import HomeClient
from mien.home.connection.outage import FLOOD
from mien.home.home_commands import COMMANDS
from mien.mood.events import AskSkip

WATCH = "watch/heart_rate"


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path) as broker:
        yield broker


@pytest.fixture
def speaker() -> FakeHomeSpeaker:
    return FakeHomeSpeaker()


@asynccontextmanager
async def measuring(port: int, speaker: FakeHomeSpeaker) -> AsyncIterator[list[bytes]]:
    """Give what a client that serves passes on as heart rates."""
    passed: list[bytes] = []
    client = HomeClient(broker_at(port), DEVICE, speaker, lambda: 0.0, QUICK)
    client.measure(WATCH, passed.append)
    serving = asyncio.create_task(client.serve())
    try:
        await until(lambda: speaker.reported == [""])
        await asyncio.sleep(0.2)
        yield passed
    finally:
        serving.cancel()
        await asyncio.wait({serving})


async def test_a_heart_rate_is_passed_on_and_one_that_the_broker_kept_is_old(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as watch:
        await watch.publish(WATCH, b"99", qos=1, retain=True)
        async with measuring(mosquitto.port, speaker) as passed:
            await watch.publish(WATCH, b"72", qos=1)
            await until(lambda: passed)
            await asyncio.sleep(0.1)

    assert passed == [b"72"]


async def test_no_command_is_a_heart_rate_and_no_heart_rate_a_command(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other, measuring(mosquitto.port, speaker) as passed:
        for topic in (
            *(TOPICS.own(f"set/{key}") for key in COMMANDS),
            f"{WATCH}/x",
            "mien/release",
            WATCH[:5],
        ):
            await other.publish(topic, b"72", qos=1)
        await other.publish(WATCH, b"PRESS", qos=1)
        await until(lambda: passed)
        await asyncio.sleep(0.3)

    assert passed == [b"PRESS"]
    assert AskSkip() not in speaker.obeyed


async def test_a_flood_of_heart_rates_costs_little_and_commands_are_still_obeyed(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10,000 a second for three seconds, from a process of its own."""
    monkeypatch.setattr("mien.home.connection.mqtt.ANSWERING", 8.0)
    async with mosquitto.client() as other, measuring(mosquitto.port, speaker) as passed:
        flood = start_flood(mosquitto.port, WATCH, seconds=3.0)
        before = time.process_time()
        await until(lambda: FLOOD in speaker.reported)
        await other.publish(TOPICS.own("set/skip"), b"PRESS", qos=1)
        told, _ = await asyncio.to_thread(flood.communicate)
        spent = time.process_time() - before
        await until(lambda: AskSkip() in speaker.obeyed)
        await until(lambda: speaker.reported[-1] == "", 10)
        passed.clear()
        await other.publish(WATCH, b"72", qos=1)
        await until(lambda: passed)

    assert int(told) > 10_000
    assert len(passed) == 1
    assert speaker.reported == ["", FLOOD, ""]
    assert speaker.reconnects == 0
    assert spent < 2.5, spent
