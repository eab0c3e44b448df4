"""Places 468 landmarks on one face; detects whether there is a face at all, and which way it looks.

Source: Kartynnik et al. 2019, "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs".
The network looks at an upright face in a 192x192 square that is one and a half times as large as the face.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mien.eye.camera.frame import Pixels
from mien.eye.faces.boxes import Square, crop_square, square_around, to_picture
from mien.networks.litert import Network
from mien.types import Box, Point

SIZE = 192
FILE = "face_landmark.tflite"
MARGIN = 1.5  # side of the square by the longer side of the face, as in training
MIN_PRESENCE = 0.5  # from this value on there is a face

# Numbers of the landmarks; left and right are the person's own.
NAMED: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "left_eye": (362, 263, 386, 374),
        "right_eye": (33, 133, 159, 145),
        "left_eye_outer": (263,),
        "left_eye_inner": (362,),
        "right_eye_outer": (33,),
        "right_eye_inner": (133,),
        "left_brow_outer": (300,),
        "left_brow_middle": (334,),
        "left_brow_inner": (336,),
        "right_brow_outer": (70,),
        "right_brow_middle": (105,),
        "right_brow_inner": (107,),
        "nose": (1,),
        "mouth_left": (291,),
        "mouth_right": (61,),
        "mouth_top": (0,),
        "mouth_bottom": (17,),
    }
)
_NUMBERS = np.array(
    [(numbers * 4)[:4] for numbers in NAMED.values()]
)  # a point given four times is its own mean
_RIGHT_EYE, _LEFT_EYE = 33, 263
_RIGHT_SIDE, _LEFT_SIDE = 234, 454
_FOREHEAD, _CHIN = 10, 152
# Slope of the line from hairline to chin on a level head: the median over 500 frontal face crops.
_LEVEL_PITCH = 9.0


@dataclass(frozen=True, slots=True)
class Pose:
    """Which way a head looks, in degrees; 0 is straight at the camera."""

    yaw: float
    """To the person's own left."""

    pitch: float
    """Down."""

    roll: float
    """Leaning to the person's own left."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """The landmarks of one face."""

    points: NDArray[np.float32]
    """Float32 [468, 3], in pixels of the picture; z grows away from the camera."""

    presence: float
    """How sure the network is that there is a face, 0..1."""

    @property
    def box(self) -> Box:
        """The box around all points, from the hairline to the chin."""
        x0, y0 = self.points[:, :2].min(axis=0)
        x1, y1 = self.points[:, :2].max(axis=0)
        return (float(x0), float(y0), float(max(x1 - x0, 1.0)), float(max(y1 - y0, 1.0)))

    @property
    def square(self) -> Square:
        """The square in which to look for this face in the next picture."""
        return square_around(self.box, MARGIN, math.radians(self.pose.roll))

    @property
    def key_points(self) -> dict[str, Point]:
        """The points with names."""
        middles = self.points[_NUMBERS, :2].mean(axis=1).tolist()
        return {name: (x, y) for name, (x, y) in zip(NAMED, middles, strict=True)}

    @property
    def pose(self) -> Pose:
        """Which way the head looks, from lines across and down the face."""
        across = self.points[_LEFT_SIDE] - self.points[_RIGHT_SIDE]
        down = self.points[_CHIN] - self.points[_FOREHEAD]
        eyes = self.points[_LEFT_EYE] - self.points[_RIGHT_EYE]
        return Pose(
            yaw=math.degrees(math.atan2(float(across[2]), math.hypot(float(across[0]), float(across[1])))),
            pitch=math.degrees(math.atan2(float(down[2]), math.hypot(float(down[0]), float(down[1]))))
            - _LEVEL_PITCH,
            roll=math.degrees(math.atan2(float(eyes[1]), float(eyes[0]))),
        )


class FaceLandmarker:
    """The landmark network, loaded once."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Load the network in `folder`; raises `NetworkError` when it is missing or damaged."""
        self._network = Network(folder / FILE, threads)

    def read(self, pixels: Pixels, square: Square) -> Landmarks:
        """Return the landmarks of the face in `square`; they are meaningless unless `presence` is high."""
        batch = crop_square(pixels, square, SIZE)[np.newaxis].astype(np.float32) * np.float32(1 / 255)
        raw, logit = self._network.run(batch)
        points = to_picture(raw.reshape(-1, 3), square, SIZE)
        return Landmarks(points, 1.0 / (1.0 + math.exp(-max(-80.0, min(80.0, float(logit.ravel()[0]))))))
