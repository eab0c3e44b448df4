"""MIDI files, changed: every note higher or lower, and another instrument for all but the drums.

A piece that thirty people labelled stays as happy or sad a few semitones away and on another instrument; what
is learnt from it should, too. Standard MIDI files are chunks; a track is events, each after a time in ticks.
"""

import struct
from collections.abc import Iterator

_DRUMS = 9
_NOTES = (0x80, 0x90, 0xA0)
_SHORT = (0xC0, 0xD0)
"""Messages with one byte of data; all others on channels have two."""
_PROGRAM, _CONTROL = 0xC0, 0xB0
_BANKS = (0, 32)
"""Controllers that choose a bank of instruments."""
_META, _SYSTEM = 0xFF, (0xF0, 0xF7)


class MidiError(ValueError):
    """It isn't a MIDI file, or a damaged one."""


def varied(file: bytes, program: int, shift: int) -> bytes:
    """Return a MIDI file with all notes `shift` semitones higher, played by instrument `program`."""
    try:
        return b"".join(_varied_chunks(file, program, shift))
    except (IndexError, struct.error) as low:
        raise MidiError("the file ends too early") from low


def _varied_chunks(file: bytes, program: int, shift: int) -> Iterator[bytes]:
    if file[:4] != b"MThd":
        raise MidiError("it doesn't begin with MThd")
    place, first = 0, True
    while place + 8 <= len(file):
        kind, size = struct.unpack(">4sI", file[place : place + 8])
        body = file[place + 8 : place + 8 + size]
        place += 8 + size
        if kind == b"MTrk":
            chosen = _choices(program) if first else b""
            body, first = chosen + b"".join(_varied_events(body, program, shift)), False
        yield struct.pack(">4sI", kind, len(body)) + body


def _choices(program: int) -> bytes:
    """Return events that give every channel but the drums its instrument, at the beginning."""
    return b"".join(bytes((0, _PROGRAM | channel, program)) for channel in range(16) if channel != _DRUMS)


def _varied_events(track: bytes, program: int, shift: int) -> Iterator[bytes]:
    place = status = 0
    while place < len(track):
        begin = place
        place = _past_number(track, place)
        time = track[begin:place]
        if track[place] >= 0x80:
            status, place = track[place], place + 1
        if status == _META or status in _SYSTEM:
            begin = place
            place = _past_block(track, place + (status == _META))
            yield time + bytes((status,)) + track[begin:place]
            continue
        size = 1 if status & 0xF0 in _SHORT else 2
        yield time + bytes((status, *_varied(status, track[place : place + size], program, shift)))
        place += size


def _varied(status: int, data: bytes, program: int, shift: int) -> bytes:
    """Return the data of a message on a channel."""
    kind = status & 0xF0
    if status & 0x0F == _DRUMS:
        return data
    if kind in _NOTES:
        return bytes((min(127, max(0, data[0] + shift)), data[1]))
    if kind == _PROGRAM:
        return bytes((program,))
    return bytes((data[0], 0)) if kind == _CONTROL and data[0] in _BANKS else data


def _past_number(track: bytes, place: int) -> int:
    while track[place] >= 0x80:
        place += 1
    return place + 1


def _past_block(track: bytes, place: int) -> int:
    """Return where a block ends that begins with its length."""
    length = 0
    while True:
        byte = track[place]
        length, place = length << 7 | byte & 127, place + 1
        if byte < 0x80:
            return place + length
