"""Measures what the eye costs against the baseline on the same frames; prints a Markdown table.

    make bench            or: python -m bench.eye.bench_eye [--frames N]

The frames are the demo's reel, 640x480: somebody who moves, at 10 frames a second, and the empty room.
Ours and the baseline alternate frame by frame, so that other load on the machine affects both.
CPU milliseconds are of one thread; a median ignores a frame that was interrupted.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import cv2

from bench.eye.baseline_fer import FerBaseline, baseline_files
from bench.eye.process_usage import measure_process
from mien.demo.reel import Painter, load_portraits, scene_at, slots_of
from mien.eye.camera.frame import Frame, Pixels, frame_of
from mien.eye.emotion.classify import Classifier
from mien.eye.emotion.preprocess import face_crop
from mien.eye.face_reader import FaceReader
from mien.eye.faces.boxes import Square
from mien.eye.faces.detector import FaceDetector
from mien.eye.faces.face_geometry import geometry_of
from mien.eye.faces.landmarks import FaceLandmarker
from mien.eye.faces.quality import quality_of
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.networks.model_files import weights_folder

FRAMES_PER_SECOND, GLANCES_A_SECOND = 10, 5
WARM_UP = 10


@dataclass
class Cost:
    """What repeated calls cost, in milliseconds, one entry a call."""

    wall: list[float] = field(default_factory=list)
    """Wall-clock time."""

    cpu: list[float] = field(default_factory=list)
    """CPU time."""

    def measure(self, turn: Callable[..., object], *given: object) -> None:
        """Call `turn` once with `given`, and record what it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        turn(*given)
        self.cpu.append((time.process_time() - cpu) * 1e3)
        self.wall.append((time.perf_counter() - wall) * 1e3)

    @property
    def typical(self) -> float:
        """Median milliseconds of CPU, without the first calls."""
        return statistics.median(self.cpu[WARM_UP:])

    @property
    def mean(self) -> float:
        """Mean milliseconds of CPU, without the first calls."""
        return statistics.fmean(self.cpu[WARM_UP:])

    def row(self, name: str) -> str:
        """Return a row of the table."""
        wall = statistics.median(self.wall[WARM_UP:])
        return f"| {name} | {self.mean:.2f} | {self.typical:.2f} | {wall:.2f} |"


def reel(count: int, *, empty: bool) -> list[Pixels]:
    """Return `count` frames of the reel with somebody in each, or with nobody in any."""
    painter = Painter(load_portraits())
    slots = slots_of(length=24.0, gap=5.0)
    wanted = [slot for slot in slots if (slot.emotion is None) == empty]
    moments = [
        slot.start + n / FRAMES_PER_SECOND
        for slot in wanted
        for n in range(int(slot.length * FRAMES_PER_SECOND))
    ]
    return [painter.paint(scene_at(slots, moments[n % len(moments)])) for n in range(count)]


class EyeParts:
    """The parts of the eye, without a speaker to report to."""

    def __init__(self) -> None:
        faces = weights_folder("faces")
        self.detector, self.landmarks = FaceDetector(faces), FaceLandmarker(faces)
        self.classifier = Classifier(weights_folder("emotion"))
        reader = FaceReader(self.classifier.scores, self.classifier.manifest.size)
        self.pipeline = FramePipeline(FaceTracker(self.detector, self.landmarks), reader)
        self.seen = 0

    def look_at(self, frame: Frame, *, is_glance: bool) -> None:
        """Do what the eye does with `frame`: track the faces, and read them if it becomes a glance."""
        tracks = self.pipeline.follow(frame, closely=is_glance)
        self.seen += bool(tracks)
        if is_glance:
            self.pipeline.read(frame, tracks)


@dataclass(frozen=True)
class Comparison:
    """The eye and the baseline on the same frames."""

    ours: Cost
    """What the eye cost."""

    theirs: Cost
    """What the baseline cost."""

    we_saw: float
    """Frames in which the eye saw a face, as a share."""

    they_saw: float
    """Faces that the baseline saw in a frame, on average."""

    @property
    def ratio(self) -> float:
        """How many times cheaper the eye is, by the mean of the CPU."""
        return self.theirs.mean / self.ours.mean


def compare(frames: list[Pixels], baseline: FerBaseline, glance_every: int) -> Comparison:
    """Show each frame to the eye and the baseline in turn; one in `glance_every` becomes a glance."""
    eye, ours, theirs = EyeParts(), Cost(), Cost()
    baseline.seen = 0
    for number, pixels in enumerate(frames):
        frame = frame_of(pixels, number / FRAMES_PER_SECOND)
        ours.measure(partial(eye.look_at, is_glance=number % glance_every == 0), frame)
        theirs.measure(baseline.look_at, pixels)
    return Comparison(ours, theirs, eye.seen / len(frames), baseline.seen / len(frames))


def where_the_time_goes(frames: list[Pixels]) -> dict[str, Cost]:
    """Return what each step costs on its own."""
    eye = EyeParts()
    size = eye.classifier.manifest.size
    find, landmarks, quality, crop, network = (Cost() for _ in range(5))
    for pixels in frames:
        find.measure(eye.detector.find, pixels, Square(320, 240, 240))
        for track in eye.pipeline.follow(frame_of(pixels, 0.0)):
            face = geometry_of(track.landmarks)
            landmarks.measure(eye.landmarks.read, pixels, track.landmarks.square)
            small = face_crop(pixels, face.box, face.key_points, size)
            crop.measure(face_crop, pixels, face.box, face.key_points, size)
            quality.measure(quality_of, face, small)
            network.measure(eye.classifier.scores, small)
    return {
        "one square of the detector (2 a frame while searching, 1 in 3 frames while following)": find,
        "the landmarks (each frame that is read, or where the face moves)": landmarks,
        "quality (each frame that is read)": quality,
        "the aligned crop (each frame that is read)": crop,
        "the emotion network (each frame that is read)": network,
    }


def report(count: int, seconds: float) -> Iterator[str]:
    """Yield the lines of the report."""
    baseline = FerBaseline(baseline_files())
    there, empty = reel(count, empty=False), reel(max(60, count // 3), empty=True)
    following, reading, searching = (
        compare(frames, baseline, glance_every)
        for frames, glance_every in ((there, FRAMES_PER_SECOND // GLANCES_A_SECOND), (there, 1), (empty, 2))
    )
    yield "| one 640x480 frame, one thread | CPU ms, mean | CPU ms, median | wall ms, median |"
    yield "| --- | ---: | ---: | ---: |"
    yield following.ours.row("the eye, following one face, every second frame read (as it runs)")
    yield following.theirs.row("`fer` on the same frames")
    yield reading.ours.row("the eye, following one face, every frame read")
    yield reading.theirs.row("`fer` on the same frames")
    yield searching.ours.row("the eye, searching an empty room")
    yield searching.theirs.row("`fer` on the same frames")
    yield from (cost.row(f"- {name}") for name, cost in where_the_time_goes(there[: count // 2]).items())
    yield ""
    yield (
        f"Following is {following.ratio:.1f} times cheaper than `fer` ({reading.ratio:.1f} when every frame "
        f"is read), searching {searching.ratio:.1f} times. Of the frames with a face, the eye saw it in "
        f"{reading.we_saw:.1%}, `fer` in {reading.they_saw:.1%}; in the empty room they saw "
        f"{searching.we_saw:.2f} and {searching.they_saw:.2f} faces a frame."
    )
    process = measure_process(there[: 10 * FRAMES_PER_SECOND], FRAMES_PER_SECOND, seconds)
    yield (
        f"The eye's process, {FRAMES_PER_SECOND} frames a second tracked and 5 glances sent, JPEG decoding "
        f"included: {process.share:.1%} of a core, {process.resident:.0f} MB resident "
        f"(at most {process.peak:.0f})."
    )


def main() -> int:
    """Measure and print."""
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frames", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=15.0, help="how long to measure the process")
    asked = parser.parse_args()
    for line in report(asked.frames, asked.seconds):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
