"""A USB or I2S microphone, through PortAudio and ALSA."""

import importlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from mien.ear.microphone.microphone import BLOCK, RATE, MicrophoneError, Samples

_TIMES = (1, 3)  # the card's rate over ours: 16 or 48 kHz; every card has one of the two
_TAPS = 33


class AlsaMicrophone:
    """The sound card `name`, or the default one for ""."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stream: Any = None
        self._failed = False

    def blocks(self) -> Iterator[Samples]:
        """Yield blocks of sound; a card that only supports 48 kHz is resampled to ours."""
        times = self._open()
        tail = np.zeros(_TAPS - 1, np.float32)
        while True:
            try:
                content, _overflowed = self._stream.read(BLOCK * times)
            except _errors() as bad:
                self._failed = True
                raise MicrophoneError(f"{self._called} stopped: {bad}.") from bad
            block = np.frombuffer(bytes(content), np.int16)
            if times > 1:
                whole = np.concatenate([tail, block.astype(np.float32)])
                tail = whole[-(_TAPS - 1) :]
                block = _thinned(whole, times)
            yield block

    def close(self) -> None:
        """Release the card."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    @property
    def _called(self) -> str:
        return f"The microphone {self._name!r}" if self._name else "The microphone"

    def _open(self) -> int:
        """Open the card; return how many of its samples make one of ours."""
        portaudio, device = _portaudio(), self._name or None
        refused: Exception | None = None
        for times in _TIMES:
            try:
                self._look_for_cards(portaudio)
                self._stream = portaudio.RawInputStream(
                    samplerate=RATE * times, blocksize=BLOCK * times, device=device, channels=1, dtype="int16"
                )
                self._stream.start()
            except _errors() as bad:
                refused = bad
                self.close()
            else:
                return times
        self._failed = True
        raise MicrophoneError(f"{self._called} cannot be opened ({refused}): is it plugged in?") from refused

    def _look_for_cards(self, portaudio: Any) -> None:
        """After a failure, have PortAudio look again: it knows the cards that were there when it began."""
        if self._failed:
            self._failed = False
            portaudio._terminate()  # noqa: SLF001  sounddevice's own way to do it
            portaudio._initialize()  # noqa: SLF001


def _portaudio() -> Any:
    """Return the library; loading it finds the system's PortAudio."""
    try:
        return importlib.import_module("sounddevice")
    except (ImportError, OSError) as bad:
        raise MicrophoneError(
            f"Microphones need PortAudio: install libportaudio2 and sounddevice ({bad})."
        ) from bad


def _errors() -> tuple[type[Exception], ...]:
    return (_portaudio().PortAudioError, ValueError, OSError)


def _thinned(whole: np.ndarray[Any, np.dtype[np.float32]], times: int) -> Samples:
    """Return every `times`th sample of `whole`, after a low-pass below half of the new rate."""
    at = np.arange(_TAPS) - (_TAPS - 1) / 2
    taps = np.sinc(at / times * 0.9) * np.hamming(_TAPS)
    smooth = np.convolve(whole, (taps / taps.sum()).astype(np.float32), mode="valid")
    return np.asarray(np.clip(np.round(smooth[::times]), -32768, 32767), np.int16)
