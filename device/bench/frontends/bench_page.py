"""What the page costs the speaker and the phone; prints a Markdown table.

    make bench-page       or: python -m bench.frontends.bench_page [--seconds S]

The page is served by a process of its own with a fake speaker behind it: five glances a second, every one of
which must be sent, and 100,000 songs that the real code searches. Reading clients and the browser run beside
it on the same machine, so its CPU is read from the kernel's account of that process, never from a clock; how
long lists take is by the clock, on a machine that should be doing nothing else (or run it with `chrt -r 1`).
The last figure is of the whole thing: eye, speaker and page (frame_to_page.py).
"""

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from bench.frontends.frame_to_page import frame_to_page
from bench.frontends.page_lists import lists
from mien.web.transport.static_files import static_files

SLOWER = 4
"""How much slower than here the phone's CPU is made."""
SCROLLING = 0.3
"""Seconds between two windows that a finger brings up."""
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Served:
    """The page's process."""

    process: subprocess.Popen[str]
    port: int
    """Where it listens."""
    cookie: str
    """Of a paired browser."""
    prepared: float
    """Seconds until its library was ready for searches."""
    stalled: float
    """The longest wait of its loop meanwhile, in seconds."""
    glances: list[tuple[str, float]] = field(default_factory=list)
    """What was seen and when, by the wall clock."""

    @property
    def cpu(self) -> float:
        """Return seconds of CPU that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    @property
    def megabytes(self) -> float:
        """Return what it has resident."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * _PAGE / 1e6


@contextlib.contextmanager
def served(folder: Path) -> Generator[Served]:
    """Serve the page for a while."""
    picture = folder / "picture.jpg"
    noise = cv2.resize(np.random.default_rng(1).integers(0, 255, (30, 40, 3), np.uint8), (640, 480))
    cv2.imwrite(str(picture), noise)
    command = [sys.executable, str(Path(__file__).with_name("page_server.py")), str(folder), str(picture)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin  # noqa: S101  they were asked for
        assert process.stdout  # noqa: S101
        page = Served(process, **json.loads(process.stdout.readline()))
        try:
            yield page
        finally:
            process.stdin.close()
            for line in process.stdout:
                mood, _, at = line.partition(" ")
                page.glances.append((mood, float(at)))


async def read(page: Served, path: str, ready: asyncio.Event) -> None:
    """Read a stream until cancelled, as a browser would, and throw it away."""
    reader, writer = await asyncio.open_connection("127.0.0.1", page.port)
    try:
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: mien={page.cookie}\r\n\r\n"
        writer.write(head.encode())
        while await reader.read(65536):
            ready.set()
    finally:
        writer.close()


async def cost(page: Served, events: int, live: int, seconds: float) -> tuple[float, float]:
    """Return the share of a core and the megabytes while so many streams are read."""
    paths = ["/api/v1/events"] * events + ["/api/v1/live"] * live
    started = [asyncio.Event() for _ in paths]
    reading = [asyncio.create_task(read(page, path, up)) for path, up in zip(paths, started, strict=True)]
    for up in started:
        await asyncio.wait_for(up.wait(), 10)
    before, began = page.cpu, time.perf_counter()
    await asyncio.sleep(seconds)
    share, resident = (page.cpu - before) / (time.perf_counter() - began), page.megabytes
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    await asyncio.sleep(0.5)
    return share, resident


_WATCH = """
window.seen = [];
const now = () => performance.timeOrigin + performance.now();
new MutationObserver(() => seen.push([document.body.dataset.mood, now()]))
  .observe(document, {subtree: true, attributes: true, attributeFilter: ['data-mood']});
window.busy = 0;
new PerformanceObserver(list => list.getEntries().forEach(e => { busy += e.duration; }))
  .observe({type: 'longtask', buffered: true});
"""


def phone(page: Served, seconds: float) -> tuple[list[tuple[str, float]], float, float]:
    """Return what a browser showed and when; on a slow CPU ms until it did, and ms of long tasks."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        ready, busy = [], []
        for slower in (SLOWER, SLOWER, SLOWER, 1):
            context = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
            context.add_cookies(
                [{"name": "mien", "value": page.cookie, "url": f"http://localhost:{page.port}"}]
            )
            context.add_init_script(_WATCH)
            tab = context.new_page()
            context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slower})
            tab.goto(f"http://localhost:{page.port}/")
            tab.wait_for_selector("body:not([data-mood=nobody])")
            if slower > 1:
                ready.append(tab.evaluate("seen[0][1] - performance.timeOrigin"))
                busy.append(tab.evaluate("busy"))
                context.close()
        tab.wait_for_timeout(seconds * 1000)
        shown = [(mood, at / 1000) for mood, at in tab.evaluate("seen")]
        browser.close()
    return shown, statistics.median(ready), statistics.median(busy)


def delays(glances: list[tuple[str, float]], shown: list[tuple[str, float]]) -> list[float]:
    """Return ms from each glance to the page that showed it."""
    found = []
    for (mood, at), (_, after) in itertools.pairwise(glances):
        late = next((seen - at for name, seen in shown if name == mood and at <= seen < after + 1), None)
        if late is not None and shown[0][1] < at < shown[-1][1] - 1:
            found.append(late * 1000)
    return sorted(found)


def _median_and_95(late: list[float]) -> str:
    return f"median {statistics.median(late):.0f} ms, 95 % {late[int(len(late) * 0.95)]:.0f} ms"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=8.0, help="each measurement")
    seconds = parser.parse_args().seconds
    files = static_files().values()
    rows = [
        ("page, all files", f"{sum(len(file.plain) for file in files) / 1000:.1f} kB"),
        ("page, as sent", f"{sum(len(file.packed or file.plain) for file in files) / 1000:.1f} kB"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        with served(Path(folder)) as page:
            rows.append(("library made ready for searches, beside", f"{page.prepared:.1f} s"))
            rows.append(("the longest wait of the loop meanwhile", f"{page.stalled * 1000:.0f} ms"))
            for events, live in ((0, 0), (1, 0), (10, 0), (100, 0), (1, 3)):
                share, resident = asyncio.run(cost(page, events, live, seconds))
                who = f"{events} event streams, {live} live views"
                rows.append((who, f"{share * 100:.1f} % of a core, {resident:.0f} MB"))
            for browsers, pause in ((100, 0.0), (100, SCROLLING), (10, SCROLLING), (1, SCROLLING)):
                rows += asyncio.run(lists(page.port, page.cookie, browsers, pause))
            shown, ready, busy = phone(page, seconds)
        late = delays(page.glances, shown)
        looked, whole = asyncio.run(frame_to_page(Path(folder), 3 * seconds))
    rows += [
        (f"mood shown on a CPU {SLOWER} times slower", f"{ready:.0f} ms, {busy:.0f} ms of it in long tasks"),
        ("glance to page, median", f"{statistics.median(late):.0f} ms of {len(late)}"),
        ("glance to page, 95th percentile", f"{late[int(len(late) * 0.95)]:.0f} ms"),
        ("frame to glance, the eye's part", f"{_median_and_95(looked)} of {len(looked)}"),
        ("frame to page, both processes", f"{_median_and_95(whole)} of {len(whole)}"),
    ]
    print(f"| {'what':40} | {'figure':40} |\n|{'-' * 42}|{'-' * 42}|")
    for what, figure in rows:
        print(f"| {what:40} | {figure:40} |")


if __name__ == "__main__":
    main()
