"""The messages from the ear to the speaker over a UNIX socket: JSON Lines, parsed as untrusted.

One object per line, with one key:

    {"hello": {"version": "0.1.0", "microphone": "default", "model": "0.1.0"}}   once, after connecting
    {"utterance": {...}}                                       after each stretch of speech
    {"listening": {"level": -58.2, "speech": false, "noise": -61.0}}
                                                               once a second while the microphone is open
    {"trouble": {"what": "microphone", "says": "a sentence"}}  the ear runs but can't hear
    {"closed": true}                                           the microphone was closed, as asked

The speaker sends the ear what it sends the eye, {"eye": "open"} and {"eye": "close"}, and whether it plays
music itself: {"music": true}.
"""

import json
from dataclasses import asdict, dataclass
from typing import TypeAlias

from mien.ipc.messages import Closed, Trouble, WireError, only_entry
from mien.ipc.utterance_codec import UtteranceError, utterance_from_json, utterance_to_json
from mien.mood.senses.utterance import Utterance


@dataclass(frozen=True, slots=True)
class EarHello:
    """How the ear introduces itself: versions of program and voice network, and the configured microphone."""

    version: str
    """Of the program."""
    microphone: str
    """As the settings call it."""
    model: str
    """The voice network's version."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open."""

    level: float
    """How loud the room was in the last second, decibels below full scale."""
    speech: bool
    """Whether somebody speaks now."""
    noise: float | None = None
    """How loud the room is while nobody speaks, without our own music; None where music hides it."""


FromEar: TypeAlias = EarHello | Utterance | Listening | Trouble | Closed


def ear_line(message: FromEar) -> bytes:
    """Return a message of the ear as one line with its newline."""
    match message:
        case Utterance():
            plain: dict[str, object] = {"utterance": utterance_to_json(message)}
        case EarHello():
            plain = {"hello": asdict(message)}
        case Listening():
            noise = None if message.noise is None else round(message.noise, 1)
            level = round(message.level, 1)
            plain = {"listening": {"level": level, "speech": message.speech, "noise": noise}}
        case Trouble():
            plain = {"trouble": asdict(message)}
        case Closed():
            plain = {"closed": True}
    return json.dumps(plain, allow_nan=False).encode() + b"\n"


def parse_ear_line(line: bytes) -> FromEar:
    """Return the message that the ear sent; raises `WireError` for anything else."""
    match only_entry(line):
        case "utterance", dict() as plain:
            try:
                return utterance_from_json(plain)
            except UtteranceError as bad:
                raise WireError(f"not an utterance: {bad}") from bad
        case "hello", {"version": str(version), "microphone": str(microphone), "model": str(model)}:
            return EarHello(version, microphone, model)
        case "listening", {"level": float(level) | int(level), "speech": bool(speech), **rest} if (
            -200 <= level <= 0
        ):
            return Listening(float(level), speech, _noise(rest.get("noise")))
        case "trouble", {"what": str(what), "says": str(says)}:
            return Trouble(what, says)
        case "closed", True:
            return Closed()
    raise WireError(f"unknown message from the ear: {line[:80]!r}")


def _noise(value: object) -> float | None:
    """Return a level below full scale, or None for null."""
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool) and -200 <= value <= 0:
        return float(value)
    raise WireError(f"not a level: {str(value)[:40]}")
