"""Where the player is in its song, between two looks at it."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from mien.music.dj.music_events import PositionChanged
from mien.music.dj.position import JUMP, Position
from mien.music.player.player import Playing, Subsystem
from mien.types import PlayState
from unit.music.dj.dj_room import ANGRY, play, room

PLAY, PAUSE = PlayState.PLAY, PlayState.PAUSE


def said(elapsed: float, state: PlayState = PLAY, entry: int = 1) -> Playing:
    return Playing(state, entry, elapsed, 200.0)


def test_a_song_that_plays_moves_on_and_one_that_pauses_does_not() -> None:
    playing = Position().after(said(10.0), 100.0)
    pausing = playing.after(said(12.0, PAUSE), 102.0)

    assert playing.elapsed_at(107.5) == 17.5
    assert pausing.elapsed_at(107.5) == 12.0


def test_a_position_that_nobody_can_ask_for_stays_where_it_is() -> None:
    held = Position().after(said(10.0), 100.0).held(105.0)

    assert held.elapsed_at(160.0) == held.held(170.0).elapsed_at(180.0) == 15.0


def test_a_song_ends_with_its_end() -> None:
    assert Position().after(said(199.0), 0.0).elapsed_at(60.0) == 200.0


def test_being_asked_again_is_no_seek_and_a_seek_is_one() -> None:
    playing = Position().after(said(10.0), 100.0)

    assert not playing.after(said(15.2), 105.0).is_jump(playing)
    assert playing.after(said(60.0), 105.0).is_jump(playing)
    assert playing.after(said(3.0), 105.0).is_jump(playing)
    assert playing.after(said(15.0, entry=2), 105.0).is_jump(playing)


@given(st.lists(st.tuples(st.floats(0.01, 20), st.floats(-JUMP, JUMP)), max_size=20))
def test_figures_that_are_a_little_off_never_take_the_bar_back(looks: list[tuple[float, float]]) -> None:
    now, position = 0.0, Position().after(said(0.0), 0.0)
    shown = 0.0
    for wait, error in looks:
        now += wait
        position = position.after(said(max(0.0, min(200.0, now + error / 3))), now)
        assert position.elapsed_at(now) >= shown
        shown = position.elapsed_at(now)


async def test_a_seek_by_another_client_is_reported_and_repetition_is_not() -> None:
    async with room() as at:
        await at.wish(play(ANGRY))
        at.told.clear()
        at.player.report(Subsystem.PLAYER)
        await at.calm()
        assert at.told == []

        at.player.sought(90.0)
        await at.calm()

        assert [type(event) for event in at.told] == [PositionChanged]
        now = asyncio.get_running_loop().time()
        assert 90.0 <= at.dj.now().position.elapsed_at(now) < 120.0
