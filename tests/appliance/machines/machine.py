"""A Debian machine to provision, controlled over ssh. Its backend is systemd-nspawn or QEMU."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

MIRROR = tuple(os.environ.get("DEBIAN_MIRROR", "").split())
"""The Debian mirror; mmdebstrap has a default."""


class MachineError(Exception):
    """The machine did not boot, answer or shut down."""


class MachineBackend(Protocol):
    """Runs a machine. `folder` has its disk, key and log; sshd listens on loopback at `port`."""

    @property
    def suite(self) -> str: ...
    @property
    def folder(self) -> Path: ...
    @property
    def port(self) -> int: ...
    @property
    def patience(self) -> float:
        """Seconds that a boot may take."""
        ...

    def build(self) -> None:
        """Create a fresh disk with nothing of ours on it."""

    def start(self) -> None:
        """Switch it on."""

    def is_on(self) -> bool:
        """Return whether it runs."""
        ...

    def cut(self) -> None:
        """Cut its power."""


class Process:
    """A backend's process, and what can be done to it from outside."""

    _process: subprocess.Popen[bytes] | None = None

    def is_on(self) -> bool:
        """Return whether it runs."""
        return self._process is not None and self._process.poll() is None

    def cut(self) -> None:
        """Cut its power: after SIGKILL nothing more is written."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Machine:
    """One machine."""

    def __init__(self, backend: MachineBackend) -> None:
        self.backend = backend
        self.suite, self.folder, self.port = backend.suite, backend.folder, backend.port

    def boot(self) -> float:
        """Start it and wait until it has started; return after how many seconds it answered."""
        self.backend.start()
        took = until(lambda: self.asks("true").returncode == 0, self.backend.patience, "ssh answers")
        self._keep_a_line_open()
        until(self._has_started, self.backend.patience, "it has started")
        return took

    def _keep_a_line_open(self) -> None:
        """Log in once for all later commands: a log-in costs an emulated processor seconds."""
        nothing = subprocess.DEVNULL
        line = [*self._ssh("")[:-1], "-o", "ControlMaster=yes", "-N"]
        subprocess.Popen(line, stdin=nothing, stdout=nothing, stderr=nothing)

    def _has_started(self) -> bool:
        return self.says("systemctl is-system-running || true") != "starting"

    def reboot(self) -> None:
        """Restart it from inside, as an owner does."""
        self.asks("systemctl reboot")
        self._ended()
        self.boot()

    def stop(self) -> None:
        """End it."""
        if self.backend.is_on():
            self.asks("systemctl poweroff")
            self._ended()

    def _ended(self) -> None:
        try:
            until(lambda: not self.backend.is_on(), 120, "it has ended")
        except MachineError:
            self.backend.cut()
            raise

    def asks(self, command: str, patience: float = 60) -> subprocess.CompletedProcess[str]:
        """Run `command` in it, whether it succeeds or not."""
        return subprocess.run(
            self._ssh(command), capture_output=True, text=True, check=False, timeout=patience
        )

    def says(self, command: str, patience: float = 60) -> str:
        """Run `command` in it and return what it printed; raises `MachineError` if it fails."""
        done = self.asks(command, patience)
        if done.returncode:
            raise MachineError(f"{command}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()

    def bring(self, folder: Path, there: str) -> None:
        """Copy what is in `folder` to the folder `there`, where all may read it."""
        pack = ["tar", "-C", str(folder), "--mode=u=rwX,go=rX", "-c", "."]
        packed = subprocess.run(pack, capture_output=True, check=True).stdout
        unpack = f"mkdir -p {there} && tar -C {there} --no-same-owner -x"
        subprocess.run(self._ssh(unpack), input=packed, check=True, capture_output=True, timeout=300)

    def fetch(self, path: str) -> bytes:
        """Return the content of one of its files."""
        return subprocess.run(self._ssh(f"cat {path}"), capture_output=True, check=True, timeout=300).stdout

    def _ssh(self, command: str) -> list[str]:
        return ["ssh", *self.ssh_options(), "-p", str(self.port), "root@127.0.0.1", command]

    def ssh_options(self) -> list[str]:
        """Return the ssh options that reach it."""
        return [
            *("-i", str(self.folder / "key"), "-o", "StrictHostKeyChecking=no"),
            *("-o", f"ControlPath={self.folder / 'line'}"),
            *("-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=5"),
        ]


def run(*command: str | Path) -> None:
    """Run a command on this host; its output is the error."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MachineError(f"{command[0]}: {done.stderr.strip()[-2000:]}")


def until(holds: Callable[[], bool], patience: float, what: str, every: float = 0.5) -> float:
    """Wait until something holds; return after how many seconds it did.

    Raises:
        MachineError: it never did.
    """
    begin = time.monotonic()
    while not holds():
        if time.monotonic() - begin > patience:
            raise MachineError(f"not within {patience:g} s: {what}")
        time.sleep(every)
    return time.monotonic() - begin
