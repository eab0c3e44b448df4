"""A broker that shakes hands and then talks nonsense: the speaker lives, says so once, and tries again."""

import asyncio
from contextlib import suppress

import pytest

from contract.home.at_broker import DEVICE, at_home, until
from fakes.home_speaker import FakeHomeSpeaker
from mien.retry import Backoff

CONNACK = bytes.fromhex("2003000000")
COMMAND = f"mien/{DEVICE.id}/set/skip".encode()


def publish(topic: bytes, payload: bytes = b"PRESS", flags: int = 0) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + (b"\x00\x01" if flags & 6 else b"") + b"\x00" + payload
    return bytes([0x30 | flags]) + _length(len(body)) + body


def _length(number: int) -> bytes:
    """Return it as MQTT writes lengths: seven bits a byte, the lowest first."""
    parts = bytearray()
    while True:
        number, low = divmod(number, 128)
        parts.append(low | (128 if number else 0))
        if not number:
            return bytes(parts)


NONSENSE = {
    "a topic that is not UTF-8": publish(b"\xff\xfe\xfd"),
    "a topic with a wildcard": publish(b"mien/+/set/#"),
    "no topic": publish(b""),
    "a topic with a null": publish(b"mien/\x00/set"),
    "qos 3": publish(COMMAND, flags=6),
    "qos 2 without an end": publish(COMMAND, flags=4) * 50,
    "an answer to nothing": bytes.fromhex("9003ffff00"),
    "an acknowledgement of nothing": bytes.fromhex("4002abcd"),
    "a packet that does not exist": bytes.fromhex("f003000000"),
    "a packet that says it is 256 MB": bytes.fromhex("30ffffff7f00") + b"x" * 1000,
    "a length without an end": b"\x30" + b"\xff" * 8,
    "a farewell": bytes.fromhex("e00100"),
    "a farewell with a reason": bytes.fromhex("e0018b"),
    "a second welcome": CONNACK * 20,
    "a wrong property": bytes.fromhex("3008000161") + b"\x7f" * 5,
    "an acknowledgement cut short": bytes.fromhex("4000"),
    "an answer cut short": bytes.fromhex("9000"),
    "a ping out of the blue": bytes.fromhex("d000") * 100,
    "every byte": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE.keys())
async def test_nonsense_ends_no_speaker(
    nonsense: bytes, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("mien.home.client.RETRIES", Backoff(0.1, 0.3))
    monkeypatch.setattr("mien.home.connection.mqtt.ANSWERING", 0.4)
    speaker, met = FakeHomeSpeaker(), 0
    lines: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal met
        lines.append(writer)
        with suppress(OSError):
            await reader.read(1000)
            writer.write(CONNACK + nonsense)
            await writer.drain()
            met += 1
            await reader.read(100_000)
            await asyncio.sleep(0.6)

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, at_home(server.sockets[0].getsockname()[1], speaker):
        await until(lambda: met >= 2 and speaker.reported)
    for line in lines:
        line.close()
        with suppress(OSError):
            await line.wait_closed()

    assert "MQTT broker at 127.0.0.1:" in speaker.reported[0]
    assert speaker.obeyed == []
    assert "never retrieved" not in caplog.text
