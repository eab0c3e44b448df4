import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DEVICE = Path(__file__).parents[2] / "device"


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
