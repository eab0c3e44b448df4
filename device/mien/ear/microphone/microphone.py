"""The interface between the ear and its microphone."""

from collections.abc import Iterator
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mien.errors import MienError

Samples: TypeAlias = NDArray[np.int16]
"""Mono sound at `RATE`."""

RATE = 16_000
"""Samples a second."""
BLOCK = 1_600
"""Samples in one block: a tenth of a second."""


class MicrophoneError(MienError):
    """The microphone cannot be opened, or has stopped giving sound; says which one, and what to do."""


class Microphone(Protocol):
    """A source of sound. Making one touches no device: `blocks` opens it and `close` releases it."""

    def blocks(self) -> Iterator[Samples]:
        """Yield blocks of `BLOCK` samples, one after the other, until the source ends.

        Raises:
            MicrophoneError: there is no such microphone, or it was disconnected.
        """

    def close(self) -> None:
        """Release the device. May be called twice; `blocks` may be called again afterwards."""
