"""`mien look`: what the eye sees in pictures, folders and videos, a line a picture."""

import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeAlias

import cv2

from mien.eye.camera import still, video
from mien.eye.camera.frame import Pixels
from mien.eye.camera.still import PictureError, read_picture
from mien.eye.camera.video import Video
from mien.eye.emotion.classify import Classifier
from mien.eye.faces.picture import PictureFaces
from mien.eye.reading import CAREFULLY, FaceReader, Reading

Found: TypeAlias = dict[str, Any]
"""One line of the answer, as what JSON can hold."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one picture shows, the largest face first; `find` and `read` are the milliseconds they took."""

    readings: tuple[Reading, ...]
    find: float
    read: float


class Looks(Protocol):
    """What looks at one picture; not for use from two threads at once."""

    def look_at(self, pixels: Pixels) -> Looked:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB."""


class Looker:
    """Finds and reads every face of a picture with the networks themselves."""

    def __init__(self, faces: Path, emotion: Path) -> None:
        """Load the networks in both folders; raises `NetworkError` or `ManifestError` if one does not fit."""
        self._faces = PictureFaces(faces)
        classifier = Classifier(emotion)
        self._reader = FaceReader(classifier.scores, classifier.manifest.size, CAREFULLY)

    def look_at(self, pixels: Pixels) -> Looked:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB."""
        begun = time.perf_counter()
        faces = self._faces.find_all(pixels)
        found = time.perf_counter()
        readings = tuple(self._reader.read(pixels, face) for face in faces)
        return Looked(readings, (found - begun) * 1e3, (time.perf_counter() - found) * 1e3)


def look(paths: Sequence[Path], *, as_json: bool, out: TextIO, looker: Callable[[], Looks]) -> int:
    """Write what `paths` show to `out`, a line a picture or frame (a face, when for people).

    `looker` makes one pair of eyes; it is called once for each thread that looks. Returns 1 if there was a
    file that could not be read, else 0.
    """
    cv2.setNumThreads(1)  # we look at several pictures at once instead
    failed = False
    for line in _lines(list(_files(paths)), looker):
        failed = failed or "error" in line
        out.write(f"{json.dumps(line)}\n" if as_json else _for_people(line))
        out.flush()
    return int(failed)


def _lines(files: list[Path], looker: Callable[[], Looks]) -> Iterator[Found]:
    """Yield the lines of `files` in their order; several files are looked at side by side."""
    if len(files) == 1:
        yield from _seen_in(files[0], looker())
        return
    own = threading.local()

    def seen_in(file: Path) -> list[Found]:
        return list(_seen_in(file, own.looker))

    def settle_in() -> None:
        own.looker = looker()

    looker()  # a network that does not fit is said once, before any thread begins
    with ThreadPoolExecutor(min(len(files), os.cpu_count() or 1, 4), initializer=settle_in) as threads:
        for lines in threads.map(seen_in, files):
            yield from lines


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file of `paths`; folders give what is in them that may be a picture, in order of name."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(file for file in path.rglob("*") if _may_show_something(file))
        yield from inside or [path]


def _may_show_something(file: Path) -> bool:
    return file.suffix.lower() in still.SUFFIXES | video.SUFFIXES and file.is_file()


def _seen_in(file: Path, looker: Looks) -> Iterator[Found]:
    """Yield a line for the picture, or for each frame of the video, in `file`."""
    try:
        _check_there(file)
        if file.suffix.lower() in video.SUFFIXES:
            yield from _frames_of(file, looker)
        else:
            yield {"file": str(file), **_plain(looker.look_at(read_picture(file)))}
    except PictureError as bad:
        yield {"file": str(file), "error": str(bad)}


def _check_there(file: Path) -> None:
    if file.is_dir():
        raise PictureError("has no picture in it")
    if not file.exists():
        raise PictureError("does not exist")


def _frames_of(file: Path, looker: Looks) -> Iterator[Found]:
    shown = 0
    with Video(file) as film:
        for pixels in film.pictures():
            yield {"file": str(file), "frame": shown, **_plain(looker.look_at(pixels))}
            shown += 1
    if not shown:
        raise PictureError("is a video without a frame that can be read")


def _plain(looked: Looked) -> Found:
    return {
        "faces": [_plain_face(reading) for reading in looked.readings],
        "ms": {"find": round(looked.find, 2), "read": round(looked.read, 2)},
    }


def _plain_face(reading: Reading) -> Found:
    return {
        "box": [round(side, 1) for side in reading.face.box],
        "key_points": {name: [round(x, 1), round(y, 1)] for name, (x, y) in reading.face.key_points.items()},
        "quality": round(reading.quality.value, 3),
        "why_low": reading.quality.why_low,
        "readable": reading.quality.readable,
        "scores": {emotion.value: round(p, 5) for emotion, p in reading.scores.items()},
    }


def _for_people(line: Found) -> str:
    """Return `line` for a terminal: a line a face."""
    name = line["file"] + (f" #{line['frame']}" if "frame" in line else "")
    if "error" in line:
        return f"{name}: it {line['error']}\n"
    if not line["faces"]:
        return f"{name}: nobody\n"
    return "".join(f"{name}: {_face_in_words(face)}\n" for face in line["faces"])


def _face_in_words(face: Found) -> str:
    x, y, w, h = (round(side) for side in face["box"])
    where = f"{w}x{h} px at {x},{y}"
    first, second = sorted(face["scores"].items(), key=lambda item: -item[1])[:2]
    guess = f"{first[0]} {first[1]:.0%}, {second[0]} {second[1]:.0%}"
    if face["readable"]:
        return f"{guess} (quality {face['quality']:.2f}, {where})"
    return f"a face too {face['why_low']} to be read (perhaps {guess}; {where})"
