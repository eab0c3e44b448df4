"""Rules without TOML in a real browser: genres to add, drop and put in order, and how music should feel."""

import re
import tomllib
from typing import Any

from playwright.sync_api import Browser, Page, expect

from web.local_server import LocalServer, eventually
from web.page.owner_browser import ConsoleErrors, go, pair

SLOW_LINE = """() => {
    const quick = window.fetch;
    window.fetch = async (...asked) => (await new Promise((now) => setTimeout(now, 300)), quick(...asked));
}"""


def rules(server: LocalServer) -> dict[str, Any]:
    """Return the rules that apply."""
    return tomllib.loads(server.backend.rules_text)


def genres(page: Page) -> list[str]:
    """Return the genres that are shown."""
    return page.locator("#rule-genres bdi").all_inner_texts()


def opened(page: Page, mood: str) -> None:
    """Open the rules of a mood."""
    go(page, "Rules")
    page.get_by_role("radio", name=mood).check(force=True)
    expect(page.locator("#rule-head")).to_have_text(mood)


def test_a_genre_is_moved_removed_and_added_and_each_is_saved(server: LocalServer, page: Page) -> None:
    opened(page, "Sad")
    expect(page.locator("#rule-genres bdi")).to_have_text(["Acoustic", "Classical", "Ballad"])
    page.get_by_role("button", name="Move Classical up").click()
    eventually(lambda: rules(server)["sad"]["genres"] == ["Classical", "Acoustic", "Ballad"])
    page.get_by_role("button", name="Remove Ballad").click()
    eventually(lambda: rules(server)["sad"]["genres"] == ["Classical", "Acoustic"])
    page.get_by_role("combobox", name="Add a genre").fill("Jazz")
    page.keyboard.press("Enter")

    eventually(lambda: rules(server)["sad"]["genres"] == ["Classical", "Acoustic", "Jazz"])
    assert genres(page) == ["Classical", "Acoustic", "Jazz"]
    assert rules(server)["happy"]["genres"] == ["Pop", "Dance", "Funk"]


def test_quick_changes_go_on_from_one_another_however_slow_the_line(server: LocalServer, page: Page) -> None:
    opened(page, "Sad")
    page.evaluate(SLOW_LINE)
    page.get_by_role("button", name="Remove Ballad").click()
    page.get_by_role("combobox", name="Add a genre").fill("Jazz")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Add a genre").fill("Blues")
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Happy").check(force=True)

    eventually(
        lambda: rules(server)["sad"]["genres"] == ["Acoustic", "Classical", "Jazz", "Blues"], within=15.0
    )
    expect(page.locator("#rule-genres bdi")).to_have_text(["Pop", "Dance", "Funk"])
    assert rules(server)["happy"]["genres"] == ["Pop", "Dance", "Funk"]


def test_a_change_is_undone_with_one_tap(server: LocalServer, page: Page) -> None:
    before = server.backend.rules_text
    opened(page, "Sad")
    page.get_by_role("button", name="Remove Ballad").click()
    page.get_by_role("alert").get_by_role("button", name="Undo").click()

    eventually(lambda: server.backend.rules_text == before)
    expect(page.locator("#rule-genres bdi")).to_have_text(["Acoustic", "Classical", "Ballad"])


def test_a_tap_on_an_unknown_genre_adds_it(server: LocalServer, page: Page) -> None:
    opened(page, "Angry")
    page.get_by_role("button", name="+ Krautfunk").click()

    eventually(lambda: "Krautfunk" in rules(server)["angry"]["genres"])


def test_what_would_play_is_shown_for_the_mood(page: Page) -> None:
    opened(page, "Angry")

    expect(page.locator("#preview li")).to_have_count(3)


def test_the_target_is_moved_with_the_arrow_keys_and_told_in_words(page: Page) -> None:
    opened(page, "Happy")
    says = page.locator("#pad-says")
    expect(says).to_contain_text("very pleasant, lively")
    page.locator("#pad").focus()
    with page.expect_request("**/rules/edit") as asked:
        for _ in range(4):
            page.keyboard.press("ArrowLeft")
        expect(says).to_contain_text(re.compile("^pleasant, lively"))

    sent = asked.value.post_data_json or {}
    assert sent["valence"] == 0.4
    assert sent["arousal"] == 0.4


def test_the_target_is_dragged(page: Page) -> None:
    opened(page, "Happy")
    pad = page.locator("#pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    with page.expect_request("**/rules/edit") as asked:
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + 10, box["y"] + box["height"] - 10, steps=4)
        page.mouse.up()

    sent = asked.value.post_data_json or {}
    assert sent["valence"] == -1
    assert sent["arousal"] == -1


def test_a_save_of_another_browser_is_told_and_not_overwritten(
    server: LocalServer, page: Page, chromium: Browser, console_errors: ConsoleErrors
) -> None:
    opened(page, "Sad")
    expect(page.get_by_role("button", name="Remove Ballad")).to_be_visible()
    with chromium.new_context(service_workers="block") as other:
        pair(server, other)
        second = other.new_page()
        second.goto(server.url)
        opened(second, "Angry")
        second.get_by_role("button", name="Remove Punk").click()
        eventually(lambda: "Punk" not in rules(server)["angry"]["genres"])
    page.get_by_role("button", name="Remove Ballad").click()

    expect(page.get_by_role("alert")).to_contain_text("Another browser changed the rules")
    assert rules(server)["sad"]["genres"] == ["Acoustic", "Classical", "Ballad"]
    page.get_by_role("button", name="Remove Ballad").click()
    eventually(lambda: rules(server)["sad"]["genres"] == ["Acoustic", "Classical"])
    assert "Punk" not in rules(server)["angry"]["genres"]
    console_errors.clear()  # the browser logs the 412


def test_a_genre_is_dragged_to_another_place(server: LocalServer, page: Page) -> None:
    opened(page, "Sad")
    grip = page.get_by_role("button", name="Move Ballad: arrow up or down")
    grip.evaluate("it => it.scrollIntoView({block: 'center'})")
    box, first = grip.bounding_box(), page.locator("#rule-genres > li").first.bounding_box()
    assert box
    assert first
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, first["y"] + first["height"] / 2, steps=5)
    page.mouse.up()

    eventually(lambda: rules(server)["sad"]["genres"] == ["Ballad", "Acoustic", "Classical"])
    assert genres(page) == ["Ballad", "Acoustic", "Classical"]


def test_a_finger_that_is_taken_away_while_it_drags_moves_nothing(server: LocalServer, page: Page) -> None:
    before = server.backend.rules_text
    opened(page, "Sad")
    grip = page.get_by_role("button", name="Move Ballad: arrow up or down")
    grip.dispatch_event("pointercancel")
    grip.scroll_into_view_if_needed()
    box = grip.bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, box["y"] - 90)
    grip.dispatch_event("pointercancel")
    page.mouse.up()
    page.wait_for_timeout(300)

    assert server.backend.rules_text == before
    expect(page.locator("#rule-genres .moving")).to_have_count(0)


def test_the_arrow_keys_move_a_genre_and_stay_with_it(server: LocalServer, page: Page) -> None:
    opened(page, "Sad")
    page.get_by_role("button", name="Move Ballad: arrow up or down").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Move Ballad: arrow up or down")).to_be_focused()
    page.keyboard.press("ArrowUp")  # at once, before the first move is saved

    eventually(lambda: rules(server)["sad"]["genres"] == ["Ballad", "Acoustic", "Classical"])
