"""Houses, and browsers to visit them with."""

import shutil
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from web.owner_browser import Complaints, opened_page
from web.web_house import House, opened

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def house(tmp_path: Path) -> Generator[House]:
    """Return a house whose speaker is on."""
    with opened(House(tmp_path)) as on:
        yield on


@pytest.fixture
def guest(house: House) -> Generator[httpx.Client]:
    """Return a paired browser, as far as requests go."""
    with house.guest() as client:
        yield client


@pytest.fixture
def stranger(house: House) -> Generator[httpx.Client]:
    """Return a browser that is not paired."""
    with house.stranger() as client:
        yield client


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """Return a real browser; one for a module, because starting it is slow.

    Not for the session: while it is there, it keeps a loop of its own running in this thread, and no test of
    asyncio could run one beside it.
    """
    if CHROMIUM is None:
        pytest.skip("apt-get install chromium: there is no browser to look with")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Generator[BrowserContext]:
    """Return a fresh profile of the browser, on a phone; without a service worker, which takes its time."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", service_workers="block"
    )
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def complaints() -> Complaints:
    """Return what the browser complained about; a test in which it complains has failed."""
    return []


@pytest.fixture
def page(house: House, visit: BrowserContext, complaints: Complaints) -> Generator[Page]:
    """Return the page in a browser that is paired and has read the notice."""
    yield opened_page(house, visit, complaints)
    assert complaints == []
