"""How the demo reports what happens: JSON for scripts, or lines of text. See also `terminal/`."""

import json
from collections.abc import Mapping
from typing import Any, Protocol, TextIO

from mien.demo.view import DemoOutcome, EventRecord, View
from mien.demo.wording import TITLE, as_text, summary_lines
from mien.mood.glance import Glance
from mien.types import Seconds


class Reporter(Protocol):
    """Reports on the demo while it runs."""

    reads_keys: bool
    """Whether q ends the demo."""

    def report(self, at: Seconds, record: EventRecord) -> None:
        """Report that something happened, `at` seconds after the start."""

    def update(self, view: View) -> None:
        """Report the current state; called a few times a second, from the start of the demo on."""

    def finish(self, outcome: DemoOutcome) -> None:
        """Report the result."""


class JsonReporter:
    """Writes one JSON object per line; once a second, also what the camera sees and what the ring shows."""

    reads_keys = False

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._updated: Seconds = -1.0

    def report(self, at: Seconds, record: EventRecord) -> None:
        """Write what happened."""
        self._write({**record, "at": round(at, 2)})

    def update(self, view: View) -> None:
        """Write what is seen, at most once a second, once the speaker runs."""
        if view.steps or view.at - self._updated < 1.0:
            return
        self._updated = view.at
        glance, shown = view.glance, view.shown
        self._write(
            {
                "event": "seen",
                "at": round(view.at, 2),
                "faces": _faces(glance) if glance else [],
                "moment": shown.moment.name.value if shown else None,
                "settled": shown.settled.name.value if shown else None,
                "ring": ["#{:02x}{:02x}{:02x}".format(*colour) for colour in view.ring],
            }
        )

    def finish(self, outcome: DemoOutcome) -> None:
        """Write the summary."""
        moods = [{key: verdict[key] for key in verdict if key != "genres"} for verdict in outcome.verdicts]
        self._write({"event": "summary", "moods": moods, "troubles": list(outcome.problems)})

    def _write(self, record: Mapping[str, Any]) -> None:
        self._out.write(json.dumps(record) + "\n")
        self._out.flush()


def _faces(glance: Glance) -> list[dict[str, Any]]:
    return [
        {
            "track": face.track,
            "box": [round(side) for side in face.box],
            "quality": round(face.quality, 2),
            "why_low": face.why_low,
            "scores": {emotion.value: round(p, 3) for emotion, p in face.scores.items()},
        }
        for face in glance.faces
    ]


class LineReporter:
    """Writes a title, then a line for each event."""

    reads_keys = False

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._step = ""
        self._begun = False

    def report(self, at: Seconds, record: EventRecord) -> None:
        """Write what happened."""
        self._write(f"{at:6.1f} s  {as_text(record)}")

    def update(self, view: View) -> None:
        """Write the title, and each step of the preparation; after that, lines report changes only."""
        if not self._begun:
            who = "an invented person" if view.is_reel else "what your camera sees"
            self._write(f"{TITLE}. This demo shows {who}, and plays invented songs.\nCtrl-C ends it.")
            self._begun = True
        under_way = next((step.says for step in view.steps if step.share < 1.0), "")
        if under_way not in {"", self._step}:
            self._step = under_way
            self._write(f"{view.at:6.1f} s  {under_way}")

    def finish(self, outcome: DemoOutcome) -> None:
        """Write the summary; a failure is reported like every other error."""
        if not outcome.failure:
            self._write("\n".join(summary_lines(outcome)))

    def _write(self, line: str) -> None:
        self._out.write(line + "\n")
        self._out.flush()
