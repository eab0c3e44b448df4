"""Notes on a real MPD: what can have none, and an MPD that keeps none."""

from pathlib import Path

import pytest

from contract.conftest import MPD_SONGS
from fakes.silent_songs import write_song
from mien.mood.emotion import Emotion
from mien.music.dj.notes.stickers import Stickers, forget
from mien.music.player.mpd import MpdPlayer
from mien.music.player.private_mpd import PrivateMpd

ONE = MPD_SONGS[0].uri
STATION = "http://radio.example/stream"


async def test_a_skipped_station_costs_the_songs_no_notes(
    mpd_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    player = await MpdPlayer.connected(mpd_address)
    notes = Stickers(player)
    for uri in (STATION, "gone.mp3", ONE):
        await notes.note_said({(Emotion.SAD, uri): -1.0}, uri)
    said = (await notes.read()).said
    await forget(player)
    await player.close()

    assert said == {(Emotion.SAD, ONE): -1.0}
    assert caplog.records == []


async def test_an_mpd_that_does_not_permit_notes_is_told_of_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_song(tmp_path / "music", MPD_SONGS[0])
    mpd = PrivateMpd(tmp_path, tmp_path / "music", extra='default_permissions "read,add,control"')
    async with mpd.running() as player:
        notes = Stickers(player)
        for _ in range(3):
            await notes.note_said({(Emotion.SAD, ONE): -1.0}, ONE)

    assert len(caplog.records) == 1
    assert "permission" in caplog.text
