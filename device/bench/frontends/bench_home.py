"""What MQTT costs the speaker: its process with the house on beside one with it off; prints a Markdown table.

    make bench-home       or: python -m bench.frontends.bench_home [--seconds S] [--turns N]

Two whole speakers (eye, speaker, page, a real MPD) watch the demo's reel at the same time, and share a real
mosquitto with which only one of them is connected. In each turn they change places, so whatever else the
machine does falls on both alike. CPU is the kernel's account of the speaker's process; the eye has its own.
"""

import argparse
import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from mien.demo.songs import write_songs
from mien.music.player.private_mpd import PrivateMpd

REEL = "reel:length=24&gap=5"
"""A mood every half a minute or so: more changes than a room has, and each is published."""
WARM_UP = 25.0
"""Seconds until the library is read and the first songs play."""
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What the speaker's process used."""

    share: float
    """Percent of one core."""
    resident: float
    """MB at the end."""
    private: float
    """MB of it that no other process shares."""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure what MQTT costs the speaker.")
    parser.add_argument("--seconds", type=float, default=120.0, help="how long each turn is measured")
    parser.add_argument("--turns", type=int, default=4)
    asked = parser.parse_args()
    costs: dict[bool, list[Cost]] = {True: [], False: []}
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        write_songs(folder / "music", seconds=30.0)
        with _broker(folder) as port, _players(folder) as players:
            for turn in range(asked.turns):
                for is_on, cost in _turn(players, port, asked.seconds, first_on=turn % 2 == 0):
                    costs[is_on].append(cost)
                    told = f"turn {turn + 1}: {'on' if is_on else 'off':3} {cost}\n"
                    sys.stderr.write(told)
    sys.stdout.write(_table(costs))


@contextlib.contextmanager
def _broker(folder: Path) -> Generator[int]:
    """Run a mosquitto; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    program = subprocess.Popen(["mosquitto", "-c", settings], stderr=subprocess.DEVNULL)
    try:
        yield port
    finally:
        program.terminate()
        program.wait()


@contextlib.contextmanager
def _players(folder: Path) -> Generator[tuple[PrivateMpd, PrivateMpd]]:
    """Run an MPD for each speaker, its library read."""
    players = tuple(PrivateMpd(folder / f"mpd{number}", folder / "music") for number in range(2))
    processes = [player.start() for player in players]
    try:
        for player, process in zip(players, processes, strict=True):
            asyncio.run(_read_library(player, process))
        yield players[0], players[1]
    finally:
        for player, process in zip(players, processes, strict=True):
            player.stop(process)


async def _read_library(mpd: PrivateMpd, process: "subprocess.Popen[bytes]") -> None:
    connection = await mpd.answering(process)
    await mpd.read_library()
    await connection.close()


def _turn(
    players: tuple[PrivateMpd, PrivateMpd], port: int, seconds: float, *, first_on: bool
) -> Iterator[tuple[bool, Cost]]:
    """Run two speakers for a while; yield what each cost."""
    with tempfile.TemporaryDirectory() as there, contextlib.ExitStack() as running:
        speakers = []
        for number, player in enumerate(players):
            is_on = first_on is (number == 0)
            folder = Path(there) / str(number)
            folder.mkdir()
            speaker = running.enter_context(_speaker(folder, player, port if is_on else None))
            speakers.append((is_on, speaker))
        time.sleep(WARM_UP)
        before = [_cpu(speaker.pid) for _, speaker in speakers]
        begun = time.monotonic()
        time.sleep(seconds)
        for (is_on, speaker), was in zip(speakers, before, strict=True):
            share = 100 * (_cpu(speaker.pid) - was) / (time.monotonic() - begun)
            yield is_on, Cost(share, _megabytes(speaker.pid, "Rss"), _megabytes(speaker.pid, "Private_Dirty"))


@contextlib.contextmanager
def _speaker(folder: Path, mpd: PrivateMpd, port: int | None) -> Generator["subprocess.Popen[bytes]"]:
    """Run a speaker, at home at the broker's port if there is one."""
    config = folder / "config.toml"
    config.write_text(
        f'[eye]\ncamera = "{REEL}"\n[music]\nmpd = "{mpd.socket}"\n[web]\nhost = "127.0.0.1"\nport = 0\n'
        f'[home]\non = {str(port is not None).lower()}\nbroker = "127.0.0.1:{port or 1883}"\n'
    )
    folders = {"RUNTIME_DIRECTORY": str(folder), "STATE_DIRECTORY": str(folder / "state")}
    command = [sys.executable, "-m", "mien", "run", "--config", str(config)]
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(command, env={**os.environ, **folders}, stderr=log)
    try:
        yield program
        if program.poll() is not None:
            raise SystemExit(f"the speaker ended: {(folder / 'log').read_text()}")
    finally:
        program.terminate()
        program.wait()


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used; those of its children are their own."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _megabytes(pid: int, name: str) -> float:
    """Return a size that the kernel adds up over all of a process's memory."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024 / 1e6


def _table(costs: dict[bool, list[Cost]]) -> str:
    rows = [
        "| the speaker's process | MQTT off | MQTT on | difference |\n|---|---:|---:|---:|\n",
        _row("CPU, % of a core", costs, "share", 2),
        _row("resident, MB", costs, "resident", 1),
        _row("its own alone, MB", costs, "private", 1),
    ]
    return "".join(rows)


def _row(what: str, costs: dict[bool, list[Cost]], name: str, digits: int) -> str:
    """Return a line of means, and of the difference by turns, the worst of them first."""
    off, on = ([getattr(cost, name) for cost in costs[is_on]] for is_on in (False, True))
    more = [a - b for a, b in zip(on, off, strict=True)]
    told = f"{statistics.mean(more):+.{digits}f} (worst turn {max(more):+.{digits}f})"
    return f"| {what} | {statistics.mean(off):.{digits}f} | {statistics.mean(on):.{digits}f} | {told} |\n"


if __name__ == "__main__":
    main()
