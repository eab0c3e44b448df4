"""Real browsers that use a local server."""

import shutil
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from web.local_server import LocalServer
from web.page.owner_browser import ConsoleErrors, opened_page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LIGHT_CHROMIUM = shutil.which("chromium-headless-shell") or CHROMIUM
"""The same browser without windows of its own, with half the work; it knows nothing of installed pages."""
expect.set_options(timeout=20_000)  # milliseconds; a busy machine takes its time


@pytest.fixture(scope="module")
def playwright() -> Generator[Playwright]:
    """Return what starts browsers; one for a module.

    Not for the session: while it is there, it keeps a loop of its own running in this thread, and no test of
    asyncio could run one beside it, nor a second one of these.
    """
    if LIGHT_CHROMIUM is None:
        pytest.skip("apt-get install chromium: there is no browser to look with")
    with sync_playwright() as play:
        yield play


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Generator[Browser]:
    """Return a real browser; one for a module, because starting it is slow."""
    browser = playwright.chromium.launch(executable_path=LIGHT_CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def browser_context(chromium: Browser) -> Generator[BrowserContext]:
    """Return a fresh profile of the browser, on a phone; without a service worker, which takes its time."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", service_workers="block"
    )
    context.set_default_timeout(8000)
    yield context
    context.close()


@pytest.fixture
def console_errors() -> ConsoleErrors:
    """Return the errors on the browser's console; a test with an error has failed."""
    return []


@pytest.fixture
def page(
    server: LocalServer, browser_context: BrowserContext, console_errors: ConsoleErrors
) -> Generator[Page]:
    """Return the page in a browser that is paired and has read the notice."""
    yield opened_page(server, browser_context, console_errors)
    assert console_errors == []
