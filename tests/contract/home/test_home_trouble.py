"""A broker that is away, hangs, refuses, or lets somebody flood us: said once, and over once it is over."""

import asyncio
import json
import logging
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.home.at_broker import DEVICE, TOPICS, at_home, broker_at, until
from contract.home.private_mosquitto import PrivateMosquitto, running
from contract.home.strain import open_files, start_flood
from fakes.home_speaker import FakeHomeSpeaker
from mien.home.connection.broker import HomeError
from mien.home.connection.outage import FLOOD
from mien.retry import Backoff


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon, and wait for an answer for a second."""
    monkeypatch.setattr("mien.home.client.RETRIES", Backoff(0.1, 0.3))
    monkeypatch.setattr("mien.home.connection.mqtt.ANSWERING", 1.0)
    monkeypatch.setattr("mien.home.connection.mqtt.CONNECTING", 1.0)


@pytest.fixture
async def mosquitto(tmp_path: Path) -> AsyncIterator[PrivateMosquitto]:
    async with running(tmp_path) as broker:
        yield broker


@pytest.fixture
def speaker() -> FakeHomeSpeaker:
    return FakeHomeSpeaker()


def account(password: str) -> dict[str, str]:
    return {"user": "mien", "password": password}


async def test_a_broker_that_dies_is_said_once_and_all_is_there_again_when_it_is_back(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported == [""])
        mosquitto.kill()
        await until(lambda: speaker.reported[-1])
        await asyncio.sleep(1.0)  # several tries
        await mosquitto.start()
        await until(lambda: speaker.reported[-1] == "")
        kept = await mosquitto.retained()

    warnings = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(warnings) == 2, warnings
    assert "the music plays on" in warnings[0]
    assert "is back" in warnings[1]
    assert all("MQTT broker at 127.0.0.1:" in sentence for sentence in speaker.reported if sentence)
    assert set(kept) >= {TOPICS.discovery, TOPICS.own("state"), TOPICS.own("availability")}


async def test_a_broker_that_hangs_is_away_and_holds_up_no_end(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported == [""])
        mosquitto.pause()
        await until(lambda: speaker.reported[-1])
        assert speaker.reported[-1].endswith("does not answer.")
        begun = time.monotonic()

    assert time.monotonic() - begun < 10
    mosquitto.resume()


async def test_a_broker_that_goes_on_after_hanging_is_back(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported == [""])
        mosquitto.pause()
        await until(lambda: speaker.reported[-1])
        await asyncio.sleep(5.0)  # it answers no new connection either, several times
        mosquitto.resume()
        await until(lambda: speaker.reported[-1] == "")


async def test_a_wrong_password_is_called_one_and_the_right_one_is_let_in(
    tmp_path: Path, speaker: FakeHomeSpeaker
) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("mien:right\n")
    await asyncio.to_thread(subprocess.run, ["mosquitto_passwd", "-U", str(passwords)], check=True)
    async with running(tmp_path, f"password_file {passwords}") as broker:
        async with at_home(broker.port, speaker, **account("wrong")):
            await until(lambda: speaker.reported)
            await asyncio.sleep(0.8)
        assert speaker.reported == [
            f"The MQTT broker at 127.0.0.1:{broker.port} refused the login: check [home] user and password."
        ]
        async with at_home(broker.port, speaker, **account("right")):
            await until(lambda: speaker.reported[-1] == "")


async def test_a_broker_that_lets_us_publish_nothing_is_called_that(
    tmp_path: Path, speaker: FakeHomeSpeaker
) -> None:
    acl = tmp_path / "acl"
    acl.write_text(f"topic readwrite mien/{DEVICE.id}/#\n")
    acl.chmod(0o644)
    async with running(tmp_path, f"acl_file {acl}") as broker, at_home(broker.port, speaker):
        await until(lambda: speaker.reported)

    assert "refuses messages at homeassistant/device/" in speaker.reported[0]


@pytest.mark.parametrize(
    "says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\xff" * 4000, bytes(range(256))]
)
async def test_what_hangs_up_or_talks_nonsense_is_no_broker(says: bytes, speaker: FakeHomeSpeaker) -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(says)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, at_home(server.sockets[0].getsockname()[1], speaker):
        await until(lambda: speaker.reported)
        await asyncio.sleep(0.5)

    assert "MQTT broker at 127.0.0.1:" in speaker.reported[0]


async def test_tls_wants_the_right_authority(tmp_path: Path, speaker: FakeHomeSpeaker) -> None:
    for name in ("right", "wrong"):
        _authority(tmp_path, name)
    settings = (f"certfile {tmp_path}/right.server.pem", f"keyfile {tmp_path}/right.server.key")
    async with running(tmp_path, *settings) as broker:
        async with at_home(broker.port, speaker, tls_ca=str(tmp_path / "wrong.pem")):
            await until(lambda: speaker.reported)
        assert len(speaker.reported) == 1
        assert "was not signed by [home] tls_ca, or is for another name." in speaker.reported[0]
        async with at_home(broker.port, speaker, tls_ca=str(tmp_path / "right.pem")):
            await until(lambda: speaker.reported[-1] == "")
        broker.pause()  # in the middle of a handshake
        begun = time.monotonic()
        with pytest.raises(HomeError, match="does not answer"):
            async with broker_at(broker.port, tls_ca=str(tmp_path / "right.pem")).connected():
                pass
        assert time.monotonic() - begun < 15
        broker.resume()
    with pytest.raises(HomeError, match="cannot be used as a certificate authority"):
        async with broker_at(1, tls_ca=str(tmp_path / "nowhere.pem")).connected():
            pass


def _authority(folder: Path, name: str) -> None:
    """Write an authority, `name`.pem, and a key and certificate for 127.0.0.1 signed by it."""
    new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    ca = ["-keyout", f"{folder}/{name}.key", "-out", f"{folder}/{name}.pem"]
    subprocess.run([*new, *ca, "-subj", f"/CN={name}", "-days", "2"], check=True, capture_output=True)
    server = ["-keyout", f"{folder}/{name}.server.key", "-out", f"{folder}/{name}.server.pem"]
    signed = ["-CA", f"{folder}/{name}.pem", "-CAkey", f"{folder}/{name}.key"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=CA:FALSE"]
    command = [*new, *server, *signed, *names, "-subj", "/CN=broker", "-days", "2"]
    subprocess.run(command, check=True, capture_output=True)


async def test_a_flood_of_commands_costs_little_and_is_said_once(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """10,000 a second for three seconds, from a process of its own."""
    monkeypatch.setattr("mien.home.connection.mqtt.ANSWERING", 8.0)  # as usual: a flooded broker is slow
    lags: list[float] = []
    async with at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported == [""])
        ticking = asyncio.create_task(_tick(lags))
        flood = start_flood(mosquitto.port, TOPICS.own("set/skip"), seconds=3.0)
        before = time.process_time()
        told, _ = await asyncio.to_thread(flood.communicate)
        spent = time.process_time() - before
        ticking.cancel()
        sent = int(told)
        await until(lambda: speaker.reported[-1] == "", 10)

    assert sent > 10_000
    assert len(speaker.obeyed) < 250  # 20 at once, after each rest
    assert speaker.reported == ["", FLOOD, ""]
    assert max(lags) < 2.0, max(lags)  # the watchdog waits 30
    assert spent < 2.5, spent


async def _tick(lags: list[float]) -> None:
    while True:
        begun = time.monotonic()
        await asyncio.sleep(0.02)
        lags.append(time.monotonic() - begun - 0.02)


async def test_a_huge_message_is_never_sent_to_us(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    async with mosquitto.client() as other, at_home(mosquitto.port, speaker):
        await until(lambda: speaker.reported == [""])
        await other.publish(TOPICS.own("set/skip"), b"x" * 20_000_000, qos=1)
        await other.publish(TOPICS.own("set/skip"), b"PRESS", qos=1)
        await until(lambda: speaker.obeyed)

    assert speaker.reconnects == 0
    assert speaker.reported == [""]


async def test_the_broker_killed_at_every_step_of_the_handshake_leaves_nothing_open(
    mosquitto: PrivateMosquitto, speaker: FakeHomeSpeaker
) -> None:
    before = open_files()
    async with at_home(mosquitto.port, speaker):
        for step in range(12):
            await asyncio.sleep(0.01 * step)
            mosquitto.kill()
            await mosquitto.start()
        await until(lambda: speaker.reported and speaker.reported[-1] == "")
        kept = await mosquitto.retained(TOPICS.own("state"))

    assert json.loads(kept[TOPICS.own("state")])["mood"] == "happy"
    await asyncio.sleep(0.1)
    assert open_files() <= before + 2
