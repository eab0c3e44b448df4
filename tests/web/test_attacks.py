"""Attacks, replayed against the running server. After each the page still answers its owner."""

import base64
import contextlib
import socket
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from mien.web.server import ConnectionLimits, StreamLimits
from mien.web.transport.rate_limits import RateLimits
from web.local_server import GENEROUS, LocalServer, eventually, opened


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalServer]:
    """Return one server for all attacks: it must withstand them all."""
    with opened(LocalServer(tmp_path_factory.mktemp("server"))) as on:
        yield on


@pytest.fixture(autouse=True)
def forgetful(server: LocalServer) -> None:
    """Forget what was asked before."""
    server.backend.asked.clear()


NASTY = "<script>alert(1)</script>"


# DNS rebinding: the browser thinks it talks to evil.example, which now resolves to the speaker.


@pytest.mark.parametrize(
    "host", ["evil.example", "mien.local.evil.example", "evil.example:8080", "127.0.0.1.evil"]
)
def test_a_name_that_is_not_ours_is_sent_away(paired: httpx.Client, host: str) -> None:
    answer = paired.get("/api/v1/now", headers={"Host": host})

    assert answer.status_code == 421


@pytest.mark.parametrize("host", ["mien.local", "MIEN.local.", "localhost:8080", "[::1]:80", "192.168.1.20"])
def test_our_names_and_addresses_are_let_through(paired: httpx.Client, host: str) -> None:
    answer = paired.get("/api/v1/now", headers={"Host": host, "Origin": ""})

    assert answer.status_code == 200


def test_the_name_that_the_machine_tells_its_owner_is_let_through(paired: httpx.Client) -> None:
    name = socket.gethostname().partition(".")[0]

    assert paired.get("/api/v1/now", headers={"Host": f"{name}.local:8080", "Origin": ""}).status_code == 200


@pytest.mark.parametrize("host", ["", "a b", "mien.local@evil", "mien.local/..", "x" * 300 + "!"])
def test_a_host_that_is_none_is_refused(server: LocalServer, host: str) -> None:
    assert _raw(server, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_two_hosts_are_one_too_many(server: LocalServer) -> None:
    assert _raw(server, "GET / HTTP/1.1\r\nHost: mien.local\r\nHost: evil\r\n\r\n").startswith(
        b"HTTP/1.1 400"
    )


# CSRF: another site makes the owner's browser send a request, cookie and all.


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_from_another_site_is_refused(
    server: LocalServer, paired: httpx.Client, headers: dict[str, str]
) -> None:
    assert paired.post("/api/v1/skip", headers=headers).status_code == 403
    assert server.backend.asked == []


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_change_without_the_token_is_refused(server: LocalServer, paired: httpx.Client, token: str) -> None:
    assert paired.post("/api/v1/skip", headers=[(b"X-Mien-Token", token.encode())]).status_code == 403
    assert server.backend.asked == []


def test_the_token_of_one_browser_is_no_good_in_another(server: LocalServer, paired: httpx.Client) -> None:
    with server.paired() as other:
        answer = other.post("/api/v1/skip", headers={"X-Mien-Token": paired.headers["X-Mien-Token"]})

    assert answer.status_code == 403


def test_a_form_of_another_site_cannot_pair_its_visitor(server: LocalServer, stranger: httpx.Client) -> None:
    server.do(server.pairing.open_window)

    assert stranger.post("/api/v1/pairing", headers={"Origin": "http://evil.example"}).status_code == 403


def test_another_site_cannot_show_the_live_view_in_an_image(paired: httpx.Client) -> None:
    assert paired.get("/api/v1/live", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_no_other_origin_is_ever_allowed_in(paired: httpx.Client) -> None:
    preflight = paired.request(
        "OPTIONS",
        "/api/v1/skip",
        headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
    )

    assert preflight.status_code >= 400
    assert not [name for name in preflight.headers if name.startswith("access-control")]


# What every answer carries.


@pytest.mark.parametrize("path", ["/", "/app.js", "/api/v1/now", "/api/v1/nothing"])
def test_every_answer_forbids_inline_script_framing_and_sniffing(paired: httpx.Client, path: str) -> None:
    headers = paired.get(path).headers
    policy = headers["content-security-policy"]

    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_nothing_of_the_api_is_kept_by_a_browser(paired: httpx.Client) -> None:
    for path in ("/api/v1/now", "/api/v1/session", "/api/v1/library", "/api/v1/nothing"):
        assert paired.get(path).headers["cache-control"] == "no-store"


# Paths.


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2fserver.py",
        "//etc/passwd",
        "/app.js%00.html",
        "/api/v1/covers/..%2f..%2fetc%2fpasswd",
        "/static/../server.py",
        "/.git/config",
        "/pair.html",
    ],
)
def test_no_path_leads_out_of_the_page(server: LocalServer, paired: httpx.Client, path: str) -> None:
    cookie = f"mien={paired.cookies['mien']}"
    answer = _raw(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 404")
    assert b"root:" not in answer


@pytest.mark.parametrize(
    "uri", ["/etc/passwd", "file:///etc/passwd", "../../etc/passwd", "http://127.0.0.1/x", "Jazz/\x00.flac"]
)
def test_a_cover_is_shown_only_of_a_song_that_there_is(
    server: LocalServer, paired: httpx.Client, uri: str
) -> None:
    server.backend.cover_picture = b"\xff\xd8\xff" + b"picture"
    key = base64.urlsafe_b64encode(uri.encode()).decode().rstrip("=")

    assert paired.get(f"/api/v1/covers/{key}").content == b""


@pytest.mark.parametrize("key", ["%00", "=", "a", "é", "____", "A" * 5000, "null"])
def test_a_key_that_names_no_song_has_no_cover(server: LocalServer, paired: httpx.Client, key: str) -> None:
    server.backend.cover_picture = b"\xff\xd8\xff" + b"picture"
    answer = paired.get(f"/api/v1/covers/{key}")

    assert answer.status_code in (204, 404)


def test_a_cover_that_is_a_script_is_not_shown(server: LocalServer, paired: httpx.Client) -> None:
    server.backend.cover_picture = f"<svg>{NASTY}</svg>".encode()
    key = paired.get("/api/v1/now").json()["music"]["playing"]["cover"]
    answer = paired.get(f"/api/v1/covers/{key}")

    assert (answer.status_code, answer.content) == (204, b"")


# Too often, too much, too slow, too many.


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
    answer = _raw(server, _head(paired, "PUT /api/v1/rules", "Content-Length: 1073741824\r\n") + "x" * 1000)

    assert answer.startswith(b"HTTP/1.1 413")
    assert _still_well(paired)


def test_a_body_without_a_length_is_cut_off_where_it_gets_too_long(
    server: LocalServer, paired: httpx.Client
) -> None:
    chunk = "10000\r\n" + "x" * 0x10000 + "\r\n"
    with _connected(server) as line:
        line.sendall(_head(paired, "PUT /api/v1/rules", "Transfer-Encoding: chunked\r\n").encode())
        with contextlib.suppress(OSError):  # it may hang up while we still talk
            for _ in range(20):
                line.sendall(chunk.encode())
        answer = _read(line)

    assert answer == b"" or answer.startswith(b"HTTP/1.1 413")
    assert _still_well(paired)


def test_headers_that_never_end_are_refused(server: LocalServer, paired: httpx.Client) -> None:
    with _connected(server) as line, contextlib.suppress(OSError):  # it may hang up while we still talk
        line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        for number in range(200):
            line.sendall(b"X-%d: %s\r\n" % (number, b"x" * 4000))
        assert _read(line).startswith(b"HTTP/1.1 400")
    assert _still_well(paired)


def test_nonsense_is_refused(server: LocalServer, paired: httpx.Client) -> None:
    for nonsense in ("\x16\x03\x01\x02\x00\x01", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\r\n" * 50 + "x"):
        answer = _raw(server, nonsense + "\r\n\r\n")
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert _still_well(paired)


def test_who_dawdles_over_a_request_is_hung_up_on(strict: LocalServer) -> None:
    with strict.paired() as paired:
        lines = [_connect(strict) for _ in range(10)]
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        ended = 0
        while ended < len(lines) and time.monotonic() - began < 20:
            time.sleep(0.2)
            ended = sum(_hung_up(line) for line in lines)
        for line in lines:
            line.close()
        assert ended == len(lines)
        assert _still_well(paired)


def test_who_sends_a_body_byte_by_byte_is_hung_up_on(strict: LocalServer) -> None:
    with strict.paired() as paired, _connected(strict) as line:
        line.sendall(_head(paired, "PUT /api/v1/rules", "Content-Length: 1000\r\n").encode())
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 20:
                line.sendall(b"{")
                time.sleep(0.1)
        assert time.monotonic() - began < 15
        assert _still_well(paired)


def test_who_does_not_read_what_it_is_sent_is_hung_up_on(strict: LocalServer) -> None:
    strict.backend.picture = lambda _number: b"x" * 1_000_000
    with strict.paired() as paired, _connected(strict) as line:
        cookie = f"Cookie: mien={paired.cookies['mien']}"
        line.sendall(f"GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\n{cookie}\r\n\r\n".encode())
        eventually(lambda: strict.backend.live_open == 1)
        eventually(lambda: strict.backend.live_open == 0, within=6)
        assert _still_well(paired)


def test_a_crowd_of_connections_is_shed(strict: LocalServer) -> None:
    with strict.paired() as paired:
        lines = [_connect(strict) for _ in range(200)]
        eventually(lambda: sum(_hung_up(line) for line in lines) >= 165)
        for line in lines:
            line.close()
        eventually(lambda: _still_well(paired))


def test_a_crowd_from_many_places_is_shed(tmp_path: Path) -> None:
    with opened(
        LocalServer(tmp_path, rates=GENEROUS, limits=ConnectionLimits(most=40, most_of_one=30))
    ) as server:
        lines = []
        for place in range(1, 101):
            where = ("127.0.0.1", server.port)
            lines.append(socket.create_connection(where, 5, source_address=(f"127.0.1.{place}", 0)))
        eventually(lambda: sum(_hung_up(line) for line in lines) >= 60)
        for line in lines:
            line.close()
        with server.paired() as paired:
            eventually(lambda: _still_well(paired))


def test_streams_are_counted_and_the_one_too_many_is_told(tmp_path: Path) -> None:
    server = LocalServer(tmp_path, rates=GENEROUS, streams=StreamLimits(events_of_one=3, live_of_one=1))
    with opened(server), server.paired() as paired, contextlib.ExitStack() as streams:
        for _ in range(3):
            streams.enter_context(paired.stream("GET", "/api/v1/events"))
        answer = paired.get("/api/v1/events")
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"


# The closed eye.


def test_nobody_far_away_can_open_a_closed_eye(server: LocalServer, paired: httpx.Client) -> None:
    assert paired.post("/api/v1/eye/close").status_code == 204
    assert paired.get("/api/v1/now").json()["state"]["eye"] == "closed"
    for method, path in (
        ("POST", "/api/v1/eye/open"),
        ("DELETE", "/api/v1/eye/close"),
        ("PUT", "/api/v1/eye"),
    ):
        assert paired.request(method, path).status_code in (404, 405)

    answer = paired.get("/api/v1/live")
    assert answer.status_code == 409
    assert "button on the speaker" in answer.json()["detail"]
    assert server.backend.live_open == 0


# What it takes to attack.


def _head(paired: httpx.Client, what: str, more: str) -> str:
    """Return the head of a request that passes everything before its body."""
    host = paired.base_url.netloc.decode()
    return (
        f"{what} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n"
        f"Cookie: mien={paired.cookies['mien']}\r\n"
        f"X-Mien-Token: {paired.headers['X-Mien-Token']}\r\n{more}\r\n"
    )


def _connect(server: LocalServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


@contextlib.contextmanager
def _connected(server: LocalServer) -> Generator[socket.socket]:
    with contextlib.closing(_connect(server)) as line:
        yield line


def _raw(server: LocalServer, text: str) -> bytes:
    """Return what comes back for these very bytes."""
    with _connected(server) as line:
        line.sendall(text.encode("latin-1"))
        return _read(line)


def _read(line: socket.socket) -> bytes:
    """Return what is answered first."""
    try:
        return line.recv(4096)
    except ConnectionError:
        return b""


def _hung_up(line: socket.socket) -> bool:
    line.setblocking(False)  # noqa: FBT003  so the library wants it
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def _still_well(paired: httpx.Client) -> bool:
    try:
        return paired.get("/api/v1/now").status_code == 200
    except httpx.TransportError:
        return False
