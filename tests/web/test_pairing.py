"""Pairing: which browsers are paired, for how long, and how they are removed."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mien.web.access.browser_store import MOST_BROWSERS
from mien.web.access.pairing_service import (
    OVERLAP,
    RENEW_AFTER,
    PairingRequest,
    PairingService,
    open_browser_store,
)
from mien.web.access.pairing_window import ALONE
from mien.web.server import OPERATIONS
from mien.web.transport.middleware import OPEN
from web.local_server import LocalServer, eventually


def test_an_unpaired_browser_gets_the_way_in_and_nothing_else(stranger: httpx.Client) -> None:
    assert "Meet your speaker" in stranger.get("/").text
    for path in ("/app.js", "/views/now.js", "/sw.js", "/app.html", "/pair.html", "/nonsense"):
        assert stranger.get(path).status_code == 401, path
    for operation in OPERATIONS:
        if operation.paired:
            answer = stranger.request(operation.method, operation.path.replace("{", "").replace("}", ""))
            assert answer.status_code == 401, operation.path
            assert answer.headers["content-type"] == "application/problem+json"


def test_the_way_in_has_every_file_that_it_asks_for(stranger: httpx.Client) -> None:
    for path in OPEN - {"/api/v1/pairing"}:
        assert stranger.get(path).status_code == 200, path


def test_without_the_button_nobody_comes_in(server: LocalServer, stranger: httpx.Client) -> None:
    answers = [stranger.post("/api/v1/pairing").json()["answer"]]
    server.skew += ALONE
    answers.append(stranger.post("/api/v1/pairing").json()["answer"])

    assert answers == ["closed", "closed"]
    assert "mien" not in stranger.cookies


def test_with_the_button_it_comes_in_and_the_ring_is_told(server: LocalServer) -> None:
    with server.paired() as paired:
        assert paired.get("/api/v1/now").status_code == 200
        assert "Live view" in paired.get("/").text
    assert server.window_changes == [True, False]


def test_two_who_ask_at_once_both_stay_out_and_the_window_shuts(server: LocalServer) -> None:
    server.do(server.pairing.open_window)
    with server.stranger() as owner, server.stranger() as thief:
        assert thief.post("/api/v1/pairing").json() == {"answer": "wait"}
        assert owner.post("/api/v1/pairing").json() == {"answer": "crowded"}
        server.skew += ALONE
        assert thief.post("/api/v1/pairing").json() == {"answer": "crowded"}
    assert server.do(server.pairing.browsers) == ()


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(
    server: LocalServer, stranger: httpx.Client
) -> None:
    server.do(server.pairing.open_window)
    stranger.post("/api/v1/pairing")
    server.skew += ALONE
    cookie = stranger.post("/api/v1/pairing").headers.get_list("set-cookie")[0]

    assert cookie.startswith("mien=")
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))


def test_what_is_kept_on_disk_lets_nobody_in(server: LocalServer, paired: httpx.Client) -> None:
    file = server.folder / "browsers.json"

    assert paired.cookies["mien"] not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_browser_is_still_known_after_the_speaker_restarts(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.stop()
    server.start()

    assert paired.get("/api/v1/now").status_code == 200
    assert paired.post("/api/v1/skip").status_code == 204


def test_after_a_day_the_cookie_is_replaced_and_the_old_one_dies(
    server: LocalServer, paired: httpx.Client
) -> None:
    old = paired.cookies["mien"]
    server.skew += RENEW_AFTER
    paired.get("/api/v1/session")
    new = paired.cookies["mien"]
    assert new != old
    assert _knows(server, old), "until the new one is used, an answer may have been lost"

    assert paired.get("/api/v1/now").status_code == 200
    assert _knows(server, old), "another tab may be on its way"
    server.skew += OVERLAP
    assert not _knows(server, old)
    assert _knows(server, new)


def test_tabs_that_renew_at_the_same_time_all_stay_in(server: LocalServer, paired: httpx.Client) -> None:
    old = paired.cookies["mien"]
    server.skew += RENEW_AFTER
    given = []
    for _ in range(3):
        with httpx.Client(base_url=server.url, cookies={"mien": old}) as tab:
            tab.get("/api/v1/session")
            given.append(tab.cookies.jar)

    assert len({next(c.value for c in jar if c.value != old) for jar in given}) == 1


def test_a_restart_in_the_middle_of_renewing_locks_nobody_out(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.skew += RENEW_AFTER
    paired.get("/api/v1/session")
    server.stop()
    server.start()

    assert paired.get("/api/v1/now").status_code == 200


def test_a_removed_browser_is_out_at_once_with_its_streams(server: LocalServer, paired: httpx.Client) -> None:
    with server.paired() as other, other.stream("GET", "/api/v1/events") as events:
        told = events.iter_bytes()
        next(told)
        theirs = other.get("/api/v1/session").json()["id"]
        assert paired.delete(f"/api/v1/browsers/{theirs}").status_code == 204
        began = time.monotonic()
        for _ in told:
            pass
        assert time.monotonic() - began < 10
        assert other.get("/api/v1/now").status_code == 401


@pytest.mark.parametrize(
    ("path", "body"), [("session", b'{"agreed": true}'), ("rules", b'{"text": "[happy.match]"}')]
)
def test_a_browser_that_is_removed_while_it_sends_a_change_stays_out(
    server: LocalServer, paired: httpx.Client, path: str, body: bytes
) -> None:
    with server.paired() as other:
        theirs = other.get("/api/v1/session").json()["id"]

        def slowly() -> Iterator[bytes]:
            yield body[:5]
            time.sleep(0.2)  # the head is there, and the guard has let it pass
            assert paired.delete(f"/api/v1/browsers/{theirs}").status_code == 204
            yield body[5:]

        json_ = {"Content-Type": "application/json"}
        assert other.put(f"/api/v1/{path}", content=slowly(), headers=json_).status_code == 401
        assert other.get("/api/v1/now").status_code == 401
    assert theirs not in (server.folder / "browsers.json").read_text(encoding="utf-8")
    assert "match" not in paired.get("/api/v1/rules").json()["text"]


async def test_a_browser_that_is_removed_while_the_disk_is_slow_is_not_recognised(tmp_path: Path) -> None:
    """Its new token was used, the list is being written, and the owner turns it out."""
    now = [0.0]
    store = open_browser_store(tmp_path / "browsers.json")
    keeper = PairingService(store, clock=lambda: now[0], wall=lambda: now[0])
    keeper.open_window(1000)
    visitor = PairingRequest("v", "Firefox", "10.0.0.2")
    await keeper.ask(visitor)
    now[0] += ALONE
    _, token = await keeper.ask(visitor)
    browser = await keeper.recognise(token)
    assert browser is not None
    now[0] += RENEW_AFTER
    new = await keeper.renew(browser)
    assert new is not None

    recognised, _ = await asyncio.gather(keeper.recognise(new), keeper.remove(browser.id))

    assert recognised is None
    assert await keeper.renew(browser) is None
    await keeper.agree(browser)
    assert keeper.browsers() == ()


def test_a_browser_can_leave_by_itself(paired: httpx.Client) -> None:
    assert paired.delete("/api/v1/session").status_code == 204
    assert paired.get("/api/v1/now").status_code == 401


def test_the_list_says_who_is_in_and_which_one_asks(server: LocalServer, paired: httpx.Client) -> None:
    with server.paired() as other:
        listed = other.get("/api/v1/browsers").json()["browsers"]

    assert [browser["here"] for browser in listed] in ([True, False], [False, True])
    assert {browser["address"] for browser in listed} == {"127.0.0.1"}
    assert paired.get("/api/v1/now").status_code == 200


def test_the_owner_agrees_once_to_what_is_seen(server: LocalServer, paired: httpx.Client) -> None:
    assert paired.get("/api/v1/session").json()["agreed"] is False
    paired.put("/api/v1/session", json={"agreed": True})
    server.stop()
    server.start()

    assert paired.get("/api/v1/session").json()["agreed"] is True


def test_the_window_cannot_be_opened_from_the_network() -> None:
    assert not [operation for operation in OPERATIONS if "window" in operation.path]
    assert {o.answer.__name__ for o in OPERATIONS if not o.paired} == {"ask"}


@pytest.mark.parametrize("broken", ["{", "[]", '{"browsers": [{"id": 1}], "secret": ""}', "\x00"])
def test_a_broken_list_is_put_aside_and_nobody_is_paired(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "browsers.json"
    file.write_text(broken, encoding="utf-8")

    assert dict(open_browser_store(file).browsers) == {}
    assert file.with_suffix(".broken").read_text(encoding="utf-8") == broken


async def test_a_full_disk_does_not_keep_the_owner_out(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.write_text("a file where the folder should be", encoding="utf-8")
    keeper, token = await _paired(folder / "browsers.json")

    assert await keeper.recognise(token) is not None


async def test_the_longest_unseen_browser_makes_room_for_a_new_one(tmp_path: Path) -> None:
    file = tmp_path / "browsers.json"
    tokens = [(await _paired(file, at=float(number)))[1] for number in range(MOST_BROWSERS + 1)]
    keeper = PairingService(open_browser_store(file), clock=lambda: 0.0, wall=lambda: 99.0)

    assert len(json.loads(file.read_text(encoding="utf-8"))["browsers"]) == MOST_BROWSERS
    assert await keeper.recognise(tokens[0]) is None
    assert await keeper.recognise(tokens[1]) is not None


async def _paired(file: Path, at: float = 0.0) -> tuple[PairingService, str]:
    """Return a pairing that has just let a browser in, and its token."""
    from mien.web.access.pairing_service import PairingRequest

    now = [at]
    keeper = PairingService(open_browser_store(file), clock=lambda: now[0], wall=lambda: now[0])
    keeper.open_window(60.0)
    paired = PairingRequest("visitor", "Firefox", "192.168.1.2")
    await keeper.ask(paired)
    now[0] += ALONE
    return keeper, (await keeper.ask(paired))[1]


def _knows(server: LocalServer, token: str) -> bool:
    future = asyncio.run_coroutine_threadsafe(server.pairing.recognise(token), server._loop)
    return future.result(5) is not None


def test_the_ring_stops_when_the_window_has_shut(server: LocalServer) -> None:
    server.do(server.pairing.open_window)
    server.skew += 121

    eventually(lambda: not server.do(server.pairing.window_open))
