"""Where an owner sits: pairs a browser, looks at the page, goes from view to view."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from web.web_house import House

Complaints = list[str]


def pair(house: House, visit: BrowserContext, *, agreed: bool = True) -> None:
    """Pair a browser without its page."""
    with house.guest() as guest:
        if agreed:
            guest.put("/api/v1/session", json={"agreed": True})
        token = guest.cookies["mien"]
    visit.add_cookies(
        [{"name": "mien", "value": token, "url": house.url, "httpOnly": True, "sameSite": "Strict"}]
    )


def watched(page: Page, complaints: Complaints) -> Page:
    """Note every error of the page: broken script, refused by the policy, not found."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not _is_too_late(message):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def _is_too_late(message: ConsoleMessage) -> bool:
    """Return whether a cover was asked for just when its song was over: rightly not found."""
    return "404" in message.text and "/api/v1/covers/" in message.location["url"]


def opened_page(house: House, visit: BrowserContext, complaints: Complaints) -> Page:
    """Return the page in a browser that is paired and has read the notice."""
    pair(house, visit)
    shown = watched(visit.new_page(), complaints)
    shown.goto(house.url)
    expect(shown.locator("#mood-word")).not_to_have_text("…")
    return shown


def go(page: Page, view: str) -> None:
    """Choose a view."""
    page.get_by_role("navigation").get_by_role("link", name=view).click()
