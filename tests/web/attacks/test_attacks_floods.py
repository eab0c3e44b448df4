"""Requests that come too often, are too much or too slow, or too many, against the running server."""

import contextlib
import socket
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from mien.web.server import ConnectionLimits, StreamLimits
from mien.web.transport.rate_limits import RateLimits
from web.attacks.raw_requests import connect, connected, head_of, hung_up, raw, read, still_well
from web.local_server import GENEROUS, LocalServer, eventually, opened


@pytest.fixture
def strict(tmp_path: Path) -> Generator[LocalServer]:
    """Return a server with the default rates, few connections and little patience."""
    with opened(
        LocalServer(
            tmp_path, rates=RateLimits(), limits=ConnectionLimits(most=40, most_of_one=30, slowest=1.0)
        )
    ) as on:
        yield on


def test_asking_to_come_in_is_rationed(strict: LocalServer) -> None:
    with strict.stranger() as stranger, strict.clock_stopped():
        answers = [stranger.post("/api/v1/pairing") for _ in range(15)]

    assert [answer.status_code for answer in answers].count(429) >= 3
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_guessing_cookies_is_rationed(strict: LocalServer) -> None:
    with strict.stranger() as stranger, strict.clock_stopped():
        guesses = (stranger.get("/api/v1/now", headers={"Cookie": f"mien=guess{n}"}) for n in range(60))
        codes = [guess.status_code for guess in guesses]

    assert set(codes) == {401, 429}


def test_a_stranger_who_asks_too_often_does_not_slow_the_owner_down(strict: LocalServer) -> None:
    with strict.paired() as paired, strict.stranger() as stranger, strict.clock_stopped():
        while stranger.get("/").status_code != 429:
            pass
        assert paired.get("/api/v1/now").status_code == 200


def test_a_gigabyte_is_refused_before_it_is_read(server: LocalServer, paired: httpx.Client) -> None:
    answer = raw(server, head_of(paired, "PUT /api/v1/rules", "Content-Length: 1073741824\r\n") + "x" * 1000)

    assert answer.startswith(b"HTTP/1.1 413")
    assert still_well(paired)


def test_a_body_without_a_length_is_cut_off_where_it_gets_too_long(
    server: LocalServer, paired: httpx.Client
) -> None:
    chunk = "10000\r\n" + "x" * 0x10000 + "\r\n"
    with connected(server) as line:
        line.sendall(head_of(paired, "PUT /api/v1/rules", "Transfer-Encoding: chunked\r\n").encode())
        with contextlib.suppress(OSError):  # it may hang up while we still talk
            for _ in range(20):
                line.sendall(chunk.encode())
        answer = read(line)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    assert still_well(paired)


def test_headers_that_never_end_are_refused(server: LocalServer, paired: httpx.Client) -> None:
    with connected(server) as line, contextlib.suppress(OSError):  # it may hang up while we still talk
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        for number in range(200):
            line.sendall(b"X-%d: %s\r\n" % (number, b"x" * 4000))
        assert read(line).startswith(b"HTTP/1.1 400")
    assert still_well(paired)


def test_nonsense_is_refused(server: LocalServer, paired: httpx.Client) -> None:
    for nonsense in ("\x16\x03\x01\x02\x00\x01", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n" * 50 + "x"):
        answer = raw(server, nonsense + "\r\n\r\n")
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert still_well(paired)


def test_who_dawdles_over_a_request_is_hung_up_on(strict: LocalServer) -> None:
    with strict.paired() as paired:
        lines = [connect(strict) for _ in range(10)]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        ended = 0
        while ended < len(lines) and time.monotonic() - began < 20:
            time.sleep(0.2)
            ended = sum(hung_up(line) for line in lines)
        for line in lines:
            line.close()
        assert ended == len(lines)
        assert still_well(paired)


def test_who_sends_a_body_byte_by_byte_is_hung_up_on(strict: LocalServer) -> None:
    with strict.paired() as paired, connected(strict) as line:
        line.sendall(head_of(paired, "PUT /api/v1/rules", "Content-Length: 1000\r\n").encode())
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 20:
                line.sendall(b"{")
                time.sleep(0.1)
        assert time.monotonic() - began < 15
        assert still_well(paired)


def test_who_does_not_read_what_it_is_sent_is_hung_up_on(strict: LocalServer) -> None:
    strict.backend.picture = lambda _number: b"x" * 1_000_000
    with strict.paired() as paired, connected(strict) as line:
        cookie = f"Cookie: mien={paired.cookies['mien']}"
        line.sendall(f"GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n\r\n".encode())
        eventually(lambda: strict.backend.live_open == 1)
        eventually(lambda: strict.backend.live_open == 0, within=6)
        assert still_well(paired)


def test_a_crowd_of_connections_is_shed(strict: LocalServer) -> None:
    with strict.paired() as paired:
        lines = [connect(strict) for _ in range(200)]
        eventually(lambda: sum(hung_up(line) for line in lines) >= 165)
        for line in lines:
            line.close()
        eventually(lambda: still_well(paired))


def test_a_crowd_from_many_places_is_shed(tmp_path: Path) -> None:
    with opened(
        LocalServer(tmp_path, rates=GENEROUS, limits=ConnectionLimits(most=40, most_of_one=30))
    ) as server:
        lines = []
        for place in range(1, 101):
            where = ("127.0.0.1", server.port)
            lines.append(socket.create_connection(where, 5, source_address=(f"127.0.1.{place}", 0)))
        eventually(lambda: sum(hung_up(line) for line in lines) >= 60)
        for line in lines:
            line.close()
        with server.paired() as paired:
            eventually(lambda: still_well(paired))


def test_streams_are_counted_and_the_one_too_many_is_told(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, rates=GENEROUS, streams=StreamLimits(events_of_one=3, live_of_one=1))
    with opened(server), server.paired() as paired, contextlib.ExitStack() as streams:
        for _ in range(3):
            streams.enter_context(paired.stream("GET", "/api/v1/events"))
        answer = paired.get("/api/v1/events")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
