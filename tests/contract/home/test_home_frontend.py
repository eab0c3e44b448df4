"""The frontend on a real mosquitto: turned on and off while the speaker runs, and between two runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contract.home.at_broker import until
from contract.home.private_mosquitto import PrivateMosquitto, running
from mien.app.application import Application
from mien.app.home.frontend import HomeFrontend
from mien.app.home.identity import HomeIdentity
from mien.app.home.meter import SpeakerMeter
from mien.app.home.speaker_view import SpeakerView
from mien.app.senses.heart_topic import HeartTopic
from mien.app.senses.pulse import PulseFrontend
from mien.app.speaker_access import ApplySettings
from mien.app.storage.settings_store import SettingsStore
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.pulse.fake_strap import FakeStraps


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path) as broker:
        yield broker


def config_at(port: int, *, on: bool, prefix: str = "homeassistant") -> Config:
    broker = f'broker = "127.0.0.1:{port}"\ndiscovery_prefix = "{prefix}"\n'
    return read_config(f"[home]\non = {str(on).lower()}\n{broker}", "a test")


@asynccontextmanager
async def speaker_of(config: Config, folder: Path) -> AsyncIterator[Application]:
    """Give a speaker whose frontends to the house and to the pulse run."""
    speaker = Application(config, folder / "eye.socket")
    meter = SpeakerMeter(speaker.state, lambda: 0.0)
    view = SpeakerView(speaker.access, SettingsStore(folder / "settings.toml"), meter, lambda: 0.0)
    heart, identity = HeartTopic(), HomeIdentity(folder / "home.json")
    frontends = (
        HomeFrontend(speaker.access, view, identity, lambda: 0.0, heart),
        PulseFrontend(speaker.access, FakeStraps(), heart, lambda: 0.0),
    )
    tasks = [asyncio.create_task(task) for frontend in frontends for task in frontend.tasks()]
    try:
        yield speaker
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        assert all(task.cancelled() for task in tasks)


async def found(mosquitto: PrivateMosquitto, prefix: str = "homeassistant") -> bool:
    return any(topic.startswith(f"{prefix}/device/mien_") for topic in await mosquitto.retained())


def config_with_topic(port: int) -> Config:
    home = f'[home]\non = true\nbroker = "127.0.0.1:{port}"\n'
    return read_config(f'{home}[pulse]\non = true\ntopic = "watch/heart_rate"\n', "a test")


async def becomes(mosquitto: PrivateMosquitto, *, there: bool, prefix: str = "homeassistant") -> None:
    async with asyncio.timeout(10):
        while await found(mosquitto, prefix) is not there:  # noqa: ASYNC110  the broker tells nobody
            await asyncio.sleep(0.1)


async def test_it_comes_and_goes_with_the_switch_on_the_page(
    mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    off, on = config_at(mosquitto.port, on=False), config_at(mosquitto.port, on=True)
    async with speaker_of(off, tmp_path) as speaker:
        await asyncio.sleep(0.2)
        assert not await found(mosquitto)
        speaker.request(ApplySettings(on))
        await becomes(mosquitto, there=True)
        speaker.request(ApplySettings(off))
        await becomes(mosquitto, there=False)
        assert await mosquitto.retained() == {}
        speaker.request(ApplySettings(on))
        await becomes(mosquitto, there=True)


async def test_turned_off_in_the_file_it_cleans_up_at_the_next_start(
    mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    async with speaker_of(config_at(mosquitto.port, on=True), tmp_path):
        await becomes(mosquitto, there=True)
    async with speaker_of(config_at(mosquitto.port, on=False), tmp_path):
        await becomes(mosquitto, there=False)
        await until(lambda: HomeIdentity(tmp_path / "home.json").topics == ())


async def test_another_prefix_leaves_no_device_at_the_old_one(
    mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    async with speaker_of(config_at(mosquitto.port, on=True), tmp_path) as speaker:
        await becomes(mosquitto, there=True)
        speaker.request(ApplySettings(config_at(mosquitto.port, on=True, prefix="ha/other")))
        await becomes(mosquitto, there=True, prefix="ha/other")

        assert not await found(mosquitto)


async def test_what_is_at_the_old_prefix_is_not_forgotten_while_the_broker_is_away(
    mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    async with speaker_of(config_at(mosquitto.port, on=True), tmp_path):
        await becomes(mosquitto, there=True)
    async with speaker_of(config_at(9, on=True, prefix="ha/other"), tmp_path) as speaker:
        await until(lambda: bool(speaker.state.current.home_problem))
    async with speaker_of(config_at(mosquitto.port, on=True, prefix="ha/other"), tmp_path):
        await becomes(mosquitto, there=True, prefix="ha/other")

        assert not await found(mosquitto)
        await until(
            lambda: not any("homeassistant" in t for t in HomeIdentity(tmp_path / "home.json").topics)
        )


async def test_a_broker_that_is_away_is_a_problem_until_the_house_is_turned_off(tmp_path: Path) -> None:
    async with speaker_of(config_at(9, on=True), tmp_path) as speaker:
        await until(lambda: "Can't reach the MQTT broker" in speaker.state.current.home_problem)
        speaker.request(ApplySettings(config_at(9, on=False)))
        await asyncio.sleep(0.5)  # it still tries to take itself out, which is nobody's problem
        await until(lambda: not speaker.state.current.home_problem)


async def test_a_heart_rate_that_somebody_publishes_is_the_pulse(
    mosquitto: PrivateMosquitto, tmp_path: Path
) -> None:
    def shown() -> int | None:
        pulse = speaker.state.current.pulse
        return pulse.bpm if pulse else None

    async with (
        mosquitto.client() as watch,
        speaker_of(config_with_topic(mosquitto.port), tmp_path) as speaker,
    ):
        await watch.publish("watch/heart_rate", b"99", qos=1, retain=True)  # what the broker kept is old
        await becomes(mosquitto, there=True)
        await asyncio.sleep(0.3)
        assert shown() is None
        await watch.publish("watch/heart_rate", b"72", qos=1)
        await until(lambda: shown() == 72)
        await watch.publish("watch/heart_rate", b"unavailable", qos=1)
        await watch.publish("watch/heart_rate", b'{"heart_rate": 75.4, "contact": true}', qos=1)
        await until(lambda: shown() == 75)
        speaker.request(ApplySettings(config_at(mosquitto.port, on=True)))
        await until(lambda: speaker.state.current.pulse is None)
