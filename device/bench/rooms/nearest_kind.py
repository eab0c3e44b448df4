"""Say which kind of simulated room a real sequence is nearest to, by how its readings move.

    python -m bench.rooms.nearest_kind RECORDING.jsonl...     what `mien record` wrote
    python -m bench.rooms.nearest_kind CLIP.mp4...            what the eye answers about a face in a video

Five glances a second of the first face. Compared are how long a reading stays the likeliest, how fast its
log-scores forget (their autocorrelation), how sure they are, and how far they wander. It cannot tell whether
they are right: for that somebody would have to say how they felt.
"""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from bench.rooms.alone import Kind
from bench.rooms.classifiers import EMOTIONS, N
from bench.rooms.processes import Array
from bench.rooms.simulated_rooms import FAMILIES, OTHERS, make
from mien.eye.camera.frame import Pixels, frame_of
from mien.eye.emotion.classify import Classifier
from mien.eye.face_reader import FaceReader
from mien.eye.faces.detector import FaceDetector
from mien.eye.faces.landmarks import FaceLandmarker
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.ipc.glance_codec import from_line
from mien.mood.glance import Glance
from mien.networks.model_files import weights_folder

RATE = 5.0  # glances a second
SHORTEST = 15  # readings; a shorter sequence says nothing
LAGS = (1, 2, 5, 10)  # glances: 0.2, 0.4, 1 and 2 s
NAMES = ("reading lasts", *(f"after {lag / RATE:g} s" for lag in LAGS), "sure", "wanders")
HIGH, WIDE = 480, 640


def of_recording(path: Path) -> Array:
    """Return the scores [n, N] of the first face in each line of a recording, at most `RATE` a second."""
    rows, last = [], -1.0
    for line in path.read_text(encoding="utf-8").splitlines():
        glance = from_line(line)
        if glance.faces and glance.at - last >= 0.9 / RATE:
            rows.append(_scores(glance))
            last = glance.at
    return np.array(rows).reshape(-1, N)


def of_video(path: Path) -> Array:
    """Return the scores [n, N] of the first face in a video, `RATE` a second."""
    faces, classifier = weights_folder("faces"), Classifier(weights_folder("emotion"))
    reader = FaceReader(classifier.scores, classifier.manifest.size)
    pipeline = FramePipeline(FaceTracker(FaceDetector(faces), FaceLandmarker(faces)), reader)
    video, rows = cv2.VideoCapture(str(path)), []
    per_second = video.get(cv2.CAP_PROP_FPS) or 25.0
    for number in range(int(video.get(cv2.CAP_PROP_FRAME_COUNT))):
        read, picture = video.read()
        if not read:
            break
        frame = frame_of(_fitted(np.asarray(picture, np.uint8)), number / per_second)
        tracks = pipeline.follow(frame)
        if int(number * RATE / per_second) != int((number - 1) * RATE / per_second):
            glance = pipeline.read(frame, tracks).glance(frame.at)
            rows += [_scores(glance)] if glance.faces else []
    return np.array(rows).reshape(-1, N)


def _scores(glance: Glance) -> list[float]:
    return [glance.faces[0].scores[emotion] for emotion in EMOTIONS]


def _fitted(picture: Pixels) -> Pixels:
    """Return a BGR picture as RGB, the middle of a frame of the camera's size."""
    scale = min(HIGH / picture.shape[0], WIDE / picture.shape[1])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:HIGH, :WIDE]
    frame = np.full((HIGH, WIDE, 3), 90, np.uint8)
    top, left = (HIGH - small.shape[0]) // 2, (WIDE - small.shape[1]) // 2
    frame[top : top + small.shape[0], left : left + small.shape[1]] = small
    return np.ascontiguousarray(frame[:, :, ::-1])


def figures(scores: Array) -> Array:
    """Return how a sequence moves, in the order of `NAMES`."""
    logs = np.log(scores + 1e-3)
    logs -= logs.mean(axis=1, keepdims=True)
    off = logs - logs.mean(axis=0)
    power = (off**2).mean() + 1e-3
    kept = [float((off[lag:] * off[:-lag]).mean() / power) for lag in LAGS]
    runs = [len(list(run)) for _, run in groupby(scores.argmax(axis=1).tolist())]
    lasts = float(np.average(runs, weights=runs)) / RATE
    return np.array([np.log(lasts), *kept, scores.max(axis=1).mean(), np.sqrt(power)])


def simulated(kind: Kind, length: int) -> Array:
    """Return the figures of pieces of simulated sequences, as long as the real ones; [n, len(NAMES)]."""
    batch = make(kind, 77, 12, 0.25, RATE)
    face, rows = batch.faces[0], []
    for room in range(len(batch.truth)):
        seen = face.scores[room][face.there[room] & batch.taken[room]].astype(float)
        rows += [figures(seen[at : at + length]) for at in range(0, len(seen) - length, max(length, 150))]
    return np.array(rows)


def nearest(each: list[Array]) -> Iterator[str]:
    """Yield a line for each kind of room, the nearest first."""
    real = np.array([figures(scores) for scores in each])
    length = int(np.median([len(scores) for scores in each]))
    kinds = [*(kind for some in FAMILIES.values() for kind in some), *OTHERS]
    made = {kind.__name__.replace("_", " "): simulated(kind, length) for kind in kinds}
    scale = np.concatenate(list(made.values())).std(axis=0)
    far = {
        name: float(np.abs((np.median(rows, axis=0) - np.median(real, axis=0)) / scale).mean())
        for name, rows in made.items()
    }
    yield f"| | {' | '.join(NAMES)} | how far |"
    yield "|---|" + "---|" * (len(NAMES) + 1)
    yield _row("these sequences", np.median(real, axis=0), 0.0)
    for name in sorted(far, key=far.__getitem__):
        yield _row(name, np.median(made[name], axis=0), far[name])


def _row(name: str, middle: Array, far: float) -> str:
    cells = [f"{np.exp(middle[0]):.1f} s", *(f"{value:.2f}" for value in middle[1:]), f"{far:.2f}"]
    return f"| {name} | {' | '.join(cells)} |"


def main() -> int:
    """Read the files and print; 1 if none was long enough."""
    paths = [Path(name) for name in sys.argv[1:]]
    each = [of_recording(path) if path.suffix == ".jsonl" else of_video(path) for path in paths]
    long = [scores for scores in each if len(scores) >= SHORTEST]
    if not long:
        sys.stderr.write(__doc__ if not paths else f"no file has {SHORTEST} readings of a face\n")
        return 1
    sys.stdout.write("\n".join(nearest(long)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
