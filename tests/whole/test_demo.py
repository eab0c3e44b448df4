import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DEVICE = Path(__file__).parents[2] / "device"
THE_PICTURE_BREAKS = """
import mien.demo.reporters
from mien.__main__ import main

def broken(view):
    raise RuntimeError("no picture")

mien.demo.reporters.picture = broken
main(["demo", "--seconds", "20"])
"""


@pytest.mark.timeout(300)
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


@pytest.mark.timeout(120)
def test_a_demo_whose_camera_cannot_be_had_ends_with_a_status_that_says_so(tmp_path: Path) -> None:
    """An exit status that cannot fail would prove nothing."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mien",
            "demo",
            "--json",
            "--seconds",
            "6",
            "--camera",
            f"recorded:{tmp_path}",
        ],
        env={**os.environ, "PYTHONPATH": str(DEVICE)},
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )

    assert done.returncode != 0


@pytest.mark.timeout(120)
def test_a_demo_without_an_mpd_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    status, shown = _in_a_terminal("-m", "mien", "demo", PATH=str(tmp_path))

    assert status == 2
    assert "cannot start mpd" in shown
    assert _is_as_it_was(shown)


@pytest.mark.timeout(120)
def test_a_demo_whose_mpd_ends_at_once_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "mpd").write_text("#!/bin/sh\necho Failed to bind port >&2\nexit 1\n")
    (tmp_path / "mpd").chmod(0o755)
    status, shown = _in_a_terminal("-m", "mien", "demo", PATH=str(tmp_path))

    assert status == 2
    assert "mpd does not start: Failed to bind port" in shown
    assert _is_as_it_was(shown)


@pytest.mark.timeout(120)
def test_a_demo_that_breaks_while_it_is_shown_gives_the_terminal_back_and_then_says_why() -> None:
    status, shown = _in_a_terminal("-c", THE_PICTURE_BREAKS)

    assert status == 1
    assert "\x1b[?1049h" in shown, "it had begun"
    assert _is_as_it_was(shown)
    assert shown.rindex("no picture") > shown.rindex("\x1b[?1049l")


def _in_a_terminal(*command: str, **environment: str) -> tuple[int, str]:
    """Run Python with `command` in a terminal; return its exit status and all that the terminal was sent."""
    ours, its = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(DEVICE), "TERM": "xterm", **environment}
    with subprocess.Popen([sys.executable, *command], env=env, stdin=its, stdout=its, stderr=its) as run:
        os.close(its)
        shown = bytearray()
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # how a terminal ends when nobody is left at its other end
            pass
        finally:
            os.close(ours)
    return run.returncode, shown.decode(errors="replace")


def _is_as_it_was(shown: str) -> bool:
    """Return whether a terminal that was sent `shown` is back on its own screen, with its cursor."""
    modes: dict[str, str] = dict(re.findall(r"\x1b\[\?(1049|25)([hl])", shown))
    return modes.get("1049", "l") == "l" and modes.get("25", "h") == "h"
