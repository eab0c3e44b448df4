"""`mien look` on real files, with fake networks: its output for each, and the exit status."""

import io
import json
import os
import re
import signal
import threading
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from contract.locks import may_not_enter
from fakes.faces import HAPPY, landmarks_on
from mien.cli.look import PictureReport, look
from mien.eye.camera.frame import Pixels
from mien.eye.face_reader import Reading
from mien.eye.faces.face_geometry import geometry_of
from mien.eye.faces.quality import Quality
from mien.mood.emotion import Emotion


class FakeLooker:
    """Sees one happy face in every picture that is not black."""

    def look_at(self, pixels: Pixels) -> PictureReport:
        if not pixels.any():
            return PictureReport((), 1.0, 0.0)
        face = geometry_of(landmarks_on((10.0, 10.0, 40.0, 50.0)))
        return PictureReport((Reading(face, Quality(0.2, "turned"), HAPPY),), 1.234, 0.5)


def _picture(file: Path, shade: int = 200) -> Path:
    cv2.imwrite(str(file), np.full((64, 64, 3), shade, np.uint8))
    return file


def _film(file: Path, frames: int) -> Path:
    plain = file.with_name("plain.avi")  # OpenCV cannot write to names that are not UTF-8
    writer = cv2.VideoWriter(str(plain), cv2.VideoWriter.fourcc(*"MJPG"), 5.0, (64, 64))
    for _ in range(frames):
        writer.write(np.full((64, 64, 3), 200, np.uint8))
    writer.release()
    return plain.rename(file)


def _looked(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    status = look(paths, as_json=True, out=out, looker=FakeLooker)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_picture_is_one_line_with_everything_that_was_seen(tmp_path: Path) -> None:
    file = _picture(tmp_path / "a.png")

    status, (line,) = _looked(file)

    assert status == 0
    assert set(line) == {"file", "faces", "ms"}
    assert line["file"] == str(file)
    assert line["ms"] == {"find": 1.23, "read": 0.5}
    (face,) = line["faces"]
    assert set(face) == {"box", "key_points", "quality", "why_low", "readable", "scores"}
    assert set(face["scores"]) == set(Emotion)
    assert face["readable"] is False
    assert len(face["box"]) == 4


def test_nobody_is_an_answer(tmp_path: Path) -> None:
    status, (line,) = _looked(_picture(tmp_path / "a.png", shade=0))

    assert (status, line["faces"]) == (0, [])


def test_a_folder_is_looked_through_in_order_of_name_and_other_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.jpg", "a.jpg", "b/x.png"):
        _picture(tmp_path / name)
    (tmp_path / "labels.csv").write_text("no picture")

    status, lines = _looked(tmp_path)

    assert status == 0
    assert [Path(line["file"]).relative_to(tmp_path).as_posix() for line in lines] == [
        "a.jpg",
        "b/x.png",
        "c.jpg",
    ]


def test_a_file_that_cannot_be_read_stops_no_other_and_shows_in_the_status(tmp_path: Path) -> None:
    good = _picture(tmp_path / "good.jpg")
    truncated = tmp_path / "cut.jpg"
    truncated.write_bytes(good.read_bytes()[:-200])
    text = tmp_path / "text.png"
    text.write_text("no picture")

    status, lines = _looked(truncated, tmp_path / "missing.jpg", text, good)

    assert status == 1
    assert [("truncated" in line.get("error", ""), "faces" in line) for line in lines] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert lines[1]["error"] == "does not exist"


def test_a_damaged_png_is_said_to_be_cut_short(tmp_path: Path) -> None:
    file = _picture(tmp_path / "a.png")
    file.write_bytes(file.read_bytes()[:-30])

    assert "truncated" in _looked(file)[1][0]["error"]


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_picture_with_a_film_behind_it_is_read_like_any_other(tmp_path: Path, name: str) -> None:
    file = _picture(tmp_path / name)
    file.write_bytes(file.read_bytes() + b"\0\0\0\x18ftypmp42 \xff\xd9 \xff\xda" + bytes(100))

    status, (line,) = _looked(file)

    assert (status, len(line["faces"])) == (0, 1)


ODD = os.fsdecode(b"M\xfcller")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_name_that_is_not_utf8_is_written_escaped_and_ends_no_run(tmp_path: Path, *, as_json: bool) -> None:
    _picture(tmp_path / "plain.png").rename(tmp_path / f"{ODD}.png")
    _picture(tmp_path / "\u00fc.png")
    _film(tmp_path / f"{ODD}.avi", 1)
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="strict")

    status = look([tmp_path], as_json=as_json, out=out, looker=FakeLooker)

    out.seek(0)
    lines = out.read().splitlines()
    names = [json.loads(line)["file"] if as_json else re.split(": | #", line)[0] for line in lines]
    assert status == 0
    assert names == [f"{tmp_path}/{name}" for name in (r"M\xfcller.avi", r"M\xfcller.png", "\u00fc.png")]


def test_a_name_that_the_terminal_cannot_show_is_written_escaped(tmp_path: Path) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii", errors="strict")

    look([_picture(tmp_path / "\u00fc.png", shade=0)], as_json=False, out=out, looker=FakeLooker)

    out.seek(0)
    assert out.read() == rf"{tmp_path}/\xfc.png: nobody" + "\n"


def test_files_that_one_may_not_enter_or_list_are_said_and_stop_no_other(locked: Path) -> None:
    _picture(locked / "good.jpg")

    with may_not_enter():
        status, lines = _looked(locked, locked / "shut" / "b.jpg")

    assert status == 1
    assert [(Path(line["file"]).relative_to(locked).as_posix(), line.get("error")) for line in lines] == [
        ("good.jpg", None),
        ("listed/a.jpg", "cannot be read: Permission denied"),
        ("shut", "cannot be read: Permission denied"),
        ("shut/b.jpg", "cannot be read: Permission denied"),
    ]


def test_a_name_that_no_file_can_have_is_said(tmp_path: Path) -> None:
    status, (line,) = _looked(tmp_path / f"{'x' * 300}.jpg")

    assert (status, line["error"]) == (1, "cannot be read: File name too long")


def test_a_folder_without_a_picture_is_an_error(tmp_path: Path) -> None:
    status, (line,) = _looked(tmp_path)

    assert (status, line["error"]) == (1, "has no picture in it")


class InterruptedLooker(FakeLooker):
    """At the first picture it sends Ctrl-C to the working thread, which does not wake the waiting one."""

    looks = 0

    def look_at(self, pixels: Pixels) -> PictureReport:
        InterruptedLooker.looks += 1
        if InterruptedLooker.looks == 1:
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        time.sleep(0.05)
        return super().look_at(pixels)


def test_an_interruption_that_comes_while_files_are_waited_for_ends_the_looking(tmp_path: Path) -> None:
    films = [_film(tmp_path / name, 200) for name in ("a.avi", "b.avi")]

    with pytest.raises(KeyboardInterrupt):
        look(films, as_json=True, out=io.StringIO(), looker=InterruptedLooker)

    assert InterruptedLooker.looks < 200, "no film was looked at to its end"


def test_every_frame_of_a_video_is_a_line(tmp_path: Path) -> None:
    status, lines = _looked(_film(tmp_path / "film.avi", 4))

    assert status == 0
    assert [line["frame"] for line in lines] == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_a_video_that_cannot_be_read_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no film")

    status, (line,) = _looked(tmp_path / name)

    assert (status, line["error"]) == (1, "is not a video that can be read")


def test_a_grey_picture_and_one_with_alpha_are_read_like_any_other(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((64, 64), 200, np.uint8))
    cv2.imwrite(str(tmp_path / "alpha.png"), np.full((64, 64, 4), 200, np.uint8))

    status, lines = _looked(tmp_path)

    assert (status, [len(line["faces"]) for line in lines]) == (0, [1, 1])


def test_people_get_a_sentence_a_face(tmp_path: Path) -> None:
    out = io.StringIO()
    look(
        [_picture(tmp_path / "a.png"), _picture(tmp_path / "b.png", shade=0), tmp_path / "c.png"],
        as_json=False,
        out=out,
        looker=FakeLooker,
    )

    first, second, third = out.getvalue().splitlines()
    assert first.endswith(
        "a.png: a face too turned to be read (perhaps happy 94%, angry 1%; 40x50 px at 10,10)"
    )
    assert second.endswith("b.png: nobody")
    assert third.endswith("c.png: it does not exist")
