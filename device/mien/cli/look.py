"""`mien look`: what the eye sees in pictures, folders and videos, one line for each picture."""

import contextlib
import json
import os
import stat
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeAlias

import cv2

from mien.eye.camera import image_file, video_file
from mien.eye.camera.frame import Pixels
from mien.eye.camera.image_file import PictureError, read_picture
from mien.eye.camera.video_file import VideoFile
from mien.eye.emotion.classify import Classifier
from mien.eye.face_reader import CAREFULLY, FaceReader, Reading
from mien.eye.faces.still_image_detector import StillImageDetector

NAP = 0.2  # seconds: an interruption is noticed within them

FaceReport: TypeAlias = dict[str, Any]
"""One line of the answer, as a JSON object."""


@dataclass(frozen=True, slots=True)
class PictureReport:
    """What one picture shows, the largest face first; `find` and `read` are the milliseconds they took."""

    readings: tuple[Reading, ...]
    find: float
    read: float


class ReadsPictures(Protocol):
    """Reads one picture; not for use from two threads at once."""

    def look_at(self, pixels: Pixels) -> PictureReport:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB."""


class PictureReader:
    """Finds and reads every face of a picture with the networks themselves."""

    def __init__(self, faces: Path, emotion: Path) -> None:
        """Load the networks in both folders; raises `NetworkError` or `ManifestError` if one is invalid."""
        self._faces = StillImageDetector(faces)
        classifier = Classifier(emotion)
        self._reader = FaceReader(classifier.scores, classifier.manifest.size, CAREFULLY)

    def look_at(self, pixels: Pixels) -> PictureReport:
        """Return every face in `pixels`, uint8 [height, width, 3] RGB."""
        begun = time.perf_counter()
        faces = self._faces.find_all(pixels)
        found = time.perf_counter()
        readings = tuple(self._reader.read(pixels, face) for face in faces)
        return PictureReport(readings, (found - begun) * 1e3, (time.perf_counter() - found) * 1e3)


def look(paths: Sequence[Path], *, as_json: bool, out: TextIO, looker: Callable[[], ReadsPictures]) -> int:
    """Write what `paths` show to `out`: as JSON a line for each picture or frame, else a line for each face.

    `looker` makes a reader of pictures; it is called once for each thread. Returns 1 if a file could not be
    read, else 0.
    """
    cv2.setNumThreads(1)  # several pictures are processed at once instead
    failed = False
    with contextlib.closing(_lines(list(_files(paths)), looker)) as lines:
        for line in lines:
            failed = failed or "error" in line
            out.write(f"{json.dumps(line)}\n" if as_json else _escaped_for(_for_people(line), out.encoding))
            out.flush()
    return int(failed)


def _lines(files: list[Path], looker: Callable[[], ReadsPictures]) -> Generator[FaceReport]:
    """Yield the lines of `files` in their order; several files are processed at once.

    If closed or interrupted early, it waits only for the frame that each thread is working on.
    """
    if len(files) == 1:
        yield from _reports_of(files[0], looker())
        return
    own, enough = threading.local(), threading.Event()

    def seen_in(file: Path) -> list[FaceReport]:
        return list(takewhile(lambda _: not enough.is_set(), _reports_of(file, own.looker)))

    def settle_in() -> None:
        own.looker = looker()

    looker()  # an invalid network is reported once, before any thread starts
    with ThreadPoolExecutor(min(len(files), os.cpu_count() or 1, 4), initializer=settle_in) as threads:
        try:
            waiting = deque(threads.submit(seen_in, file) for file in files)
            while waiting:
                yield from _outcome(waiting.popleft())
        finally:
            enough.set()
            threads.shutdown(cancel_futures=True)


def _outcome(looking: Future[list[FaceReport]]) -> list[FaceReport]:
    """Return what `looking` found; wait in short naps, since a signal to another thread ends no wait."""
    while not wait([looking], timeout=NAP).done:
        pass
    return looking.result()


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file of `paths`; folders give what is in them that may be a picture, in order of name."""
    for path in paths:
        yield from sorted(_files_below(path)) or [path]


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield possible pictures in and below `folder`, and what cannot be listed: a file, a locked folder."""
    shut: list[Path] = []
    for at, _, names in os.walk(folder, onerror=lambda bad: shut.append(Path(bad.filename))):
        yield from (file for name in names if _may_be_picture(file := Path(at, name)))
    yield from shut


def _may_be_picture(file: Path) -> bool:
    if file.suffix.lower() not in image_file.SUFFIXES | video_file.SUFFIXES:
        return False
    try:
        return stat.S_ISREG(file.stat().st_mode)
    except FileNotFoundError:  # a link to nowhere
        return False
    except OSError:  # it exists; the reason why it cannot be read is reported in its turn
        return True


def _reports_of(file: Path, looker: ReadsPictures) -> Iterator[FaceReport]:
    """Yield a line for the picture, or for each frame of the video, in `file`."""
    try:
        _check_there(file)
        if file.suffix.lower() in video_file.SUFFIXES:
            yield from _frames_of(file, looker)
        else:
            yield {"file": _name(file), **_plain(looker.look_at(read_picture(file)))}
    except PictureError as bad:
        yield {"file": _name(file), "error": str(bad)}


def _check_there(file: Path) -> None:
    try:
        if not stat.S_ISDIR(file.stat().st_mode):
            return
        os.scandir(file).close()
    except (FileNotFoundError, NotADirectoryError) as bad:
        raise PictureError("does not exist") from bad
    except OSError as bad:
        raise PictureError(f"cannot be read: {bad.strerror}") from bad
    raise PictureError("has no picture in it")


def _frames_of(file: Path, looker: ReadsPictures) -> Iterator[FaceReport]:
    shown = 0
    with VideoFile(file) as film:
        for pixels in film.pictures():
            yield {"file": _name(file), "frame": shown, **_plain(looker.look_at(pixels))}
            shown += 1
    if not shown:
        raise PictureError("is a video without a frame that can be read")


def _name(file: Path) -> str:
    r"""Return the name of `file` as valid text for any reader: an invalid UTF-8 byte becomes \xff."""
    return str(file).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _escaped_for(text: str, encoding: str | None) -> str:
    """Return `text` with what `encoding` (None: UTF-8) lacks escaped: no file name may end the run."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _plain(looked: PictureReport) -> FaceReport:
    return {
        "faces": [_plain_face(reading) for reading in looked.readings],
        "ms": {"find": round(looked.find, 2), "read": round(looked.read, 2)},
    }


def _plain_face(reading: Reading) -> FaceReport:
    return {
        "box": [round(side, 1) for side in reading.face.box],
        "key_points": {name: [round(x, 1), round(y, 1)] for name, (x, y) in reading.face.key_points.items()},
        "quality": round(reading.quality.value, 3),
        "why_low": reading.quality.why_low,
        "readable": reading.quality.readable,
        "scores": {emotion.value: round(p, 5) for emotion, p in reading.scores.items()},
    }


def _for_people(line: FaceReport) -> str:
    """Return `line` for a terminal: one line for each face."""
    name = line["file"] + (f" #{line['frame']}" if "frame" in line else "")
    if "error" in line:
        return f"{name}: it {line['error']}\n"
    if not line["faces"]:
        return f"{name}: nobody\n"
    return "".join(f"{name}: {_face_in_words(face)}\n" for face in line["faces"])


def _face_in_words(face: FaceReport) -> str:
    x, y, w, h = (round(side) for side in face["box"])
    where = f"{w}x{h} px at {x},{y}"
    first, second = sorted(face["scores"].items(), key=lambda item: -item[1])[:2]
    guess = f"{first[0]} {first[1]:.0%}, {second[0]} {second[1]:.0%}"
    if face["readable"]:
        return f"{guess} (quality {face['quality']:.2f}, {where})"
    return f"a face too {face['why_low']} to be read (perhaps {guess}; {where})"
