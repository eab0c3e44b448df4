"""Makes a microphone from its name: `default`, `alsa:NAME`, `recorded:PATH`, `recorded:PATH?pace=fast`."""

from pathlib import Path

from mien.ear.microphone.alsa_microphone import AlsaMicrophone
from mien.ear.microphone.microphone import Microphone, MicrophoneError
from mien.ear.microphone.recorded_microphone import RecordedMicrophone

_KINDS = "alsa, default, recorded"


def open_microphone(spec: str) -> Microphone:
    """Return the microphone named by `spec`; opens nothing yet.

    Raises:
        MicrophoneError: there is no such kind of microphone, or what follows its name is invalid.
    """
    kind, _, rest = spec.partition(":")
    if spec == "default":
        return AlsaMicrophone("")
    if kind == "alsa" and rest:
        return AlsaMicrophone(rest)
    if kind == "recorded" and rest:
        path, _, pace = rest.partition("?")
        if pace not in {"", "pace=own", "pace=fast"}:
            raise MicrophoneError(f"Unknown option {pace!r} for a recording; known is pace=fast.")
        return RecordedMicrophone(Path(path).expanduser(), fast=pace == "pace=fast")
    raise MicrophoneError(f"Unknown microphone {spec!r}; known are {_KINDS}.")
