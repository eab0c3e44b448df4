"""What does not end: the events, and the live view. Each is tested on the wire."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Iterator

import httpx
import pytest

from fakes.backend import FakeBackend
from mien.mood.emotion import Emotion
from mien.web.api.problem_details import ProblemError
from mien.web.api.views.state_views import Audience
from mien.web.live.broadcaster import Broadcaster
from mien.web.live.live_view import LiveView
from mien.web.live.timeline import EMPTY
from web.local_server import LocalServer, eventually

Told = tuple[str, dict[str, object]]


def events(response: httpx.Response) -> Iterator[Told]:
    """Yield events as a browser would read them."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def test_everything_is_told_first_and_then_what_changes(server: LocalServer, paired: httpx.Client) -> None:
    with paired.stream("GET", "/api/v1/events") as response:
        told = events(response)
        assert {next(told)[0] for _ in range(4)} == {"mood", "music", "state", "queue"}
        before = server.backend.now().queue_version
        server.do(lambda: server.backend.see(Emotion.SAD))
        changed = dict([next(told), next(told), next(told)])

    assert changed["queue"]["version"] > before  # type: ignore[operator]
    assert changed["mood"]["moment"]["name"] == "sad"  # type: ignore[index]
    assert changed["music"]["wanted"] == ["Acoustic", "Classical", "Ballad"]


def test_a_glance_is_sent_at_once(server: LocalServer, paired: httpx.Client) -> None:
    moods = [Emotion.HAPPY, Emotion.SAD] * 10
    late = []
    with paired.stream("GET", "/api/v1/events") as response:
        told = events(response)
        for mood in moods:
            time.sleep(0.06)
            began = time.monotonic()
            server.do(lambda mood=mood: server.backend.see(mood, settle=False))  # type: ignore[misc]
            while (told_now := next(told))[0] != "mood" or told_now[1]["moment"]["name"] != mood:  # type: ignore[index]
                pass
            late.append(time.monotonic() - began)

    assert sorted(late)[len(late) // 4] <= 0.15, (
        "what is sent is sent at once; the rest is the machine's load"
    )


def test_what_does_not_change_is_not_told(server: LocalServer, paired: httpx.Client) -> None:
    with paired.stream("GET", "/api/v1/events") as response:
        told = events(response)
        for _ in range(4):
            next(told)
        for _ in range(5):
            server.do(server.backend.wake)
            time.sleep(0.06)
        server.do(lambda: server.backend.see(Emotion.HAPPY, settle=False))

        assert next(told)[0] == "mood"


async def test_who_reads_slowly_is_told_the_newest_and_nothing_piles_up() -> None:
    speaker = FakeBackend(clock=lambda: 0.0)
    news = Broadcaster(speaker, lambda: 0.0, Audience)
    reading = news.listen("phone", heartbeat=5.0)
    await anext(reading)
    for percent in range(100):
        speaker._volume = percent
        news.look()
    told = await anext(reading)
    await reading.aclose()

    assert told.count(b"event: state") == 1
    assert b'"volume":99' in told
    assert news.listening() == 0


async def test_while_no_page_is_open_nothing_is_made_for_one_and_the_timeline_goes_on() -> None:
    speaker, asked = FakeBackend(clock=lambda: 0.0), 0

    def audience() -> Audience:
        nonlocal asked
        asked += 1
        return Audience()

    news = Broadcaster(speaker, lambda: 0.0, audience)
    speaker.see(Emotion.SAD)
    news.look()

    assert asked == 0
    assert news.timeline != EMPTY


async def test_who_comes_back_is_told_everything_once() -> None:
    speaker = FakeBackend(clock=lambda: 0.0)
    news = Broadcaster(speaker, lambda: 0.0, Audience)
    before = news.listen("phone", heartbeat=5.0)
    await anext(before)
    await before.aclose()
    speaker.see(Emotion.SAD)
    news.look()
    after = news.listen("phone", heartbeat=0.01)

    assert b'"name":"sad"' in await anext(after)
    news.look()
    assert await anext(after) == b"event: beat\ndata: {}\n\n"
    await after.aclose()


async def test_a_heartbeat_is_sent_when_nothing_happens() -> None:
    news = Broadcaster(FakeBackend(clock=lambda: 0.0), lambda: 0.0, Audience)
    reading = news.listen("phone", heartbeat=0.01)
    await anext(reading)

    assert await anext(reading) == b"event: beat\ndata: {}\n\n"
    await reading.aclose()


async def test_a_jump_within_the_song_is_told_and_its_going_on_is_not() -> None:
    at = [0.0]
    speaker = FakeBackend(clock=lambda: at[0])
    news = Broadcaster(speaker, lambda: at[0], Audience)
    news.look()
    reading = news.listen("phone", heartbeat=0.01)
    await anext(reading)
    at[0] += 60
    news.look()
    assert b"beat" in await anext(reading)
    speaker._began -= 30
    news.look()

    assert b"event: music" in await anext(reading)
    await reading.aclose()


def test_pictures_are_asked_for_only_while_somebody_watches(
    server: LocalServer, paired: httpx.Client
) -> None:
    assert server.backend.live_open == 0
    with paired.stream("GET", "/api/v1/live") as response:
        pictures = response.iter_bytes()
        assert b"image/jpeg" in next(pictures)
        assert server.backend.live_open == 1
        assert paired.get("/api/v1/now").json()["state"]["watching"] == 1
        assert response.headers["cache-control"] == "no-store"

    eventually(lambda: server.backend.live_open == 0, within=1.0)
    assert paired.get("/api/v1/now").json()["state"]["watching"] == 0


def test_it_shows_five_pictures_a_second_or_more(paired: httpx.Client) -> None:
    shown, began = 0, time.monotonic()
    with paired.stream("GET", "/api/v1/live") as response:
        for piece in response.iter_raw():
            shown += piece.count(b"Content-Type: image/jpeg")
            if time.monotonic() - began > 1.5:
                break

    assert shown / (time.monotonic() - began) >= 5


def test_however_many_watch_the_camera_is_asked_once(server: LocalServer, paired: httpx.Client) -> None:
    with paired.stream("GET", "/api/v1/live") as one, paired.stream("GET", "/api/v1/live") as two:
        pictures = [one.iter_raw(), two.iter_raw()]
        for shown in pictures:
            next(shown)
        assert server.backend.live_open == 1
    eventually(lambda: server.backend.live_open == 0)


def test_when_the_eye_is_closed_the_picture_ends(server: LocalServer, paired: httpx.Client) -> None:
    with paired.stream("GET", "/api/v1/live") as response:
        pictures = response.iter_raw()
        next(pictures)
        paired.post("/api/v1/eye/close")
        for _ in pictures:
            pass

    assert server.backend.live_open == 0


def test_removing_a_browser_ends_its_live_view(server: LocalServer, paired: httpx.Client) -> None:
    with server.paired() as other, other.stream("GET", "/api/v1/live") as response:
        pictures = response.iter_raw()
        next(pictures)
        theirs = other.get("/api/v1/session").json()["id"]
        paired.delete(f"/api/v1/browsers/{theirs}")
        for _ in pictures:
            pass

    eventually(lambda: server.backend.live_open == 0)


def test_the_speaker_goes_down_at_once_although_pages_are_open(
    server: LocalServer, paired: httpx.Client
) -> None:
    with paired.stream("GET", "/api/v1/events") as events_, paired.stream("GET", "/api/v1/live") as live:
        streams = [events_.iter_raw(), live.iter_raw()]
        for told in streams:
            next(told)
        began = time.monotonic()
        server.stop()

        assert time.monotonic() - began < 0.9  # it is given a second before it is cut off
    server.start()


def test_asking_for_the_head_of_the_live_view_does_not_open_it(
    server: LocalServer, paired: httpx.Client
) -> None:
    assert paired.head("/api/v1/live").status_code == 405
    assert server.backend.live_open == 0


async def test_a_camera_that_falls_silent_ends_the_live_view(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mien.web.live.live_view.PATIENCE", 0.05)
    live_view = LiveView(FakeBackend(clock=lambda: 0.0, frame_gap=60.0), changed=lambda: None)

    assert len([picture async for picture in live_view.watch("phone")]) == 1


async def test_a_camera_that_sends_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(FakeBackend):
        """Its camera never sends a picture."""

        async def live(self) -> AsyncGenerator[bytes]:
            """Wait for ever."""
            await asyncio.Event().wait()
            yield b""

    monkeypatch.setattr("mien.web.live.live_view.PATIENCE", 0.05)
    live_view = LiveView(Silent(clock=lambda: 0.0), changed=lambda: None)

    with pytest.raises(ProblemError, match="sent no picture"):
        await anext(live_view.watch("phone"))


async def test_who_comes_as_the_last_one_leaves_is_shown_the_camera_and_nothing_stays_open() -> None:
    backend = FakeBackend(clock=lambda: 0.0, frame_gap=0.001)
    live_view = LiveView(backend, changed=lambda: None)
    first, second = live_view.watch("phone"), live_view.watch("tablet")
    await anext(first)
    leaving, coming = asyncio.ensure_future(first.aclose()), asyncio.ensure_future(anext(second))
    await asyncio.gather(leaving, coming)
    for _ in range(3):
        await anext(second)
    await second.aclose()

    assert backend.live_open == 0
