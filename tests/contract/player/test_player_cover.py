"""Covers: large ones on a real MPD, and an MPD that says whatever a test wants of them."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest

from fakes.silent_songs import mp3
from mien.music.player.mpd import MpdPlayer
from mien.music.player.mpd_connection import MpdConnection
from mien.music.player.mpd_covers import AGAIN, MOST_REMEMBERED, MpdCovers
from mien.music.player.mpd_protocol import LARGEST_PIECE
from mien.music.player.player import LARGEST_COVER, PlayerGoneError
from mien.music.player.private_mpd import PrivateMpd
from mien.types import Seconds

PATIENCE = 0.3
SMALL = bytes(range(256)) * 100
LARGE = bytes(range(256)) * (LARGEST_COVER // 256)  # as large as may be
HUGE = LARGE * 2
A_PICTURE = b"size: 3\ntype: image/jpeg\nbinary: 3\nabc\nOK\n"
NO_PICTURE = b"ACK [50@0] {albumart} No file exists\n"
TOO_LARGE = b"size: 5000000\nbinary: 3\nabc\nOK\n"


@pytest.fixture
async def real(tmp_path: Path) -> AsyncIterator[MpdPlayer]:
    for folder, inside in {"large": LARGE, "huge": HUGE, "both": HUGE}.items():
        (tmp_path / "music" / folder).mkdir(parents=True)
        (tmp_path / "music" / folder / "song.mp3").write_bytes(mp3({"TIT2": folder}, 1.0, inside))
    (tmp_path / "music" / "both" / "cover.jpg").write_bytes(SMALL)
    async with PrivateMpd(tmp_path, tmp_path / "music").running() as player:
        yield player


async def test_a_cover_as_large_as_may_be_arrives_whole_from_the_songs_file(real: MpdPlayer) -> None:
    assert await real.cover("large/song.mp3") == LARGE


async def test_a_cover_in_the_file_that_is_too_large_gives_way_to_the_one_beside_it(real: MpdPlayer) -> None:
    assert await real.cover("both/song.mp3") == SMALL
    assert await real.cover("huge/song.mp3") is None


async def test_the_player_answers_at_once_while_a_cover_is_read(real: MpdPlayer) -> None:
    reading = asyncio.create_task(real.cover("large/song.mp3"))
    await asyncio.sleep(0)
    await real.pause()
    first = not reading.done()

    assert await reading == LARGE
    assert first


class Pictures:
    """An MPD that answers `say` to every question for a picture, None: nothing, ever; before that `first`."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.say: bytes | None = None
        self.first: list[bytes] = []
        self.asked: list[bytes] = []
        self.open = 0
        self._tasks: list[asyncio.Task[None] | None] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        self._tasks.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError):
            writer.write(b"OK MPD 0.23.12\n")
            commands = 0
            async for line in reader:
                if line.startswith((b"readpicture", b"albumart")):
                    self.asked.append(line)
                    writer.write(self.first.pop(0) if self.first else self.say or b"")
                elif line == b"command_list_end\n":
                    writer.write(b"list_OK\n" * commands + b"OK\n")
                elif line == b"command_list_ok_begin\n":
                    commands = 0
                else:
                    commands += 1
                    self.asked += [line] if line.startswith(b"binarylimit") else []
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        self.open -= 1

    async def all_closed(self) -> None:
        async with asyncio.timeout(20):
            await asyncio.gather(*(task for task in self._tasks if task is not None))


@pytest.fixture
async def pictures(tmp_path: Path) -> AsyncGenerator[Pictures]:
    made = Pictures(str(tmp_path / "socket"))
    async with await asyncio.start_unix_server(made.serve, made.address):
        yield made
    await made.all_closed()


@pytest.fixture
async def player(pictures: Pictures) -> AsyncIterator[MpdPlayer]:
    made = await MpdPlayer.connected(pictures.address, patience=PATIENCE)
    yield made
    await made.close()


async def test_a_cover_that_does_not_come_costs_the_cover_only_and_is_not_asked_for_again(
    player: MpdPlayer, pictures: Pictures
) -> None:
    waiting = asyncio.create_task(player.cover("a.mp3"))
    await asyncio.sleep(PATIENCE / 3)
    await player.pause()
    paused_meanwhile = not waiting.done()
    cover = await waiting
    asked = list(pictures.asked)

    assert paused_meanwhile
    assert cover is None
    assert asked == [b'binarylimit "%d"\n' % LARGEST_PIECE, b'readpicture "a.mp3" "0"\n']
    assert await player.cover("a.mp3") is None
    assert pictures.asked == asked
    await player.pause()


async def test_who_does_not_wait_for_a_cover_costs_the_player_nothing(
    player: MpdPlayer, pictures: Pictures
) -> None:
    waiting = asyncio.create_task(player.cover("a.mp3"))
    await asyncio.sleep(PATIENCE / 3)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await player.pause()
    pictures.say = A_PICTURE

    assert await player.cover("a.mp3") == b"abc"


async def test_the_connection_for_a_cover_is_closed_after_it(player: MpdPlayer, pictures: Pictures) -> None:
    pictures.say = A_PICTURE
    for _ in range(5):
        await player.cover("a.mp3")
    await asyncio.sleep(0.05)

    assert pictures.open == 2


@pytest.mark.parametrize(
    "say",
    [
        b"size: 3\nbinary: 2\nab\nOK\n",
        b"size: 2\nbinary: 3\nabc\nOK\n",
        b"size: -1\nbinary: 3\nabc\nOK\n",
        b"binary: 3\nabc\nOK\n",
        b"size: 3\nbinary: 99999999999\nabc\nOK\n",
        b"size: 3\nbinary: -3\nabc\nOK\n",
        b"size: 3\nbinary: x\nabc\nOK\n",
        b"size: 3\nbinary: 3\nabcd\nOK\n",
        b"size: 99999999999\nbinary: 3\nabc\nOK\n",
        b"nonsense\nOK\n",
        b"size: %d\nbinary: %d\n%s\nOK\n" % (2 * LARGEST_PIECE, 2 * LARGEST_PIECE, bytes(2 * LARGEST_PIECE)),
        A_PICTURE * 2,
        TOO_LARGE,
    ],
)
async def test_a_cover_that_is_told_wrong_is_none_and_costs_the_player_nothing(
    player: MpdPlayer, pictures: Pictures, say: bytes
) -> None:
    pictures.say = say
    cover = await player.cover("a.mp3")
    await player.pause()

    assert cover in {None, b"abc"}
    assert cover is None or say == A_PICTURE * 2


async def test_a_cover_that_changes_while_it_is_read_is_none(player: MpdPlayer, pictures: Pictures) -> None:
    pictures.first = [b"size: 3\nbinary: 2\nab\nOK\n", b"size: 4\nbinary: 1\nc\nOK\n"]
    pictures.say = NO_PICTURE

    assert await player.cover("a.mp3") is None


@pytest.mark.parametrize("say", [NO_PICTURE, b"OK\n", b"size: 0\nbinary: 0\n\nOK\n"])
async def test_a_song_without_a_cover_may_have_one_soon(
    player: MpdPlayer, pictures: Pictures, say: bytes
) -> None:
    pictures.say = say
    before = await player.cover("a.mp3")
    pictures.say = A_PICTURE

    assert (before, await player.cover("a.mp3")) == (None, b"abc")


def covers_at(address: str, now: list[Seconds], patience: Seconds = PATIENCE) -> MpdCovers:
    return MpdCovers(lambda: MpdConnection.open(address, None, 60.0), lambda: now[0], patience)


async def test_who_waits_for_a_cover_when_the_player_is_closed_learns_at_once_that_it_is_gone(
    pictures: Pictures,
) -> None:
    covers = covers_at(pictures.address, [0.0], patience=60.0)
    waiting = asyncio.create_task(covers.cover("a.mp3"))
    await asyncio.sleep(0.1)
    await covers.close()

    with pytest.raises(PlayerGoneError):
        async with asyncio.timeout(20):
            await waiting


async def test_a_cover_has_so_long_in_all_and_no_longer(pictures: Pictures) -> None:
    async with asyncio.timeout(20):
        assert await covers_at(pictures.address, [0.0]).cover("a.mp3") is None
    assert len(pictures.asked) == 2


async def test_a_cover_that_failed_is_asked_for_again_after_an_hour(
    pictures: Pictures,
) -> None:
    now: list[Seconds] = [5.0]
    covers = covers_at(pictures.address, now)
    pictures.say = TOO_LARGE
    failed = await covers.cover("a.mp3")
    pictures.say = A_PICTURE
    now[0] += AGAIN - 1
    early = await covers.cover("a.mp3")
    now[0] += 1

    assert (failed, early, await covers.cover("a.mp3")) == (None, None, b"abc")


async def test_only_so_many_failures_are_remembered(pictures: Pictures) -> None:
    covers = covers_at(pictures.address, [0.0])
    pictures.say = TOO_LARGE
    for song in range(MOST_REMEMBERED + 1):
        await covers.cover(f"{song}.mp3")
    pictures.say = A_PICTURE

    assert await covers.cover("1.mp3") is None
    assert await covers.cover("0.mp3") == b"abc"


async def test_where_no_second_connection_is_to_be_had_there_are_no_covers(tmp_path: Path) -> None:
    assert await covers_at(str(tmp_path / "nobody"), [0.0]).cover("a.mp3") is None


async def test_a_name_that_cannot_be_sent_has_no_cover(player: MpdPlayer) -> None:
    assert await player.cover("a\nclear") is None
