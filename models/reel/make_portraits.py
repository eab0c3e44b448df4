"""Makes the demo's seven portraits: averages over hundreds of training faces, so that each shows nobody.

    python models/reel/make_portraits.py models/runs/fer2013plus.npz device/mien/demo/portraits

Per emotion, the faces on which nearly all voters agree are brought to one shape by the mesh network's eyes
and mouth and averaged, each with its mirror picture. Two averages that are easily taken for another emotion
are then drawn apart from that one, as a caricaturist would. The result is one grey PNG with a soft edge
(alpha), to be pasted into a room. Fewer than 100 faces would not be nobody: the script refuses.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

_ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT.parent / "device")]

from mien.eye.emotion.preprocess import FRAMING, standardised  # noqa: E402 - a script finds its house first
from mien.mood.emotion import Emotion  # noqa: E402
from mien.networks.litert import Network  # noqa: E402
from mien_training.data.dataset import EMOTIONS, TRAINING, Array, Faces, load_faces  # noqa: E402
from mien_training.data.framing import LEFT_EYE, MESH, MOUTH, RIGHT_EYE, mesh_points  # noqa: E402

SIDE = 160  # px, of a portrait
FACE = 0.62  # of that side: the part that FER2013 shows; the rest is head and fading out
FEWEST, MOST = 100, 240
AGREED = {Emotion.FEARFUL: 0.5, Emotion.DISGUSTED: 0.3}  # share of voters; 0.9 for the others
APART = {Emotion.ANGRY: (Emotion.DISGUSTED, 0.4), Emotion.FEARFUL: (Emotion.SURPRISED, 0.7)}
"""From which other average an emotion's is drawn apart, and by what share of their difference."""
_SAME = 0.85  # correlation above which two pictures show one photograph
_NOSE, _FRONTAL = 1, 0.09  # index in the mesh; how far from the middle of the face it may stand


def main() -> None:
    """Write one portrait per emotion."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    asked = parser.parse_args()
    faces, mesh = load_faces(asked.data, TRAINING), Network(MESH)
    asked.out.mkdir(parents=True, exist_ok=True)
    averages = {}
    for emotion in EMOTIONS:
        averages[emotion], count = portrait(faces, emotion, mesh)
        print(f"{emotion}: {count} faces")
        if count < FEWEST:
            raise SystemExit(f"only {count} faces for {emotion}: fewer than {FEWEST} would show somebody")
    for emotion, average in drawn_apart(averages).items():
        grey = cv2.cvtColor(average, cv2.COLOR_GRAY2BGRA)
        grey[..., 3] = soft_edge()
        cv2.imwrite(str(asked.out / f"{emotion}.png"), grey)


def drawn_apart(averages: Mapping[Emotion, Array]) -> dict[Emotion, Array]:
    """Return the averages, uint8 [SIDE,SIDE] each, those in `APART` exaggerated away from another."""
    drawn = dict(averages)
    for emotion, (other, share) in APART.items():
        average = averages[emotion].astype(np.float32)
        drawn[emotion] = np.clip(average + share * (average - averages[other]), 0, 255).astype(np.uint8)
    return drawn


def portrait(faces: Faces, emotion: Emotion, mesh: Network) -> tuple[Array, int]:
    """Return the average face for `emotion`, uint8 [SIDE,SIDE], and over how many faces it was taken."""
    share = faces.votes[:, EMOTIONS.index(emotion)]
    agreed = np.flatnonzero(share >= AGREED.get(emotion, 0.9) - 1e-6)
    best_first = agreed[np.argsort(-share[agreed], kind="stable")]
    shapes = ((picture, _shape(mesh_points(mesh, picture), 48)) for picture in faces.images[best_first])
    frontal = (_placed(picture, shape) for picture, shape in shapes if shape is not None)
    placed = list(islice(_different(frontal), MOST))
    both = np.sort(np.stack(placed + [grey[:, ::-1] for grey in placed]), axis=0)
    # The middle half of the values at each pixel: a hand before one mouth leaves no trace.
    quarter = len(both) // 4
    return _developed(both[quarter:-quarter].mean(0)), len(placed)


def _different(placed: Iterable[Array]) -> Iterator[Array]:
    """Yield the faces of `placed` that are not one more print of a face before them.

    FER2013 holds some stock photographs twenty times; they would shine through.
    """
    seen = np.zeros((0, 32 * 32), np.float32)
    for grey in placed:
        edge = int(SIDE * (1 - FACE) / 2)
        small = cv2.resize(grey[edge:-edge, edge:-edge], (32, 32), interpolation=cv2.INTER_AREA).ravel()
        small = (small - small.mean()) / np.linalg.norm(small - small.mean())
        if not len(seen) or (seen @ small).max() < _SAME:
            seen = np.vstack([seen, small])
            yield grey


def _shape(points: Array | None, side: int) -> Array | None:
    """Return the affine map, [2,3], from picture to canvas that puts eyes and mouth in place."""
    if points is None:
        return None
    here = np.stack([points[list(indices)].mean(0) for indices in (RIGHT_EYE, LEFT_EYE, MOUTH)])
    middle = here.mean(0)
    if abs(points[_NOSE, 0] - middle[0]) > _FRONTAL:
        return None  # turned away
    there = ((1 - FACE) / 2 + FRAMING * FACE) * SIDE
    found: Array = cv2.getAffineTransform((here * side - 0.5).astype(np.float32), there.astype(np.float32))
    return found


def _placed(picture: Array, to_canvas: Array) -> Array:
    """Return the picture on the canvas, float32 [SIDE,SIDE], its border repeated to the edge."""
    values = standardised(picture, 8.0, 3.0)
    size, how, edge = (SIDE, SIDE), cv2.INTER_CUBIC, cv2.BORDER_REPLICATE
    placed: Array = cv2.warpAffine(values, to_canvas, size, flags=how, borderMode=edge)
    return placed


def _developed(average: Array) -> Array:
    """Return the average with the contrast and the sharpness that averaging took."""
    sharp = average + 0.8 * (average - cv2.GaussianBlur(average, (0, 0), 3.0))
    # Brow, chin and hair stand in few pictures only: there the average is grainy, so it is smoothed away.
    inner = np.clip((1.0 - _head_distance() * 1.12) / 0.25, 0, 1)
    sharp = inner * sharp + (1 - inner) * cv2.GaussianBlur(average, (0, 0), 4.0)
    face = sharp[inner == 1]
    grey = 125 + 52 * (sharp - face.mean()) / face.std()
    developed: Array = np.clip(grey, 0, 255).astype(np.uint8)
    return developed


def soft_edge() -> Array:
    """Return the alpha channel, uint8 [SIDE,SIDE]: a head-shaped ellipse that fades out."""
    alpha: Array = (255 * np.clip((1 - _head_distance()) / 0.12, 0, 1)).astype(np.uint8)
    return alpha


def _head_distance() -> Array:
    """Return how far each pixel lies from the middle of the head, 1 at its outline."""
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE - 0.5
    distance: Array = np.hypot(columns / 0.36, (rows + 0.01) / 0.47)
    return distance


if __name__ == "__main__":
    main()
