"""A face in one picture, before its emotion is read: where it is and which way it looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mien.eye.faces.landmarks import Landmarks, Pose
from mien.types import Box, Point

# The key points of a picture that is one upright face, as fractions of its sides: the medians of
# the landmarks over 500 pictures of FER2013.
_USUAL: Mapping[str, Point] = MappingProxyType(
    {
        "left_eye": (0.677, 0.379),
        "right_eye": (0.295, 0.380),
        "left_eye_outer": (0.757, 0.371),
        "left_eye_inner": (0.590, 0.388),
        "right_eye_outer": (0.214, 0.375),
        "right_eye_inner": (0.382, 0.389),
        "left_brow_outer": (0.821, 0.281),
        "left_brow_middle": (0.732, 0.241),
        "left_brow_inner": (0.574, 0.258),
        "right_brow_outer": (0.142, 0.291),
        "right_brow_middle": (0.231, 0.247),
        "right_brow_inner": (0.391, 0.262),
        "nose": (0.489, 0.611),
        "mouth_left": (0.642, 0.745),
        "mouth_right": (0.339, 0.747),
        "mouth_top": (0.492, 0.713),
        "mouth_bottom": (0.496, 0.828),
    }
)


@dataclass(frozen=True, slots=True)
class FaceGeometry:
    """One face."""

    box: Box
    """In pixels of the picture."""

    key_points: Mapping[str, Point]
    """Eyes, brows, nose and mouth, in pixels of the picture."""

    pose: Pose
    """Which way it looks."""

    presence: float
    """How sure the landmark network is that there is a face, 0..1; 0 for a guess."""

    @property
    def side(self) -> float:
        """The longer side of the box, in pixels."""
        return max(self.box[2], self.box[3])


def geometry_of(landmarks: Landmarks) -> FaceGeometry:
    """Return the face that has these landmarks."""
    return FaceGeometry(
        landmarks.box, MappingProxyType(landmarks.key_points), landmarks.pose, landmarks.presence
    )


def assumed_geometry(box: Box) -> FaceGeometry:
    """Return a face that fills `box`, with its points in the usual places; the face is a guess."""
    left, top, w, h = box
    points = {name: (left + x * w, top + y * h) for name, (x, y) in _USUAL.items()}
    return FaceGeometry(box, MappingProxyType(points), Pose(0.0, 0.0, 0.0), presence=0.0)
