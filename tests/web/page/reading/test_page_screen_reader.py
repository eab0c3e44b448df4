"""What a screen reader is told: names and roles in Chromium's own accessibility tree, view by view."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from web.local_server import LocalServer
from web.page.owner_browser import go
from web.page.reading.arrival import VIEWS, arrive

TO_USE = frozenset(
    ("button", "checkbox", "combobox", "link", "radio", "searchbox", "slider", "switch", "textbox")
)
"""Roles of what can be used: each wants a name that says what it does."""
TO_READ = frozenset(("dialog", "group", "img", "image", "list", "main", "navigation", "complementary"))
VAGUE = frozenset(("close", "read", "show", "open", "more", "remove", "move", "play next", "…"))
"""Names that say nothing of what they do it to."""
SPOKEN = {
    "Now": {
        ("slider", "Position in the song"),
        ("button", "Like this song"),
        ("button", "Previous song"),
        ("button", "Pause"),
        ("button", "Skip this song"),
        ("button", "Undo skip"),
        ("slider", "Volume"),
        ("button", "Sleep timer"),
        ("button", "More about this song"),
        ("button", "Turn off camera"),
        ("radio", "Match"),
        ("navigation", "Views"),
    },
    "Library": {("searchbox", "Search songs, artists and albums"), ("link", "Recently added")},
    "Queue": {("button", "Save as playlist"), ("complementary", "Player"), ("button", "Next song")},
    "Mood": {("radio", "Week"), ("link", "Save as CSV"), ("button", "Clear history")},
    "Rules": {("combobox", "Add a genre"), ("radio", "Sad 12 songs"), ("group", "Mood")},
    "Live": {("button", "Watch")},
    "Settings": {
        ("button", "Read the privacy notice"),
        ("button", "Turn off the camera"),
        ("button", "Let a friend in"),
        ("button", "Show keyboard shortcuts"),
    },
}


@dataclass(frozen=True)
class Spoken:
    """One thing that a screen reader says."""

    role: str
    """Such as "button"."""
    name: str
    """What it is called."""
    level: int
    """Of a heading; 0 for anything else."""


def spoken(page: Page) -> Iterator[Spoken]:
    """Yield what is there for a screen reader, in its order."""
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if not node["ignored"]:
            more = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
            name = str(node.get("name", {}).get("value", "")).strip()
            yield Spoken(node["role"]["value"], name, int(more.get("level") or 0))
    session.detach()


def faults(said: list[Spoken]) -> list[Spoken]:
    """Return what has no name, or one that says nothing."""
    named = [one for one in said if one.role in TO_USE | TO_READ - {"list", "group", "img", "image", "main"}]
    return [one for one in named if not one.name or one.name.casefold() in VAGUE or one.name.isdigit()]


def jumps(said: list[Spoken]) -> list[str]:
    """Return headings that leave out a level."""
    levels = [(one.level, one.name) for one in said if one.role == "heading"]
    before = 0
    found = []
    for level, name in levels:
        found += [name] if level > before + 1 else []
        before = level
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_everything_has_a_name_that_says_what_it_does(
    at_home: LocalServer, chromium: Browser, view: str
) -> None:
    page = arrive(at_home, chromium, (390, 844))
    go(page, view)
    page.wait_for_timeout(400)
    said = list(spoken(page))

    assert faults(said) == []
    assert jumps(said) == []
    assert SPOKEN[view] - {(one.role, one.name) for one in said} == set()
    assert [one.role for one in said].count("heading") >= 1
    page.context.close()


@pytest.mark.parametrize(
    ("opened", "name"),
    [
        ("More about this song", "Northern Gardens"),
        ("Sleep timer", "Sleep timer"),
        ("wrong", "How are you feeling?"),
        ("Turn off camera", "Turn off the camera?"),
    ],
)
def test_every_dialog_has_a_name_and_so_has_what_is_in_it(
    at_home: LocalServer, chromium: Browser, opened: str, name: str
) -> None:
    page = arrive(at_home, chromium, (390, 844))
    title = page.locator("#song-title").inner_text()
    page.get_by_role("button", name=opened).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    said = list(spoken(page))

    assert faults(said) == []
    assert title if opened.startswith("More") else name in {one.name for one in said if one.role == "dialog"}
    page.context.close()


def test_sliders_say_what_their_numbers_mean(at_home: LocalServer, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))
    go(page, "Settings")
    expect(page.locator("#groups input[type=range]").first).to_be_visible()
    spoken_as = "all => all.map(it => [it.labels[0]?.textContent ?? it.ariaLabel, it.ariaValueText])"
    values = dict(page.locator("input[type=range]").evaluate_all(spoken_as))
    page.context.close()

    assert values
    wordless = {name: value for name, value in values.items() if not value or not re.search("[a-z%]", value)}
    assert wordless.keys() <= {"Position in the song"}  # it speaks as a clock does: 1:05 of 3:20


def test_what_is_in_the_queue_says_whose_it_is(at_home: LocalServer, chromium: Browser) -> None:
    page = arrive(at_home, chromium, (390, 844))
    go(page, "Queue")
    expect(page.locator("#queue-list .pick").first).to_be_visible()
    names = [one.name for one in spoken(page) if one.name.startswith(("Playing", "Play "))]
    page.context.close()

    assert names
    assert all(name.endswith((", Mien\u2019s", ", yours")) for name in names), names
