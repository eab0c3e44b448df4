"""What the ear says, over the wire and back; whatever else comes is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.ipc.ear_messages import EarHello, FromEar, Listening, ear_line, parse_ear_line
from mien.ipc.messages import Closed, SetMusic, Trouble, WireError, parse_speaker_line, speaker_line
from mien.ipc.utterance_codec import UtteranceError, utterance_from_json, utterance_to_json
from mien.mood.emotion import Emotion
from mien.mood.senses.utterance import Utterance

UTTERANCE = Utterance(
    12.5, 2.0, 0.4, -0.1, {e: 0.4 if e is Emotion.SAD else 0.1 for e in Emotion}, -31.0, 0.9
)


@pytest.mark.parametrize(
    "message",
    [
        UTTERANCE,
        EarHello("1", "default", "2"),
        Listening(-50.0, speech=True),
        Listening(-50.0, speech=False, noise=-61.5),
        Trouble("m", "s"),
        Closed(),
    ],
)
def test_what_the_ear_says_comes_back(message: FromEar) -> None:
    assert parse_ear_line(ear_line(message)) == message


@pytest.mark.parametrize("is_on", [True, False])
def test_the_ear_is_told_of_music(is_on: bool) -> None:  # noqa: FBT001
    assert parse_speaker_line(speaker_line(SetMusic(is_on))) == SetMusic(is_on)


@pytest.mark.parametrize(
    "fields",
    [
        {"seconds": -1},
        {"seconds": 1e9},
        {"arousal": 1.1},
        {"valence": True},
        {"loudness": 3},
        {"quality": "1"},
        {"start": float("nan")},
        {"why_low": 3},
        {"why_low": "x" * 41},
        {"words": "hello"},
        {"scores": None},
        {"scores": {"sad": 1.0}},
        {"scores": {e.value: 0.5 for e in Emotion}},
        {"scores": {e.value: (2.0 if e is Emotion.SAD else -1 / 6) for e in Emotion}},
    ],
)
def test_what_is_no_utterance_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(UtteranceError):
        utterance_from_json(utterance_to_json(UTTERANCE) | fields)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"utterance": 3}',
        b'{"utterance": {}}',
        b'{"listening": {"level": 3, "speech": true}}',
        b'{"listening": {"level": -3, "speech": true, "noise": 3}}',
        b'{"listening": {"level": -3, "speech": true, "noise": true}}',
        b'{"closed": false}',
        b'{"glance": {}}',
        b'{"hello": {"version": 1}}',
        b'{"closed": true, "more": 1}',
    ],
)
def test_nonsense_is_refused(line: bytes) -> None:
    with pytest.raises(WireError):
        parse_ear_line(line)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.dictionaries(st.text(), x))
)
def test_nothing_that_json_can_hold_does_more_than_be_refused(plain: Any) -> None:
    for line in (json.dumps({"utterance": plain}), json.dumps(plain)):
        try:
            parse_ear_line(line.encode())
        except WireError:
            continue
