"""The live view in a real browser."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from web.local_server import LocalServer, eventually, opened
from web.page.owner_browser import go, pair


def test_the_live_view_is_off_until_asked_for_and_ends_when_one_leaves(
    server: LocalServer, page: Page
) -> None:
    go(page, "Live")
    assert server.backend.live_open == 0
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    expect(page.locator("#watched")).to_contain_text("Live view on")
    expect(page.locator("#picture")).to_have_attribute("data-pictures", re.compile(r"^([5-9]|\d\d)"))
    go(page, "Now")

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#watched")).to_be_hidden()


def test_two_taps_on_watch_are_one_live_view_that_stop_ends(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.evaluate("for (let tap = 0; tap < 2; tap++) document.getElementById('watch').click()")
    expect(page.locator("#picture")).to_have_attribute("data-pictures", re.compile(r"^([5-9]|\d\d)"))
    page.get_by_role("button", name="Stop").click()

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#picture")).to_be_hidden()


def test_a_picture_that_is_still_being_decoded_when_one_stops_is_not_shown(
    server: LocalServer, page: Page
) -> None:
    page.evaluate(
        "() => { const decode = createImageBitmap;"
        "globalThis.createImageBitmap = async (blob) => {"
        "  const picture = await decode(blob); globalThis.decoding = true;"
        "  await new Promise((done) => setTimeout(done, 500)); globalThis.decoded = true; return picture;"
        "}; }"
    )
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    eventually(lambda: page.evaluate("globalThis.decoding"))
    page.get_by_role("button", name="Stop").click()
    eventually(lambda: page.evaluate("globalThis.decoded"))
    eventually(lambda: server.backend.live_open == 0)

    expect(page.locator("#picture")).to_be_hidden()


def test_the_live_view_ends_when_the_tab_is_closed(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    page.close()

    eventually(lambda: server.backend.live_open == 0)


def test_the_live_view_ends_when_the_tab_is_hidden(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )

    eventually(lambda: server.backend.live_open == 0)
    expect(page.locator("#live-says")).to_contain_text("in the background")


def test_a_camera_that_fails_is_not_called_closed(server: LocalServer, page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    server.backend.frame_gap = 2.0  # what the eye does is told before the picture ends
    server.do(server.backend.lose_eye)

    expect(page.locator("#live-says")).to_have_text("The camera failed. Restarting it…")


def test_no_picture_of_the_live_view_is_kept_by_the_browser(page: Page) -> None:
    go(page, "Live")
    page.get_by_role("button", name="Watch").click()
    expect(page.locator("#picture")).to_be_visible()
    stored = page.evaluate(
        "Promise.all([caches.keys(), indexedDB.databases()])"
        ".then(([c, d]) => [c, d.length, localStorage.length, sessionStorage.length])"
    )

    assert stored[0] == []
    assert stored[1:] == [0, 0, 0]


def test_a_live_view_too_many_is_refused_in_words(tmp_path: Path, browser_context: BrowserContext) -> None:
    from mien.web.api.api_context import StreamLimits

    with opened(LocalServer(tmp_path, streams=StreamLimits(live_of_one=0))) as server:
        pair(server, browser_context)
        page = browser_context.new_page()
        page.goto(f"{server.url}/#live")
        page.get_by_role("button", name="Watch").click()

        expect(page.locator("#live-says")).to_have_text("Too many people are watching already.")
