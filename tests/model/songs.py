"""The made-up songs whose answers are kept in golden_songs.json."""

import numpy as np
from numpy.typing import NDArray

from mien_music.evaluation.made_up import song


def songs() -> dict[str, NDArray[np.float32]]:
    """Return each song by its name."""
    return {
        "plain": song(),
        "minor": song(minor=True),
        "slow and quiet": song(tempo=60.0, loud=0.02, bright=1),
        "fast and loud": song(tempo=170.0, loud=0.5, bright=12, drums=True),
    }
