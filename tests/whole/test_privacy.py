"""The promise that is structural: the process that sees writes no file and opens no network socket.

strace watches the real eye through a whole recording, live pictures included. So that a blind watcher is
noticed, the same check is shown to fail on a process that does write, and on one that does open a socket.
"""

import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from mien.ipc.messages import PictureAhead, Trouble, parse_eye_line

DEVICE = Path(__file__).parents[2] / "device"
PORTRAITS = DEVICE / "mien" / "demo" / "portraits"
OPENS = ("open", "openat", "openat2", "creat")
REACHES_OUT = ("socket", "connect", "bind")
NAMES = (
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
)
WATCHED = ",".join(
    f"?{call}" for call in (*OPENS, *REACHES_OUT, *NAMES)
)  # ?: some machines lack a few of them
# Sinks that libraries open for writing.
HARMLESS = ("/dev/null", "/dev/tty")

pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def _watched(trace: Path, command: list[str]) -> "subprocess.Popen[bytes]":
    """Start `command` under strace, with all its threads and children."""
    strace = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={WATCHED}"]
    environment = {**os.environ, "PYTHONPATH": str(DEVICE)}
    return subprocess.Popen([*strace, *command], env=environment, stderr=subprocess.DEVNULL)


def _broken_promises(trace: str, own_socket: str = "") -> list[str]:
    """Return the calls in `trace` that write something or reach out to a network."""
    return [
        line
        for line in trace.splitlines()
        if _writes(line) or _leaves_the_machine(line) or _makes_a_name(line, own_socket)
    ]


def _calls(line: str, names: tuple[str, ...]) -> bool:
    return bool(re.search(rf"\b({'|'.join(names)})\(", line))


def _writes(line: str) -> bool:
    """Tell whether the call opens a file for writing, or tries to."""
    opens = re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE|\bcreat\(", line)
    return bool(opens) and _calls(line, OPENS) and not any(f'"{name}"' in line for name in HARMLESS)


def _leaves_the_machine(line: str) -> bool:
    return _calls(line, REACHES_OUT) and "AF_UNIX" not in line


def _makes_a_name(line: str, own_socket: str) -> bool:
    """Tell whether the call makes or moves a name in a folder, other than that of the eye's own socket."""
    is_own = bool(own_socket) and f'"{own_socket}"' in line
    return _calls(line, ("bind", *NAMES)) and not is_own


def _recording(there: Path) -> Path:
    """Write a few pictures to look at: the composite portraits in a grey room."""
    faces = [cv2.imread(str(file), cv2.IMREAD_COLOR) for file in sorted(PORTRAITS.glob("*.png"))]
    assert faces, "the demo's portraits are there"
    for number in range(30):
        room = np.full((480, 640, 3), 110, np.uint8)
        portrait = faces[number // 5 % len(faces)]
        assert portrait is not None
        room[140:340, 220 + number : 420 + number] = cv2.resize(portrait, (200, 200))
        cv2.imwrite(str(there / f"{number:02}.png"), room)
    return there


def _await(path: Path, process: "subprocess.Popen[bytes]") -> None:
    """Wait until somebody listens at the socket; it is there a moment earlier."""
    end = time.monotonic() + 60
    with socket.socket(socket.AF_UNIX) as knocking:
        while knocking.connect_ex(str(path)):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)


def _hear_it_out(path: Path, pictures_wanted: int | None) -> tuple[int, int]:
    """Act as the speaker until enough pictures came or the recording ended; return lines and pictures."""
    lines = pictures = 0
    with socket.socket(socket.AF_UNIX) as speaker:
        speaker.settimeout(60)
        speaker.connect(str(path))
        speaker.sendall(b'{"eye": "open"}\n{"live": true}\nnonsense\n')
        reader = speaker.makefile("rb")
        while pictures != pictures_wanted:
            said = parse_eye_line(reader.readline())
            lines += 1
            if isinstance(said, PictureAhead):
                assert len(reader.read(said.size)) == said.size
                pictures += 1
            if isinstance(said, Trouble):
                assert said.says == "The recording has ended."
                break
    return lines, pictures


@pytest.mark.parametrize("source", ["recording", "reel"])
def test_the_eye_writes_no_file_and_opens_no_network_socket(tmp_path: Path, source: str) -> None:
    trace, path = tmp_path / "trace", tmp_path / "eye.sock"
    (tmp_path / "pictures").mkdir()
    camera, wanted = {
        "recording": (f"recorded:{_recording(tmp_path / 'pictures')}?fps=10", None),
        "reel": ("reel:", 40),  # it never ends
    }[source]
    eye = [sys.executable, "-B", "-m", "mien", "eye", "--socket", str(path), "--camera", camera]
    with _watched(trace, eye) as process:
        _await(path, process)
        lines, shown = _hear_it_out(path, wanted)
        (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(child), signal.SIGTERM)
        assert process.wait(60) == 0

    calls = trace.read_text()
    assert lines > 10, "it looked"
    assert shown > 10, "and showed what it saw"
    assert calls.count("openat(") > 100, "strace saw the eye's calls"
    assert 'face_landmark.tflite"' in calls
    assert _broken_promises(calls, own_socket=str(path)) == []


def _swappable(smaps: str) -> list[str]:
    """Return the parts of a process, as proc_pid_smaps(5) tells, with memory that the kernel may swap out."""
    parts = re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", smaps, flags=re.MULTILINE)[1:]
    filled = [part for part in parts if not re.search(r"^Anonymous: +0 kB", part, re.MULTILINE)]
    return [part for part in filled if not re.search(r"^VmFlags:.* lo\b", part, re.MULTILINE)]


@pytest.mark.skipif(
    os.geteuid() != 0 and resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY,
    reason="only root, or who has `ulimit -l unlimited`, may lock so much memory",
)
def test_no_part_of_the_eyes_memory_can_be_swapped_to_a_disk(tmp_path: Path) -> None:
    path = tmp_path / "eye.sock"
    eye = [sys.executable, "-B", "-m", "mien", "eye", "--socket", str(path), "--camera", "reel:"]
    environment = {**os.environ, "PYTHONPATH": str(DEVICE)}
    with subprocess.Popen(eye, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _await(path, process)
            _, shown = _hear_it_out(path, 20)
            smaps = Path(f"/proc/{process.pid}/smaps").read_text()
        finally:
            process.terminate()

    assert shown == 20
    assert smaps.count("Anonymous:") > 100, "there was memory to look at"
    assert _swappable(smaps) == []


@pytest.mark.parametrize(
    "misdeed",
    [
        "open('face.jpg', 'wb').write(b'x')",
        "import os; os.open('face.jpg', os.O_RDWR | os.O_CREAT)",
        "import threading; threading.Thread(target=lambda: open('face.jpg', 'a')).start()",
        "import os; os.fork() or open('face.jpg', 'w')",
        "import os; os.mkdir('faces')",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_INET6)",
        "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "import socket; socket.socket(socket.AF_UNIX).bind('another.sock')",
    ],
)
def test_the_check_sees_a_process_that_breaks_the_promise(
    tmp_path: Path, misdeed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    trace = tmp_path / "trace"
    with _watched(trace, [sys.executable, "-B", "-c", misdeed]) as process:
        assert process.wait(30) == 0

    assert _broken_promises(trace.read_text(), own_socket="eye.sock")


def test_the_check_is_content_with_a_process_that_only_reads(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    reads = "open('/etc/hostname').read(); import socket; socket.socket(socket.AF_UNIX)"
    with _watched(trace, [sys.executable, "-B", "-c", reads]) as process:
        assert process.wait(30) == 0

    assert _broken_promises(trace.read_text(), own_socket="eye.sock") == []
