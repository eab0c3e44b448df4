"""One suite for every camera that can run here: recorded pictures, a recorded video, the fake, a webcam."""

import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest

from contract.locks import may_not_enter
from fakes.picamera import LAYOUTS, fake_picamera2
from mien.eye.camera.camera import Camera, CameraError
from mien.eye.camera.camera_spec import open_camera
from mien.eye.camera.fake_camera import FakeCamera
from mien.eye.camera.frame import Pixels
from mien.eye.camera.recorded_camera import RecordedCamera
from mien.eye.camera.web_camera import WebCamera

WEBCAM = Path("/dev/video0")

# Picamera2 0.3.38, previews/drm_preview.py
IMPORTED_AS_PICAMERA2_IS = """
try:
    import kms as pykms
    from kms import PixelFormats as PixelFormat
except ImportError:
    import pykms
    from pykms import PixelFormat
FORMATS = {"RGB888": PixelFormat.RGB888}

def Picamera2():
    raise IndexError("no camera")
"""


def _painted(shade: int) -> Pixels:
    picture = np.full((48, 64, 3), shade, np.uint8)
    picture[:, :, 0] = min(255, shade + 60)  # reddish, so that swapped colours are noticed
    return picture


def _folder(there: Path, count: int = 3) -> Path:
    for number in range(count):
        bgr = cv2.cvtColor(_painted(40 * number + 40), cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(there / f"{number}.png"), bgr)
    return there


def _video(there: Path, count: int = 10) -> Path:
    file = there / "film.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
    for number in range(count):
        writer.write(cv2.cvtColor(_painted(100 + number), cv2.COLOR_RGB2BGR))
    writer.release()
    return file


MAKERS: dict[str, Callable[[Path], Camera]] = {
    "pictures": lambda there: RecordedCamera(_folder(there), fast=True, loop=True),
    "video": lambda there: RecordedCamera(_video(there), fast=True, loop=True),
    "fake": lambda _: FakeCamera((_painted(40), _painted(80)), interval=0.001),
    "webcam": lambda _: WebCamera(0),
}


@pytest.fixture(params=MAKERS)
def camera(request: pytest.FixtureRequest, tmp_path: Path) -> Camera:
    if request.param == "webcam" and not WEBCAM.exists():
        pytest.skip("no webcam here")
    return MAKERS[request.param](tmp_path)


def test_frames_are_rgb_bytes_with_their_light_and_times_that_only_grow(camera: Camera) -> None:
    frames = list(islice(camera.frames(), 5))
    camera.close()

    assert len(frames) == 5
    assert all(frame.pixels.dtype == np.uint8 and frame.pixels.shape[2] == 3 for frame in frames)
    assert all(0.0 <= frame.light <= 1.0 for frame in frames)
    times = [frame.at for frame in frames]
    assert times == sorted(set(times))


def test_a_camera_can_be_closed_twice_and_opened_again(camera: Camera) -> None:
    for _ in range(2):
        assert len(list(islice(camera.frames(), 2))) == 2
        camera.close()
        camera.close()


def test_a_closed_camera_gives_no_more_frames(camera: Camera) -> None:
    frames = camera.frames()
    next(frames)
    camera.close()

    assert list(frames) == []


def test_the_fake_remembers_what_happened_to_it() -> None:
    camera = FakeCamera(interval=0.0, ends=True)
    assert len(list(camera.frames())) == 1
    camera.close()
    camera.unplugged = True
    with pytest.raises(CameraError, match="unplugged"):
        next(camera.frames())

    assert camera.states == ["opened", "closed"]
    assert camera.frame_count == 1
    assert not camera.is_open


def test_a_fake_that_is_unplugged_while_open_fails_at_its_next_frame() -> None:
    camera = FakeCamera(interval=0.0)
    frames = camera.frames()
    next(frames)
    camera.unplugged = True

    with pytest.raises(CameraError, match="was unplugged"):
        next(frames)


def test_red_stays_red(tmp_path: Path) -> None:
    for camera in (RecordedCamera(_folder(tmp_path), fast=True), RecordedCamera(_video(tmp_path), fast=True)):
        red, green, _ = next(camera.frames()).pixels[24, 32]

        assert red > green + 30


def test_pictures_come_in_order_of_name_and_then_end(tmp_path: Path) -> None:
    frames = list(RecordedCamera(_folder(tmp_path), fast=True).frames())

    assert [int(frame.pixels[0, 0, 1]) for frame in frames] == [40, 80, 120]


def test_a_video_ends(tmp_path: Path) -> None:
    assert len(list(RecordedCamera(_video(tmp_path), fast=True).frames())) == 10


def test_a_recording_keeps_its_own_pace(tmp_path: Path) -> None:
    now = [50.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    camera = RecordedCamera(_video(tmp_path), clock=lambda: now[0], sleep=sleep)
    times = [frame.at for frame in camera.frames()]

    assert times == pytest.approx([50.0 + n / 20 for n in range(10)])
    assert now[0] == pytest.approx(times[-1])


def test_a_picture_cut_short_is_passed_over_and_the_others_are_shown(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _folder(tmp_path)
    _, jpeg = cv2.imencode(".jpg", _painted(90))
    (tmp_path / "1cut.jpg").write_bytes(jpeg.tobytes()[: len(jpeg) * 2 // 3])

    frames = list(open_camera(f"recorded:{tmp_path}?pace=fast").frames())

    assert len(frames) == 3
    assert "1cut.jpg: it is truncated" in caplog.text


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\xff\xd8\xff\xd9"])
def test_a_recording_without_a_picture_is_a_camera_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)

    with pytest.raises(CameraError, match="No picture in"):
        next(RecordedCamera(tmp_path, loop=True).frames())


def test_a_file_that_is_no_video_is_a_camera_error(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"no film")

    with pytest.raises(CameraError, match="not a video"):
        next(RecordedCamera(tmp_path / "film.mp4").frames())


@pytest.mark.parametrize("spec", ["recorded:/no/such/place", "webcam:93"])
def test_a_missing_camera_is_said_in_a_sentence_when_it_is_opened(spec: str) -> None:
    with pytest.raises(CameraError, match=r"no recording at|cannot be opened"):
        next(open_camera(spec).frames())


@pytest.mark.parametrize("path", ["shut", "shut/a.jpg", "listed/a.jpg", "x" * 300])
def test_a_recording_that_may_not_be_read_is_said_in_a_sentence(locked: Path, path: str) -> None:
    with may_not_enter(), pytest.raises(CameraError, match=r"cannot be read: (Permission|File name)"):
        next(RecordedCamera(locked / path).frames())


def test_a_pi_camera_where_there_is_none_is_said_in_a_sentence() -> None:
    with pytest.raises(CameraError, match="Pi"):
        next(open_camera("picamera2").frames())


def _picamera2_with(content: str, there: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (there / "picamera2.py").write_text(content)
    monkeypatch.syspath_prepend(there)
    for name in ("picamera2", "kms", "pykms"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))  # restored after the test
        monkeypatch.delitem(sys.modules, name)


def test_picamera2_is_imported_without_a_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _picamera2_with(IMPORTED_AS_PICAMERA2_IS, tmp_path, monkeypatch)

    with pytest.raises(CameraError, match="ribbon"):
        next(open_camera("picamera2").frames())


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        # apt's simplejpeg with a newer numpy, and the same error from other extensions
        ("raise ValueError('numpy.dtype size changed')", "ValueError: numpy.dtype size changed"),
        ("raise AttributeError('_ARRAY_API not found')", "AttributeError: _ARRAY_API not found"),
        ("import no_such_library", "No module named 'no_such_library'"),
    ],
)
def test_a_picamera2_that_breaks_on_import_is_said_with_the_place_and_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str, says: str
) -> None:
    _picamera2_with(fault, tmp_path, monkeypatch)

    with pytest.raises(CameraError, match="cannot be loaded") as said:
        next(open_camera("picamera2").frames())

    assert says in str(said.value)
    assert str(tmp_path / "picamera2.py") in str(said.value)
    assert "apt install --reinstall python3-picamera2" in str(said.value)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("controls", [(), ("FrameDurationLimits",)], ids=["no pace", "pace"])
def test_a_pi_camera_is_read_in_the_layout_that_it_gives(
    monkeypatch: pytest.MonkeyPatch, layout: str, controls: tuple[str, ...]
) -> None:
    red = np.full((480, 640, 3), (200, 40, 40), np.uint8)
    monkeypatch.setitem(sys.modules, "picamera2", fake_picamera2(red, layout, controls))

    frame = next(open_camera("picamera2").frames())

    assert frame.pixels.shape == (480, 640, 3)
    assert np.abs(frame.pixels.astype(int) - red).max() <= 3


def test_a_pi_camera_whose_pictures_cannot_be_read_says_which_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", fake_picamera2(np.zeros((9, 9, 3), np.uint8), "MJPEG"))

    with pytest.raises(CameraError, match="gives MJPEG pictures"):
        next(open_camera("picamera2").frames())
