"""What the microphone hears without the speaker's own music, where the player gives a copy of that."""

import logging
from pathlib import Path

from mien.ear.echo.echo_canceller import Cleaned, EchoCanceller
from mien.ear.echo.music_pipe import MusicPipe, Reference
from mien.ear.echo.speex import EchoLibraryError, SpeexCanceller
from mien.ear.microphone.microphone import Samples

logger = logging.getLogger(__name__)


class OwnMusic:
    """Keeps a canceller and its reference in step with the microphone."""

    def __init__(self, reference: Reference, canceller: EchoCanceller) -> None:
        self._reference, self._canceller = reference, canceller

    def clean(self, block: Samples) -> Cleaned | None:
        """Return the block before `block` without the music; None while that can't be done."""
        return self._canceller.clean(block, self._reference.take())

    def close(self) -> None:
        """Let go of the reference until the next block."""
        self._reference.close()


def own_music_in(pipe: str) -> OwnMusic | None:
    """Return what takes the music in `pipe` out; None for "", and without the library for it."""
    try:
        return OwnMusic(MusicPipe(Path(pipe)), EchoCanceller(SpeexCanceller())) if pipe else None
    except EchoLibraryError as bad:
        logger.warning("%s Until then the ear is deaf while music plays.", bad)
        return None
