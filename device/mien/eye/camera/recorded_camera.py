"""A camera that plays a recording: a picture, a folder of pictures in order of name, or a video."""

import logging
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from mien.eye.camera import image_file, video_file
from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, Pixels, frame_of
from mien.eye.camera.image_file import PictureError, read_picture
from mien.eye.camera.video_file import VideoFile
from mien.types import Seconds

logger = logging.getLogger(__name__)

PICTURE_RATE = 5.0  # pictures a second of a folder; a video has a rate of its own


class RecordedCamera:
    """Plays the recording at `path`. Pictures that cannot be read are skipped and logged."""

    def __init__(  # noqa: PLR0913  # each is an option of the spec
        self,
        path: Path,
        *,
        loop: bool = False,
        fast: bool = False,
        rate: float | None = None,
        clock: Callable[[], Seconds] = time.monotonic,
        sleep: Callable[[Seconds], None] = time.sleep,
    ) -> None:
        """Play at `rate` frames a second (default: the recording's own), or as fast as possible."""
        self._path, self._loop, self._fast, self._rate = path, loop, fast, rate
        self._clock, self._sleep = clock, sleep
        self._closed = False

    def frames(self) -> Iterator[Frame]:
        """Yield the recording's frames; `at` runs at the recording's pace even when played faster."""
        self._closed = False
        due = self._clock()
        while not self._closed:
            shown = 0
            for pixels, lasts in self._timed_pictures():
                if self._closed:
                    return
                self._wait_until(due)
                yield frame_of(pixels, due)
                due += lasts
                shown += 1
            if not shown:
                raise CameraError(f"No picture in {self._path} can be read.")
            if not self._loop:
                return

    def close(self) -> None:
        """Stop playing."""
        self._closed = True

    def _wait_until(self, due: Seconds) -> None:
        if not self._fast:
            self._sleep(max(0.0, due - self._clock()))

    def _timed_pictures(self) -> Iterator[tuple[Pixels, Seconds]]:
        """Yield each picture once, with its duration."""
        files = _files_of(self._path)
        if self._path.suffix.lower() in video_file.SUFFIXES:
            yield from self._video()
            return
        for file in files:
            try:
                yield read_picture(file), 1 / (self._rate or PICTURE_RATE)
            except PictureError as bad:
                logger.warning("Skipped %s: it %s", file, bad)

    def _video(self) -> Iterator[tuple[Pixels, Seconds]]:
        try:
            file = VideoFile(self._path)
        except PictureError as bad:
            raise CameraError(f"{self._path} {bad}.") from bad
        with file:
            for pixels in file.pictures():
                yield pixels, 1 / (self._rate or file.rate)


def _files_of(path: Path) -> list[Path]:
    """Return the pictures in the folder `path`, in order of name, or `path` itself; raises `CameraError`."""
    try:
        if not stat.S_ISDIR(path.stat().st_mode):
            return [path]
        return sorted(file for file in path.iterdir() if file.suffix.lower() in image_file.SUFFIXES)
    except (FileNotFoundError, NotADirectoryError) as bad:
        raise CameraError(f"There is no recording at {path}.") from bad
    except OSError as bad:
        raise CameraError(f"The recording at {path} cannot be read: {bad.strerror}.") from bad
