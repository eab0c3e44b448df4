"""Where the page listens, and how quickly it answers."""

import asyncio
import socket
import statistics
import time
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from mien.web.transport.listener import PortError, serve
from web.local_server import LocalServer, opened


async def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            PortError, match=rf"can't listen on 127\.0\.0\.1, port {port}: Address already in use"
        ):
            await serve(Starlette(), "127.0.0.1", port)


async def test_a_port_that_is_not_ours_to_take_is_said_too() -> None:
    with pytest.raises(PortError, match=r"can't listen on 192\.0\.2\.1"):
        await serve(Starlette(), "192.0.2.1", 0)


def test_an_answer_does_not_wait_for_the_network_to_acknowledge_its_head(paired: httpx.Client) -> None:
    took = []
    for _ in range(15):
        began = time.perf_counter()
        paired.get("/api/v1/session")
        took.append(time.perf_counter() - began)

    assert statistics.quantiles(took)[0] < 0.03  # with Nagle none takes less than 0.04


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_without_a_host_every_address_is_listened_on(tmp_path: Path) -> None:
    with opened(LocalServer(tmp_path, host="")) as server:
        for host in ("127.0.0.1", "[::1]"):
            assert httpx.get(f"http://{host}:{server.port}/").status_code == 200


async def test_signals_stay_the_speakers_own() -> None:
    import signal

    before = signal.getsignal(signal.SIGTERM)
    up = asyncio.Event()
    app = Starlette()
    app.state.dismiss = lambda: None
    serving = asyncio.create_task(serve(app, "127.0.0.1", 0, started=lambda _port: up.set()))
    await up.wait()
    assert signal.getsignal(signal.SIGTERM) is before
    serving.cancel()

    with pytest.raises(asyncio.CancelledError):
        await serving
