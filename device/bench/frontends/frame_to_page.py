"""How long from a frame to the page that shows what was read in it: both processes, a real browser.

For bench_page. The eye watches the demo's reel. Between eye and speaker a relay notes each glance and when
its frame was taken; the browser has the live view open and notes when the scores there change. A glance is
known again by its scores. The camera's own delay (exposure, read-out) is not in it: the reel has none.
"""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

from playwright.async_api import Browser, Page, async_playwright

from mien.ipc.messages import parse_eye_line
from mien.mood.emotion import Emotion
from mien.mood.glance import Glance
from mien.types import Seconds

REEL = "reel:length=6&gap=1"
Shares: TypeAlias = tuple[int, ...]
"""Percent by emotion, in the page's order, as it shows them."""

# The order of the page, as in moods.js.
ORDER = ("happy", "surprised", "neutral", "sad", "fearful", "angry", "disgusted")
_WATCH = """
window.seen = [];
const now = () => performance.timeOrigin + performance.now();
new MutationObserver(() => {
  const numbers = [...document.querySelectorAll('#faces .number')].map(it => parseInt(it.textContent));
  seen.push([numbers, now()]);
}).observe(document.getElementById('faces'), {childList: true});
"""


@dataclass
class Relay:
    """Stands between eye and speaker. `glances`: scores, when the frame was taken, when they came by."""

    eye: Path
    glances: list[tuple[Shares, Seconds, Seconds]] = field(default_factory=list)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry both ways for one speaker until it goes."""
        from_eye, to_eye = await asyncio.open_unix_connection(str(self.eye), limit=1 << 20)
        asking = asyncio.create_task(self._carry(reader, to_eye))
        try:
            while line := await from_eye.readline():
                writer.write(line)
                self._note(line)
        finally:
            asking.cancel()
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(4096):
            writer.write(said)
        writer.close()

    def _note(self, line: bytes) -> None:
        glance = parse_eye_line(line)
        if isinstance(glance, Glance):
            shares = [round(round(face.scores[Emotion(e)], 2) * 100) for face in glance.faces for e in ORDER]
            self.glances.append((tuple(shares), glance.at, time.monotonic()))


async def frame_to_page(folder: Path, seconds: float) -> tuple[list[float], list[float]]:
    """Return ms from frame to relay, and from frame to page, each in order of size."""
    relay = Relay(folder / "eye.socket")
    async with _whole_speaker(folder, relay) as url, async_playwright() as play:
        browser = await play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = await _paired(browser, url, folder)
        await page.get_by_role("link", name="Mood", exact=True).click()
        await page.get_by_role("link", name="Live", exact=True).click()
        await page.evaluate(_WATCH)
        await asyncio.sleep(seconds)
        seen = await page.evaluate("seen")
        await browser.close()
    ahead = time.clock_gettime(time.CLOCK_REALTIME) - time.monotonic()
    shown = [(tuple(numbers), at / 1000 - ahead) for numbers, at in seen]
    return sorted((came - at) * 1000 for _, at, came in relay.glances), _late(relay.glances, shown)


def _late(glances: list[tuple[Shares, Seconds, Seconds]], shown: list[tuple[Shares, Seconds]]) -> list[float]:
    """Return ms from the frame of each glance that brought other scores to the page's showing them."""
    late = []
    for shares, same in groupby(glances, key=lambda glance: glance[0]):
        _, at, _ = next(same)
        first = next((when for numbers, when in shown if numbers == shares and at <= when < at + 1), None)
        if shares and first is not None:
            late.append((first - at) * 1000)
    return sorted(late)


@contextlib.asynccontextmanager
async def _whole_speaker(folder: Path, relay: Relay) -> AsyncGenerator[str]:
    """Run an eye, the relay and a speaker without music; yield where its page is."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "config.toml"
    config.write_text(f'[web]\nhost = "127.0.0.1"\nport = {port}\n', encoding="utf-8")
    between = folder / "relay.socket"
    eye = _mien(folder, "eye", "--socket", relay.eye, "--camera", REEL)
    try:
        for _ in range(100):
            if relay.eye.exists():
                break
            await asyncio.sleep(0.1)
        async with await asyncio.start_unix_server(relay.meet, between, limit=1 << 20):
            words = ("--config", config, "--eye-socket", between, "--mpd", folder / "no-mpd")
            speaker = _mien(folder, "run", *words)
            try:
                yield f"http://127.0.0.1:{port}"
            finally:
                await _ended(speaker)
    finally:
        await _ended(eye)


def _mien(folder: Path, *words: object) -> subprocess.Popen[bytes]:
    place = {"XDG_STATE_HOME": str(folder / "state"), "XDG_RUNTIME_DIR": str(folder)}
    command = [sys.executable, "-m", "mien", *map(str, words)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, env={**os.environ, **place}, stdout=nowhere, stderr=nowhere)


async def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    await asyncio.to_thread(process.wait, 15)


async def _paired(browser: Browser, url: str, folder: Path) -> Page:
    """Return the page in a paired browser, with a face on it."""
    context = await browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    page = await context.new_page()
    await _arrive(page, url)
    await page.get_by_role("button", name="Pair this browser").click()
    await page.get_by_text("hold the pair button").wait_for()
    await asyncio.to_thread(_mien(folder, "pair").wait, 15)
    await page.get_by_role("button", name="I understand").click(timeout=20_000)
    happy: Any = re.compile("Happy|Sad|Angry|Neutral|Surprised")
    await page.locator("#mood-word", has_text=happy).wait_for(timeout=20_000)
    return page


async def _arrive(page: Page, url: str) -> None:
    for _ in range(100):
        try:
            await page.goto(url)
        except Exception:  # noqa: BLE001  the browser has many words for "nobody is there"
            await asyncio.sleep(0.2)
        else:
            return
