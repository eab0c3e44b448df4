"""What can be typed after `mien`: a table of commands."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import Any

from mien import __version__
from mien.cli import commands as deeds
from mien.cli.commands import Arguments
from mien.mood.emotion import Emotion
from mien.types import LEAST_RATE, MOST_RATE


@dataclass(frozen=True, slots=True)
class Option:
    """One argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    how: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A word after `mien`, what it does in a few words, and what does it."""

    name: str
    says: str
    do: Callable[[Arguments], int]
    options: tuple[Option, ...] = ()


def option(*names: str, **how: Any) -> Option:
    """Return one argument of a command."""
    return Option(names, how)


def parser() -> argparse.ArgumentParser:
    """Return the parser; what it parses has `do`, the function to call with it."""
    top = argparse.ArgumentParser(prog="mien", description="A speaker that reads the room.")
    top.add_argument("--version", action="version", version=f"mien {__version__}")
    words = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        made = words.add_parser(command.name, help=command.says, description=f"Mien: {command.says}.")
        for one in command.options:
            made.add_argument(*one.names, **one.how)
        made.set_defaults(do=command.do)
    return top


def _number(text: str) -> float:
    """Return the number, NaN for what is none: whoever asks says what it should have been."""
    try:
        return float(text)
    except ValueError:
        return nan


def _rate(text: str) -> float:
    """Return glances a second, as the settings would allow them."""
    rate = _number(text)
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise argparse.ArgumentTypeError(f"{text} is not between {LEAST_RATE:g} and {MOST_RATE:g}")
    return rate


def _seconds(text: str) -> float:
    """Return a time that ends."""
    seconds = _number(text)
    if not 0.0 < seconds < inf:
        raise argparse.ArgumentTypeError(f"{text} is no time in seconds")
    return seconds


CONFIG = option("--config", type=Path, metavar="FILE", help="settings (default: /etc/mien/config.toml)")
TURNS = (0, 90, 180, 270)
CAMERA = option("--camera", metavar="SPEC", help="picamera2, webcam:0, recorded:PATH or reel:")
MPD = option("--mpd", metavar="WHERE", help="MPD, as HOST:PORT or the path of its socket")
SKIP = option("--skip", action="append", default=[], metavar="PART", help="leave a part out, as camera")
JSON = option("--json", action="store_true", help="one JSON object a line")

COMMANDS = (
    Command(
        "run",
        "be the speaker",
        deeds.run,
        (
            CONFIG,
            CAMERA,
            MPD,
            option("--eye-socket", type=Path, metavar="PATH", help="use the eye that listens there"),
        ),
    ),
    Command(
        "eye",
        "be the eye: look, and tell a speaker over a socket what is seen",
        deeds.be_eye,
        (
            option("--socket", type=Path, required=True, metavar="PATH", help="where to listen"),
            CAMERA,
            CONFIG,
            option(
                "--glances", type=_rate, metavar="N", help="glances a second (default: as in the settings)"
            ),
            option("--turned", type=int, choices=TURNS, help="degrees that pictures are turned"),
            option(
                "--child-of", type=int, metavar="PID", help="end when the speaker that started it is gone"
            ),
        ),
    ),
    Command(
        "demo",
        "show the main job: a reel of faces, a shelf of songs, a private MPD",
        deeds.demo,
        (
            option("--camera", metavar="SPEC", help="look at this instead of the reel, as webcam:0"),
            option("--seconds", type=_seconds, metavar="N", help="how long (default: the whole reel)"),
            option("--headless", action="store_true", help="lines instead of a live terminal"),
            JSON,
            option("--listen", type=int, metavar="PORT", help="stream what plays at http://127.0.0.1:PORT"),
        ),
    ),
    Command(
        "look",
        "say what the eye sees in pictures, folders or videos",
        deeds.look_at,
        (option("paths", nargs="+", type=Path, metavar="PATH"), JSON),
    ),
    Command(
        "replay",
        "say how the mood went in a recording of glances",
        deeds.replay_file,
        (option("file", type=Path, metavar="FILE", help="JSON Lines, or - for standard input"), CONFIG, JSON),
    ),
    Command(
        "record",
        "write what the eye sees to a file, as numbers, never pictures, until you stop it",
        deeds.record,
        (option("file", type=Path, metavar="FILE"),),
    ),
    Command(
        "choose",
        "say what would play for a mood at a moment, and why",
        deeds.choose,
        (
            option("--songs", metavar="FILE", help="songs as JSON Lines"),
            MPD,
            option("--emotion", required=True, metavar="E", help=", ".join(Emotion)),
            option("--policy", metavar="P", help="match (default), lift or ramp"),
            option("--at", metavar="TIME", help="ISO 8601; its hour and weekday count"),
            option("--company", type=int, metavar="N", help="people in the room"),
            option("--light", type=float, metavar="L", help="0 dark to 1 bright"),
            option("--recent", metavar="FILE", help="what played lately, a line each, the newest last"),
            option("--top", type=int, default=10, metavar="N", help="how many songs (default: 10)"),
            JSON,
        ),
    ),
    Command(
        "library",
        "say how much music there is for which mood, or listen to songs that have no tags",
        deeds.library,
        (
            option("what", nargs="?", choices=("show", "analyse"), default="show"),
            option("--music", type=Path, metavar="FOLDER", help="MPD's music folder, if it does not tell"),
            CONFIG,
            MPD,
        ),
    ),
    Command("forget", "erase what was noted of your skips and likes", deeds.forget, (CONFIG, MPD)),
    Command("panel-test", "walk through every button and LED with you", deeds.panel_test, (CONFIG,)),
    Command("pair", "let the next browser in that asks, for two minutes", deeds.pair),
    Command("explain", "say why the song now playing was chosen", deeds.explain, (JSON,)),
    Command(
        "doctor", "say what is wrong and what to do about it", deeds.doctor, (CONFIG, CAMERA, MPD, SKIP, JSON)
    ),
    Command(
        "config",
        "show the settings in force, the defaults, or what is wrong with a file",
        deeds.show_config,
        (
            option("--check", type=Path, metavar="FILE", help="name every mistake in FILE"),
            option("--default", action="store_true", help="print every setting, its default and why"),
        ),
    ),
)
