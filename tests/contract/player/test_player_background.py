"""The analysis in the background, at a real MPD: goes on where it was, and ends at once."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from contract.conftest import start_mpd
from contract.player.wav_files import write_wav
from mien.cli.library_lists import COMMANDS
from mien.cli.parser import parser
from mien.music.analysis import analysis
from mien.music.analysis.analysis import ENDED_TWICE, Analysis, survey
from mien.music.analysis.mood_lists import MOOD, PLAYLISTS, write_mood_lists
from mien.music.analysis.progress import AnalysisProgress, read_progress
from mien.music.analysis.song_listener import Listener
from mien.music.audio.decode import DecodeError
from mien.music.audio.features import Samples
from mien.music.audio.sound import SOUND, Sound, read_sound
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerRefusedError
from mien.music.player.private_mpd import PrivateMpd

SONGS = tuple(f"{name}.wav" for name in "abcd")


@pytest.fixture
def mpd(tmp_path: Path) -> Iterator[PrivateMpd]:
    made = PrivateMpd(tmp_path, tmp_path / "music")
    for number, uri in enumerate(SONGS):
        write_wav(made.music / uri, loud=0.1 * (number + 1), rate=8000)
    process = start_mpd(made)
    yield made
    made.stop(process)


class Fake:
    """A listener that is quick, and notes what it heard."""

    def __init__(self, by: str = "fake 1") -> None:
        self.heard, self.by = 0, by
        self.listener = Listener(by, self._judge)

    def _judge(self, samples: Samples) -> Sound:
        self.heard += 1
        return Sound(self.by, valence=0.4, arousal=-0.5, tempo=float(60 + len(samples) % 7))


async def run(
    mpd: PrivateMpd, fake: Fake, before: AnalysisProgress | None = None, *, most: int = 99
) -> list[str]:
    """Analyse, `most` songs at most; return which."""
    player = await MpdPlayer.connected(str(mpd.socket))
    try:
        songs = Analysis(player, mpd.music, fake.listener).run(before)
        done = []
        async for song in songs:
            done.append(song.uri)
            if len(done) == most:
                break
        await songs.aclose()
        return done
    finally:
        await player.close()


async def notes(mpd: PrivateMpd) -> dict[str, Sound]:
    player = await MpdPlayer.connected(str(mpd.socket))
    try:
        said = {uri: read_sound(note) for uri, note in (await player.stickers(SOUND)).items()}
        return {uri: sound for uri, sound in said.items() if sound is not None}
    finally:
        await player.close()


async def test_it_goes_on_where_it_was_and_hears_nothing_twice(mpd: PrivateMpd) -> None:
    fake = Fake()
    first = await run(mpd, fake, most=2)
    rest = await run(mpd, fake)
    again = await run(mpd, fake)

    assert sorted(first + rest) == list(SONGS)
    assert again == []
    assert fake.heard == len(SONGS)


async def test_a_large_library_is_listed_a_few_songs_at_a_time(
    mpd: PrivateMpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "MOST_AT_ONCE", 3)
    fake = Fake()

    assert sorted(await run(mpd, fake)) == list(SONGS)
    assert fake.heard == len(SONGS)


async def test_a_song_that_stays_unheard_is_not_heard_for_ever(
    mpd: PrivateMpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This listener signs with a name that isn't its own, so each look finds all songs unheard."""
    monkeypatch.setattr(analysis, "MOST_AT_ONCE", 3)
    fake = Fake("fake 2")
    fake.listener = replace(fake.listener, by="fake 3")

    async with asyncio.timeout(60):
        assert len(await run(mpd, fake, most=12)) == 3


async def test_a_changed_file_and_a_better_listener_are_heard_again(mpd: PrivateMpd) -> None:
    await run(mpd, Fake())
    os.utime(mpd.music / "b.wav", (1e9, 1e9))
    await mpd.read_library()

    assert await run(mpd, Fake()) == ["b.wav"]
    assert sorted(await run(mpd, Fake("fake 2"))) == list(SONGS)


async def test_what_cannot_be_heard_is_noted_with_the_reason_and_listed(
    mpd: PrivateMpd, capsys: pytest.CaptureFixture[str]
) -> None:
    def judge(_: Samples) -> Sound:
        raise DecodeError("it is encrypted")

    fake = Fake()
    fake.listener = replace(fake.listener, judge=judge)
    await run(mpd, fake, most=1)
    await run(mpd, Fake(), AnalysisProgress(current="b.wav", tries=2))
    arguments = parser().parse_args(["library", "skipped"])
    await asyncio.to_thread(COMMANDS["skipped"], str(mpd.socket), None, arguments, sys.stdout)
    said = capsys.readouterr().out
    player = await MpdPlayer.connected(str(mpd.socket))
    found = await survey(player, "fake 1")
    await player.close()

    assert "it is encrypted" in said
    assert f"b.wav: {ENDED_TWICE}" in said
    assert "2 songs can't be analysed." in said
    assert (found.progress.done, found.progress.left, found.progress.skipped_count) == (4, 0, 2)


async def test_a_result_that_mpd_cannot_keep_is_not_blamed_on_the_song(
    mpd: PrivateMpd, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise PlayerRefusedError("database or disk is full")

    monkeypatch.setattr(MpdPlayer, "set_sticker", refuse)
    player = await MpdPlayer.connected(str(mpd.socket))
    said: list[AnalysisProgress] = []
    with pytest.raises(PlayerRefusedError):
        await anext(Analysis(player, mpd.music, Fake().listener, said.append).run())
    await player.close()

    assert (said[-1].current, said[-1].tries) == ("", 0)


async def test_every_client_can_play_by_mood(mpd: PrivateMpd) -> None:
    await run(mpd, Fake())
    player = await MpdPlayer.connected(str(mpd.socket))
    try:
        written, again = await write_mood_lists(player), await write_mood_lists(player)
        moods = await player.stickers(MOOD)
        calm = await player.playlists.songs(PLAYLISTS["calm"])
        names = await player.playlists.names()
    finally:
        await player.close()

    assert (written, again) == (1, 0)
    assert set(moods.values()) == {"calm"}
    assert sorted(calm) == list(SONGS)
    assert names == (PLAYLISTS["calm"],)


async def test_what_is_known_can_be_exported_and_playlists_deleted(
    mpd: PrivateMpd, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(mpd, Fake())
    for command in (["moods"], ["export"], ["moods", "--remove"]):
        arguments = parser().parse_args(["library", *command])
        await asyncio.to_thread(COMMANDS[command[0]], str(mpd.socket), None, arguments, sys.stdout)
    said = capsys.readouterr().out.splitlines()

    assert said[0] == "1 playlist written."
    assert said[1].startswith("uri,title,artist,album,genres,estimated_genre,mood,valence,arousal,")
    assert said[2].startswith("a.wav,")
    assert ",calm,0.4,-0.5," in said[2]
    assert said[-1] == "The playlists are deleted, and the moods of 4 songs."


def test_the_service_analyses_says_how_far_it_is_and_ends_within_a_second(
    mpd: PrivateMpd, tmp_path: Path
) -> None:
    note = tmp_path / "run" / "progress.json"
    note.parent.mkdir()
    environment = {**os.environ, "RUNTIME_DIRECTORY": str(note.parent), "PYTHONPATH": "device"}
    code = (
        "import mien.music.analysis.background as b, mien.music.analysis.conditions as c;"
        "b.may_work.__defaults__ = (lambda: c.Board(40.0, 0.0, 4),);"
        "import sys; from mien.__main__ import main; sys.exit(main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "library", "analyse", "--follow", "--mpd", str(mpd.socket)],
        env=environment,
    )
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            progress = read_progress(note)
            if progress is not None and progress.left == 0:
                break
            time.sleep(0.1)
        still_runs = process.poll() is None
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)

    assert json.loads(note.read_text())["done"] == len(SONGS)
    assert still_runs
