"""Music for the background of training sounds: decibels of pieces that were rendered from notes.

`models/runs/voice/music.npz` holds sound at 16 kHz in `sound`, and `heldout`, pieces for judging only.
"""

from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from mien.ear.voice.voice_log_mel import decibels, power_bands
from mien_voice.recipe import RUNS


@lru_cache(maxsize=1)
def load_music() -> Tensor:
    """Return decibels [frames, BANDS] of the music to train with."""
    with np.load(RUNS / "voice" / "music.npz") as kept:
        return torch.from_numpy(np.asarray(decibels(power_bands(kept["sound"])), np.float32))
