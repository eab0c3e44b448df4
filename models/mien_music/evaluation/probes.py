"""One thing of a made-up song is moved at a time: does the answer move as a listener's would?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.music.audio.song_network import SongNetwork
from mien.music.audio.sound import Sound
from mien_music.evaluation.made_up import song

CARRIERS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "with drums": {"drums": True},
    "minor": {"minor": True},
    "slow": {"tempo": 80.0},
}
"""The songs in which things are moved; a song in which the thing is fixed already is left out."""
MOVED: Mapping[str, tuple[Any, ...]] = {
    "tempo": (70.0, 90.0, 110.0, 130.0, 150.0),
    "minor": (True, False),
    "loud": (0.02, 0.05, 0.1, 0.2, 0.4),
    "bright": (1, 2, 4, 8, 12),
}
"""What is moved, from the calm or dark end to the other."""
STILL = 0.1
"""Of -1 to 1: an answer that should not move may move this far."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What one answer should do when one thing is moved."""

    moved: str
    """A key of MOVED."""
    answer: str
    """A number of `Sound`."""
    up: bool
    """Whether it should rise; otherwise it should not move."""


PROBES = (
    Probe("tempo", "tempo", up=True),
    Probe("tempo", "arousal", up=True),
    Probe("tempo", "valence", up=False),
    Probe("minor", "valence", up=True),
    Probe("minor", "arousal", up=False),
    Probe("loud", "loudness", up=True),
    Probe("loud", "energy", up=True),
    Probe("loud", "arousal", up=True),
    Probe("loud", "valence", up=False),
    Probe("bright", "brightness", up=True),
    Probe("bright", "energy", up=True),
    Probe("bright", "arousal", up=True),
    Probe("bright", "valence", up=False),
)
_LEAST = {"loudness": 1.0, "tempo": 5.0}
"""By how much an answer must rise from end to end; 0.02 of the others."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer did, by carrier."""

    probe: Probe
    """What was asked."""
    answers: Mapping[str, tuple[float, ...]]
    """From one end to the other."""

    @property
    def right(self) -> tuple[str, ...]:
        """The carriers in which it did as it should."""
        return tuple(name for name, values in self.answers.items() if _is_right(self.probe, values))


def probed(listen: Callable[..., Sound]) -> list[Found]:
    """Return what every probe found; `listen` gets a song's settings."""
    heard = {
        (thing, name): [listen(**{**carrier, thing: value}) for value in values]
        for thing, values in MOVED.items()
        for name, carrier in CARRIERS.items()
        if thing not in carrier
    }
    return [
        Found(
            probe,
            {
                name: tuple(round(float(getattr(sound, probe.answer)), 3) for sound in sounds)
                for (thing, name), sounds in heard.items()
                if thing == probe.moved
            },
        )
        for probe in PROBES
    ]


def listener() -> Callable[..., Sound]:
    """Return what the shipped network hears in a song of these settings."""
    network = SongNetwork()

    def listen(**settings: Any) -> Sound:
        sound = network.sound_of(song(**settings))
        if sound is None:
            raise ValueError(f"nothing was heard of {settings}")
        return sound

    return listen


def _is_right(probe: Probe, values: tuple[float, ...]) -> bool:
    """Whether it rises from end to end, and mostly in between; or else hardly moves."""
    if not probe.up:
        return max(values) - min(values) <= STILL
    steps = np.diff(values)
    return values[-1] - values[0] >= _LEAST.get(probe.answer, 0.02) and float(np.mean(steps > -1e-3)) >= 0.75
