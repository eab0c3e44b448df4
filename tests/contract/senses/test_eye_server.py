"""The eye over a real UNIX socket: what it says, what it makes of what it hears, how it ends."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import pytest

from contract.senses.fake_speaker import FakeSpeaker, eventually
from fakes.faces import FakeClassifier, FakeRoom
from mien.errors import MienError
from mien.eye.camera.fake_camera import FakeCamera
from mien.eye.eye_server import EyeService
from mien.eye.face_reader import FaceReader
from mien.eye.faces.tracker import FaceTracker
from mien.eye.frame_pipeline import FramePipeline
from mien.health.sd_notify import sd_notify
from mien.health.watchdog import Watchdog
from mien.ipc.messages import Closed, Hello, PictureAhead, Trouble
from mien.ipc.speaker_connection import serve_speakers
from mien.ipc.unix_listener import own_socket, passed_socket
from mien.mood.glance import Glance

HELLO = Hello("0", "fake", "1")
ROOM_PICTURE = np.full((480, 640, 3), 128, np.uint8)


class Eye:
    """The eye's service in a thread, with a fake camera and a fake room."""

    def __init__(self, path: Path) -> None:
        self.camera = FakeCamera((ROOM_PICTURE,), interval=0.05)
        self.path = path
        room = FakeRoom((300.0, 200.0, 90.0, 90.0))
        seer = FramePipeline(FaceTracker(room, room), FaceReader(FakeClassifier().scores, 48))
        dog = Watchdog(lambda _: None, lambda _: None)
        service = EyeService(self.camera, seer, HELLO, dog, glances_per_second=10)
        self._wanted = True
        server = own_socket(path, other="eye")
        self._thread = threading.Thread(
            target=serve_speakers,
            args=(server, service.serve, dog.alive, lambda: self._wanted),
            daemon=True,
        )
        self._server = server
        self._thread.start()

    @contextmanager
    def speaker(self, first: bytes | None = b'{"eye": "open"}') -> Iterator[FakeSpeaker]:
        speaker = FakeSpeaker(self.path, first)
        try:
            yield speaker
        finally:
            speaker.go()

    def end(self) -> None:
        self._wanted = False
        self._thread.join(10)
        self._server.close()
        assert not self._thread.is_alive()


@pytest.fixture
def eye(tmp_path: Path) -> Iterator[Eye]:
    made = Eye(tmp_path / "eye.sock")
    yield made
    made.end()


def test_a_speaker_is_greeted_and_then_hears_glances(eye: Eye) -> None:
    with eye.speaker() as speaker:
        assert speaker.hear() == HELLO
        glance = speaker.hear()

    assert isinstance(glance, Glance)
    assert len(glance.faces) == 1


def test_the_camera_is_open_only_while_a_speaker_is_there(eye: Eye) -> None:
    assert not eye.camera.is_open
    with eye.speaker() as speaker:
        speaker.hear_one(Glance)
        assert eye.camera.is_open

    eventually(lambda: not eye.camera.is_open)


def test_a_speaker_that_comes_back_is_served_again_and_meets_somebody_new(eye: Eye) -> None:
    numbers = []
    for _ in range(2):
        with eye.speaker() as speaker:
            assert speaker.hear() == HELLO
            glance = speaker.hear_one(Glance)
            assert isinstance(glance, Glance)
            numbers.append(glance.faces[0].track)

    assert numbers == [0, 1]


def test_the_eye_closes_lets_go_of_the_camera_and_opens_again(eye: Eye) -> None:
    with eye.speaker() as speaker:
        speaker.hear_one(Glance)
        speaker.ask(b'{"eye": "close"}')
        assert speaker.hear_one(Closed) == Closed()
        assert not eye.camera.is_open
        speaker.ask(b'{"eye": "open"}')
        assert isinstance(speaker.hear(), Glance)


def test_an_eye_that_is_opened_again_while_it_still_closes_sees_again(
    eye: Eye, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, may_end, close = threading.Event(), threading.Event(), eye.camera.close

    def closes_slowly() -> None:
        begins.set()
        may_end.wait(10)
        close()

    monkeypatch.setattr(eye.camera, "close", closes_slowly)
    with eye.speaker() as speaker:
        speaker.hear_one(Glance)
        speaker.ask(b'{"eye": "close"}')
        assert begins.wait(10)
        speaker.ask(b'{"eye": "open"}')
        time.sleep(0.2)  # it hears that in a thread
        may_end.set()

        assert speaker.hear_one((Closed, Trouble)) == Closed()
        assert isinstance(speaker.hear(), Glance)


@pytest.mark.parametrize("first", [b'{"eye": "close"}', b'{"live": true}', None])
def test_the_camera_is_not_opened_before_the_speaker_says_so(eye: Eye, first: bytes | None) -> None:
    """The eye of a speaker whose owner closed it stays closed over a restart, also for the first moment."""
    with eye.speaker(first) as speaker:
        assert speaker.hear() == HELLO
        assert speaker.hear() == Closed()
        assert eye.camera.states == []
        speaker.ask(b'{"eye": "open"}')
        assert isinstance(speaker.hear_one(Glance), Glance)


def test_invalid_requests_are_ignored_and_logged_once(eye: Eye, caplog: pytest.LogCaptureFixture) -> None:
    with eye.speaker() as speaker:
        for line in (b"hello?", b'{"eye": "ajar"}', b"\xff\x00", b'{"live": 7}', b"", b"[" * 10_000):
            speaker.ask(line)
        speaker.ask(b'{"eye": "close"}')
        assert speaker.hear_one(Closed) == Closed()

    assert caplog.text.count("invalid request") == 1


def test_a_line_without_an_end_is_hung_up_on_and_the_next_speaker_is_served(eye: Eye) -> None:
    with eye.speaker() as speaker, pytest.raises((BrokenPipeError, ConnectionResetError)):
        speaker._socket.sendall(b"x" * 4_000_000)
    with eye.speaker() as speaker:
        assert speaker.hear() == HELLO


def test_pictures_come_only_while_they_are_asked_for(eye: Eye) -> None:
    with eye.speaker() as speaker:
        assert all(not isinstance(speaker.hear(), PictureAhead) for _ in range(8))
        speaker.ask(b'{"live": true}')
        ahead = speaker.hear_one(PictureAhead)
        assert isinstance(ahead, PictureAhead)
        picture = cv2.imdecode(np.frombuffer(speaker.take(ahead.size), np.uint8), cv2.IMREAD_COLOR)
        speaker.ask(b'{"live": false}')
        speaker.ask(b'{"eye": "close"}')
        speaker.hear_one(Closed)
        speaker.ask(b'{"eye": "open"}')
        after = [speaker.hear() for _ in range(5)]

    assert picture is not None
    assert picture.shape == (480, 640, 3)
    assert all(isinstance(said, Glance) for said in after)


def test_live_pictures_come_at_five_a_second_or_more(eye: Eye) -> None:
    with eye.speaker() as speaker:
        speaker.ask(b'{"live": true}')
        speaker.take(speaker.hear_one(PictureAhead).size)  # type: ignore[union-attr]
        ends = [time.monotonic()]
        for _ in range(60):
            speaker.take(speaker.hear_one(PictureAhead).size)  # type: ignore[union-attr]
            ends.append(time.monotonic())

    best = min(after - before for before, after in zip(ends, ends[10:], strict=False))
    assert best < 2.0, "at least where nothing else kept the machine busy"


def test_a_camera_that_is_faster_than_ten_frames_a_second_is_not_looked_at_more_often(eye: Eye) -> None:
    pictures = 0
    with eye.speaker() as speaker:
        speaker.ask(b'{"live": true}')
        speaker.take(speaker.hear_one(PictureAhead).size)  # type: ignore[union-attr]
        for _ in range(20):  # glances and pictures, ten a second each; the camera gives twenty
            said = speaker.hear()
            if isinstance(said, PictureAhead):
                speaker.take(said.size)
                pictures += 1

    assert 9 <= pictures <= 11


def test_a_camera_that_is_unplugged_is_told_and_found_again(eye: Eye) -> None:
    with eye.speaker() as speaker:
        speaker.hear_one(Glance)
        eye.camera.unplugged = True
        trouble = speaker.hear_one(Trouble)
        eye.camera.unplugged = False
        assert isinstance(speaker.hear_one(Glance), Glance)

    assert trouble == Trouble("camera", "The fake camera was unplugged.")


def test_a_recording_that_ends_is_told(tmp_path: Path) -> None:
    eye = Eye(tmp_path / "eye.sock")
    eye.camera._ends = True
    with eye.speaker() as speaker:
        assert speaker.hear_one(Trouble) == Trouble("camera", "The recording has ended.")
    eye.end()


def test_a_second_eye_at_the_same_socket_is_refused(eye: Eye) -> None:
    with pytest.raises(MienError, match="is another eye running"):
        own_socket(eye.path, other="eye")


def test_a_socket_that_a_dead_eye_left_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "eye.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()

    own_socket(path, other="eye").close()


def test_only_the_owner_may_open_the_socket(eye: Eye) -> None:
    assert eye.path.stat().st_mode & 0o777 == 0o600


def test_systemd_hears_the_state_and_passes_the_socket_only_to_whom_it_is_for(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(path))
        sd_notify({"NOTIFY_SOCKET": str(path)})("READY=1")
        assert systemd.recv(100) == b"READY=1"
    sd_notify({"NOTIFY_SOCKET": str(path)})("WATCHDOG=1")  # nobody listens any more
    sd_notify({})("READY=1")

    assert passed_socket({"LISTEN_PID": "1", "LISTEN_FDS": "1"}, pid=2) is None
    assert passed_socket({}, pid=2) is None


def test_what_the_eye_says_is_json_a_line(eye: Eye) -> None:
    with eye.speaker() as speaker:
        lines = [speaker._reader.readline() for _ in range(4)]

    assert all(isinstance(json.loads(line), dict) for line in lines)
