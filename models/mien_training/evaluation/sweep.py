"""What a camera does to a face, in five strengths each: how often the answer is still right, or withheld."""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

from mien_training.data.dataset import Array, Faces
from mien_training.evaluation import measures

Corrupt = Callable[[Array, float, np.random.Generator], Array]
_PICTURES = 300


def swept(shares_of: Callable[[Array], Array], faces: Faces, abstain: float) -> dict[str, Any]:
    """Return for each corruption, by strength, the share right and the share withheld.

    On pictures of `faces` with an FER+ majority, against that.
    """
    clear = np.flatnonzero(faces.votes.max(1) > 0.5)
    some = faces[clear[:: max(1, len(clear) // _PICTURES)]]
    truths = some.votes.argmax(1)
    table: dict[str, Any] = {"none": [_row(0.0, shares_of(some.images), truths, abstain)]}
    for name, (corrupt, strengths) in CORRUPTIONS.items():
        dice = np.random.default_rng(1)
        table[name] = [
            _row(
                strength,
                shares_of(np.stack([corrupt(image, strength, dice) for image in some.images])),
                truths,
                abstain,
            )
            for strength in strengths
        ]
    return table


def _row(strength: float, shares: Array, truths: Array, abstain: float) -> dict[str, float]:
    return {
        "strength": strength,
        "right": round(float(measures.hits(shares, truths).mean()), 4),
        "withheld": round(float((shares.max(1) < abstain).mean()), 4),
    }


def _dim(image: Array, strength: float, dice: np.random.Generator) -> Array:
    """`strength`: how many times darker, with the noise that a camera then has."""
    dark = image / strength + dice.normal(0, 2.0, image.shape)
    return _grey(dark)


def _gamma(image: Array, strength: float, _dice: np.random.Generator) -> Array:
    return _grey(255 * (image / 255.0) ** strength)


def _noise(image: Array, strength: float, dice: np.random.Generator) -> Array:
    """`strength`: standard deviation in grey levels."""
    return _grey(image + dice.normal(0, strength, image.shape))


def _blur(image: Array, strength: float, _dice: np.random.Generator) -> Array:
    """`strength`: standard deviation in pixels of the crop."""
    return _grey(cv2.GaussianBlur(image, (0, 0), strength))


def _small(image: Array, strength: float, _dice: np.random.Generator) -> Array:
    """`strength`: pixels across, of a face that was enlarged."""
    few = cv2.resize(image, (int(strength), int(strength)), interpolation=cv2.INTER_AREA)
    return _grey(cv2.resize(few, image.shape[::-1], interpolation=cv2.INTER_LINEAR))


def _jpeg(image: Array, strength: float, _dice: np.random.Generator) -> Array:
    """`strength`: JPEG quality."""
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(strength)])
    return _grey(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE))


def _covered(image: Array, strength: float, dice: np.random.Generator) -> Array:
    """`strength`: side of a grey square somewhere, as a share of the crop's."""
    side = round(image.shape[0] * strength)
    top, left = dice.integers(0, image.shape[0] - side + 1, 2)
    hidden = image.copy()
    hidden[top : top + side, left : left + side] = 127
    return hidden


def _side_light(image: Array, strength: float, _dice: np.random.Generator) -> Array:
    return _grey(image * (1 + strength * np.linspace(-1, 1, image.shape[1])))


def _moved(matrix: Callable[[float, float], Array]) -> Corrupt:
    """Return a corruption that looks at the face through another frame; `matrix` takes strength and side."""

    def move(image: Array, strength: float, _dice: np.random.Generator) -> Array:
        frame = matrix(strength, image.shape[0])
        return _grey(cv2.warpAffine(image, frame, image.shape[::-1], borderMode=cv2.BORDER_REPLICATE))

    return move


def _grey(values: Any) -> Array:
    levels: Array = np.clip(values, 0, 255).astype(np.uint8)
    return levels


def _turned(degrees: float, side: float) -> Array:
    matrix: Array = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1.0)
    return matrix


def _nearer(scale: float, side: float) -> Array:
    matrix: Array = cv2.getRotationMatrix2D((side / 2, side / 2), 0.0, scale)
    return matrix


def _shifted(share: float, side: float) -> Array:
    return np.array([[1.0, 0.0, share * side], [0.0, 1.0, share * side / 2]])


CORRUPTIONS: dict[str, tuple[Corrupt, tuple[float, ...]]] = {
    "dim": (_dim, (2, 4, 8, 12, 16)),
    "gamma": (_gamma, (0.4, 0.6, 1.6, 2.2, 3.0)),
    "noise": (_noise, (5, 10, 15, 20, 30)),
    "blur": (_blur, (0.6, 1.0, 1.4, 1.8, 2.4)),
    "small": (_small, (32, 24, 20, 16, 12)),
    "jpeg": (_jpeg, (60, 40, 25, 15, 8)),
    "covered": (_covered, (0.15, 0.25, 0.35, 0.45, 0.55)),
    "side light": (_side_light, (0.2, 0.4, 0.6, 0.8, 1.0)),
    "turned": (_moved(_turned), (5, 10, 15, 20, 30)),
    "nearer": (_moved(_nearer), (0.7, 0.85, 1.15, 1.3, 1.45)),
    "shifted": (_moved(_shifted), (0.04, 0.08, 0.12, 0.16, 0.2)),
}
