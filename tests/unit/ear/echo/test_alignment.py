"""How far the microphone is behind the music: found, followed, lost and found again."""

import pytest

from mien.ear.echo.alignment import FARTHEST, SEARCH, WINDOW, Alignment
from mien.ear.microphone.microphone import RATE, Samples
from unit.ear.echo.delayed import behind, noise


def found(lag: int, music: Samples | None = None) -> Alignment:
    """Return an alignment that has looked for `lag` once."""
    music = noise(6) if music is None else music
    alignment = Alignment()
    alignment.look_for(behind(music, lag)[-SEARCH:], music[-SEARCH:], len(music) - SEARCH / 2)
    return alignment


def follow(alignment: Alignment, heard: Samples, music: Samples, end: int) -> None:
    """Have it follow for one second up to sample `end`."""
    middle = end - WINDOW // 2
    shift = round(alignment.lag(middle))
    start = end - WINDOW
    alignment.follow(heard[start:end], music[start - shift : end - shift], shift, middle)


@pytest.mark.parametrize("lag", [0, 320, 4800, FARTHEST - 1])
def test_it_finds_how_far_the_microphone_is_behind(lag: int) -> None:
    assert found(lag).lag(0.0) == lag


def test_a_lag_that_is_farther_than_any_player_holds_back_is_not_found() -> None:
    assert not found(FARTHEST + 2000).is_found


def test_other_music_has_no_lag() -> None:
    alignment = Alignment()
    alignment.look_for(noise(5)[:SEARCH], noise(5, seed=1)[:SEARCH], SEARCH / 2)

    assert not alignment.is_found
    assert alignment.lag(5.0) == 0.0


@pytest.mark.parametrize("drift", [50e-6, -50e-6, 0.0])
def test_it_follows_two_clocks_that_differ(drift: float) -> None:
    music = noise(30)
    heard = behind(music, 500, drift)
    alignment = Alignment()
    alignment.look_for(heard[RATE : RATE + SEARCH], music[RATE : RATE + SEARCH], RATE + SEARCH / 2)
    for second in range(6, 30):
        follow(alignment, heard, music, second * RATE)

    assert alignment.drift == pytest.approx(drift, abs=2e-6)
    assert alignment.lag(30 * RATE) == pytest.approx(500 + drift * 30 * RATE, abs=0.5)


def test_a_voice_that_hides_the_music_for_a_while_does_not_lose_it() -> None:
    music, alignment = noise(12), found(700)
    for second in range(7, 10):
        follow(alignment, noise(12, seed=second), music, second * RATE)

    assert alignment.lag(10 * RATE) == pytest.approx(700, abs=1)


def test_music_that_is_gone_for_seconds_is_lost() -> None:
    music, alignment = noise(14), found(700)
    for second in range(7, 13):
        follow(alignment, noise(14, seed=second), music, second * RATE)

    assert not alignment.is_found


def test_one_odd_measurement_moves_nothing_and_a_lasting_one_everything() -> None:
    music = noise(30)
    alignment = found(700, music[: 6 * RATE])
    near, away = behind(music, 700), behind(music, 715)
    for second in range(7, 14):
        follow(alignment, near, music, second * RATE)
    follow(alignment, away, music, 14 * RATE)
    assert alignment.lag(14 * RATE) == pytest.approx(700, abs=0.5)
    for second in range(15, 22):
        follow(alignment, away, music, second * RATE)

    assert alignment.lag(22 * RATE) == pytest.approx(715, abs=0.5)
