import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DEVICE = Path(__file__).parents[2] / "device"
THE_PICTURE_BREAKS = """
import mien.demo.terminal.live_reporter
from mien.__main__ import main

def broken(view, *_):
    if view.at > 1.0:
        raise RuntimeError("no picture")
    return ""

mien.demo.terminal.live_reporter.picture = broken
main(["demo", "--seconds", "20"])
"""


@pytest.mark.timeout(600)
def test_the_demo_follows_every_mood_of_the_reel_with_its_music() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mien", "demo", "--json"],
        env={**os.environ, "PYTHONPATH": str(DEVICE)},
        capture_output=True,
        text=True,
        check=False,
    )

    events: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    summary = events[-1]
    assert [mood["mood"] for mood in summary["moods"]] == ["happy", "sad", "angry", "neutral", "surprised"]
    assert all(mood["followed"] for mood in summary["moods"])
    assert done.returncode == 0
    assert {"mood", "song", "queue", "seen"} <= {event["event"] for event in events}
    assert summary["troubles"] == []


def test_a_demo_whose_camera_shows_nothing_ends_with_a_status_and_a_sentence_that_say_so(
    tmp_path: Path,
) -> None:
    """An exit status that cannot fail would prove nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "mien", "demo", "--json", "--camera", f"recorded:{tmp_path}"],
        env={**os.environ, "PYTHONPATH": str(DEVICE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )

    assert done.returncode == 2
    why = done.stderr.splitlines()[-1]
    assert why.startswith("mien: ")
    assert str(tmp_path) in why
    assert json.loads(done.stdout.splitlines()[-1])["troubles"] == [why.removeprefix("mien: ")]


def test_a_missing_webcam_is_reported_at_once_in_one_sentence() -> None:
    """At once: before the songs are written, and not after the 40 s that a camera may take."""
    with _in_a_terminal("-m", "mien", "demo", "--camera", "webcam:99") as demo:
        status, shown = demo.end()

    assert status == 2
    assert shown.rstrip().endswith("without --camera the demo shows an invented person.")
    assert shown.count("There is no camera /dev/video99.") == 1
    assert "Starting the music player       ━" not in shown
    assert _is_as_it_was(shown)


def test_the_first_screen_needs_none_of_the_large_libraries() -> None:
    """They take seconds to import on a small machine, and nothing would be shown meanwhile."""
    code = "import mien.demo.opening, sys; print({'numpy', 'cv2', 'pydantic', 'mpd'} & sys.modules.keys())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(DEVICE)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "set()"


def test_q_ends_a_demo_that_runs_and_gives_the_terminal_back() -> None:
    with _in_a_terminal("-m", "mien", "demo") as demo:
        demo.wait_for("What the camera finds")
        demo.type("q")
        status, shown = demo.end()

        assert demo.echoes
    assert status == 0
    assert shown.index("Mien plays music for your mood") < shown.index("Starting the camera       ")
    assert "You ended it early" in shown[shown.rindex("\x1b[?1049l") :]
    assert "XNNPACK" not in shown, "libraries tear the screen"
    assert _is_as_it_was(shown)


def test_ctrl_c_ends_a_demo_without_reporting_a_problem() -> None:
    with _in_a_terminal("-m", "mien", "demo", "--headless") as demo:
        demo.wait_for("song   ")
        demo.type("\x03")
        status, shown = demo.end()

    assert status == 0
    assert "You ended it early" in shown
    assert "problem" not in shown.lower()
    assert "Traceback" not in shown


def test_a_terminal_that_cannot_move_its_cursor_gets_lines_and_ctrl_c_works_from_the_first() -> None:
    with _in_a_terminal("-m", "mien", "demo", TERM="dumb") as demo:
        demo.wait_for("Ctrl-C ends it.")
        demo.type("\x03")
        status, shown = demo.end()

    assert status == 0
    assert "\x1b" not in shown
    assert "It ended before a mood was clear." in shown


def test_a_demo_without_an_mpd_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    with _in_a_terminal("-m", "mien", "demo", PATH=str(tmp_path)) as demo:
        status, shown = demo.end()

    assert status == 2
    assert "cannot start mpd" in shown
    assert _is_as_it_was(shown)


def test_a_demo_whose_mpd_ends_at_once_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mpd").write_text("#!/bin/sh\necho Failed to bind port >&2\nexit 1\n")
    (tmp_path / "mpd").chmod(0o755)
    with _in_a_terminal("-m", "mien", "demo", PATH=str(tmp_path)) as demo:
        status, shown = demo.end()

    assert status == 2
    assert "mpd does not start: Failed to bind port" in shown
    assert _is_as_it_was(shown)


def test_a_demo_that_breaks_while_it_is_shown_gives_the_terminal_back_and_then_says_why() -> None:
    with _in_a_terminal("-c", THE_PICTURE_BREAKS) as demo:
        status, shown = demo.end()

    assert status == 1
    assert "\x1b[?1049h" in shown, "it had begun"
    assert _is_as_it_was(shown)
    assert shown.rindex("no picture") > shown.rindex("\x1b[?1049l")


class _Terminal:
    """A terminal of 80 x 24 in which Python runs a command."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str]) -> None:
        self._ours, self._its = pty.openpty()
        termios.tcsetwinsize(self._its, (24, 80))
        self._shown = bytearray()
        self._process = subprocess.Popen(
            [
                str(shutil.which("setsid")),
                "--ctty",
                sys.executable,
                *command,
            ],  # Ctrl-C wants a terminal of its own
            env={**os.environ, "PYTHONPATH": str(DEVICE), "TERM": "xterm", **environment},
            stdin=self._its,
            stdout=self._its,
            stderr=self._its,
        )

    def wait_for(self, text: str) -> None:
        """Wait until the terminal was sent `text`."""
        while text not in self._shown.decode(errors="replace"):
            assert self._process.poll() is None, f"it ended before {text!r}: {self._shown!r}"
            self._shown += os.read(self._ours, 65536)

    def type(self, keys: str) -> None:
        """Type `keys`."""
        os.write(self._ours, keys.encode())

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the exit status, and all that the terminal was sent."""
        os.set_blocking(self._ours, False)
        while self._process.poll() is None or self._read():
            time.sleep(0.02)
            self._read()
        return self._process.returncode, self._shown.decode(errors="replace")

    @property
    def echoes(self) -> bool:
        """Whether what is typed is shown again, as it was before."""
        return bool(termios.tcgetattr(self._its)[3] & termios.ECHO)

    def close(self) -> None:
        """End what still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)
        os.close(self._ours)
        os.close(self._its)

    def _read(self) -> bool:
        try:
            part = os.read(self._ours, 65536)
        except BlockingIOError:
            return False
        self._shown += part
        return bool(part)


@contextlib.contextmanager
def _in_a_terminal(*command: str, **environment: str) -> Iterator[_Terminal]:
    """Run Python with `command` in a terminal."""
    terminal = _Terminal(command, environment)
    try:
        yield terminal
    finally:
        terminal.close()


def _is_as_it_was(shown: str) -> bool:
    """Return whether a terminal that was sent `shown` is back on its own screen, with its cursor."""
    modes: dict[str, str] = dict(re.findall(r"\x1b\[\?(1049|25)([hl])", shown))
    return modes.get("1049", "l") == "l" and modes.get("25", "h") == "h"
