"""The ear over a real UNIX socket: what it says, when it is deaf, what the speaker makes of it."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mien.ear.ear_server import AFTERGLOW, EarParts, EarService
from mien.ear.echo.echo_canceller import Cleaned
from mien.ear.microphone.microphone import BLOCK, RATE, MicrophoneError, Samples
from mien.ear.voice.segmenter import Segmenter
from mien.ear.voice.voice_network import VoiceReading
from mien.health.watchdog import Watchdog
from mien.ipc import ear_client
from mien.ipc.ear_client import EarCallbacks, EarLink
from mien.ipc.ear_messages import EarHello, FromEar, Listening, ear_line, parse_ear_line
from mien.ipc.messages import Closed, Trouble
from mien.ipc.speaker_connection import SpeakerConnection
from mien.ipc.unix_listener import own_socket
from mien.mood.emotion import Emotion
from mien.mood.events import Sensed
from mien.mood.senses.utterance import Utterance
from unit.ear.sounds import is_loud, silence, speech

HELLO = EarHello("0", "fake", "1")
EXCITED = VoiceReading(dict.fromkeys(Emotion, 1 / 7), 1.0, 0.5)
UTTERANCE = Utterance(1.0, 2.0, 0.5, 0.0, dict.fromkeys(Emotion, 1 / 7), -30.0, 1.0)


class FakeMicrophone:
    """Gives what it was given, then silence for ever; `opened` counts."""

    def __init__(self, *sounds: Samples, fails: bool = False) -> None:
        self._sound = np.concatenate([silence(0), *sounds])
        self._fails = fails
        self.opened = 0
        self.is_open = False

    def blocks(self) -> Iterator[Samples]:
        self.opened, self.is_open = self.opened + 1, True
        if self._fails:
            raise MicrophoneError("The microphone is gone.")
        for start in range(0, len(self._sound), BLOCK):
            yield self._sound[start : start + BLOCK]
        while True:
            time.sleep(0.01)
            yield silence(BLOCK / RATE)

    def close(self) -> None:
        self.is_open = False


class Ear:
    """The service with a speaker at the other end of a pair of sockets."""

    def __init__(self, microphone: FakeMicrophone, own_music: Any = None) -> None:
        ours, theirs = socket.socketpair()
        self._ours = ours
        ours.settimeout(20)
        self._reader = ours.makefile("rb")
        watchdog = Watchdog(lambda _: None, device="microphone")
        service = EarService(
            EarParts(microphone, Segmenter(is_loud), lambda _: EXCITED, own_music), HELLO, watchdog
        )
        self.speaker = SpeakerConnection(theirs)
        self._thread = threading.Thread(target=service.serve, args=(self.speaker,), daemon=True)
        self._thread.start()

    def ask(self, **request: Any) -> None:
        self._ours.sendall(json.dumps(request).encode() + b"\n")

    def hear(self, until: Callable[[FromEar], bool]) -> FromEar:
        while True:
            message = parse_ear_line(self._reader.readline())
            if until(message):
                return message

    def end(self) -> None:
        self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        self.speaker.close()
        self._reader.close()
        self._ours.close()
        assert not self._thread.is_alive()


@pytest.fixture
def ears() -> Iterator[Callable[..., Ear]]:
    made: list[Ear] = []

    def make(microphone: FakeMicrophone, own_music: Any = None) -> Ear:
        made.append(Ear(microphone, own_music))
        return made[-1]

    yield make
    for ear in made:
        ear.end()


def is_utterance(message: FromEar) -> bool:
    return isinstance(message, Utterance)


def test_it_says_who_it_is_and_stays_closed_until_it_may_listen(ears: Callable[..., Ear]) -> None:
    microphone = FakeMicrophone()
    ear = ears(microphone)
    ear.ask(eye="close")

    assert ear.hear(lambda _: True) == HELLO
    assert ear.hear(lambda _: True) == Closed()
    assert microphone.opened == 0


def test_speech_while_no_music_plays_is_an_utterance(ears: Callable[..., Ear]) -> None:
    ear = ears(FakeMicrophone(silence(AFTERGLOW + 1), speech(2), silence(2)))
    ear.ask(music=False)
    ear.ask(eye="open")

    heard = ear.hear(is_utterance)

    assert isinstance(heard, Utterance)
    assert heard.arousal == pytest.approx(0.8)
    assert 2.0 <= heard.seconds <= 3.0


@pytest.mark.parametrize("request_", [{"music": True}, {}])
def test_while_music_plays_or_may_play_nothing_is_an_utterance(
    ears: Callable[..., Ear], request_: dict[str, bool]
) -> None:
    ear = ears(FakeMicrophone(speech(4), silence(2)))
    if request_:
        ear.ask(**request_)
    ear.ask(eye="open")

    seen = [ear.hear(lambda _: True) for _ in range(12)]

    assert not any(map(is_utterance, seen))
    assert Listening not in {type(message) for message in seen if getattr(message, "speech", False)}


class NoEcho:
    """Own music that is taken out perfectly."""

    def __init__(self) -> None:
        self.is_closed = False

    def clean(self, block: Samples) -> Cleaned | None:
        return Cleaned(block, np.zeros(len(block) // 160))

    def close(self) -> None:
        self.is_closed = True


def test_while_music_plays_and_is_taken_out_speech_is_an_utterance(ears: Callable[..., Ear]) -> None:
    own_music = NoEcho()
    ear = ears(FakeMicrophone(silence(3), speech(2), silence(2)), own_music)
    ear.ask(music=True)
    ear.ask(eye="open")

    heard = ear.hear(is_utterance)

    assert isinstance(heard, Utterance)
    ear.ask(eye="close")
    ear.hear(lambda message: isinstance(message, Closed))
    assert own_music.is_closed


def test_somebody_who_begins_to_speak_is_reported_at_once(ears: Callable[..., Ear]) -> None:
    ear = ears(FakeMicrophone(silence(AFTERGLOW + 1.2), speech(2), silence(2)))
    ear.ask(music=False)
    ear.ask(eye="open")
    ear.hear(lambda message: isinstance(message, Listening) and message.speech)

    report = ear.hear(lambda message: isinstance(message, Listening) and not message.speech)

    assert isinstance(report, Listening)
    assert report.noise is not None


def test_just_after_music_it_is_still_deaf(ears: Callable[..., Ear]) -> None:
    ear = ears(FakeMicrophone(speech(AFTERGLOW - 0.2), silence(3)))
    ear.ask(music=False)
    ear.ask(eye="open")

    assert not any(map(is_utterance, [ear.hear(lambda _: True) for _ in range(12)]))


def test_closing_it_closes_the_microphone(ears: Callable[..., Ear]) -> None:
    microphone = FakeMicrophone()
    ear = ears(microphone)
    ear.ask(eye="open")
    ear.hear(lambda message: isinstance(message, Listening))
    assert microphone.is_open
    ear.ask(eye="close")
    ear.hear(lambda message: isinstance(message, Closed))

    assert not microphone.is_open


def test_a_microphone_that_fails_is_trouble_in_a_sentence(ears: Callable[..., Ear]) -> None:
    ear = ears(FakeMicrophone(fails=True))
    ear.ask(eye="open")

    assert ear.hear(lambda message: isinstance(message, Trouble)) == Trouble(
        "microphone", "The microphone is gone."
    )


async def test_the_speaker_hears_of_an_utterance_and_of_an_ear_that_goes(tmp_path: Path) -> None:
    """The whole way: an ear at a socket, the speaker's link to it, and what that tells."""
    server = own_socket(tmp_path / "ear.sock", other="ear")
    events: list[Sensed] = []
    troubles: list[str] = []
    calls = EarCallbacks(lambda event, _: events.append(event), lambda _: None, troubles.append)
    link = EarLink(tmp_path / "ear.sock", calls, lambda: 100.0)
    link.music(is_on=False)
    running = asyncio.create_task(link.run())
    connection, _ = await asyncio.to_thread(server.accept)
    asked = b""
    while asked.count(b"\n") < 2:
        asked += await asyncio.to_thread(connection.recv, 4096)
    connection.sendall(ear_line(HELLO) + b"nonsense\n" + ear_line(Listening(-50.0, speech=True)))
    connection.sendall(ear_line(UTTERANCE))
    await _until(lambda: bool(events))
    connection.close()
    server.close()
    await _until(lambda: len(troubles) >= 2)
    running.cancel()

    assert asked.splitlines() == [b'{"eye": "open"}', b'{"music": false}']
    assert events[0].evidence.arousal == 0.5
    assert events[0].at == 100.0
    assert troubles[0] == ""
    assert troubles[1].startswith("The microphone process")


@pytest.mark.parametrize(
    ("says", "hangs"),
    [
        (Listening(-50.0, speech=False), True),
        (Trouble("microphone", "The microphone is gone."), False),
        (Closed(), False),
    ],
)
async def test_only_an_ear_that_listens_has_to_speak_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: FromEar, *, hangs: bool
) -> None:
    """One that opens its microphone again may take its time."""
    monkeypatch.setattr(ear_client, "SILENCE", 0.3)
    server, hung = own_socket(tmp_path / "ear.sock", other="ear"), asyncio.Event()
    calls = EarCallbacks(lambda _, __: None, lambda _: None, lambda _: None, hung.set)
    running = asyncio.create_task(EarLink(tmp_path / "ear.sock", calls, time.monotonic).run())
    connection, _ = await asyncio.to_thread(server.accept)
    connection.sendall(ear_line(HELLO) + ear_line(Listening(-50.0, speech=True)) + ear_line(says))
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(hung.wait(), 20.0 if hangs else 1.0)
    running.cancel()
    connection.close()
    server.close()

    assert hung.is_set() == hangs


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110  what is waited for is in a thread or another process
            await asyncio.sleep(0.01)
