"""What can be typed after `mien`: a table of commands."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from pathlib import Path
from typing import Any

from mien import __version__
from mien.cli import commands, process_commands
from mien.cli.arguments import Arguments
from mien.mood.emotion import Emotion
from mien.types import LEAST_RATE, MOST_RATE


@dataclass(frozen=True, slots=True)
class Option:
    """One argument of a command."""

    names: tuple[str, ...]
    """Its name, or every spelling of an option."""
    how: dict[str, Any]
    """The other arguments of argparse's `add_argument`."""


@dataclass(frozen=True, slots=True)
class CliCommand:
    """One word after `mien`."""

    name: str
    """The word."""
    summary: str
    """What it does, in a few words."""
    do: Callable[[Arguments], int]
    """Does it; returns the exit status."""
    options: tuple[Option, ...] = ()
    """Its arguments."""


def option(*names: str, **how: Any) -> Option:
    """Return one argument of a command."""
    return Option(names, how)


def parser() -> argparse.ArgumentParser:
    """Return the parser; its result has `do`, the function to call with the result."""
    top = argparse.ArgumentParser(prog="mien", description="A speaker that reads the room.")
    top.add_argument("--version", action="version", version=f"mien {__version__}")
    names = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        made = names.add_parser(command.name, help=command.summary, description=f"Mien: {command.summary}.")
        for one in command.options:
            made.add_argument(*one.names, **one.how)
        made.set_defaults(do=command.do)
    return top


def _number(text: str) -> float:
    """Return the number; NaN, which is in no range, for anything else."""
    try:
        return float(text)
    except ValueError:
        return nan


def _rate(text: str) -> float:
    """Return glances per second within the range that the settings allow."""
    rate = _number(text)
    if not LEAST_RATE <= rate <= MOST_RATE:
        raise argparse.ArgumentTypeError(f"{text} is not between {LEAST_RATE:g} and {MOST_RATE:g}")
    return rate


def _light(text: str) -> float:
    """Return how bright a room is."""
    light = _number(text)
    if not 0.0 <= light <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 (dark) and 1 (bright)")
    return light


def _company(text: str) -> int:
    """Return how many people are in a room."""
    if not text.isdecimal() or not 0 <= int(text) <= MOST_COMPANY:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from 0 to {MOST_COMPANY}")
    return int(text)


def _seconds(text: str) -> float:
    """Return a finite time above 0."""
    seconds = _number(text)
    if not 0.0 < seconds < inf:
        raise argparse.ArgumentTypeError(f"{text} isn't a time in seconds")
    return seconds


CONFIG = option("--config", type=Path, metavar="FILE", help="settings (default: /etc/mien/config.toml)")
TURNS = (0, 90, 180, 270)
MOST_COMPANY = 64
CAMERA = option("--camera", metavar="SPEC", help="picamera2, webcam:0, recorded:PATH or reel:")
MPD = option("--mpd", metavar="WHERE", help="MPD, as HOST:PORT or the path of its socket")
SKIP = option("--skip", action="append", default=[], metavar="PART", help="skip a part, e.g. camera")
LISTS = ("show", "analyse", "skipped", "moods", "export")
JSON = option("--json", action="store_true", help="one JSON object a line")

COMMANDS = (
    CliCommand(
        "run",
        "run the speaker",
        process_commands.run,
        (
            CONFIG,
            CAMERA,
            MPD,
            option(
                "--eye-socket",
                type=Path,
                metavar="PATH",
                help="use the eye that listens at this socket",
            ),
            option(
                "--ear-socket",
                type=Path,
                metavar="PATH",
                help="use the ear that listens at this socket",
            ),
        ),
    ),
    CliCommand(
        "eye",
        "run the eye: watch the camera, and report to a speaker over a socket",
        process_commands.run_the_eye,
        (
            option("--socket", type=Path, required=True, metavar="PATH", help="where to listen"),
            CAMERA,
            CONFIG,
            option(
                "--glances", type=_rate, metavar="N", help="glances a second (default: as in the settings)"
            ),
            option("--turned", type=int, choices=TURNS, help="degrees clockwise to turn pictures by"),
            option(
                "--child-of",
                type=int,
                metavar="PID",
                help="end when this process ends",
            ),
        ),
    ),
    CliCommand(
        "ear",
        "run the ear: listen to voices, and report to a speaker over a socket",
        process_commands.run_the_ear,
        (
            option("--socket", type=Path, required=True, metavar="PATH", help="where to listen"),
            option("--microphone", metavar="SPEC", help="default, alsa:NAME or recorded:PATH"),
            option(
                "--music-pipe", default="", metavar="PATH", help="the pipe that MPD writes its music into"
            ),
            CONFIG,
            option("--child-of", type=int, metavar="PID", help="end when this process ends"),
        ),
    ),
    CliCommand(
        "demo",
        "see it work: a reel of faces, a set of songs and a private MPD",
        commands.demo,
        (
            option("--camera", metavar="SPEC", help="use this camera instead of the reel, e.g. webcam:0"),
            option("--seconds", type=_seconds, metavar="N", help="how long (default: the whole reel)"),
            option("--headless", action="store_true", help="lines instead of a live terminal"),
            JSON,
            option("--listen", type=int, metavar="PORT", help="stream what plays at http://127.0.0.1:PORT"),
        ),
    ),
    CliCommand(
        "look",
        "show what Mien sees in pictures, folders or videos",
        commands.look_at_pictures,
        (option("paths", nargs="+", type=Path, metavar="PATH"), JSON),
    ),
    CliCommand(
        "listen",
        "show what Mien hears in WAV files or folders of them",
        commands.listen_to_files,
        (option("paths", nargs="+", type=Path, metavar="FILE"), JSON),
    ),
    CliCommand(
        "replay",
        "show how the mood changed in a recording",
        commands.replay_file,
        (option("file", type=Path, metavar="FILE", help="JSON Lines, or - for standard input"), CONFIG, JSON),
    ),
    CliCommand(
        "record",
        "record what the camera sees until you stop it: numbers, never pictures",
        commands.record,
        (option("file", type=Path, metavar="FILE"),),
    ),
    CliCommand(
        "choose",
        "show what would play for a mood, and why",
        commands.choose,
        (
            option("--songs", metavar="FILE", help="songs as JSON Lines"),
            MPD,
            option("--emotion", required=True, metavar="E", help=", ".join(Emotion)),
            option("--policy", metavar="P", help="match (default), lift or ramp"),
            option("--at", metavar="TIME", help="when, as 2026-11-22T21:30; hour and weekday count"),
            option("--company", type=_company, metavar="N", help="people in the room, 0 to 64"),
            option("--light", type=_light, metavar="L", help="0 dark to 1 bright"),
            option("--recent", metavar="FILE", help="what played lately, one song a line, the newest last"),
            option("--top", type=int, default=10, metavar="N", help="how many songs (default: 10)"),
            JSON,
        ),
    ),
    CliCommand(
        "library",
        "show how much music fits each mood; analyse songs, list those that failed, export what is known",
        commands.library,
        (
            option("what", nargs="?", choices=LISTS, default="show"),
            option("--music", type=Path, metavar="FOLDER", help="MPD's music folder, if MPD doesn't name it"),
            option("--follow", action="store_true", help="analyse: keep running, while cool and idle"),
            option("--no-playlists", action="store_true", help="analyse: write no mood playlists"),
            option("--remove", action="store_true", help="moods: delete the playlists and stickers"),
            CONFIG,
            MPD,
        ),
    ),
    CliCommand("forget", "erase what was learnt from your skips and likes", commands.forget, (CONFIG, MPD)),
    CliCommand("panel-test", "test every button and LED with your help", commands.panel_test, (CONFIG,)),
    CliCommand("pair", "let a browser pair within the next two minutes", commands.pair),
    CliCommand("status", "show the mood, the music and the camera", commands.status, (JSON,)),
    CliCommand("open", "turn the camera on, on a speaker without a button for that", commands.open_camera),
    CliCommand("close", "turn the camera off", commands.close_camera),
    CliCommand("explain", "show why the current song was chosen", commands.explain, (JSON,)),
    CliCommand(
        "doctor",
        "show what is wrong and what to do about it",
        commands.doctor,
        (CONFIG, CAMERA, MPD, SKIP, JSON),
    ),
    CliCommand(
        "config",
        "show the settings, the defaults, or the mistakes in a file",
        commands.show_config,
        (
            option("--check", type=Path, metavar="FILE", help="show every mistake in FILE"),
            option("--default", action="store_true", help="show every setting, its default and what it does"),
        ),
    ),
)
