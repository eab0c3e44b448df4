"""A whole speaker for the tests: both processes, a real MPD, the reel for a camera."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from mien.demo.songs import write_songs
from mien.ipc.control import ask_speaker
from mien.music.player.private_mpd import PrivateMpd

DEVICE = Path(__file__).parents[2] / "device"
REEL = "reel:length=300&gap=1"
PIECE = 4.0
"""Seconds that each piece of the shelf lasts."""
BUSY = 3
"""How many times slower a machine may be before a test gives up on it."""
HAPPY = {"pop", "dance", "electronic", "funk", "soul"}
"""Genres of happy music."""
_T = TypeVar("_T")


def wait_for(look: Callable[[], _T], within: float, what: str, every: float = 0.1) -> _T:
    """Return what `look` returns once it is something; fail when it does not become so in time.

    `within`: seconds on a machine that does nothing else; a busy one gets `BUSY` times as long.
    """
    end = time.monotonic() + BUSY * within
    while time.monotonic() < end:
        if seen := look():
            return seen
        time.sleep(every)
    pytest.fail(f"{what} did not come about within {within:g} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class WholeSpeaker:
    """`mien run` as a process, on an MPD that can be asked and killed. What it logs is in `log`."""

    def __init__(self, folder: Path, settings: str = "") -> None:
        """`settings`: more of them, as TOML."""
        self.folder = folder
        self.mpd = PrivateMpd(folder / "mpd", folder / "music")
        self.mpd_process = self.mpd.start()
        self.mpc("status")
        self.mpc("update", "--wait")
        self.port = _free_port()
        config = folder / "config.toml"
        config.write_text(
            f'[eye]\ncamera = "{REEL}"\n[music]\nmpd = "{self.mpd.socket}"\n'
            f'[web]\nhost = "127.0.0.1"\nport = {self.port}\n{settings}',
            encoding="utf-8",
        )
        self.environment = {"RUNTIME_DIRECTORY": str(folder), "STATE_DIRECTORY": str(folder / "state")}
        self._log = folder / "speaker.log"
        self._config = config
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start `mien run`, on the MPD and the folders that are there."""
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "mien", "run", "--config", str(self._config)],
                env={**os.environ, "PYTHONPATH": str(DEVICE), **self.environment},
                stderr=log,
            )

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def mpc(self, *words: str) -> str:
        """Ask MPD through mpc, as another client would; waits for an MPD that is still starting."""

        def ask() -> str:
            command = ["mpc", "--host", str(self.mpd.socket), *words]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            return done.stdout + " " if done.returncode == 0 else ""

        return wait_for(ask, 10, f"an answer to mpc {' '.join(words)}")

    def playing(self) -> str:
        """Return the file that plays now, "" when none does."""
        status = self.mpc("--format", "%file%", "status")
        return status.splitlines()[0].strip() if "[playing]" in status else ""

    def volume(self) -> int:
        """Return how loud MPD plays, 0 to 100."""
        found = re.search(r"volume:\s*(\d+)%", self.mpc("status"))
        return int(found[1]) if found else -1

    def eye_pid(self) -> int:
        """Return the pid of the eye, 0 without one."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = children.read_text().split() if children.exists() else []
        return int(pids[0]) if pids else 0

    def end(self) -> None:
        """End the speaker by SIGTERM; an error if that takes half a minute."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def restart(self) -> None:
        """End the speaker, and start it again on what it kept."""
        self.end()
        self.process = self.start()

    def clean_up(self) -> None:
        for process in (self.process, self.mpd_process):
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf of short pieces, written once."""
    folder = tmp_path_factory.mktemp("shelf") / "music"
    write_songs(folder, seconds=PIECE)
    return folder


@pytest.fixture
def speaker(tmp_path: Path, songs: Path) -> Iterator[WholeSpeaker]:
    (tmp_path / "music").symlink_to(songs)
    speaker = WholeSpeaker(tmp_path)
    yield speaker
    speaker.clean_up()
    print(speaker.log)  # noqa: T201  pytest shows it beside a failure


def asks_to_come_in(client: httpx.Client) -> str:
    return str(client.post("/api/v1/pairing").json()["answer"])


@pytest.fixture
def guest(speaker: WholeSpeaker) -> Iterator[httpx.Client]:
    """A browser that was let in by `mien pair`."""
    url = f"http://127.0.0.1:{speaker.port}"
    wait_for(lambda: "The page is at" in speaker.log, 20, "the page")
    with httpx.Client(base_url=url, headers={"Origin": url}, timeout=30) as client:
        assert client.post("/api/v1/pairing").json() == {"answer": "closed"}
        ask_speaker("pair", speaker.environment)
        wait_for(lambda: asks_to_come_in(client) == "admitted", 20, "a way in", every=1.0)
        client.headers["X-Mien-Token"] = client.get("/api/v1/session").json()["token"]
        yield client


def genre_of(file: str) -> str:
    """Return the genre of a piece of the shelf, which is the folder it lies in."""
    found = re.match(r"([^/]+)/", file)
    return found[1] if found else ""


def plays_happy(speaker: WholeSpeaker) -> str:
    """Wait until music for a happy face plays; return its file."""
    return wait_for(
        lambda: file if genre_of(file := speaker.playing()) in HAPPY else "", 40, "music for a happy face"
    )
