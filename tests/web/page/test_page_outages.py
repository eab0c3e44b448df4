"""The page in a real browser: the speaker or the network is away for a while, and comes back."""

import re
from collections.abc import Generator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from mien.mood.emotion import Emotion
from web.local_server import LocalServer, eventually
from web.page.owner_browser import ConsoleErrors, go, opened_page, pair

LINES = """
const Real = EventSource;
globalThis.lines = [];
globalThis.EventSource = class extends Real { constructor(url) { super(url); lines.push(this); } };
"""
HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def page(
    server: LocalServer, browser_context: BrowserContext, console_errors: ConsoleErrors
) -> Generator[Page]:
    """Return the page in a paired browser, which may complain of what does not answer."""
    yield opened_page(server, browser_context, console_errors)
    assert [words for words in console_errors if "Failed to load resource" not in words] == []


def test_a_view_that_was_opened_while_the_speaker_was_away_fills_when_it_is_back(
    server: LocalServer, page: Page
) -> None:
    server.stop()
    expect(page.locator("#away")).to_be_visible()
    go(page, "Rules")
    expect(page.get_by_role("alert")).to_have_text("Can't reach the speaker.")
    server.start()

    expect(page.locator("#rules-text")).to_have_value(server.backend.rules_text)


def test_a_timeline_whose_first_answer_was_lost_asks_again(page: Page) -> None:
    page.clock.install()
    page.route("**/api/v1/timeline*", lambda route: route.abort())
    go(page, "Mood")
    expect(page.get_by_role("alert")).to_be_visible()
    page.unroute("**/api/v1/timeline*")
    page.clock.fast_forward(16_000)

    expect(page.locator("#heard li")).to_have_count(1)


def test_the_notice_comes_although_the_first_answer_was_lost(
    server: LocalServer, browser_context: BrowserContext
) -> None:
    pair(server, browser_context, agreed=False)
    page = browser_context.new_page()
    page.clock.install()
    page.route("**/api/v1/session", lambda route: route.abort())
    page.goto(f"{server.url}/#settings")
    notice = page.get_by_role("dialog", name="What Mien takes in and keeps")
    page.get_by_role("button", name="Read the privacy notice").click()
    page.get_by_role("button", name="I understand").click()
    expect(notice).to_be_hidden()
    page.unroute("**/api/v1/session")
    page.clock.fast_forward(4_000)

    page.get_by_role("button", name="I understand").click()
    expect(notice).to_be_hidden()
    eventually(lambda: all(browser.agreed for browser in server.do(server.pairing.browsers)))


def test_what_the_speaker_did_not_hear_of_the_notice_is_said(
    server: LocalServer, browser_context: BrowserContext
) -> None:
    pair(server, browser_context, agreed=False)
    page = browser_context.new_page()
    page.goto(server.url)
    button = page.get_by_role("button", name="I understand")
    expect(button).to_be_visible()
    page.route("**/api/v1/session", lambda route: route.abort())
    button.click()

    expect(page.get_by_role("alert")).to_have_text("Can't reach the speaker.")


def test_an_outage_leaves_one_line_to_the_speaker(server: LocalServer, page: Page) -> None:
    page.add_init_script(LINES)
    page.clock.install()
    page.reload()
    expect(page.locator("#mood-word")).to_have_text("Nobody here")
    held: list[Route] = []
    page.route("**/api/v1/session", lambda route: held.append(route))  # noqa: PLW0108
    page.evaluate("lines[0].dispatchEvent(new Event('error'))")
    page.clock.fast_forward(400)
    page.clock.fast_forward(36_000)  # longer than the watchdog of the line that broke would wait
    page.clock.fast_forward(4_000)
    page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    expect(page.locator("#away")).to_be_hidden()
    page.wait_for_timeout(300)

    assert page.evaluate("lines.filter(line => line.readyState !== 2).length") == 1
    eventually(lambda: server.do(server.broadcaster.listening) == 1)


def test_a_hidden_tab_has_no_line_and_shows_what_is_now_when_it_is_looked_at_again(
    server: LocalServer, page: Page
) -> None:
    page.evaluate(HIDE, arg=True)
    eventually(lambda: server.do(server.broadcaster.listening) == 0)
    server.do(lambda: server.backend.see(Emotion.SAD))
    page.evaluate(HIDE, arg=False)

    expect(page.locator("#mood-word")).to_have_text("Sad")
    assert server.do(server.broadcaster.listening) == 1


def test_a_request_that_comes_to_nothing_is_told_in_the_speakers_words(page: Page) -> None:
    page.route("**/api/v1/skip", lambda route: route.abort())
    page.get_by_role("button", name="Skip this song").click()

    expect(page.get_by_role("alert")).to_have_text("Can't reach the speaker.")


def test_a_late_answer_for_the_hour_does_not_replace_the_day(page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/v1/timeline?span=hour", lambda route: held.append(route))  # noqa: PLW0108
    go(page, "Mood")
    page.get_by_role("radio", name="Day").check(force=True)
    expect(page.locator("#heard li")).to_have_count(1)
    late = '{"at": 9, "span": 3600, "points": [], "songs": [], "kept": null}'
    for route in held:
        route.fulfill(body=late, content_type="application/json")
    page.wait_for_timeout(200)

    expect(page.locator("#heard li")).to_have_count(1)


def test_a_volume_that_was_told_while_the_knob_turned_is_shown_afterwards(
    server: LocalServer, page: Page
) -> None:
    page.route("**/api/v1/volume", lambda route: route.fulfill(status=204))  # somebody else is quicker
    page.get_by_role("slider", name="Volume").fill("65")
    server.do(lambda: setattr(server.backend, "_volume", 20))
    server.do(server.backend.wake)
    expect(page.locator("#volume-says")).to_have_text("65 %")

    expect(page.locator("#volume-says")).to_have_text(re.compile("^20 %"))
