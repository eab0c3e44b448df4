"""A whole Mien for the house: both processes, a real MPD, the reel for a camera, a broker."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from appliance.machines.machine import MachineError
from appliance.proofs.sense_proofs import write_quiet
from mien.demo.songs import write_songs
from mien.music.player.private_mpd import PrivateMpd

DEVICE = Path(__file__).parents[2] / "device"
NAME = "Mien kitchen"
OBJECT = "mien_kitchen"
REEL = "reel:length=20&gap=2"
SONG = 30.0
"""Seconds that each song lasts."""
WATCH = "watch/heart_rate"
"""Where somebody's watch publishes a heart rate."""


class Speaker:
    """`mien run` in `folder`, at the broker that listens at `port`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder, self._port = folder, port
        write_songs(folder / "music", seconds=SONG)
        write_quiet(folder / "quiet")
        self._mpd = PrivateMpd(folder / "mpd", folder / "music")
        self._mpd_process = self._mpd.start()
        self._process: subprocess.Popen[bytes] | None = None
        for _ in range(100):  # a busy machine takes its time
            if self._mpd.socket.is_socket():
                break
            time.sleep(0.2)
        self.mpc("update", "--wait")

    @property
    def id(self) -> str:
        """Its id in the house."""
        return str(json.loads((self._folder / "state/home.json").read_text())["id"])

    @property
    def log(self) -> str:
        """What it logged."""
        return (self._folder / "mien.log").read_text()

    def start(self, *, at_home: bool = True) -> None:
        """Start it."""
        config = self._folder / "config.toml"
        config.write_text(
            f'[eye]\ncamera = "{REEL}"\n[music]\nmpd = "{self._mpd.socket}"\n'
            '[web]\nhost = "127.0.0.1"\nport = 0\n'
            f'[home]\non = {str(at_home).lower()}\nbroker = "127.0.0.1:{self._port}"\n'
            f'name = "{NAME}"\narea = "Kitchen"\n'
            f'[pulse]\non = true\ntopic = "{WATCH}"\n'
            f'[ear]\non = true\nmicrophone = "recorded:{self._folder / "quiet"}"\n'
        )
        folders = {"RUNTIME_DIRECTORY": str(self._folder), "STATE_DIRECTORY": str(self._folder / "state")}
        with (self._folder / "mien.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mien", "run", "--config", str(config)],
                env={**os.environ, "PYTHONPATH": str(DEVICE), **folders},
                stderr=log,
                start_new_session=True,  # killed with its eye, as by a pulled plug
            )

    def kill(self) -> None:
        """Pull its plug: SIGKILL, nothing is said any more."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    def end(self) -> None:
        """End it, and its MPD."""
        self.kill()
        self._mpd.stop(self._mpd_process)

    def mpc(self, *words: str) -> str:
        """Ask MPD as another client."""
        command = ["mpc", "--host", str(self._mpd.socket), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MachineError(f"mpc: {done.stderr}")
        return done.stdout
