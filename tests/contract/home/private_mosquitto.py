"""A mosquitto of our own, that can be killed, paused and asked."""

import asyncio
import contextlib
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt

QUIET = 0.5
"""Seconds without a message after which a broker has sent what it had."""
MOSQUITTO = shutil.which("mosquitto") or "/usr/sbin/mosquitto"


class PrivateMosquitto:
    """Keeps its port over restarts. `settings`: lines of its configuration beside the listener."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self.port = _free_port()
        self.log = folder / "mosquitto.log"
        self._file = folder / "mosquitto.conf"
        usual = (
            () if any(line.startswith("password_file") for line in settings) else ("allow_anonymous true",)
        )
        lines = (
            f"listener {self.port} 127.0.0.1",
            "user root",
            "max_queued_messages 1000",
            *usual,
            *settings,
        )
        self._file.write_text("\n".join(lines) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it; returns once it listens."""
        with self.log.open("ab") as log:
            command = [MOSQUITTO, "-c", str(self._file)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: ASYNC220  it is quick
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
        raise AssertionError(self.log.read_text())

    def start_now(self) -> None:
        """Start it again, from code that is not asynchronous."""
        asyncio.run(self.start())

    def retained_now(self, topics: str) -> dict[str, bytes]:
        """Return what it keeps, from code that is not asynchronous."""
        return asyncio.run(self.retained(topics))

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Have it hang."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    @asynccontextmanager
    async def client(self) -> AsyncGenerator[aiomqtt.Client]:
        """Give somebody else's connection to it."""
        async with aiomqtt.Client("127.0.0.1", self.port) as client:
            yield client

    async def retained(self, topics: str = "#") -> dict[str, bytes]:
        """Return what it keeps."""
        async with self.client() as client:
            return {
                message.topic.value: message.payload
                for message in await sent_at_once(client, topics)
                if message.retain and isinstance(message.payload, bytes)
            }


async def sent_at_once(client: aiomqtt.Client, topics: str) -> list[aiomqtt.Message]:
    """Return what the broker sends to who subscribes, until nothing has come for a while."""
    loop, sent = asyncio.get_running_loop(), list[aiomqtt.Message]()
    await client.subscribe(topics)
    latest = loop.time() + 20.0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(QUIET) as quiet:
            async for message in client.messages:
                sent.append(message)
                quiet.reschedule(min(latest, loop.time() + QUIET))
    return sent


@asynccontextmanager
async def running(folder: Path, *settings: str) -> AsyncIterator[PrivateMosquitto]:
    """Give a mosquitto that runs."""
    broker = PrivateMosquitto(folder, *settings)
    await broker.start()
    try:
        yield broker
    finally:
        broker.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
