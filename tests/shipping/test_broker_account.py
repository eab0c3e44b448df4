"""The account that the playbook makes for a speaker, on a real mosquitto: enough for it, and no more."""

import asyncio
import subprocess
from pathlib import Path

import aiomqtt
import pytest

from contract.home.at_broker import DEVICE, TOPICS, at_home, until
from contract.home.private_mosquitto import running
from fakes.home_speaker import FakeHomeSpeaker
from mien.config.config_file import read_config
from mien.mood.events import AskSkip
from shipping.playbook_templates import rendered

ACCOUNTS = {
    "mosquitto_users": {"homeassistant": "hers"},
    "mosquitto_speakers": [{"user": "mien", "password": "ours", "id": DEVICE.id.removeprefix("mien_")}],
    "mosquitto_speakers_hear": ["watch/heart_rate"],
}
ODD = 'a"b\\c'
OURS = {"user": "mien", "password": "ours"}


def made_in(folder: Path) -> tuple[str, str]:
    """Write what the playbook writes; return the settings that name it."""
    passwords, acl = folder / "passwords", folder / "acl"
    passwords.write_text(rendered("mosquitto", "passwords.j2", **ACCOUNTS))
    subprocess.run(["mosquitto_passwd", "-U", str(passwords)], check=True)
    acl.write_text(rendered("mosquitto", "acl.j2", **ACCOUNTS))
    acl.chmod(0o644)
    return f"password_file {passwords}", f"acl_file {acl}"


async def test_the_speakers_account_lets_it_do_all_that_it_does(tmp_path: Path) -> None:
    speaker = FakeHomeSpeaker()
    async with (
        running(tmp_path, *made_in(tmp_path)) as broker,
        aiomqtt.Client("127.0.0.1", broker.port, username="homeassistant", password="hers") as hass,  # noqa: S106
        at_home(broker.port, speaker, **OURS),
    ):
        await until(lambda: speaker.reported == [""])
        await hass.publish(TOPICS.own("set/skip"), b"PRESS", qos=1)
        await until(lambda: speaker.obeyed == [AskSkip()])
        await hass.subscribe("#")
        kept: set[str] = set()
        async with asyncio.timeout(20):
            async for message in hass.messages:
                kept.add(message.topic.value)
                if set(TOPICS.retained) <= kept:
                    break


async def test_what_another_account_left_behind_keeps_no_speaker_out(tmp_path: Path) -> None:
    speaker = FakeHomeSpeaker()
    left = "homeassistant/device/mien_before/config"
    async with (
        running(tmp_path, *made_in(tmp_path)) as broker,
        at_home(broker.port, speaker, left, **OURS),
    ):
        await until(lambda: speaker.reported)

    assert speaker.reported == [""]


@pytest.mark.parametrize(("topic", "hears"), [("watch/heart_rate", True), ("watch/place", False)])
async def test_the_speakers_account_hears_the_heart_rate_that_the_owner_named(
    tmp_path: Path, topic: str, *, hears: bool
) -> None:
    async with (
        running(tmp_path, *made_in(tmp_path)) as broker,
        aiomqtt.Client("127.0.0.1", broker.port, username="homeassistant", password="hers") as watch,  # noqa: S106
        aiomqtt.Client("127.0.0.1", broker.port, username="mien", password="ours") as speaker,  # noqa: S106
    ):
        await speaker.subscribe(topic)
        await watch.publish(topic, b"72", qos=1)
        heard = asyncio.ensure_future(anext(aiter(speaker.messages)))
        done, _ = await asyncio.wait({heard}, timeout=1.0)
        heard.cancel()

    assert bool(done) is hears


@pytest.mark.parametrize(
    "topic",
    [
        "mien/other/set/skip",
        "mien/mien_other/room",
        "homeassistant/device/mien_other/config",
        "homeassistant/light/x/config",
        "lamp/set",
        "$SYS/x",
    ],
)
async def test_the_speakers_account_commands_nobody_else(tmp_path: Path, topic: str) -> None:
    async with running(tmp_path, *made_in(tmp_path)) as broker:
        async with aiomqtt.Client("127.0.0.1", broker.port, username="mien", password="ours") as thief:  # noqa: S106
            await thief.publish(topic, b"PRESS", qos=1, retain=True)
        async with aiomqtt.Client(
            "127.0.0.1",
            broker.port,
            username="homeassistant",
            password="hers",  # noqa: S106
        ) as hass:
            await hass.subscribe(topic)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await anext(aiter(hass.messages))


@pytest.mark.parametrize("wanted", [True, False])
def test_the_playbooks_home_is_the_speakers_whether_it_is_on_or_being_taken_out(*, wanted: bool) -> None:
    text = rendered(
        "mien", "config.toml.j2", mien_home=wanted, mien_home_broker="ha.lan", mien_home_password=ODD
    )

    home = read_config(text, "config.toml").home
    assert (home.on, home.broker, home.user, home.password) == (wanted, "ha.lan", "mien", ODD)


def test_what_the_owner_sets_himself_is_laid_over_it() -> None:
    text = rendered("mien", "config.toml.j2", mien_home=True, mien_config_host={"home": {"area": "Den"}})

    home = read_config(text, "config.toml").home
    assert (home.on, home.area) == (True, "Den")
