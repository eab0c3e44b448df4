"""The page in a real browser: fingers that are quick, and owners who want to see what they did."""

from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from mien.web.transport.rate_limits import DEFAULT_RATE_LIMITS
from web.local_server import LocalServer, eventually, opened
from web.page.owner_browser import ConsoleErrors, go, pair

SLOW_DIALOG = "dialog[open] { animation-duration: 4s }"
"""A dialog takes no taps as long as it opens; a slow machine's taps are further apart."""


def tap_twice(page: Page, name: str) -> None:
    """Tap a button twice, as a quick finger does: the second tap meets whatever lies there by then."""
    box = page.get_by_role("button", name=name).last.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(190)


def test_turning_off_the_camera_in_the_settings_shows_that_it_is_off(server: LocalServer, page: Page) -> None:
    go(page, "Settings")
    expect(page.locator("#parts")).to_contain_text("glances a second")
    expect(page.locator("#eye-closed")).to_be_hidden()
    page.get_by_role("button", name="Turn off the camera").click()
    page.get_by_role("button", name="Turn it off").click()

    expect(page.locator("#eye-closed")).to_have_text("The camera is off.")
    expect(page.get_by_role("button", name="Turn off the camera")).to_be_disabled()
    expect(page.locator("#parts")).not_to_contain_text("glances a second")
    server.do(server.backend.open_eye)
    expect(page.get_by_role("button", name="Turn off the camera")).to_be_enabled()


def test_two_quick_taps_choose_nothing_in_the_dialog_that_the_first_one_opened(
    server: LocalServer, page: Page
) -> None:
    page.evaluate("document.getElementById('wrong').style.cssText = 'position: fixed; top: 45vh; left: 40vw'")
    lasts = page.evaluate(
        "() => { const box = document.getElementById('choose'); box.showModal();"
        "const lasts = getComputedStyle(box).animationDuration; box.close(); return lasts; }"
    )
    page.evaluate(
        f"document.styleSheets[0].insertRule('{SLOW_DIALOG}', document.styleSheets[0].cssRules.length)"
    )
    tap_twice(page, "Choose a mood")

    expect(page.get_by_role("dialog", name="How are you feeling?")).to_be_visible()
    assert server.backend.asked == []
    assert lasts == "0.4s"
    page.get_by_role("dialog").get_by_role("button", name="Angry").click()
    eventually(lambda: server.backend.asked)


def test_two_quick_taps_on_remove_remove_one_browser(
    server: LocalServer, page: Page, chromium: Browser
) -> None:
    others = [chromium.new_context() for _ in range(2)]
    for other in others:
        pair(server, other)
    asked: list[str] = []

    def agree(question: Dialog) -> None:
        asked.append(question.message)
        question.accept()

    page.on("dialog", agree)
    go(page, "Settings")
    rows = page.locator("#browsers li")
    expect(rows).to_have_count(3)
    rows.filter(has_not_text="this one").first.get_by_role("button").evaluate(
        "button => { button.click(); button.click(); }"
    )

    expect(rows).to_have_count(2)
    assert len(asked) == 1
    assert asked[0].startswith("Remove ")
    assert len(server.do(server.pairing.browsers)) == 2


def test_a_browser_that_could_not_be_removed_is_still_listed_and_the_page_stays(
    page: Page, console_errors: ConsoleErrors
) -> None:
    page.on("dialog", lambda question: question.accept())
    page.route("**/api/v1/session", lambda route: route.abort())
    go(page, "Settings")
    page.get_by_role("button", name="Remove").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("button", name="Remove")).to_be_enabled()
    console_errors.clear()


def test_a_timeline_that_cannot_be_kept_is_not_shown_as_kept(
    page: Page, console_errors: ConsoleErrors
) -> None:
    go(page, "Mood")
    page.route("**/api/v1/timeline", lambda route: route.abort())
    page.locator("#keep").click()

    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#keep")).not_to_be_checked()
    console_errors.clear()


def test_a_slider_moved_by_the_keyboard_asks_one_thing_at_a_time_and_keeps_the_focus(
    tmp_path: Path, browser_context: BrowserContext
) -> None:
    with opened(LocalServer(tmp_path, rates=DEFAULT_RATE_LIMITS)) as server:
        pair(server, browser_context)
        page = browser_context.new_page()
        page.goto(f"{server.url}/#settings")
        slider = page.get_by_role("slider", name="Brightness")
        slider.focus()
        for key in ("ArrowRight", "ArrowLeft") * 30 + ("ArrowRight",):
            page.keyboard.press(key)

        eventually(lambda: server.backend.kept_settings.all["brightness"].value == 45.0)
        expect(slider).to_be_focused()
        expect(page.get_by_role("alert")).to_be_hidden()


def test_a_setting_that_is_refused_goes_back_and_leaves_the_others_alone(
    page: Page, console_errors: ConsoleErrors
) -> None:
    go(page, "Settings")
    slider = page.get_by_role("slider", name="Brightness")
    slider.focus()
    page.evaluate("document.getElementById('set-night_light').id = 'this-very-switch'")
    page.route("**/api/v1/settings/brightness", lambda route: route.fulfill(status=204, body=""))
    page.keyboard.press("ArrowRight")
    expect(page.locator("output[for=set-brightness]")).to_have_text("45 %")
    page.route("**/api/v1/settings/brightness", lambda route: route.abort())
    page.keyboard.press("ArrowRight")

    expect(page.locator("output[for=set-brightness]")).to_have_text("40 %")
    expect(slider).to_be_focused()
    expect(page.locator("#this-very-switch")).to_have_count(1)
    console_errors.clear()
