import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.ipc.messages import (
    Closed,
    FromEye,
    Hello,
    PictureAhead,
    SetEye,
    SetLive,
    ToEye,
    Trouble,
    WireError,
    eye_line,
    parse_eye_line,
    parse_speaker_line,
    speaker_line,
)
from mien.mood.emotion import Emotion
from mien.mood.glance import Face, Glance

SURE = {emotion: 1.0 if emotion is Emotion.HAPPY else 0.0 for emotion in Emotion}
FACE = Face(3, (10.0, 20.0, 64.0, 64.0), 0.5, SURE, key_points={"nose": (42.0, 50.0)})


@pytest.mark.parametrize(
    "message",
    [
        Hello("0.1.0", "webcam:0", "1.0"),
        Glance(12.5, (FACE,), light=0.25, age=0.5),
        Glance(0.0),
        Trouble("camera", "There is no camera."),
        Closed(),
        PictureAhead(1000),
    ],
)
def test_what_the_eye_says_arrives_as_it_was_said(message: FromEye) -> None:
    assert parse_eye_line(eye_line(message)) == message


@pytest.mark.parametrize("message", [SetEye(is_open=True), SetEye(is_open=False), SetLive(is_on=True)])
def test_what_the_speaker_asks_arrives_as_it_was_asked(message: ToEye) -> None:
    assert parse_speaker_line(speaker_line(message)) == message


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[1]",
        b"{}",
        b'{"glance": {}}',
        b'{"glance": {"at": 1}, "closed": true}',
        b'{"picture": true}',
        b'{"picture": 99999999999}',
        b'{"picture": 0}',
        b'{"closed": false}',
        b'{"hello": {"version": 1, "camera": "", "model": ""}}',
        b'{"glance": {"at": NaN}}',
        b"[" * 100_000,
    ],
)
def test_a_line_that_is_no_message_of_the_eye_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        parse_eye_line(line)


@pytest.mark.parametrize(
    "line", [b'{"eye": "ajar"}', b'{"live": 1}', b'{"eye": "open", "live": true}', b"\xff"]
)
def test_a_line_that_is_no_request_of_the_speaker_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        parse_speaker_line(line)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_more_than_be_refused(line: bytes) -> None:
    for parse in (parse_eye_line, parse_speaker_line):
        try:
            parse(line)
        except WireError:
            continue
