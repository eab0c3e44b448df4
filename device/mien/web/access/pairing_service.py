"""Pairs one browser while the pairing window is open, recognises it later, and removes it."""

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
    open_browser_store,
    save,
)
from mien.web.access.pairing_window import SHUT, PairingAnswer, PairingWindow, Visitor, ask, is_open, opened

__all__ = ["Browser", "BrowserStore", "PairingService", "open_browser_store"]

RENEW_AFTER: Seconds = 24 * 3600.0
OVERLAP: Seconds = 60.0
"""How long an old cookie still works after its successor was used: other tabs may still send it."""

Token: TypeAlias = str

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PairingRequest:
    """A browser that asks to be paired."""

    visitor: Visitor
    """The random name in its cookie."""
    name: str
    """Such as "Firefox on Android"."""
    address: str
    """Its IP address."""


class PairingService:
    """Knows who is paired.

    A new browser can be paired only after `open_window`, and nothing that comes over the network calls that.
    `window_changed` is called with True when the window opens, and with False when a browser shuts it.
    """

    def __init__(
        self,
        store: BrowserStore,
        *,
        clock: Callable[[], Seconds],
        wall: Callable[[], Epoch],
        window_changed: Callable[[bool], None] = lambda _open: None,
    ) -> None:
        self._store = store
        self._clock, self._wall, self._window_changed = clock, wall, window_changed
        self._window: PairingWindow = SHUT
        self._on_paired: list[Callable[[], None]] = []
        self._on_removed: list[Callable[[str], None]] = []
        self._coming: dict[str, Token] = {}  # by browser id: handed out, not used yet
        self._going: dict[
            str, tuple[str, Seconds]
        ] = {}  # by old hash: the browser's id, and until when it works
        self._writing = asyncio.Lock()

    # The window.

    def open_window(self, seconds: Seconds = 120.0) -> None:
        """Let one new browser be paired. The button on the speaker does this, or `mien pair`."""
        self._window = opened(self._clock(), seconds)
        self._window_changed(True)  # noqa: FBT003  a callback with one argument

    def window_open(self) -> bool:
        """Return whether a new browser may be paired."""
        return is_open(self._window, self._clock())

    async def ask(self, request: PairingRequest) -> tuple[PairingAnswer, Token]:
        """Return the answer to a browser that asks to be paired, and its token if it was paired."""
        before = self.window_open()
        self._window, answer = ask(self._window, request.visitor, self._clock())
        if before and not self.window_open():
            self._window_changed(False)  # noqa: FBT003
        if before and answer is PairingAnswer.CROWDED:
            logger.warning("Two browsers asked to be paired at once, so neither was")
        return answer, await self._admit(request) if answer is PairingAnswer.ADMITTED else ""

    async def _admit(self, request: PairingRequest) -> Token:
        token, now = secrets.token_urlsafe(32), self._wall()
        browser = Browser(secrets.token_hex(6), request.name, request.address, now, now, hashed(token), now)
        others = sorted(self._store.browsers.values(), key=lambda b: b.seen)
        for stale in others[: max(0, len(others) + 1 - MOST_BROWSERS)]:
            self._drop(stale.id)
        self._store = replace(self._store, browsers={**self._store.browsers, browser.id: browser})
        await self._save()
        logger.info("A browser was paired: %s, from %s", browser.name, browser.address)
        for call in self._on_paired:
            call()
        return token

    # Recognising a browser.

    def browsers(self) -> tuple[Browser, ...]:
        """Return the paired browsers, the latest seen first."""
        return tuple(sorted(self._store.browsers.values(), key=lambda b: -b.seen))

    async def recognise(self, token: Token) -> Browser | None:
        """Return the browser that has this token; None if no paired browser has it."""
        hash_ = hashed(token)
        for browser in self._store.browsers.values():
            if hash_ == browser.token:
                return self._change(browser.id, seen=self._wall())
            if hash_ == browser.coming:
                return await self._accept_new_token(browser)
        owner, until = self._going.get(hash_, ("", 0.0))
        return self._store.browsers.get(owner) if self._clock() < until else None

    def knows(self, browser: Browser) -> bool:
        """Return whether `browser`, which was recognised before, is still paired."""
        return browser.id in self._store.browsers

    async def _accept_new_token(self, browser: Browser) -> Browser | None:
        """Replace the old token by the new one, now that it was used; the old one works a little longer."""
        at, now = self._clock(), self._wall()
        self._going = {hash_: held for hash_, held in self._going.items() if held[1] > at}
        self._going[browser.token] = (browser.id, at + OVERLAP)
        self._coming.pop(browser.id, None)
        self._change(browser.id, token=browser.coming, coming="", renewed=now, seen=now)
        await self._save()
        return self._store.browsers.get(browser.id)

    async def renew(self, browser: Browser) -> Token | None:
        """Return a new token for a browser whose token is a day old; None if that isn't due.

        The old token works until the new one is used, so an answer that gets lost locks nobody out.
        """
        if self._wall() - browser.renewed < RENEW_AFTER:
            return None
        token = self._coming.get(browser.id)
        if token is None:
            token = secrets.token_urlsafe(32)
            if self._change(browser.id, coming=hashed(token)) is None:
                return None
            self._coming[browser.id] = token
            await self._save()
        return token

    async def agree(self, browser: Browser) -> None:
        """Note that the owner has read the privacy notice in this browser."""
        if self._change(browser.id, agreed=True):
            await self._save()

    def forgery_token(self, browser: Browser) -> str:
        """Return the token that our own page must send with every change, and that no other page can know."""
        return hmac.digest(self._store.secret.encode(), browser.id.encode(), "sha256").hex()

    # Removing a browser.

    async def remove(self, browser_id: str) -> bool:
        """Remove a browser, at once; return whether it was paired."""
        if browser_id not in self._store.browsers:
            return False
        logger.info("A browser was removed: %s", self._store.browsers[browser_id].name)
        self._drop(browser_id)
        await self._save()
        return True

    def call_back(self, paired: Callable[[], None], removed: Callable[[str], None]) -> None:
        """Call `paired` after a browser was paired, and `removed` with its id after one was removed."""
        self._on_paired.append(paired)
        self._on_removed.append(removed)

    def _drop(self, browser_id: str) -> None:
        left = {id_: browser for id_, browser in self._store.browsers.items() if id_ != browser_id}
        self._store = replace(self._store, browsers=left)
        self._coming.pop(browser_id, None)
        for call in self._on_removed:
            call(browser_id)

    def _change(self, browser_id: str, **what: Any) -> Browser | None:
        """Change the entry of a browser and return it; None if it was removed: then it stays removed.

        The stored entry is changed, never the copy that a request holds: that may be out of date.
        """
        held = self._store.browsers.get(browser_id)
        if held is None:
            return None
        changed = replace(held, **what)
        self._store = replace(self._store, browsers={**self._store.browsers, browser_id: changed})
        return changed

    async def _save(self) -> None:
        """Write the store in a thread: a slow SD card must not block the speaker."""
        async with self._writing:  # so that an older list never overwrites a newer one
            await asyncio.to_thread(save, self._store)
