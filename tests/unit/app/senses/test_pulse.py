"""The pulse within the speaker: nothing unless it is on, shown when it is, counted only when told to."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from mien.app.application import Application
from mien.app.page.page_backend import PageBackend
from mien.app.senses.heart_topic import HeartTopic
from mien.app.senses.pulse import PulseFrontend
from mien.app.speaker_access import ApplySettings, Request, ShowPulse
from mien.app.storage.settings_store import SettingsStore
from mien.config.config_file import ConfigError, read_config
from mien.config.settings import Config
from mien.mood.events import Sensed
from mien.pulse.fake_strap import FakeStraps
from mien.pulse.monitor import Pulse
from mien.pulse.strap import NearbyStrap
from mien.web.backend_errors import RefusedError

ADDRESS = "A0:9E:1A:00:00:01"
OFF = read_config("", "defaults")
ON = read_config(f'[pulse]\non = true\nstrap = "{ADDRESS}"\n', "a test")
COUNTS = read_config(f'[pulse]\non = true\nstrap = "{ADDRESS}"\ncounts = true\n', "a test")
BY_MQTT = read_config('[home]\non = true\n[pulse]\non = true\ntopic = "watch/heart_rate"\n', "a test")
NO_HOME = read_config('[pulse]\non = true\ntopic = "watch/heart_rate"\n', "a test")
STRAP = NearbyStrap(ADDRESS, "H10", -50)


class Worn:
    """A speaker with a strap within reach; its clock runs a second with each measurement."""

    def __init__(self, folder: Path, *straps: NearbyStrap) -> None:
        self.speaker = Application(OFF, folder / "eye.socket")
        self.radio = FakeStraps(*straps)
        self.at = 0.0
        self.topic = HeartTopic()
        self.pulse = PulseFrontend(self.speaker.access, self.radio, self.topic, lambda: self.at)
        self.page = PageBackend(
            self.speaker.access, folder, SettingsStore(folder / "s.toml"), lambda: self.at, self.pulse.find
        )

    @property
    def shown(self) -> Pulse | None:
        """The pulse that the page shows."""
        return self.speaker.state.current.pulse

    async def measure(self, bpm: int, times: int) -> None:
        """Have the strap measure so often, once a second."""
        for _ in range(times):
            self.radio.send(bytes((6, bpm)))
            for _ in range(12):
                await asyncio.sleep(0)
            self.at += 1.0


async def test_the_pulse_follows_the_settings(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP)
    (work,) = map(asyncio.create_task, worn.pulse.tasks())
    await worn.measure(60, 2)
    assert (worn.shown, worn.radio.connected) == (None, "")

    worn.speaker.request(ApplySettings(ON))
    await worn.measure(60, 5)
    assert worn.shown is not None
    assert worn.shown.bpm == 60

    worn.speaker.request(ApplySettings(OFF))
    await worn.measure(60, 2)
    assert (str(worn.shown), worn.radio.connected) == ("None", "")
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


async def test_a_fault_in_it_ends_the_speaker_as_everywhere(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP)
    worn.speaker.request(ApplySettings(ON))
    worn.radio.fault = KeyError("a bug")
    (work,) = map(asyncio.create_task, worn.pulse.tasks())
    async with asyncio.timeout(20):
        (ended,) = await asyncio.gather(work, return_exceptions=True)

    assert isinstance(ended, KeyError)


@pytest.mark.parametrize(("config", "counts"), [(ON, False), (COUNTS, True)])
async def test_it_counts_for_the_mood_only_if_the_owner_says_so(
    tmp_path: Path,
    config: Config,
    counts: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    worn = Worn(tmp_path, STRAP)
    worn.speaker.request(ApplySettings(config))
    asked: list[Request] = []
    access = replace(worn.speaker.access, request=asked.append)
    pulse = PulseFrontend(access, worn.radio, worn.topic, lambda: worn.at)
    (work,) = map(asyncio.create_task, pulse.tasks())
    await worn.measure(60, 200)
    await worn.measure(70, 30)
    arousals = [ask.evidence.arousal for ask in asked if isinstance(ask, Sensed)]
    assert bool(arousals) is counts
    assert not counts or (arousals[0] == 0.0 and (arousals[-1] or 0.0) > 0.1)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


async def test_a_topic_is_a_second_source_and_goes_before_the_strap(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP)
    (work,) = map(asyncio.create_task, worn.pulse.tasks())
    worn.topic.put(b"99")  # before anybody listened: it is old
    worn.speaker.request(ApplySettings(BY_MQTT))
    await worn.measure(60, 2)
    assert (worn.shown, worn.radio.connected) == (None, "")
    worn.topic.put(b'{"bpm": 71}')
    await worn.measure(60, 1)
    assert worn.shown is not None
    assert worn.shown.bpm == 71
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


async def test_a_topic_without_a_broker_says_what_it_needs(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP)
    (work,) = map(asyncio.create_task, worn.pulse.tasks())
    worn.speaker.request(ApplySettings(NO_HOME))
    await worn.measure(60, 2)
    assert worn.shown == Pulse(None, None, "its MQTT topic needs Home Assistant (MQTT) turned on")
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


async def test_what_nobody_reads_does_not_pile_up() -> None:
    topic = HeartTopic()
    for _ in range(1000):
        topic.put(b"72")
    assert topic._waiting.qsize() <= 32


@pytest.mark.parametrize(
    "topic", ["mien/mien_0123456789ab/set/skip", "mien", "a/+/b", "#", "a b", "/a", "a/", "$SYS/a"]
)
def test_a_topic_that_commands_come_from_or_that_is_none_is_refused(topic: str) -> None:
    with pytest.raises(ConfigError, match=r":2: pulse.topic must be one MQTT topic outside mien/"):
        read_config(f'[pulse]\ntopic = "{topic}"\n', "a test")


async def test_the_page_finds_the_strap_of_whoever_stands_near(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP, NearbyStrap("A0:9E:1A:00:00:02", "watch", -75))
    await worn.page.find_setting("pulse.strap")
    assert worn.speaker.state.current.config.pulse.strap == ADDRESS
    assert {one.key: one.value for one in await worn.page.settings()}["pulse.strap"] == ADDRESS


async def test_without_a_strap_the_page_says_what_to_do(tmp_path: Path) -> None:
    worn = Worn(tmp_path)
    with pytest.raises(RefusedError, match=r"put it on, turn its broadcast on, and stand by the speaker\.$"):
        await worn.page.find_setting("pulse.strap")
    with pytest.raises(RefusedError, match="isn't a setting that"):
        await worn.page.find_setting("music.mpd")


def test_an_address_that_is_none_is_refused_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r":2: pulse.strap must be a Bluetooth address"):
        read_config('[pulse]\nstrap = "my watch"\n', "a test")


def test_nothing_of_the_pulse_is_stored(tmp_path: Path) -> None:
    worn = Worn(tmp_path, STRAP)
    worn.speaker.request(ShowPulse(Pulse(72, 60, "")))
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []
