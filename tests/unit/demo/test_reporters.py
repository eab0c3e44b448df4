import io
import json
from dataclasses import replace

from mien.demo.preparation import Preparation
from mien.demo.reporters import JsonReporter, LineReporter
from mien.demo.terminal.glyphs import ASCII, UNICODE, glyphs_for
from mien.demo.terminal.live_reporter import story_line
from mien.demo.view import DemoOutcome, View
from unit.demo.views import BEGINNING, HAPPY

VERDICT = {
    "mood": "happy",
    "followed": True,
    "settled_after": 3.4,
    "music_after": 3.6,
    "song": "Broken Engines",
    "genres": ["Pop"],
}


def test_lines_begin_with_a_title_and_how_to_end_before_anything_is_ready() -> None:
    out = io.StringIO()
    LineReporter(out).update(BEGINNING)

    title, ends, step = out.getvalue().splitlines()
    assert title.startswith("Mien plays music for your mood. This demo shows an invented person")
    assert ends == "Ctrl-C ends it."
    assert step == "   0.0 s  Writing a few short songs"


def test_each_step_of_the_preparation_is_one_line() -> None:
    out = io.StringIO()
    reporter = LineReporter(out)
    for done in (Preparation(0.1), Preparation(0.9), Preparation(1.0), Preparation(1.0, 1.0)):
        reporter.update(View(steps=done.steps))
    reporter.update(HAPPY)

    assert [line[10:] for line in out.getvalue().splitlines()[2:]] == [
        "Writing a few short songs",
        "Starting the music player",
        "Starting the camera",
    ]


def test_lines_leave_a_failure_to_the_one_sentence_that_all_commands_end_with() -> None:
    out = io.StringIO()
    LineReporter(out).finish(DemoOutcome(failure="There is no camera."))

    assert not out.getvalue()


def test_json_says_nothing_while_the_demo_is_prepared_and_what_is_seen_once_a_second() -> None:
    out = io.StringIO()
    reporter = JsonReporter(out)
    for view in (BEGINNING, HAPPY, replace(HAPPY, at=12.5), replace(HAPPY, at=13.1)):
        reporter.update(view)

    seen = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [one["at"] for one in seen] == [12.0, 13.1]
    assert set(seen[0]) == {"event", "at", "faces", "moment", "settled", "ring"}
    assert set(seen[0]["faces"][0]) == {"track", "box", "quality", "why_low", "scores"}


def test_the_summary_in_json_keeps_its_format() -> None:
    out = io.StringIO()
    JsonReporter(out).finish(DemoOutcome((VERDICT,), problems=("no sound.",)))

    summary = json.loads(out.getvalue())
    assert set(summary) == {"event", "moods", "troubles"}
    assert set(summary["moods"][0]) == {"mood", "followed", "settled_after", "music_after", "song"}
    assert summary["troubles"] == ["no sound."]


def test_the_story_tells_moods_songs_and_problems_and_leaves_the_queue_out() -> None:
    song = {"event": "song", "title": "Golden Rivers", "artist": "Odd Numbers", "genres": ["Pop"]}

    assert story_line({"event": "mood", "mood": "sad", "confidence": 0.9}, "*") == "Mood: sad, very likely"
    assert story_line(song, "*") == "* Golden Rivers by Odd Numbers (Pop)"
    assert story_line({"event": "song", "title": "Yours"}, "*") == "* Yours"
    assert story_line({"event": "trouble", "says": "no sound"}, "*") == "Problem: no sound"
    assert not story_line({"event": "queue", "songs": []}, "*")
    assert not story_line({"event": "mood", "mood": "unsure", "confidence": 0.0}, "*")


def test_only_a_terminal_that_can_show_them_gets_braille_and_round_corners() -> None:
    assert glyphs_for("utf-8", "xterm-256color") is UNICODE
    assert glyphs_for("UTF-8", "linux") is ASCII
    assert glyphs_for("ascii", "xterm") is ASCII
