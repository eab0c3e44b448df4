"""Timeline, music and settings in a real browser."""

import re

from playwright.sync_api import Page, Route, expect

from mien.mood.emotion import Emotion
from mien.mood.events import AskMood
from web.local_server import LocalServer, eventually
from web.page.owner_browser import go


def test_the_owner_overrules_the_mood_and_goes_back(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    page.get_by_role("button", name="wrong").click()
    page.get_by_role("dialog").get_by_role("button", name="Angry").click()
    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#mood-line")).to_have_text(re.compile(r"Chosen by you · \d+ min left"))
    page.get_by_role("button", name="Back to automatic").click()

    expect(page.locator("#mood-word")).to_have_text("Happy")
    assert server.backend.asked == [AskMood(Emotion.ANGRY), AskMood(None)]


def test_the_camera_is_turned_off_from_the_page_and_back_on_by_the_button(
    server: LocalServer, page: Page
) -> None:
    go(page, "Settings")
    page.get_by_role("button", name="Turn off the camera").click()
    page.get_by_role("button", name="Turn it off").click()
    go(page, "Now")
    expect(page.locator("#mood-word")).to_have_text("Camera off")
    server.do(server.backend.open_eye)

    expect(page.locator("#mood-word")).to_have_text("Nobody here")


def test_the_timeline_shows_the_hour_and_is_cleared(server: LocalServer, page: Page) -> None:
    for mood in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL):
        server.skew += 30
        server.do(lambda mood=mood: server.backend.see(mood))  # type: ignore[misc]
        server.do(server.broadcaster.look)
    go(page, "Mood")
    expect(page.locator("#chart")).to_have_attribute("aria-label", re.compile("The last hour: .*Happy"))
    expect(page.locator("#heard li")).not_to_have_count(0)
    page.get_by_role("switch", name="Keep after restart").check()
    eventually((server.folder / "timeline.json").exists)
    page.get_by_role("button", name="Clear history").click()

    expect(page.locator("#chart-empty")).to_be_visible()


def test_rules_are_edited_checked_and_saved(server: LocalServer, page: Page) -> None:
    go(page, "Rules")
    page.get_by_text("Edit as text").click()
    rules = page.get_by_role("textbox", name="Rules as TOML")
    expect(rules).to_have_value(server.backend.rules_text)
    rules.fill('[happy]\ngenres = ["Jazz"\n[sad]\n')
    expect(page.locator("#mistakes")).to_contain_text("Line 3")
    expect(page.get_by_role("button", name="Save")).to_be_disabled()
    rules.fill('[happy]\ngenres = ["Jazz"]\n')
    expect(page.locator("#preview li")).to_have_count(1)
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert")).to_have_text("Rules saved.")
    assert server.backend.rules_text == '[happy]\ngenres = ["Jazz"]\n'


def test_rules_edited_during_a_save_are_not_called_saved(server: LocalServer, page: Page) -> None:
    go(page, "Rules")
    page.get_by_text("Edit as text").click()
    rules = page.get_by_role("textbox", name="Rules as TOML")
    rules.fill('[happy]\ngenres = ["Jazz"]\n')
    put = page.get_by_role("button", name="Save")
    expect(put).to_be_enabled()

    def write_on(route: Route) -> None:
        if route.request.method == "PUT":
            page.evaluate("document.getElementById('rules-text').value += '# not yet\\n'")
        route.continue_()

    page.route("**/api/v1/rules", write_on)
    with page.expect_response("**/rules/preview"):  # after which the buttons are set anew
        put.click()
    page.wait_for_timeout(100)
    expect(page.get_by_role("alert")).to_have_text("Rules saved.")

    assert "not yet" not in server.backend.rules_text
    expect(put).to_be_enabled()


def test_leaving_with_unsaved_rules_asks_first(page: Page) -> None:
    go(page, "Rules")
    page.get_by_text("Edit as text").click()
    rules = page.get_by_role("textbox", name="Rules as TOML")
    expect(rules).not_to_have_value("")
    leaving = "dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(leaving)
    rules.press_sequentially("#")

    assert not page.evaluate(leaving)


def test_settings_are_set_at_once(server: LocalServer, page: Page) -> None:
    go(page, "Settings")
    page.get_by_label("Whose mood counts").select_option("majority")
    page.get_by_role("switch", name="Glow at night").uncheck()

    def kept() -> dict[str, object]:
        return {key: setting.value for key, setting in server.backend._settings.items()}

    eventually(lambda: kept()["listener"] == "majority" and kept()["night_light"] is False)


def test_the_library_says_that_it_is_being_read_how_much_it_has_and_what_an_empty_one_needs(
    server: LocalServer, page: Page
) -> None:
    collection = server.backend.collection
    collection.tracks, collection.reading = collection.tracks[:1], True
    go(page, "Library")
    says = page.locator("#library-says")
    expect(says).to_have_text("1 song so far; still reading…")
    collection.reading = False
    expect(says).to_have_text("1 song")
    collection.tracks = ()
    del collection.albums
    go(page, "Now")
    go(page, "Library")

    expect(says).to_have_text(re.compile("No songs yet. Copy some to the speaker.s music folder"))


def test_health_says_which_part_has_a_problem_and_what_to_do(server: LocalServer, page: Page) -> None:
    server.do(server.backend.unplug)
    expect(page.locator("#troubles")).to_contain_text("Can't reach the music player")
    expect(page.get_by_role("button", name="Skip this song")).to_be_disabled()
    go(page, "Settings")

    expect(page.locator("#parts")).to_contain_text("systemctl status mpd")
