"""Measures the eye's process: how much memory it holds, and what share of a core it uses."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from mien.eye.camera.frame import Pixels
from mien.ipc.messages import SetEye, speaker_line

WARM_UP = 10  # lines from the eye before the measurement begins


@dataclass(frozen=True)
class ProcessUsage:
    """What a process used."""

    resident: float
    """Resident memory at the end, in MB."""

    peak: float
    """Resident memory at its highest, in MB."""

    share: float
    """Share of one core, 0..1."""


def measure_process(frames: Sequence[Pixels], rate: int, seconds: float) -> ProcessUsage:
    """Start an eye that looks at `frames`, as JPEG like a webcam's, `rate` a second; measure it."""
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / "eye.sock"
        for number, pixels in enumerate(frames):
            file = Path(there) / f"{number:04}.jpg"
            cv2.imwrite(str(file), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        camera = f"recorded:{there}?loop&fps={rate}"
        command = [sys.executable, "-B", "-m", "mien", "eye", "--socket", str(path), "--camera", camera]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as eye:
            try:
                return _measured(eye, path, seconds)
            finally:
                eye.terminate()


def _measured(eye: "subprocess.Popen[bytes]", path: Path, seconds: float) -> ProcessUsage:
    while not path.exists():
        if eye.poll() is not None:
            raise SystemExit("the eye did not start")
        time.sleep(0.05)
    with socket.socket(socket.AF_UNIX) as speaker:
        speaker.connect(str(path))
        speaker.sendall(speaker_line(SetEye(is_open=True)))  # it starts closed
        lines = speaker.makefile("rb")
        for _ in range(WARM_UP):
            lines.readline()
        before, begun = _cpu_of(eye.pid), time.monotonic()
        while time.monotonic() - begun < seconds:
            lines.readline()
        share = (_cpu_of(eye.pid) - before) / (time.monotonic() - begun)
        return ProcessUsage(_megabytes(eye.pid, "VmRSS"), _megabytes(eye.pid, "VmHWM"), share)


def _cpu_of(pid: int) -> float:
    """Return the seconds of CPU that `pid` has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int, name: str) -> float:
    """Return a size in /proc/PID/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024
