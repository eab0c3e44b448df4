"""The messages between eye and speaker over a UNIX socket: JSON Lines, parsed as untrusted.

From the eye, one object per line, with one key:

    {"hello": {"version": "0.1.0", "camera": "webcam:0", "model": "1.0.0"}}    once, after connecting
    {"glance": {...}}                                          a few times a second, as in glance.py
    {"trouble": {"what": "camera", "says": "a sentence"}}      the eye runs but cannot see
    {"closed": true}                                           the camera was closed, as asked
    {"picture": N}                                             N bytes of JPEG follow; only while live

From the speaker: {"eye": "open"}, {"eye": "close"}, {"live": true}, {"live": false}; and, only for the ear
(see ear_messages.py), {"music": true}, {"music": false}.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from mien.errors import MienError
from mien.ipc.glance_codec import GlanceError, from_json, to_line
from mien.mood.glance import Glance

LONGEST_LINE = 65_536
LARGEST_PICTURE = 2_000_000


class WireError(MienError, ValueError):
    """A line that isn't a message; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Hello:
    """How the eye introduces itself: versions of program and emotion model, and the configured camera."""

    version: str
    camera: str
    model: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """The eye runs but something is wrong with `what`; `says` is a sentence for the owner."""

    what: str
    says: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The camera is closed because the speaker asked for it."""


@dataclass(frozen=True, slots=True)
class PictureAhead:
    """`size` bytes of JPEG follow this line."""

    size: int


@dataclass(frozen=True, slots=True)
class SetEye:
    """Open the camera (`is_open`) or close it."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class SetLive:
    """Send annotated pictures (`is_on`) or stop."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class SetMusic:
    """Music plays (`is_on`) or not; only matters to the ear, which would hear it."""

    is_on: bool


FromEye: TypeAlias = Hello | Glance | Trouble | Closed | PictureAhead
ToEye: TypeAlias = SetEye | SetLive | SetMusic


def eye_line(message: FromEye) -> bytes:
    """Return a message of the eye as one line with its newline."""
    match message:
        case Glance():
            text = f'{{"glance":{to_line(message)}}}'
        case Hello() | Trouble():
            text = json.dumps({type(message).__name__.lower(): asdict(message)})
        case Closed():
            text = '{"closed":true}'
        case PictureAhead():
            text = json.dumps({"picture": message.size})
    return text.encode() + b"\n"


def speaker_line(message: ToEye) -> bytes:
    """Return a message of the speaker as one line with its newline."""
    match message:
        case SetEye():
            plain: dict[str, Any] = {"eye": "open" if message.is_open else "close"}
        case SetLive():
            plain = {"live": message.is_on}
        case SetMusic():
            plain = {"music": message.is_on}
    return json.dumps(plain).encode() + b"\n"


def parse_eye_line(line: bytes) -> FromEye:
    """Return the message that the eye sent; raises `WireError` for anything else."""
    kind, value = only_entry(line)
    match kind, value:
        case "glance", dict():
            try:
                return from_json(value)
            except GlanceError as bad:
                raise WireError(f"not a glance: {bad}") from bad
        case "hello", {"version": str(version), "camera": str(camera), "model": str(model)}:
            return Hello(version, camera, model)
        case "trouble", {"what": str(what), "says": str(says)}:
            return Trouble(what, says)
        case "closed", True:
            return Closed()
        case "picture", int(size) if not isinstance(size, bool) and 0 < size <= LARGEST_PICTURE:
            return PictureAhead(size)
    raise WireError(f"unknown message from the eye: {line[:80]!r}")


def parse_speaker_line(line: bytes) -> ToEye:
    """Return the speaker's request; raises `WireError` for anything else."""
    match only_entry(line):
        case "eye", ("open" | "close") as state:
            return SetEye(is_open=state == "open")
        case "live", bool(is_on):
            return SetLive(is_on)
        case "music", bool(is_on):
            return SetMusic(is_on)
    raise WireError(f"unknown request from the speaker: {line[:80]!r}")


def only_entry(line: bytes) -> tuple[str, object]:
    """Return key and value of a line that is an object with one key; raises `WireError` for another."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as bad:
        raise WireError(f"not a line of JSON: {line[:80]!r}") from bad
    if not isinstance(plain, dict) or len(plain) != 1:
        raise WireError(f"a message is an object with one key: {line[:80]!r}")
    return next(iter(plain.items()))
