"""Timeline, music and settings in a real browser."""

import itertools
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
        return {key: setting.value for key, setting in server.backend.kept_settings.all.items()}

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


def test_a_cleared_history_comes_back_with_one_tap(server: LocalServer, page: Page) -> None:
    some_history(server)
    go(page, "Mood")
    expect(page.locator("#chart")).to_be_visible()
    page.get_by_role("button", name="Clear history").click()
    expect(page.locator("#chart-empty")).to_be_visible()
    page.get_by_role("alert").get_by_role("button", name="Undo").click()

    expect(page.locator("#chart")).to_be_visible()


def some_history(server: LocalServer) -> None:
    """Let two minutes pass."""
    for mood in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL, Emotion.HAPPY):
        server.skew += 30
        server.do(lambda mood=mood: server.backend.see(mood))  # type: ignore[misc]
        server.do(server.broadcaster.look)


def test_an_hour_is_an_hour_on_an_axis_that_says_one_thing(server: LocalServer, page: Page) -> None:
    some_history(server)
    go(page, "Mood")
    chart = page.locator("#chart")
    expect(chart).to_be_visible()
    wide = chart.locator(".band").evaluate_all(
        "all => all.reduce((sum, it) => sum + it.getBoundingClientRect().width, 0)"
    )
    box = chart.bounding_box()
    assert box

    assert wide < box["width"] / 10
    expect(chart.locator(".title")).to_have_text(["pleasant", "lively"])


def test_a_week_and_a_table_of_it_are_there(server: LocalServer, page: Page) -> None:
    some_history(server)
    go(page, "Mood")
    page.get_by_role("radio", name="Week").check(force=True)
    expect(page.locator("#chart")).to_have_attribute("aria-label", re.compile(r"^The last week: .*Happy \d"))
    with page.expect_download() as table:
        page.get_by_role("link", name="Save as CSV").click()

    assert table.value.suggested_filename == "mood-history.csv"


def test_what_is_set_up_on_the_speaker_itself_is_told_with_where(page: Page) -> None:
    go(page, "Settings")
    told = page.get_by_role("region", name="Set up on the speaker")

    for words in ("ansible/README.md", "mpd_apps", "Home Assistant"):
        expect(told).to_contain_text(words)


def test_settings_speak_in_minutes_and_percent(page: Page) -> None:
    number = {"group": "Mood", "kind": "number", "help": "", "choices": [], "low": 0}
    sure = {"key": "a", "label": "How sure", "value": 0.96, "high": 1, "step": 0.01, "unit": ""}
    pause = {"key": "b", "label": "Pause", "value": 900, "high": 3600, "step": 60, "unit": "s"}
    told = {"settings": [number | sure, number | pause]}
    page.route("**/api/v1/settings", lambda route: route.fulfill(json=told))
    go(page, "Settings")

    expect(page.get_by_role("slider", name="How sure")).to_have_attribute("aria-valuetext", "96 %")
    expect(page.get_by_role("slider", name="Pause")).to_have_attribute("aria-valuetext", "15 minutes")


def test_music_to_wake_up_to_is_set(server: LocalServer, page: Page) -> None:
    go(page, "Settings")
    page.get_by_role("button", name="Add a time").click()
    page.get_by_label("Wake-up time").fill("06:30")
    eventually(lambda: [alarm.at for alarm in server.backend.collection.alarms] == ["06:30"])
    page.get_by_label("Music at").select_option("neutral")
    page.get_by_role("checkbox", name="Sat").check(force=True)

    eventually(lambda: server.backend.collection.alarms[0].days == (0, 1, 2, 3, 4, 5))
    assert server.backend.collection.alarms[0].emotion is Emotion.NEUTRAL
    page.get_by_role("button", name="Remove the wake-up").click()
    eventually(lambda: not server.backend.collection.alarms)


def test_the_sleep_timer_says_what_is_left_and_is_turned_off(server: LocalServer, page: Page) -> None:
    page.get_by_role("button", name="Sleep timer").click()
    page.get_by_role("button", name="45 minutes").click()
    moon = page.get_by_role("button", name="Sleep timer: 45 minutes left")
    moon.click()
    page.get_by_role("button", name="Turn the timer off").click()

    eventually(lambda: server.do(server.backend.now).sleep_left is None)
    expect(page.get_by_role("button", name="Sleep timer", exact=True)).to_be_visible()


def test_a_volume_limit_is_shown_and_the_slider_ends_there(server: LocalServer, page: Page) -> None:
    server.backend.volume_limit = 60
    server.do(server.backend.wake)

    expect(page.locator("#volume-limit")).to_have_text("Limited to 60 %")
    expect(page.get_by_role("slider", name="Volume")).to_have_attribute("max", "60")


def test_every_button_says_what_it_does(server: LocalServer, page: Page) -> None:
    vague = {"Close", "Read", "Show", "More", "Remove", "Turn off"}
    named = {}
    for view in ("Now", "Library", "Queue", "Mood", "Rules", "Live", "Settings"):
        go(page, view)
        page.wait_for_timeout(200)
        tree = page.locator("body").aria_snapshot()
        named[view] = vague & set(re.findall(r'button "([^"]*)"', tree)) | set(
            re.findall(r"button$", tree, re.MULTILINE)
        )

    assert {view: names for view, names in named.items() if names} == {}
    del server


def test_headings_go_down_one_step_at_a_time(server: LocalServer, page: Page) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    jumps = {}
    for view in ("Now", "Library", "Queue", "Mood", "Rules", "Live", "Settings"):
        go(page, view)
        page.wait_for_timeout(200)
        levels = page.evaluate(
            "[...document.querySelectorAll('main h1, main h2, main h3')]"
            ".filter(it => it.checkVisibility()).map(it => Number(it.tagName[1]))"
        )
        jumps[view] = levels[0] != 1 or any(two - one > 1 for one, two in itertools.pairwise(levels))

    assert not any(jumps.values()), jumps


def test_a_friend_is_told_an_address_that_their_phone_can_open(page: Page) -> None:
    go(page, "Settings")
    expect(page.locator("#browsers li")).not_to_have_count(0)
    page.get_by_role("button", name="Let a friend in").click()
    said = page.get_by_role("dialog", name="Let a friend in")
    expect(said).to_contain_text("open http://mien.local:8080 or http://192.168.1.20:8080 on the house")
    expect(said).not_to_contain_text("127.0.0.1")


def test_a_page_for_this_machine_only_says_so_to_who_wants_a_friend_in(
    server: LocalServer, page: Page
) -> None:
    server.backend.called = ("http://127.0.0.1:8080",)
    go(page, "Settings")
    expect(page.locator("#browsers li")).not_to_have_count(0)
    page.get_by_role("button", name="Let a friend in").click()

    expect(page.get_by_role("dialog", name="Let a friend in")).to_contain_text("on this machine only")
