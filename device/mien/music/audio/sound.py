"""What a song sounds like, as measured: a sticker at the player, for every client to see. Pure.

The sticker `mien.sound` is JSON: {"by": "mood tag" or "audio 1", "valence", "arousal": -1..1, "energy",
"brightness": 0..1, "tempo": beats per minute}; what was not measured is left out.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from mien.music.song import Song

SOUND = "mien.sound"
_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "valence": (-1.0, 1.0),
        "arousal": (-1.0, 1.0),
        "energy": (0.0, 1.0),
        "brightness": (0.0, 1.0),
        "tempo": (0.0, 1000.0),
    }
)


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured of a song; None where nothing was."""

    by: str
    """How it was measured."""
    valence: float | None = None
    """-1 (sad) to 1 (happy)."""
    arousal: float | None = None
    """-1 (calm) to 1 (lively)."""
    energy: float | None = None
    """0 to 1."""
    brightness: float | None = None
    """0 to 1."""
    tempo: float | None = None
    """Beats per minute."""

    def note(self) -> str:
        """Return the sticker."""
        measured = {name: getattr(self, name) for name in _BOUNDS}
        rounded = {name: round(value, 3) for name, value in measured.items() if value is not None}
        return json.dumps({"by": self.by, **rounded})

    def of(self, song: Song) -> Song:
        """Return the song with what was measured, where its own tags don't say."""
        return replace(
            song,
            valence=self.valence if song.valence is None else song.valence,
            arousal=self.arousal if song.arousal is None else song.arousal,
            energy=self.energy if song.energy is None else song.energy,
            tempo=self.tempo if song.tempo is None else song.tempo,
        )


def read_sound(note: str) -> Sound | None:
    """Return what a sticker says, None if it isn't one of ours: anybody can write stickers."""
    try:
        said = json.loads(note)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("by"), str):
        return None
    return Sound(said["by"][:40], **{name: _within(said.get(name), *_BOUNDS[name]) for name in _BOUNDS})


def _within(value: Any, least: float, most: float) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if least <= value <= most else None
