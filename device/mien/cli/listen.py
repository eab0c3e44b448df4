"""`mien listen`: what the ear hears in WAV files and folders, one line for each stretch of speech."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeAlias

import numpy as np

from mien.ear.microphone.microphone import RATE, MicrophoneError, Samples
from mien.ear.microphone.recorded_microphone import read_wav
from mien.ear.voice.segmenter import PAUSES, Segmenter, micro_vad
from mien.ear.voice.voice_network import VoiceNetwork
from mien.ear.voice.voice_reader import utterance_of
from mien.ipc.utterance_codec import utterance_to_json
from mien.mood.senses.utterance import Utterance

VoiceReport: TypeAlias = dict[str, Any]
"""One line of the answer, as a JSON object."""


class HearsFiles(Protocol):
    """Finds the speech in sound."""

    def heard(self, sound: Samples) -> Iterator[Utterance]:
        """Yield each stretch of speech in `sound`."""


class FileListener:
    """Finds and reads speech with the networks themselves."""

    def __init__(self, voice: Path) -> None:
        """Load the network in the folder `voice`; raises a `MienError` if it is invalid."""
        self._network = VoiceNetwork(voice)

    def heard(self, sound: Samples) -> Iterator[Utterance]:
        """Yield each stretch of speech in `sound`; `start` counts from its beginning."""
        segmenter = Segmenter(micro_vad())
        silence = np.zeros(round((PAUSES + 0.5) * RATE), np.int16)  # it ends the last stretch
        whole = np.concatenate([sound, silence])
        step = RATE // 10
        for start in range(0, len(whole), step):
            for spoken in segmenter.heard(whole[start : start + step]):
                end = min(start + step, len(sound)) / RATE
                yield utterance_of(spoken, max(end, len(spoken.sound) / RATE), self._network.read)


def listen(paths: Sequence[Path], listener: HearsFiles, *, as_json: bool, out: TextIO) -> int:
    """Write what is heard in `paths` to `out`; return 1 if a file cannot be read, else 0."""
    failed = False
    for file in _files(paths):
        for line in _reports_of(file, listener):
            failed = failed or "error" in line
            text = json.dumps(line) if as_json else _for_people(line)
            encoding = out.encoding or "utf-8"
            out.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
            out.flush()
    return int(failed)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file of `paths`; folders give their WAV files, in order of name."""
    for path in paths:
        inside = (
            sorted(file for file in path.rglob("*") if file.suffix.lower() == ".wav") if path.is_dir() else []
        )
        yield from inside or [path]


def _reports_of(file: Path, listener: HearsFiles) -> Iterator[VoiceReport]:
    name = str(file).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    if file.is_dir():
        yield {"file": name, "error": f"{name} has no WAV file in it."}
        return
    try:
        found = [{"file": name, **utterance_to_json(one)} for one in listener.heard(read_wav(file))]
    except MicrophoneError as bad:
        yield {"file": name, "error": str(bad)}
        return
    yield from found or [{"file": name, "speech": False}]


def _for_people(line: VoiceReport) -> str:
    """Return `line` for a terminal."""
    if "error" in line:
        return str(line["error"])
    if "scores" not in line:
        return f"{line['file']}: nobody speaks"
    first, second = sorted(line["scores"].items(), key=lambda item: -item[1])[:2]
    lively = "excited" if line["arousal"] > 0.3 else "calm" if line["arousal"] < -0.1 else "in between"
    low = f", {line['why_low']}" if line["why_low"] else ""
    return (
        f"{line['file']}: from {line['start']:.1f} s for {line['seconds']:.1f} s: {lively} "
        f"(arousal {line['arousal']:+.2f}; perhaps {first[0]} {first[1]:.0%}, {second[0]} {second[1]:.0%}; "
        f"quality {line['quality']:.2f}{low})"
    )
