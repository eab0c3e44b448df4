"""Draws the docs' picture of library, queue, rules and a song's menu."""

import re
import tempfile
from collections.abc import Generator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, ViewportSize, sync_playwright

from mien.mood.emotion import Emotion
from web.local_server import LocalServer, opened
from web.page.conftest import LIGHT_CHROMIUM
from web.page.owner_browser import go, opened_page

PICTURE = Path(__file__).parents[3] / "device/docs/pictures/page-views.png"
PHONE: ViewportSize = {"width": 360, "height": 740}
GAP = 14
"""Pixels of white between two views."""

DISCS = ((120, (120, 84, 52)), (92, (88, 140, 212)), (66, (72, 196, 240)), (34, (232, 238, 240)))
"""Radius and colour (blue, green, red) of each part of the cover."""
Pixels = npt.NDArray[np.uint8]


def cover() -> bytes:
    """Return the picture that stands for every album's cover: a sun, as PNG."""
    picture = np.full((300, 300, 3), (92, 58, 37), np.uint8)
    for radius, colour in DISCS:
        cv2.circle(picture, (150, 150), radius, colour, -1, cv2.LINE_AA)
    return cv2.imencode(".png", picture)[1].tobytes()


def views(page: Page) -> Generator[Pixels]:
    """Yield what is on a phone: albums, a queue with two songs of the owner's, a rule, a song's menu."""
    go(page, "Library")
    yield shot(page)
    page.get_by_role("link", name="Recently added").click()
    for row in (3, 1):
        page.get_by_role("button", name=re.compile("^Play .* next$")).nth(row).click()
    go(page, "Queue")
    yield shot(page)
    go(page, "Rules")
    page.locator("#rule-moods label", has_text="Sad").click()
    page.locator("#rule-moods").evaluate("it => scrollTo(0, it.offsetTop - 8)")
    yield shot(page)
    go(page, "Now")
    page.locator("#song-more").click()
    yield shot(page)


def shot(page: Page) -> Pixels:
    """Return what is on the screen once it has come to rest."""
    page.wait_for_timeout(6000)  # ms: until a message at the bottom is gone
    return cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR).astype(np.uint8)


def main() -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder, opened(LocalServer(Path(folder))) as server:
        server.backend.cover_picture = cover()
        server.do(lambda: server.backend.see(Emotion.HAPPY, 0.85))
        server.do(server.backend.song_ends)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=LIGHT_CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(
                viewport=PHONE, color_scheme="dark", reduced_motion="reduce", service_workers="block"
            )
            shots = list(views(opened_page(server, context, [])))
            browser.close()
    white = np.full((PHONE["height"], GAP, 3), 255, np.uint8)
    row = [part for one in shots for part in (one, white)][:-1]
    cv2.imwrite(str(PICTURE), cv2.hconcat(row), (cv2.IMWRITE_PNG_COMPRESSION, 9))


if __name__ == "__main__":
    main()
