"""Attacks on the player's part of the API, replayed. After each the page still answers its owner."""

import time
from collections.abc import Generator, Mapping
from typing import Any

import httpx
import pytest

from mien.web.transport.rate_limits import RateLimits
from web.local_server import LocalServer, opened

STRANGE = (
    "",
    " ",
    "\x00",
    "\r\nstatus\r\n",
    '"; clear',
    "' OR 1=1 --",
    "%00",
    "(((((a*)*)*)*)*",
    ".*",
    "[",
    "\\",
    "a\u0301" * 60,
    "\u202egnp.exe",
    "日本語",
    "🎵" * 100,
    "a " * 100,
    "../../etc/passwd",
)
"""What somebody might type."""
CONTROL = ("\x00", "a\nclear", "a\rb", "\x7f", "a\x1b[2J")


@pytest.fixture(scope="module")
def paired(server: LocalServer) -> Generator[httpx.Client]:
    """Return one browser for all attacks."""
    with server.paired() as client:
        yield client


@pytest.mark.parametrize("query", STRANGE)
def test_a_strange_search_finds_something_or_nothing_and_soon(paired: httpx.Client, query: str) -> None:
    began = time.monotonic()
    answer = paired.get("/api/v1/search", params={"q": query})

    assert answer.status_code == 200
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "a" * 201},
        {"q": "a", "begin": -1},
        {"q": "a", "begin": 10**30},
        {"q": "a", "count": 201},
        {"q": "a", "count": "all"},
        {"q": "a", "begin": "1e3"},
        {"q": "a", "count": "\x00"},
    ],
)
def test_a_search_without_bounds_is_refused(paired: httpx.Client, asked: Mapping[str, Any]) -> None:
    answer = paired.get("/api/v1/search", params=asked)

    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize("text", CONTROL)
@pytest.mark.parametrize("name", ["artist", "album", "genre", "path", "playlist"])
def test_no_command_reaches_the_player_in_a_name(
    server: LocalServer, paired: httpx.Client, name: str, text: str
) -> None:
    before = server.backend.now().queue_version

    assert paired.post("/api/v1/queue", json={"place": "now", name: text}).status_code == 422
    assert paired.get("/api/v1/library/songs", params={name: text}).status_code == 422
    assert server.backend.now().queue_version == before


@pytest.mark.parametrize("uri", [*CONTROL, "", "x" * 1001])
@pytest.mark.parametrize("path", ["more-like", "station"])
def test_a_uri_that_can_be_none_is_refused(paired: httpx.Client, path: str, uri: str) -> None:
    assert paired.post(f"/api/v1/{path}", json={"uri": uri}).status_code == 422
    assert paired.post("/api/v1/queue", json={"place": "now", "uris": [uri]}).status_code == 422
    assert paired.put("/api/v1/opinion", json={"uri": uri, "opinion": "like"}).status_code == 422


@pytest.mark.parametrize(
    "uri", ["file:///etc/passwd", "/etc/passwd", "../x.flac", "http://192.168.1.1/admin", "alsa://hw:0"]
)
def test_what_is_not_in_the_library_is_neither_played_nor_judged(
    server: LocalServer, paired: httpx.Client, uri: str
) -> None:
    before = server.backend.now().queue_version
    answers = [
        paired.post("/api/v1/queue", json={"place": "now", "uris": ["Rock/0.flac", uri]}),
        paired.post("/api/v1/station", json={"uri": uri}),
        paired.post("/api/v1/more-like", json={"uri": uri}),
        paired.put("/api/v1/opinion", json={"uri": uri, "opinion": "dislike"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert server.backend.now().queue_version == before


@pytest.mark.parametrize(
    "entry", ["-1", "0", "1e3", "99999999999", "4294967296", "abc", "%00", "\uff11", "1%0a"]
)
def test_an_entry_that_is_nobodys_is_not_found(paired: httpx.Client, entry: str) -> None:
    answers = [
        paired.post(f"/api/v1/queue/{entry}/play"),
        paired.put(f"/api/v1/queue/{entry}/place", json={"before": None}),
        paired.delete(f"/api/v1/queue/{entry}"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_an_entry_is_not_moved_before_nobodys(paired: httpx.Client) -> None:
    paired.post("/api/v1/queue", json={"place": "end", "genre": "Rock"})
    queue = paired.get("/api/v1/queue").json()
    entry = queue["entries"][1]["entry"]

    for before in (0, 4294967295):
        answer = paired.put(f"/api/v1/queue/{entry}/place", json={"before": before})
        assert answer.status_code == 404
    for wrong in (-1, 1.5, "1", True, [1]):
        answer = paired.put(f"/api/v1/queue/{entry}/place", json={"before": wrong})
        assert answer.status_code == 422
    assert paired.get("/api/v1/queue").json()["entries"] == queue["entries"]


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fcron", "%2e%2e", ".hidden", "a%0ab", "x" * 101, "%20"])
def test_a_playlist_gets_no_name_that_leads_elsewhere(
    server: LocalServer, paired: httpx.Client, name: str
) -> None:
    answers = (paired.put(f"/api/v1/playlists/{name}", json={}), paired.delete(f"/api/v1/playlists/{name}"))

    assert {answer.status_code for answer in answers} <= {404, 405, 422}
    assert server.backend.collection.playlists == {}


@pytest.mark.parametrize("seconds", [-1, 1e9, "10", None, True])
def test_a_place_that_is_in_no_song_is_refused(paired: httpx.Client, seconds: object) -> None:
    assert paired.put("/api/v1/position", json={"seconds": seconds}).status_code == 422


@pytest.mark.parametrize("path", ["queue", "position", "opinion", "sleep", "alarms", "more-like", "station"])
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"0", b'""'])
def test_nothing_uploaded_does_nothing(
    server: LocalServer, paired: httpx.Client, path: str, body: bytes
) -> None:
    before = server.backend.now().queue_version
    method = "POST" if path in ("queue", "more-like", "station") else "PUT"
    headers = {"Content-Type": "application/json"}
    answer = paired.request(method, f"/api/v1/{path}", content=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert answer.json()["detail"].endswith(".")
    assert server.backend.now().queue_version == before


def test_a_list_without_end_is_not_queued(server: LocalServer, paired: httpx.Client) -> None:
    before = server.backend.now().queue_version
    many = ["Rock/0.flac"] * 201

    assert paired.post("/api/v1/queue", json={"place": "end", "uris": many}).status_code == 422
    alarms = [{"at": "07:00", "days": [], "emotion": "happy", "is_on": True}] * 21
    assert paired.put("/api/v1/alarms", json={"alarms": alarms}).status_code == 422
    assert server.backend.now().queue_version == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "search?q=a"),
        ("GET", "queue"),
        ("GET", "library/songs?recent=1"),
        ("GET", "opinions"),
        ("GET", "timeline.csv"),
        ("GET", "covers/Um9jay8wLmZsYWM"),
        ("POST", "queue"),
        ("DELETE", "queue"),
        ("DELETE", "opinions"),
        ("PUT", "playlists/x"),
        ("POST", "rules/edit"),
    ],
)
def test_a_stranger_learns_and_changes_nothing(
    server: LocalServer, stranger: httpx.Client, method: str, path: str
) -> None:
    before = server.backend.now().queue_version

    assert stranger.request(method, f"/api/v1/{path}", json={}).status_code == 401
    assert server.backend.now().queue_version == before


def test_a_flood_of_searches_is_rationed_and_leaves_the_rest_alone(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    strict = LocalServer(tmp_path_factory.mktemp("strict"), rates=RateLimits())
    with opened(strict) as server, server.paired() as flooding:
        with server.clock_stopped():
            answers = [flooding.get("/api/v1/search?q=a").status_code for _ in range(60)]

        assert answers == [200] * 20 + [429] * 40
        assert flooding.get("/api/v1/queue").status_code == 200


def test_a_flood_of_changes_is_rationed_and_pages_are_sent_few_events(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    strict = LocalServer(tmp_path_factory.mktemp("strict"), rates=RateLimits())
    with opened(strict) as server, server.paired() as flooding, server.paired() as listening:
        with listening.stream("GET", "/api/v1/events") as events:
            lines = events.iter_lines()
            before = server.backend.now().queue_version
            body = {"place": "next", "genre": "Rock"}
            with server.clock_stopped():
                answers = [flooding.post("/api/v1/queue", json=body).status_code for _ in range(200)]
            taken = server.backend.now().queue_version - before
            server.do(server.backend.unplug)
            heard = 0
            for line in lines:
                heard += line == "event: queue"
                if '"player_away":true' in line:
                    break

        assert answers.count(429) > 100
        assert taken < 100
        assert 1 <= heard <= taken + 1
        time.sleep(0.2)
        server.do(lambda: server.backend.unplug(unplugged=False))
        assert listening.get("/api/v1/queue").json()["entries"]
