"""A whole speaker in a house where the broker and those on it misbehave: the music plays on."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from contract.home.private_mosquitto import PrivateMosquitto
from contract.home.strain import start_flood
from mien.app.home.identity import HomeIdentity
from mien.home.connection.outage import FLOOD
from mien.home.discovery import Topics
from whole.conftest import WholeSpeaker, wait_for


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[PrivateMosquitto]:
    broker = PrivateMosquitto(tmp_path)
    broker.start_now()
    yield broker
    broker.resume()
    broker.kill()


@pytest.fixture
def at_home(tmp_path: Path, songs: Path, mosquitto: PrivateMosquitto) -> Iterator[WholeSpeaker]:
    (tmp_path / "music").symlink_to(songs)
    speaker = WholeSpeaker(tmp_path, f'[home]\non = true\nbroker = "127.0.0.1:{mosquitto.port}"\n')
    yield speaker
    speaker.clean_up()
    print(speaker.log)  # noqa: T201  pytest shows it beside a failure


def topics_of(tmp_path: Path) -> Topics:
    wait_for((tmp_path / "state/home.json").exists, 20, "the speaker's id")
    return Topics(HomeIdentity(tmp_path / "state/home.json").id, "homeassistant")


def command(broker: PrivateMosquitto, topic: str, payload: str) -> None:
    async def publish() -> None:
        async with aiomqtt.Client("127.0.0.1", broker.port) as client:
            await client.publish(topic, payload, qos=1)

    asyncio.run(publish())


def songs_heard(speaker: WholeSpeaker, seconds: float) -> set[str]:
    """Return what plays for a while; "" is in it if nothing does for a moment."""
    heard: set[str] = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        heard.add(speaker.playing())
        time.sleep(0.2)
    return heard


def test_music_plays_on_while_the_broker_hangs_dies_and_is_flooded(
    at_home: WholeSpeaker, mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    topics = topics_of(tmp_path)
    wait_for(lambda: topics.discovery in mosquitto.retained_now("#"), 20, "the device")
    command(mosquitto, topics.own("set/override"), "happy")
    wait_for(at_home.playing, 20, "music")

    flood = start_flood(mosquitto.port, topics.own("set/skip"), seconds=3.0)
    assert "" not in songs_heard(at_home, 5.0)
    flood.communicate()
    mosquitto.pause()
    assert "" not in songs_heard(at_home, 12.0)
    mosquitto.resume()
    mosquitto.kill()
    assert "" not in songs_heard(at_home, 3.0)
    mosquitto.start_now()
    wait_for(lambda: topics.discovery in mosquitto.retained_now("#"), 45, "the device once more")

    assert at_home.log.count(FLOOD) == 1
    assert at_home.log.count("the music plays on: ") <= 2  # it may have been back between hanging and dying
    assert at_home.log.count("Traceback") == 0


def test_a_speaker_is_told_to_end_while_its_broker_hangs(
    at_home: WholeSpeaker, mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    topics = topics_of(tmp_path)
    wait_for(lambda: topics.discovery in mosquitto.retained_now("#"), 20, "the device")
    mosquitto.pause()

    at_home.end()

    assert at_home.process.returncode == 0
