"""Reading a TensorFlow checkpoint without TensorFlow."""

import struct

import numpy as np
import pytest

from mien_music.learning.checkpoint import CheckpointError, read_checkpoint

WEIGHTS = np.arange(6, dtype=np.float32).reshape(2, 3)
BIAS = np.array([0.5], np.float32)


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def entry(shape: tuple[int, ...], offset: int, size: int, *, kind: int = 1) -> bytes:
    sizes = b"".join(field(2, field(1, length)) for length in shape)
    return field(1, kind) + field(2, sizes) + field(4, offset) + field(5, size)


def block(entries: list[tuple[bytes, bytes]]) -> bytes:
    """Return a block; each key shares its beginning with the one before, as LevelDB writes them."""
    out, before = b"", b""
    for key, value in entries:
        shared = next((i for i in range(len(key)) if key[i : i + 1] != before[i : i + 1]), len(key))
        out += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    return out + struct.pack("<II", 0, 1)


def index(entries: list[tuple[bytes, bytes]], *, compressed: bool = False) -> bytes:
    data = block(entries)
    handle = varint(0) + varint(len(data))
    top = block([(b"z", handle)])
    place = len(data) + 5
    kind = b"\x01" if compressed else b"\x00"
    file = data + kind + bytes(4) + top + b"\x00" + bytes(4)
    footer = varint(0) + varint(0) + varint(place) + varint(len(top))
    return file + footer.ljust(40, b"\x00") + bytes(8)


ENTRIES = [
    (b"", b"the header"),
    (b"dense/bias", entry((1,), 24, 4)),
    (b"dense/bias/Adam", entry((1,), 24, 4)),
    (b"dense/kernel", entry((2, 3), 0, 24)),
    (b"steps", entry((), 0, 8, kind=9)),
]


def test_the_tensors_come_out_by_name_without_the_optimisers() -> None:
    weights = read_checkpoint(index(ENTRIES), WEIGHTS.tobytes() + BIAS.tobytes())

    assert sorted(weights) == ["dense/bias", "dense/kernel"]
    assert np.array_equal(weights["dense/kernel"], WEIGHTS)
    assert np.array_equal(weights["dense/bias"], BIAS)


def test_a_tensor_outside_its_file_is_refused() -> None:
    with pytest.raises(CheckpointError, match="outside"):
        read_checkpoint(index(ENTRIES), WEIGHTS.tobytes())


def test_a_compressed_table_is_refused() -> None:
    with pytest.raises(CheckpointError, match="compressed"):
        read_checkpoint(index(ENTRIES, compressed=True), b"")
