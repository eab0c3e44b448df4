"""The page in a real browser: pairing, other browsers, being out of reach."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from fakes.backend_scene import Track
from mien.mood.emotion import Emotion
from mien.web.access.pairing_window import ALONE
from web.local_server import LocalServer, eventually
from web.page.owner_browser import ConsoleErrors, go, pair, watched

NASTY = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"


def test_a_first_visit_pairs_by_the_button_and_tells_what_is_seen(
    server: LocalServer, browser_context: BrowserContext, console_errors: ConsoleErrors
) -> None:
    page = browser_context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    page.get_by_role("button", name="Pair this browser").click()
    expect(page.get_by_role("status")).to_contain_text("hold the pair button")
    server.do(server.pairing.open_window)
    expect(page.get_by_role("status")).to_contain_text("found you")
    server.skew += ALONE
    watched(page, console_errors)

    notice = page.get_by_role("dialog", name="What Mien takes in and keeps")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="I understand").click()
    expect(notice).to_be_hidden()
    page.reload()
    expect(page.locator("#mood-word")).to_have_text("Nobody here")
    expect(notice).to_be_hidden()
    assert console_errors == []


def test_the_pair_button_cannot_be_pressed_before_it_does_something(
    server: LocalServer, browser_context: BrowserContext
) -> None:
    page, script = browser_context.new_page(), list[Route]()
    page.route("**/pair.js", lambda route: script.append(route))  # noqa: PLW0108  it asks for its parameters
    page.goto(server.url, wait_until="commit")
    button = page.get_by_role("button", name="Pair this browser")
    expect(button).to_be_disabled()
    eventually(lambda: page.title() and script)
    script[0].continue_()
    button.click()

    expect(page.get_by_role("status")).to_contain_text("hold the pair button")


def test_two_browsers_that_ask_at_once_are_told_so(
    server: LocalServer, browser_context: BrowserContext
) -> None:
    page = browser_context.new_page()
    page.goto(server.url)
    server.do(server.pairing.open_window)
    page.get_by_role("button", name="Pair this browser").click()
    expect(page.get_by_role("status")).to_contain_text("found you")
    with server.stranger() as thief:
        thief.post("/api/v1/pairing")

    expect(page.get_by_role("status")).to_contain_text("Another browser asked")
    expect(page.get_by_role("button", name="Pair this browser")).to_be_enabled()


def test_a_paired_owner_who_comes_by_a_link_from_elsewhere_is_let_in(server: LocalServer, page: Page) -> None:
    page.route(
        "http://elsewhere.example/",
        lambda route: route.fulfill(body=f"<a href='{server.url}'>my speaker</a>", content_type="text/html"),
    )
    page.goto("http://elsewhere.example/")
    page.get_by_role("link").click()

    expect(page.locator("#mood-word")).to_have_text("Nobody here")


def test_a_song_title_with_markup_is_shown_as_text(server: LocalServer, page: Page) -> None:
    nasty = Track("x.flac", NASTY, NASTY, NASTY, "Jazz")
    server.do(lambda: server.backend.owner_queues(nasty))
    expect(page.locator("#next li").first).to_contain_text("<script>")
    server.do(server.backend.song_ends)
    expect(page.locator("#song-title")).to_have_text(NASTY)
    go(page, "Mood")

    expect(page.locator("#heard")).to_contain_text("<script>")
    expect(page).to_have_title(re.compile("Mood history · Mien$"))


def test_the_page_says_that_it_cannot_reach_the_speaker_and_finds_it_again(
    server: LocalServer, page: Page, console_errors: ConsoleErrors
) -> None:
    server.stop()
    expect(page.locator("#away")).to_be_visible()
    server.start()
    server.do(lambda: server.backend.see(Emotion.SURPRISED))

    expect(page.locator("#away")).to_be_hidden()
    expect(page.locator("#mood-word")).to_have_text("Surprised")
    page.get_by_role("button", name="Skip this song").click()
    eventually(lambda: server.backend.asked)
    console_errors.clear()  # what was asked of it while it was away was refused, and the browser said so


def test_what_one_browser_does_the_other_shows(server: LocalServer, page: Page, chromium: Browser) -> None:
    other = chromium.new_context()
    pair(server, other)
    second = other.new_page()
    second.goto(server.url)
    second.get_by_role("radio", name="Ease").check(force=True)

    expect(page.locator("#policy-says")).to_contain_text("song by song")
    other.close()


def test_a_paired_browser_hears_when_another_one_is_paired(server: LocalServer, page: Page) -> None:
    with server.paired():
        expect(page.get_by_role("alert")).to_contain_text("Another browser was paired")


def test_a_browser_that_is_removed_finds_itself_outside(
    server: LocalServer, page: Page, chromium: Browser
) -> None:
    other = chromium.new_context()
    pair(server, other)
    second = other.new_page()
    second.goto(server.url)
    expect(second.locator("#mood-word")).to_have_text("Nobody here")
    go(page, "Settings")
    page.on("dialog", lambda question: question.accept())
    page.locator("#browsers li", has_not_text="this one").last.get_by_role("button").click()

    expect(second.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    other.close()


def test_the_page_opens_from_the_cache_while_the_speaker_is_off(
    server: LocalServer, chromium: Browser
) -> None:
    phone = chromium.new_context()
    pair(server, phone)
    page = phone.new_page()
    page.goto(server.url)
    page.evaluate("navigator.serviceWorker.ready")
    kept = page.evaluate(
        "caches.open('mien-static-3').then(s => s.keys()).then(k => k.map(r => new URL(r.url).pathname))"
    )
    assert "/app.js" in kept
    assert not [path for path in kept if path.startswith("/api/")]
    server.stop()
    page.reload()

    expect(page.locator("#away")).to_be_visible()
    server.start()
    phone.close()


def test_nothing_but_the_speaker_is_ever_asked(server: LocalServer, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    for view in ("Library", "Queue", "Mood", "Rules", "Live", "Settings"):
        go(page, view)
        page.wait_for_timeout(100)

    assert asked
    assert [url for url in asked if not url.startswith(server.url)] == []


def test_a_page_that_was_left_open_for_days_still_works(server: LocalServer, page: Page) -> None:
    server.skew += 3 * 24 * 3600
    page.reload()
    expect(page.locator("#mood-word")).to_have_text("Nobody here")
    page.get_by_role("button", name="Skip this song").click()

    eventually(lambda: server.backend.asked)
