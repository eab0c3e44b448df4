"""Both players, for the tests that hold for each."""

from collections.abc import AsyncIterator

import pytest

from contract.conftest import LONG_TITLE, MPD_COVER, MPD_LARGE_COVER, MPD_SONGS, ODD_TITLE
from contract.player.queued import FIVE, ONE
from mien.music.player.fakes.fake_player import FakePlayer
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import Player
from mien.music.song import Song


@pytest.fixture(params=["fake", "mpd"])
def address(request: pytest.FixtureRequest) -> str | None:
    """Where the MPD listens; None for the fake. Not async: MPD 0.24 ends with the thread that began it."""
    found: str | None = request.getfixturevalue("mpd_address") if request.param == "mpd" else None
    return found


@pytest.fixture
async def player(address: str | None) -> AsyncIterator[Player]:
    made: Player
    if address is None:
        odd = Song("odd/odd.mp3", ODD_TITLE.replace("\t", " "), "L'été", "'", ("Pop",), duration=30.0)
        long = Song("odd/long.mp3", LONG_TITLE[:256].strip(), "Ada", "Long", ("Pop",), duration=30.0)
        made = FakePlayer((*MPD_SONGS, odd, long))
        made.covers |= {ONE: MPD_COVER, FIVE: MPD_LARGE_COVER}
    else:
        made = await MpdPlayer.connected(address)
    yield made
    await made.close()
