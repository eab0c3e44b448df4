"""How the page looks and reads: on small and large screens, in the dark, by keyboard, to a screen reader."""

import re
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fakes.backend_scene import Track
from mien.mood.emotion import Emotion
from mien.web.transport.static_files import shell_files
from web.owner_browser import go, pair
from web.web_house import House

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
CHECKS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIEWS = ("Now", "Live", "Timeline", "Music", "Settings")


@pytest.fixture
def at_home(house: House) -> House:
    """Return a house where something has happened."""
    for mood in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL, Emotion.HAPPY):
        house.skew += 120
        house.do(lambda mood=mood: house.speaker.see(mood, 0.8))  # type: ignore[misc]
        house.do(house.speaker.song_ends)
        house.do(house.news.look)
    return house


def arrive(house: House, chromium: Browser, size: tuple[int, int], scheme: Any = "dark") -> Page:
    """Return the page on a screen of this size."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    pair(house, context)
    page = context.new_page()
    page.goto(house.url)
    expect(page.locator("#mood-word")).to_have_text("Happy")
    return page


def arrive_anywhere(house: House, chromium: Browser) -> Page:
    """Return the page on a phone, in a room with somebody happy."""
    house.do(lambda: house.speaker.see(Emotion.HAPPY))
    return arrive(house, chromium, (390, 844))


def faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, one line per fault."""
    page.evaluate(AXE)
    found = page.evaluate("checks => axe.run(document, {runOnly: checks}).then(r => r.violations)", CHECKS)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_view_meets_wcag_2_2_aa(at_home: House, chromium: Browser, scheme: str) -> None:
    page = arrive(at_home, chromium, (390, 844), scheme)
    found = {"Now": faults(page)}
    for view in VIEWS[1:]:
        go(page, view)
        page.wait_for_timeout(250)
        found[view] = faults(page)
    go(page, "Now")
    page.get_by_text("How it was weighed").click()
    found["weighed"] = faults(page)
    page.get_by_role("button", name="wrong").click()
    found["choose"] = faults(page)
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    found["pair"] = faults(page)

    assert {view: wrong for view, wrong in found.items() if wrong} == {}
    page.context.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_button_that_matters_most_stands_out_from_what_it_lies_on(
    house: House, chromium: Browser, scheme: Any
) -> None:
    with chromium.new_context(color_scheme=scheme, service_workers="block") as context:
        page = context.new_page()
        page.goto(house.url)
        button = page.get_by_role("button", name="Pair this browser")
        colours = [
            place.evaluate("it => getComputedStyle(it).backgroundColor")
            for place in (button, page.locator("html"))
        ]

    assert abs(brightness(colours[0]) - brightness(colours[1])) > 100


def brightness(colour: str) -> float:
    """Return how bright a colour of a style sheet is, 0 to 255."""
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", colour)[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("size", [(320, 640), (768, 1024), (1440, 900)])
def test_nothing_sticks_out_sideways(at_home: House, chromium: Browser, size: tuple[int, int]) -> None:
    page = arrive(at_home, chromium, size)
    wide = {}
    for view in VIEWS:
        go(page, view)
        page.wait_for_timeout(150)
        wide[view] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {view: too_much for view, too_much in wide.items() if too_much > 0} == {}
    page.context.close()


def test_everything_on_the_first_view_is_reached_by_the_keyboard(at_home: House, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        outlined = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            " || document.activeElement.name === 'policy'"
        )
        assert outlined or page.evaluate("document.activeElement === document.body")

    assert {"wrong", "previous", "pause", "skip", "volume", "Now", "Live"} <= reached
    page.context.close()


def test_who_wants_no_motion_gets_none(at_home: House, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))

    assert page.evaluate("document.querySelectorAll('.ring i').length") == 24
    assert page.evaluate("document.getAnimations().filter(a => a instanceof CSSAnimation).length") == 0
    page.context.close()


def test_who_wants_no_motion_sees_the_live_sign_stand_still(at_home: House, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))
    page.evaluate("document.getElementById('watched').hidden = false")

    assert page.evaluate("document.getAnimations().filter(a => a instanceof CSSAnimation).length") == 0
    page.context.close()


def test_titles_without_end_leave_the_controls_on_the_first_screen(house: House, chromium: Browser) -> None:
    long = "Symphony in a key that nobody remembers " * 12
    house.do(lambda: house.speaker.queue(Track("x.flac", long, long, long, "Jazz")))
    house.do(house.speaker.song_ends)
    house.do(lambda: house.speaker.see(Emotion.HAPPY))
    page = arrive(house, chromium, (390, 844))
    expect(page.locator("#song-title")).to_contain_text("Symphony")
    heights = page.locator(".song .grow > *").evaluate_all("all => all.map(one => one.clientHeight)")

    assert all(height < 90 for height in heights)
    page.context.close()


def test_letters_are_as_large_as_the_owner_has_set_in_the_browser(house: House, chromium: Browser) -> None:
    page = arrive_anywhere(house, chromium)
    rules = "[...document.styleSheets[0].cssRules].find(rule => rule.selectorText === ':root').style.fontSize"

    assert page.evaluate(rules) == "100%"
    page.context.close()


def test_the_skip_link_skips_the_menu_and_keeps_the_view(house: House, chromium: Browser) -> None:
    page = arrive_anywhere(house, chromium)
    go(page, "Music")
    page.evaluate("document.activeElement.blur()")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#music")
    page.context.close()


def test_a_title_of_the_right_to_left_mixes_with_nothing(house: House, chromium: Browser) -> None:
    hebrew = "שיר (1)"
    house.do(lambda: house.speaker.queue(Track("x.flac", hebrew, hebrew, hebrew, "Jazz")))
    page = arrive_anywhere(house, chromium)
    first = page.locator("#next li b").first
    expect(first).to_have_text(hebrew)
    assert first.evaluate("it => getComputedStyle(it).direction") == "rtl"
    house.do(house.speaker.song_ends)
    title = page.locator("#song-title")
    expect(title).to_have_text(hebrew)
    assert title.evaluate("it => getComputedStyle(it).direction") == "rtl"
    go(page, "Music")

    expect(page.locator(".would bdi").first).not_to_be_empty()
    page.context.close()


def test_a_screen_reader_hears_of_a_settled_mood_and_not_of_every_flicker(
    at_home: House, chromium: Browser
) -> None:
    page = arrive(at_home, chromium, (390, 844))
    at_home.do(lambda: at_home.speaker.see(Emotion.ANGRY, settle=False))
    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#announce")).to_have_text("")
    at_home.do(lambda: at_home.speaker.see(Emotion.ANGRY))

    expect(page.locator("#announce")).to_have_text("The mood is Angry")
    page.context.close()


def test_the_whole_page_weighs_less_than_100_kb() -> None:
    assert sum(len(file.plain) for file in shell_files().values()) < 100_000


def test_no_file_of_the_page_has_inline_script_or_style_or_names_another_host() -> None:
    for name, file in shell_files().items():
        if file.kind.startswith("image/png"):
            continue
        text = file.plain.decode()
        inline = (
            r"<script(?![^>]*\bsrc=)|<style|\bon\w+=\"|\bstyle=\""
            if name.endswith(".html")
            else "innerHTML|eval"
        )
        assert not re.search(inline, text), name
        assert set(re.findall(r"https?://[\w./]+", text)) <= {"http://www.w3.org/2000/svg"}, name
