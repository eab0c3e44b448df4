"""The doorkeeper: lets one browser in while the window is open, knows it again, and turns it out."""

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from mien.types import Seconds
from mien.web.access.browser_store import (
    MOST_BROWSERS,
    Browser,
    BrowserStore,
    Epoch,
    hashed,
    keep,
    open_browser_store,
)
from mien.web.access.pairing_window import SHUT, PairingAnswer, PairingWindow, Visitor, ask, is_open, opened

__all__ = ["Browser", "BrowserStore", "PairingService", "open_browser_store"]

RENEW_AFTER: Seconds = 24 * 3600.0
OVERLAP: Seconds = 60.0
"""How long an old cookie still holds after its successor was used: other tabs may be on their way."""

Token: TypeAlias = str

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who asks to come in: the name in its cookie, what the browser calls itself, whence it asks."""

    visitor: Visitor
    name: str
    address: str


class PairingService:
    """Knows who is paired. Only `open_window` lets somebody new in, and only the machine itself calls it.

    `told` is called with True when the window opens and False when it shuts, if it is shut by a browser.
    """

    def __init__(
        self,
        book: BrowserStore,
        *,
        clock: Callable[[], Seconds],
        wall: Callable[[], Epoch],
        told: Callable[[bool], None] = lambda _open: None,
    ) -> None:
        self._book = book
        self._clock, self._wall, self._told = clock, wall, told
        self._window: PairingWindow = SHUT
        self._let_in: list[Callable[[], None]] = []
        self._turned_out: list[Callable[[str], None]] = []
        self._coming: dict[str, Token] = {}  # by browser: handed out, not yet used
        self._going: dict[str, tuple[str, Seconds]] = {}  # by old hash: whose it was, until when it holds
        self._writing = asyncio.Lock()

    # The window.

    def open_window(self, seconds: Seconds = 120.0) -> None:
        """Let one new browser in for so long. The button on the device does this, or `mien pair`."""
        self._window = opened(self._clock(), seconds)
        self._told(True)  # noqa: FBT003  it is the news itself

    def window_open(self) -> bool:
        """Return whether a new browser may come in."""
        return is_open(self._window, self._clock())

    async def ask(self, guest: Guest) -> tuple[PairingAnswer, Token]:
        """Return what a browser that asks to come in is told, and its token if it was let in."""
        before = self.window_open()
        self._window, answer = ask(self._window, guest.visitor, self._clock())
        if before and not self.window_open():
            self._told(False)  # noqa: FBT003
        if before and answer is PairingAnswer.CROWDED:
            logger.warning("Two browsers asked to come in at once, so neither was let in")
        return answer, await self._admit(guest) if answer is PairingAnswer.ADMITTED else ""

    async def _admit(self, guest: Guest) -> Token:
        token, now = secrets.token_urlsafe(32), self._wall()
        browser = Browser(secrets.token_hex(6), guest.name, guest.address, now, now, hashed(token), now)
        others = sorted(self._book.browsers.values(), key=lambda b: b.seen)
        for stale in others[: max(0, len(others) + 1 - MOST_BROWSERS)]:
            self._forget(stale.id)
        self._book = replace(self._book, browsers={**self._book.browsers, browser.id: browser})
        await self._keep()
        logger.info("A browser was paired: %s, from %s", browser.name, browser.address)
        for call in self._let_in:
            call()
        return token

    # Who is it?

    def browsers(self) -> tuple[Browser, ...]:
        """Return who is paired, the latest seen first."""
        return tuple(sorted(self._book.browsers.values(), key=lambda b: -b.seen))

    async def recognise(self, token: Token) -> Browser | None:
        """Return whose token it is; None: nobody's, or no longer."""
        hash_ = hashed(token)
        for browser in self._book.browsers.values():
            if hash_ == browser.token:
                return self._change(browser.id, seen=self._wall())
            if hash_ == browser.coming:
                return await self._succeed(browser)
        owner, until = self._going.get(hash_, ("", 0.0))
        return self._book.browsers.get(owner) if self._clock() < until else None

    def knows(self, browser: Browser) -> bool:
        """Return whether `browser`, which was recognised before, is still paired."""
        return browser.id in self._book.browsers

    async def _succeed(self, browser: Browser) -> Browser | None:
        """Put the new token, now that it was used, in place of the old one, which holds a little longer."""
        at, now = self._clock(), self._wall()
        self._going = {hash_: held for hash_, held in self._going.items() if held[1] > at}
        self._going[browser.token] = (browser.id, at + OVERLAP)
        self._coming.pop(browser.id, None)
        self._change(browser.id, token=browser.coming, coming="", renewed=now, seen=now)
        await self._keep()
        return self._book.browsers.get(browser.id)

    async def renew(self, browser: Browser) -> Token | None:
        """Return a new token for a browser whose token is a day old; None if it may keep the one it has.

        The old one holds until the new one was used, so an answer that gets lost locks nobody out.
        """
        if self._wall() - browser.renewed < RENEW_AFTER:
            return None
        token = self._coming.get(browser.id)
        if token is None:
            token = secrets.token_urlsafe(32)
            if self._change(browser.id, coming=hashed(token)) is None:
                return None
            self._coming[browser.id] = token
            await self._keep()
        return token

    async def agree(self, browser: Browser) -> None:
        """Note that the owner has read, in this browser, what is seen and kept."""
        if self._change(browser.id, agreed=True):
            await self._keep()

    def forgery_token(self, browser: Browser) -> str:
        """Return what a page of ours must send with every change, and no other page can know."""
        return hmac.digest(self._book.secret.encode(), browser.id.encode(), "sha256").hex()

    # Out.

    async def turn_out(self, browser_id: str) -> bool:
        """Forget a browser, at once; return whether there was one."""
        if browser_id not in self._book.browsers:
            return False
        logger.info("A browser was turned out: %s", self._book.browsers[browser_id].name)
        self._forget(browser_id)
        await self._keep()
        return True

    def call_back(self, let_in: Callable[[], None], turned_out: Callable[[str], None]) -> None:
        """Call `let_in` when a browser was, and `turned_out` with the id of one: it must be told no more."""
        self._let_in.append(let_in)
        self._turned_out.append(turned_out)

    def _forget(self, browser_id: str) -> None:
        left = {id_: browser for id_, browser in self._book.browsers.items() if id_ != browser_id}
        self._book = replace(self._book, browsers=left)
        self._coming.pop(browser_id, None)
        for call in self._turned_out:
            call(browser_id)

    def _change(self, browser_id: str, **what: Any) -> Browser | None:
        """Change the entry of a browser and return it; None: it was turned out, and stays out.

        The entry as it is now is changed, never one that a request brought along: that may be old.
        """
        held = self._book.browsers.get(browser_id)
        if held is None:
            return None
        changed = replace(held, **what)
        self._book = replace(self._book, browsers={**self._book.browsers, browser_id: changed})
        return changed

    async def _keep(self) -> None:
        """Write the book in a thread: a tired SD card may take its time, and the speaker has better to do."""
        async with self._writing:  # so that an older page never overwrites a newer one
            await asyncio.to_thread(keep, self._book)
