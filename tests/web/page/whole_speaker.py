"""The whole speaker, for its page: both processes, a real MPD, the reel for a camera."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Generator
from pathlib import Path

from mien.demo.songs import write_songs
from mien.music.player.private_mpd import PrivateMpd

DEVICE = Path(__file__).parents[3] / "device"
REEL = "reel:length=12&gap=1"


class WholeSpeaker:
    """`mien run` with a page on a free port. What it logs is in `log`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(DEVICE),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_RUNTIME_DIR": str(folder),
        }
        write_songs(folder / "music", 6.0)
        self.mpd = PrivateMpd(folder / "mpd", folder / "music")
        self._mpd_process = self.mpd.start()
        self._greeted()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self._config = folder / "config.toml"
        self._config.write_text(f'[web]\nhost = "127.0.0.1"\nport = {self.port}\n', encoding="utf-8")
        self.start()

    def _greeted(self) -> None:
        """Wait until MPD answers."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
                line.connect(str(self.mpd.socket))
                if line.recv(64).startswith(b"OK MPD"):
                    return
            time.sleep(0.1)

    @property
    def url(self) -> str:
        """Return where the page is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """Return what the speaker logged."""
        return (self._folder / "speaker.log").read_text(encoding="utf-8")

    def start(self) -> None:
        """Switch the speaker on."""
        words = ("run", "--config", str(self._config), "--camera", REEL, "--mpd", str(self.mpd.socket))
        with (self._folder / "speaker.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mien", *words], env=self._environment, stderr=log
            )

    def stop(self) -> None:
        """Switch it off."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def mien(self, *words: str) -> str:
        """Run a command of its on the same machine; return what it says."""
        command = [sys.executable, "-m", "mien", *words]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def end(self) -> None:
        """Switch everything off."""
        if self.process.poll() is None:
            self.stop()
        self._mpd_process.terminate()
        self._mpd_process.wait(30)

    def settings_of_the_page(self) -> dict[str, dict[str, object]]:
        """Return what was changed on the page, as it is stored."""
        (file,) = (self._folder / "state").rglob("settings.toml")
        return tomllib.loads(file.read_text(encoding="utf-8"))

    @property
    def open_files(self) -> int:
        """Return how many files the speaker has open, connections among them."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @contextlib.contextmanager
    def crowd(self, count: int, place: str) -> Generator[list[socket.socket]]:
        """Hold so many connections to the page that say nothing, from an address of this machine."""
        lines: list[socket.socket] = []
        try:
            for _ in range(count):
                line = socket.create_connection(("127.0.0.1", self.port), 10, source_address=(place, 0))
                line.settimeout(0)
                lines.append(line)
            yield lines
        finally:
            for line in lines:
                line.close()

    def mpc(self, word: str) -> str:
        """Tell MPD a word, as another client would; return what it says."""
        with socket.socket(socket.AF_UNIX) as line, line.makefile("r", encoding="utf-8") as said:
            line.connect(str(self.mpd.socket))
            line.sendall(f"{word}\nclose\n".encode())
            return said.read()

    def mpd_state(self) -> str:
        """Return what MPD itself says that it does: play, pause, stop."""
        return dict(row.split(": ", 1) for row in self.mpc("status").splitlines() if ": " in row)["state"]

    def kill_mpd(self) -> None:
        """Let MPD die."""
        self._mpd_process.kill()
        self._mpd_process.wait(30)

    def start_mpd(self) -> None:
        """Start it again."""
        self._mpd_process = self.mpd.start()
