"""What the contract tests share: a private MPD with a few silent songs."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.silent_songs import write_song
from mien.music.player.mpd import MpdPlayer
from mien.music.player.private_mpd import PrivateMpd
from mien.music.song import Song

MPD_SONGS = (
    Song("blue/one.mp3", "One", "Ada", "Blue", ("Jazz",), duration=30.0, track=2, disc=1),
    Song("blue/two.mp3", "Two", "Ada", "Blue", ("Jazz", "Blues"), duration=30.0, track=1, disc=1),
    Song("red/three.mp3", "Three", "Ben", "Red", ("Rock",), duration=30.0, album_artist="Various"),
    Song("red/four.mp3", "Four", "Ben", "Red", ("Metal",), duration=30.0),
    Song("grey/five.mp3", "Five", "Cleo", "Grey", ("Lo-Fi Hip Hop",), duration=30.0),
    Song("untagged.mp3", duration=30.0),
)
MPD_COVER = bytes(range(256)) * 400  # no picture, but 100 KB of every byte
MPD_LARGE_COVER = MPD_COVER * 50  # 5 MB
ODD_TITLE = 'A "quoted" \\ back\tslash \U0001f3b6 song'
LONG_TITLE = "la " * 22_000  # 66 KB


def start_mpd(mpd: PrivateMpd) -> subprocess.Popen[bytes]:
    """Start an MPD and have it read its music."""
    process = mpd.start()

    async def read() -> None:
        player = await mpd.answering(process)
        await mpd.read_library()
        await player.close()

    asyncio.run(read())
    return process


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder with one that may be listed but not entered, `listed/a.jpg`, and one that may not, `shut`."""
    folder = Path(tempfile.mkdtemp())  # pytest's own belongs to whoever runs it, up to the top
    folder.chmod(0o755)
    for name, mode in (("listed", 0o644), ("shut", 0o000)):
        (folder / name).mkdir()
        (folder / name / "a.jpg").touch()
        (folder / name).chmod(mode)
    yield folder
    for name in ("listed", "shut"):
        (folder / name).chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def mpd_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateMpd]:
    """An MPD that runs as long as the tests do; tests that kill it start their own."""
    folder: Path = tmp_path_factory.mktemp("mpd")
    for song in MPD_SONGS:
        write_song(folder / "music", song)
    write_song(folder / "music", Song("odd/odd.mp3", ODD_TITLE, "L'été", "'", ("Pop",), duration=30.0))
    write_song(folder / "music", Song("odd/long.mp3", LONG_TITLE, "Ada", "Long", ("Pop",), duration=30.0))
    (folder / "music" / "blue" / "cover.jpg").write_bytes(MPD_COVER)
    (folder / "music" / "grey" / "cover.jpg").write_bytes(MPD_LARGE_COVER)
    mpd = PrivateMpd(folder, folder / "music")
    process = start_mpd(mpd)
    yield mpd
    mpd.stop(process)


@pytest.fixture
def mpd_address(mpd_server: PrivateMpd) -> str:
    """Where the shared MPD listens, its queue empty and its volume up."""

    async def tidy() -> None:
        player = await MpdPlayer.connected(str(mpd_server.socket))
        await player.empty_queue()
        await player.volume(100)
        await player.close()

    asyncio.run(tidy())
    return str(mpd_server.socket)
