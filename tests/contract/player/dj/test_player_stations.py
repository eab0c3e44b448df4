"""Internet radio on a real MPD, from a station of our own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from fakes.silent_songs import mp3
from mien.mood.emotion import Emotion
from mien.mood.mood import Mood, Policy
from mien.mood.wishes import PlayMood
from mien.music.dj.dj import Dj, DjSettings
from mien.music.library.genres import shipped_genres
from mien.music.library.stations import read_stations
from mien.music.player.mpd import MpdPlayer
from mien.music.player.private_mpd import PrivateMpd
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.rules import default_rules
from mien.music.song import Song
from mien.types import PlayState, Seconds

STATIONS = """
[[station]]
name = "Loud"
uri = "http://127.0.0.1:{port}/loud"
genres = ["rock"]
[[station]]
name = "Quiet"
uri = "http://127.0.0.1:{port}/quiet"
genres = ["jazz"]
"""


@contextlib.asynccontextmanager
async def radio(asked: list[bytes] | None = None) -> AsyncIterator[int]:
    """Send silence for ever, whatever is asked for; yield the port. `asked`: takes up the requests."""
    requests = [] if asked is None else asked
    sending: list[asyncio.Task[None] | None] = []

    async def send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sending.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\n\r\n")
            while True:
                writer.write(mp3({}, 2.0))
                await writer.drain()
                await asyncio.sleep(0.2)
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(send, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
    await asyncio.gather(*(task for task in sending if task is not None))


@contextlib.asynccontextmanager
async def at_work(home: PrivateMpd, stations: tuple[Song, ...], *, fade: Seconds = 0) -> AsyncIterator[Dj]:
    """A dj that wants music for an angry room, and has stations only."""
    link = ReconnectingPlayer(lambda: MpdPlayer.connected(str(home.socket)))
    dj = Dj(link, default_rules(), DjSettings(fade=fade, stations=stations))
    running = asyncio.create_task(dj.run())
    try:
        await dj.perform(PlayMood(Mood(Emotion.ANGRY), Policy.MATCH))
        yield dj
    finally:
        await link.close()
        await running


async def plays(dj: Dj, station: str) -> bool:
    for _ in range(400):
        song = dj.now().song
        if song is not None and song.entry.uri.endswith(station) and dj.now().playing.state is PlayState.PLAY:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_without_a_library_a_station_plays_and_another_when_the_mood_changes(tmp_path: Path) -> None:
    home = PrivateMpd(tmp_path, tmp_path / "music")
    async with (
        radio() as port,
        home.running(),
        at_work(home, read_stations(STATIONS.format(port=port), shipped_genres())) as dj,
    ):
        loud = await plays(dj, "/loud")
        await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH))
        quiet = await plays(dj, "/quiet")

    assert loud
    assert quiet


async def test_a_station_with_a_login_is_asked_with_it_and_queued_once(tmp_path: Path) -> None:
    home = PrivateMpd(tmp_path, tmp_path / "music")
    asked: list[bytes] = []
    async with radio(asked) as port, home.running() as owner:
        text = STATIONS.format(port=port).replace("http://", "http://user:secret@")
        async with at_work(home, read_stations(text, shipped_genres()), fade=0.05) as dj:
            loud = await plays(dj, "/loud")
            await asyncio.sleep(0.5)
            queue = (await owner.snapshot()).queue
            await dj.perform(PlayMood(Mood(Emotion.NEUTRAL), Policy.MATCH, soon=True))
            quiet = await plays(dj, "/quiet")

    assert loud
    assert quiet
    assert any(b"Authorization: Basic dXNlcjpzZWNyZXQ=" in request for request in asked)
    assert len(queue) == 1 + DjSettings().ahead
    assert all("secret" not in entry.uri for entry in queue)
