"""One suite for every microphone that can run here: recordings, and a sound card where there is one."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from contract.senses.recordings import recording
from mien.ear.microphone.alsa_microphone import AlsaMicrophone, _thinned
from mien.ear.microphone.microphone import BLOCK, RATE, Microphone, MicrophoneError
from mien.ear.microphone.microphone_spec import open_microphone
from mien.ear.microphone.recorded_microphone import RecordedMicrophone, read_wav

CARD = Path("/proc/asound/card0/pcm0c")


def recorded(there: Path) -> Microphone:
    return RecordedMicrophone(recording(there / "a.wav").parent, fast=True)


def card(_there: Path) -> Microphone:
    return AlsaMicrophone("")


needs_card = pytest.mark.skipif(not CARD.exists(), reason="there is no sound card here")


@pytest.mark.parametrize("make", [recorded, pytest.param(card, marks=needs_card)])
def test_a_microphone_gives_blocks_and_can_be_opened_again(
    make: Callable[[Path], Microphone], tmp_path: Path
) -> None:
    microphone = make(tmp_path)
    for _ in range(2):
        blocks = list(islice(microphone.blocks(), 5))
        microphone.close()
        microphone.close()

        assert [len(block) for block in blocks] == [BLOCK] * 5
        assert all(block.dtype == np.int16 for block in blocks)


class FakePortAudio:
    """PortAudio as it behaves: it knows the cards that were there when it was initialised, and no others."""

    PortAudioError = OSError

    def __init__(self) -> None:
        self.plugged: set[str] = set()
        self._known: set[str] = set()

    def _initialize(self) -> None:
        self._known = set(self.plugged)

    def _terminate(self) -> None:
        self._known = set()

    def RawInputStream(self, *, device: str, blocksize: int, **_: object) -> "FakeStream":  # noqa: N802  its name
        if device not in self._known:
            raise ValueError(f"No input device matching {device!r}")
        return FakeStream(self, device, blocksize)


class FakeStream:
    """A card that is read until it is unplugged."""

    def __init__(self, system: FakePortAudio, device: str, blocksize: int) -> None:
        self._system, self._device, self._blocksize = system, device, blocksize

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""

    def read(self, _count: int) -> tuple[bytes, bool]:
        """Return a block of silence."""
        if self._device not in self._system.plugged:
            raise OSError("Unanticipated host error")
        return bytes(2 * self._blocksize), False


def test_a_card_that_is_plugged_in_later_or_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    system = FakePortAudio()
    monkeypatch.setattr("mien.ear.microphone.alsa_microphone._portaudio", lambda: system)
    microphone = AlsaMicrophone("USB")
    with pytest.raises(MicrophoneError, match="is it plugged in"):
        next(microphone.blocks())
    microphone.close()
    system.plugged.add("USB")

    blocks = microphone.blocks()
    assert len(next(blocks)) == BLOCK
    system.plugged.clear()
    with pytest.raises(MicrophoneError, match="stopped"):
        next(blocks)
    microphone.close()


def test_a_recording_is_played_at_its_own_pace(tmp_path: Path) -> None:
    import time

    began = time.monotonic()
    assert len(list(RecordedMicrophone(recording(tmp_path / "a.wav", 0.4)).blocks())) == 4
    assert time.monotonic() - began >= 0.3


def test_a_folder_is_played_in_order_of_name(tmp_path: Path) -> None:
    recording(tmp_path / "b.wav", 0.1)
    recording(tmp_path / "a.wav", 0.3)

    assert len(list(RecordedMicrophone(tmp_path, fast=True).blocks())) == 4


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (44_100, 1), (8_000, 1)])
def test_other_rates_and_stereo_become_ours(tmp_path: Path, rate: int, channels: int) -> None:
    sound = read_wav(recording(tmp_path / "a.wav", 1.0, rate, channels))

    assert abs(len(sound) - RATE) < 10
    assert sound.dtype == np.int16


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("no sound")
    recording(tmp_path / "eight.wav", 0.1, width=1)

    for name in ("text.wav", "eight.wav", "gone.wav"):
        with pytest.raises(MicrophoneError, match=rf"{name}.*\.$"):
            read_wav(tmp_path / name)
    (tmp_path / "empty").mkdir()
    with pytest.raises(MicrophoneError, match="no WAV file"):
        list(RecordedMicrophone(tmp_path / "empty").blocks())


@pytest.mark.parametrize("spec", ["", "webcam:0", "alsa:", "recorded:", "recorded:x?loop"])
def test_an_unknown_microphone_is_refused(spec: str) -> None:
    with pytest.raises(MicrophoneError):
        open_microphone(spec)


def test_known_microphones_are_made_without_being_opened() -> None:
    assert isinstance(open_microphone("default"), AlsaMicrophone)
    assert isinstance(open_microphone("alsa:hw:1"), AlsaMicrophone)
    assert isinstance(open_microphone("recorded:/nowhere?pace=fast"), RecordedMicrophone)


def test_a_card_that_is_not_there_is_named() -> None:
    with pytest.raises(MicrophoneError, match=r"'no such card'.*plugged in|PortAudio"):
        next(AlsaMicrophone("no such card").blocks())


def test_what_is_too_high_for_our_rate_is_filtered_out() -> None:
    at = np.arange(48_000) / 48_000
    low, high = (
        _thinned((10_000 * np.sin(2 * np.pi * f * at)).astype(np.float32), 3)[100:-100]
        for f in (1000, 12_000)
    )

    assert np.abs(low).max() > 9_000
    assert np.abs(high).max() < 300
