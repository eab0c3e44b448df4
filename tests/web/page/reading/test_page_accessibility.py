"""How the page looks and reads: on small and large screens, in the dark, by keyboard, to a screen reader."""

import itertools
import re
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from fakes.backend_scene import Track
from mien.mood.emotion import Emotion
from mien.web.transport.static_files import static_files
from web.local_server import LocalServer
from web.page.owner_browser import go
from web.page.reading.arrival import VIEWS, arrive, arrive_anywhere

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
CHECKS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, one line per fault."""
    page.evaluate(AXE)
    found = page.evaluate("checks => axe.run(document, {runOnly: checks}).then(r => r.violations)", CHECKS)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_view_meets_wcag_2_2_aa(at_home: LocalServer, chromium: Browser, scheme: str) -> None:
    page = arrive(at_home, chromium, (390, 844), scheme)
    found = {"Now": faults(page)}
    for view in VIEWS[1:]:
        go(page, view)
        page.wait_for_timeout(250)
        found[view] = faults(page)
    go(page, "Now")
    page.get_by_text("How it was chosen").click()
    found["weighed"] = faults(page)
    page.get_by_role("button", name="wrong").click()
    found["choose"] = faults(page)
    for name, opened in (
        ("song", "More about this song"),
        ("sleep", "Sleep timer"),
        ("off", "Turn off camera"),
    ):
        page.keyboard.press("Escape")
        page.get_by_role("button", name=opened).click()
        found[name] = faults(page)
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)  # a button that loses the pointer changes its colour for a moment
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.wait_for_timeout(300)
    found["keys"] = faults(page)
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="Meet your speaker")).to_be_visible()
    found["pair"] = faults(page)

    assert {view: wrong for view, wrong in found.items() if wrong} == {}
    page.context.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_button_that_matters_most_stands_out_from_what_it_lies_on(
    server: LocalServer, chromium: Browser, scheme: Any
) -> None:
    with chromium.new_context(color_scheme=scheme, service_workers="block") as context:
        page = context.new_page()
        page.goto(server.url)
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


@pytest.mark.parametrize(
    ("size", "text"),
    [((320, 640), 1), ((360, 740), 2), ((390, 667), 1), ((740, 360), 2), ((768, 1024), 1), ((1920, 1080), 1)],
)
def test_nothing_sticks_out_sideways(
    at_home: LocalServer, chromium: Browser, size: tuple[int, int], text: int
) -> None:
    """`text`: how large the owner has set letters."""
    page = arrive(at_home, chromium, size)
    page.evaluate("text => document.documentElement.style.fontSize = `${100 * text}%`", text)
    wide = {}
    for view in VIEWS:
        go(page, view)
        page.wait_for_timeout(150)
        wide[view] = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    assert {view: too_much for view, too_much in wide.items() if too_much > 0} == {}
    page.context.close()


@pytest.mark.parametrize(("width", "text"), [(320, 1), (360, 1), (360, 1.4), (360, 2), (1280, 2)])
def test_the_names_of_the_views_do_not_collide(
    at_home: LocalServer, chromium: Browser, width: int, text: float
) -> None:
    page = arrive(at_home, chromium, (width, 740))
    page.evaluate("text => document.documentElement.style.fontSize = `${100 * text}%`", text)
    boxes = page.locator("nav[aria-label=Views] a span").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])"
    )
    beside = [
        one for one, other in itertools.pairwise(boxes) if one[2] > other[0] + 1 and one[3] > other[1] + 1
    ]

    assert beside == []
    for name in ("Library", "Settings"):
        expect(page.get_by_role("navigation", name="Views").get_by_role("link", name=name)).to_be_visible()
    page.context.close()


def test_large_letters_leave_the_volume_and_the_sleep_timer_apart(
    at_home: LocalServer, chromium: Browser
) -> None:
    page = arrive(at_home, chromium, (360, 740))
    at_home.backend._volume = 100
    at_home.do(at_home.backend.wake)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(page.locator("#volume-says")).to_have_text("100 %")
    end = page.locator("#volume-says").evaluate(
        "it => { const all = new Range(); all.selectNodeContents(it);"
        " return all.getBoundingClientRect().right; }"
    )
    timer = page.locator("#sleep").bounding_box()

    assert timer
    assert end <= timer["x"]
    page.context.close()


def test_large_letters_leave_the_titles_in_the_queue_whole(at_home: LocalServer, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (360, 740))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    go(page, "Queue")
    titles = page.locator("#queue-list .pick b")
    expect(titles.first).to_be_visible()
    cut = titles.evaluate_all(
        "all => all.filter(it => it.scrollWidth > it.clientWidth + 1"
        " || it.scrollHeight > it.clientHeight + 1).map(it => it.textContent)"
    )

    assert cut == []
    page.context.close()


def test_everything_on_the_first_view_is_reached_by_the_keyboard(
    at_home: LocalServer, chromium: Browser
) -> None:
    page = arrive(at_home, chromium, (390, 844))
    reached = set()
    for _ in range(28):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        outlined = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
            " || document.activeElement.name === 'policy'"
        )
        assert outlined or page.evaluate("document.activeElement === document.body")

    assert {"wrong", "like", "previous", "pause", "skip", "seek", "volume", "Now", "Library"} <= reached
    page.context.close()


def test_who_wants_no_motion_gets_none(at_home: LocalServer, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))

    assert page.evaluate("document.querySelectorAll('.ring i').length") == 24
    assert page.evaluate("document.getAnimations().filter(a => a instanceof CSSAnimation).length") == 0
    page.context.close()


def test_who_wants_no_motion_sees_the_live_sign_stand_still(at_home: LocalServer, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))
    page.evaluate("document.getElementById('watched').hidden = false")

    assert page.evaluate("document.getAnimations().filter(a => a instanceof CSSAnimation).length") == 0
    page.context.close()


def test_titles_without_end_leave_the_controls_on_the_first_screen(
    server: LocalServer, chromium: Browser
) -> None:
    long = "Symphony in a key that nobody remembers " * 12
    server.do(lambda: server.backend.owner_queues(Track("x.flac", long, long, long, "Jazz")))
    server.do(server.backend.song_ends)
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    page = arrive(server, chromium, (390, 844))
    expect(page.locator("#song-title")).to_contain_text("Symphony")
    heights = page.locator(".about > *").evaluate_all("all => all.map(one => one.clientHeight)")

    assert all(height < 90 for height in heights)
    page.context.close()


def test_letters_are_as_large_as_the_owner_has_set_in_the_browser(
    server: LocalServer, chromium: Browser
) -> None:
    page = arrive_anywhere(server, chromium)
    rules = "[...document.styleSheets[0].cssRules].find(rule => rule.selectorText === ':root').style.fontSize"

    assert page.evaluate(rules) == "100%"
    page.context.close()


def test_the_skip_link_skips_the_menu_and_keeps_the_view(server: LocalServer, chromium: Browser) -> None:
    page = arrive_anywhere(server, chromium)
    go(page, "Library")
    page.evaluate("document.activeElement.blur()")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
    assert page.url.endswith("#library")
    page.context.close()


def test_a_title_of_the_right_to_left_mixes_with_nothing(server: LocalServer, chromium: Browser) -> None:
    hebrew = "שיר (1)"
    server.do(lambda: server.backend.owner_queues(Track("x.flac", hebrew, hebrew, hebrew, "Jazz")))
    page = arrive_anywhere(server, chromium)
    first = page.locator("#next li b").first
    expect(first).to_have_text(hebrew)
    assert first.evaluate("it => getComputedStyle(it).direction") == "rtl"
    server.do(server.backend.song_ends)
    title = page.locator("#song-title")
    expect(title).to_have_text(hebrew)
    assert title.evaluate("it => getComputedStyle(it).direction") == "rtl"
    page.context.close()


def test_a_screen_reader_hears_of_a_settled_mood_and_not_of_every_flicker(
    at_home: LocalServer, chromium: Browser
) -> None:
    page = arrive(at_home, chromium, (390, 844))
    at_home.do(lambda: at_home.backend.see(Emotion.ANGRY, settle=False))
    expect(page.locator("#mood-word")).to_have_text("Angry")
    expect(page.locator("#announce")).to_have_text("")
    at_home.do(lambda: at_home.backend.see(Emotion.ANGRY))

    expect(page.locator("#announce")).to_have_text("Mood: Angry")
    page.context.close()


def test_the_page_is_light() -> None:
    files = static_files().values()

    assert sum(len(file.plain) for file in files) <= 130 * 1024
    assert sum(len(file.packed or file.plain) for file in files) <= 50_000


def test_no_file_of_the_page_has_inline_script_or_style_or_names_another_host() -> None:
    for name, file in static_files().items():
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
