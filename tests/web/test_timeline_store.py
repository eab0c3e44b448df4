"""The timeline on disk: only if the owner asks."""

import asyncio
import errno
import threading
from pathlib import Path

import httpx
import pytest

from mien.atomic_file import write_whole
from mien.mood.emotion import Emotion
from mien.web.live.timeline import DAY, EMPTY, HOUR, WEEK, SongMark, Timeline, TimelinePoint
from mien.web.live.timeline_store import TimelineStore
from web.local_server import LocalServer

PAST = Timeline(
    (TimelinePoint(90.0, "happy", 0.8, 0.4), TimelinePoint(95.0, "nobody")),
    (TimelinePoint(60.0, "happy", 0.8, 0.4),),
    (SongMark(61.0, "Paper Lanterns", "Mara Holm", "a.flac"),),
)


def store(file: Path | None, clock: float, wall: float) -> TimelineStore:
    """Return a store at this moment."""
    return TimelineStore(file, lambda: clock, lambda: wall)


def songs(paired: httpx.Client) -> list[str]:
    """Return the titles on the timeline."""
    return [song["title"] for song in paired.get("/api/v1/timeline").json()["songs"]]


def test_unless_the_owner_asks_nothing_of_the_mood_is_on_disk(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.do(lambda: server.backend.see(Emotion.SAD))
    assert paired.get("/api/v1/timeline").json()["kept"] is False
    server.stop()

    assert sorted(file.name for file in server.folder.iterdir()) == ["browsers.json"]
    server.start()


def test_when_the_owner_asks_it_is_there_after_a_restart(server: LocalServer, paired: httpx.Client) -> None:
    paired.put("/api/v1/timeline", json={"kept": True})
    server.do(server.backend.song_ends)
    server.do(server.broadcaster.look)
    before = songs(paired)
    server.stop()
    server.start()

    assert len(before) == 2
    assert songs(paired)[:2] == before
    assert (server.folder / "timeline.json").stat().st_mode & 0o777 == 0o600


def test_forgetting_empties_the_file_and_keeping_no_longer_removes_it(
    server: LocalServer, paired: httpx.Client
) -> None:
    paired.put("/api/v1/timeline", json={"kept": True})
    paired.delete("/api/v1/timeline")
    assert "title" not in (server.folder / "timeline.json").read_text(encoding="utf-8")
    paired.put("/api/v1/timeline", json={"kept": False})

    assert not (server.folder / "timeline.json").exists()


@pytest.fixture
def full_disk(server: LocalServer, paired: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill the disk, with a timeline on it; return where that is."""
    paired.put("/api/v1/timeline", json={"kept": True})

    def refuse(_file: Path, _text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mien.web.live.timeline_store.write_whole", refuse)
    return server.folder / "timeline.json"


def test_what_is_forgotten_on_a_full_disk_is_gone_and_the_owner_hears_what_is_kept_no_longer(
    paired: httpx.Client, full_disk: Path
) -> None:
    answer = paired.delete("/api/v1/timeline")

    assert not full_disk.exists()
    assert songs(paired) == []
    assert answer.status_code == 409
    assert answer.json()["detail"] == "The mood history could not be saved: No space left on device."


def test_who_asks_to_keep_it_on_a_full_disk_is_refused(paired: httpx.Client, full_disk: Path) -> None:
    assert paired.put("/api/v1/timeline", json={"kept": False}).status_code == 204
    assert paired.put("/api/v1/timeline", json={"kept": True}).status_code == 409
    assert not full_disk.exists()


async def test_a_writing_now_and_then_outlives_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "timeline.json").mkdir()  # which no file can replace
    await store(tmp_path / "timeline.json", 100.0, 5000.0).keep_on(PAST)


async def test_a_writing_under_way_does_not_bring_back_what_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store(tmp_path / "timeline.json", clock=100.0, wall=5000.0)
    await kept.keep(PAST)
    begun, go_on = threading.Event(), threading.Event()

    def tired(file: Path, text: str) -> None:
        begun.set()
        go_on.wait(5)
        write_whole(file, text)

    monkeypatch.setattr("mien.web.live.timeline_store.write_whole", tired)
    writing = asyncio.create_task(kept.keep_on(PAST))
    await asyncio.to_thread(begun.wait, 5)
    forgetting = asyncio.create_task(kept.forget(keep_on=False))
    await asyncio.sleep(0.05)
    go_on.set()
    await asyncio.gather(writing, forgetting)

    assert not kept.kept


async def test_what_was_kept_is_as_long_ago_as_the_wall_clock_says(tmp_path: Path) -> None:
    file = tmp_path / "timeline.json"
    await store(file, clock=100.0, wall=5000.0).keep(PAST)
    read = store(file, clock=7.0, wall=5060.0).read()

    assert [point.at for point in read.hour] == [-63.0, -58.0]
    assert read.songs[0].title == "Paper Lanterns"


async def test_what_is_too_old_is_left_behind(tmp_path: Path) -> None:
    file = tmp_path / "timeline.json"
    await store(file, clock=100.0, wall=5000.0).keep(PAST)

    assert store(file, clock=0.0, wall=5000.0 + HOUR).read().hour == ()
    assert store(file, clock=0.0, wall=5000.0 + DAY).read().day == ()
    assert store(file, clock=0.0, wall=5000.0 + WEEK).read() == EMPTY


async def test_a_clock_that_woke_in_the_past_moves_nothing_into_the_future(tmp_path: Path) -> None:
    file = tmp_path / "timeline.json"
    await store(file, clock=100.0, wall=5000.0).keep(PAST)

    assert [point.at for point in store(file, clock=7.0, wall=0.0).read().hour] == [-3.0, 2.0]


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"written": 1, "hour": [1], "day": [], "songs": []}'])
def test_a_broken_file_is_no_reason_not_to_start(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "timeline.json"
    file.write_text(broken, encoding="utf-8")

    assert store(file, 0.0, 0.0).read() == EMPTY


def test_a_speaker_with_nowhere_to_keep_it_says_so() -> None:
    assert not store(None, 0.0, 0.0).possible
    assert store(None, 0.0, 0.0).read() == EMPTY
