"""The page on screens of many sizes."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

from mien.mood.emotion import Emotion
from web.local_server import LocalServer
from web.page.owner_browser import pair

VIEWS = ("Now", "Library", "Queue", "Mood", "Rules", "Live", "Settings")


def arrive(server: LocalServer, chromium: Browser, size: tuple[int, int], scheme: Any = "dark") -> Page:
    """Return the page on a screen of this size."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        service_workers="block",
    )
    pair(server, context)
    page = context.new_page()
    page.goto(server.url)
    expect(page.locator("#mood-word")).to_have_text("Happy")
    return page


def arrive_anywhere(server: LocalServer, chromium: Browser) -> Page:
    """Return the page on a phone, in a room with somebody happy."""
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    return arrive(server, chromium, (390, 844))
