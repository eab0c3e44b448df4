"""What an owner does: pair a browser, open the page, go from view to view."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from web.local_server import LocalServer

ConsoleErrors = list[str]
OF_MOOD = ("Rules", "Live")
"""Views beside the mood history."""


def pair(server: LocalServer, browser_context: BrowserContext, *, agreed: bool = True) -> None:
    """Pair a browser without its page."""
    with server.paired() as paired:
        if agreed:
            paired.put("/api/v1/session", json={"agreed": True})
        token = paired.cookies["mien"]
    browser_context.add_cookies(
        [{"name": "mien", "value": token, "url": server.url, "httpOnly": True, "sameSite": "Strict"}]
    )


def watched(page: Page, console_errors: ConsoleErrors) -> Page:
    """Note every error of the page: broken script, refused by the policy, not found."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_too_late(message):
            console_errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    return page


def _is_too_late(message: ConsoleMessage) -> bool:
    """Return whether a cover was asked for just when its song was over: rightly not found."""
    return "404" in message.text and "/api/v1/covers/" in message.location["url"]


def opened_page(server: LocalServer, browser_context: BrowserContext, console_errors: ConsoleErrors) -> Page:
    """Return the page in a browser that is paired and has read the notice."""
    pair(server, browser_context)
    shown = watched(browser_context.new_page(), console_errors)
    shown.goto(server.url)
    expect(shown.locator("#mood-word")).not_to_have_text("…")
    return shown


def go(page: Page, view: str) -> None:
    """Choose a view."""
    if view in OF_MOOD:
        go(page, "Mood")
        page.locator("#mood-views").get_by_role("link", name=view).click()
    else:
        page.get_by_role("navigation", name="Views").get_by_role("link", name=view).click()
