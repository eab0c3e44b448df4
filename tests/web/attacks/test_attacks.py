"""Attacks, replayed against the running server. After each the page still answers its owner."""

import base64
import socket

import httpx
import pytest

from web.attacks.raw_requests import raw
from web.local_server import LocalServer


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
    assert raw(server, f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_two_hosts_are_one_too_many(server: LocalServer) -> None:
    assert raw(server, "GET / HTTP/1.1\r\nHost: mien.local\r\nHost: evil\r\n\r\n").startswith(b"HTTP/1.1 400")


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
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n")

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
