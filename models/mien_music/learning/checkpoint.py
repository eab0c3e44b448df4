"""The weights that we begin with: TensorFlow checkpoints inside the musicnn wheel, read without TensorFlow.

The wheel is fetched from the package index and refused unless its sha256 is the known one; it is never
installed. A checkpoint is two files: `.index`, a sorted table of names in LevelDB's format whose values are
protocol buffers, and `.data-00000-of-00001`, the tensors one after the other.
"""

import hashlib
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

WHEEL = "musicnn-0.1.0-py3-none-any.whl"
SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
CHECKPOINTS = ("MSD_musicnn", "MTT_musicnn")
"""The Million Song Dataset's tags, and MagnaTagATune's."""

Weights: TypeAlias = Mapping[str, NDArray[np.float32]]
_FLOAT = 1
_FOOTER = 48


class CheckpointError(ValueError):
    """The wheel isn't the one that we know, or a checkpoint can't be read."""


def fetch(folder: Path) -> Path:
    """Return the wheel in `folder`, downloaded if it isn't there."""
    wheel = folder / WHEEL
    if not wheel.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder)]
        subprocess.run([*command, "musicnn==0.1.0"], check=True)
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
        raise CheckpointError(f"{wheel} isn't the musicnn 0.1.0 that we know; delete it")
    return wheel


def weights_of(wheel: Path, checkpoint: str) -> Weights:
    """Return the tensors of one checkpoint by name, without the optimiser's."""
    with zipfile.ZipFile(wheel) as archive:
        index = archive.read(f"musicnn/{checkpoint}/.index")
        data = archive.read(f"musicnn/{checkpoint}/.data-00000-of-00001")
    return read_checkpoint(index, data)


def read_checkpoint(index: bytes, data: bytes) -> Weights:
    """Return the float tensors of a checkpoint by name, without the optimiser's."""
    entries = {name.decode(): dict(_fields(entry)) for name, entry in _table(index) if name}
    return {
        name: _tensor(entry, data)
        for name, entry in entries.items()
        if entry.get(1) == _FLOAT and "Adam" not in name and "_power" not in name
    }


def _tensor(entry: Mapping[int, int | bytes], data: bytes) -> NDArray[np.float32]:
    shape = _shape(entry.get(2, b""))
    start = entry.get(4, 0)
    if not isinstance(start, int) or start + 4 * int(np.prod(shape)) > len(data):
        raise CheckpointError("a tensor lies outside its file")
    return np.frombuffer(data, "<f4", int(np.prod(shape)), start).reshape(shape)


def _shape(described: int | bytes) -> tuple[int, ...]:
    """Return the sizes in a TensorShapeProto: field 2, once for each dimension, whose field 1 is its size."""
    if isinstance(described, int):
        raise CheckpointError("a shape isn't a message")
    sizes = (
        dict(_fields(size)) for field, size in _fields(described) if isinstance(size, bytes) and field == 2
    )
    return tuple(int(size.get(1, 0)) for size in sizes)


def _table(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the entries of a LevelDB table: its footer points to an index of blocks."""
    footer = file[-_FOOTER:]
    place = 0
    for _ in range(2):  # the handle of the meta index, which is empty
        _, place = _varint(footer, place)
    for _, handle in _block(file, *_handle(footer, place)):
        yield from _block(file, *_handle(handle, 0))


def _handle(written: bytes, place: int) -> tuple[int, int]:
    offset, place = _varint(written, place)
    return offset, _varint(written, place)[0]


def _block(file: bytes, offset: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield the entries of a block; a key repeats the beginning of the one before."""
    if file[offset + size] != 0:
        raise CheckpointError("compressed tables aren't read")
    block = file[offset : offset + size]
    restarts: int = struct.unpack("<I", block[-4:])[0]
    place, key = 0, b""
    while place < len(block) - 4 * (restarts + 1):
        shared, place = _varint(block, place)
        own, place = _varint(block, place)
        length, place = _varint(block, place)
        key = key[:shared] + block[place : place + own]
        yield key, block[place + own : place + own + length]
        place += own + length


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield the fields of a protocol buffer: numbers, and bytes where they have a length."""
    place = 0
    while place < len(message):
        tag, place = _varint(message, place)
        value: int | bytes
        if tag & 7 == 0:
            value, place = _varint(message, place)
        elif tag & 7 == 2:
            length, place = _varint(message, place)
            value, place = message[place : place + length], place + length
        else:
            width = {1: 8, 5: 4}[tag & 7]
            value, place = message[place : place + width], place + width
        yield tag >> 3, value


def _varint(written: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = written[place]
        number |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return number, place
