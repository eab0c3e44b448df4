"""The eye as a process: how it ends, whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contract.senses.fake_speaker import FakeSpeaker, eventually
from mien.health.watchdog import HUNG
from mien.ipc.messages import Hello
from mien.mood.glance import Glance

TESTS = Path(__file__).parents[2]
EYE = (sys.executable, "-B", str(TESTS / "fakes" / "eye.py"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{TESTS.parent / 'device'}:{TESTS}"}


@contextmanager
def _process(path: Path, camera: str, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Run tests/fakes/eye.py, which is the eye with cameras that hang and worse; end it at last."""
    command = [*EYE, str(path), camera, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        try:
            eventually(lambda: path.exists() or process.poll() is not None, within=30)
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def test_an_eye_whose_camera_hangs_ends_itself_and_says_so(tmp_path: Path) -> None:
    with _process(tmp_path / "eye.sock", "hangs:") as eye:
        speaker = FakeSpeaker(tmp_path / "eye.sock")
        assert isinstance(speaker.hear(), Hello)
        assert isinstance(speaker.hear(), Glance)
        begun = time.monotonic()
        status = eye.wait(60)
        took = time.monotonic() - begun
        assert eye.stderr is not None
        said = eye.stderr.read()
        speaker.go()

    assert status == HUNG
    assert took > 4
    assert "The camera hangs" in said


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_eye_cleanly_and_takes_the_socket_away(
    tmp_path: Path, name: signal.Signals
) -> None:
    path = tmp_path / "eye.sock"
    with _process(path, "grey:") as eye:
        speaker = FakeSpeaker(path)
        speaker.hear_one(Glance)
        eye.send_signal(name)
        status = eye.wait(60)
        speaker.go()

    assert status == 0
    assert not path.exists()


@pytest.mark.parametrize("when", ["at once", "once it listens"])
def test_a_child_ends_when_the_speaker_that_started_it_is_gone(tmp_path: Path, when: str) -> None:
    path = tmp_path / "eye.sock"
    parent = (
        "import os, subprocess, sys, time\n"
        "eye = subprocess.Popen([*sys.argv[1:], str(os.getpid())])\n"
        "print(eye.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", parent, *EYE, str(path), "grey:"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as speaker:
        assert speaker.stdout is not None
        eye = int(speaker.stdout.readline())
        if when == "once it listens":
            eventually(path.exists, within=30)
        speaker.kill()

    eventually(lambda: not _runs(eye), within=30)
    assert not path.exists()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]


def test_an_eye_with_an_unknown_camera_says_so_and_does_not_start(tmp_path: Path) -> None:
    with _process(tmp_path / "eye.sock", "kinect:") as eye:
        assert eye.stderr is not None
        said = eye.stderr.read()
        status = eye.wait(30)

    assert status == 2
    assert "Unknown camera 'kinect:'" in said
