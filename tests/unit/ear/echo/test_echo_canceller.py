"""What is left of the microphone once the music is taken out, and when that can't be done."""

import numpy as np
import pytest

from mien.ear.echo.alignment import Alignment
from mien.ear.echo.echo_canceller import Cleaned, EchoCanceller
from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from unit.ear.echo.delayed import behind, noise
from unit.ear.sounds import silence, speech

EARLY = 160
LEFT = 0.03  # of the music's amplitude: what a good filter leaves


class KnowsTheRoom:
    """A filter that need not learn: the room does nothing but halve the music."""

    def __init__(self, leaves: float = LEFT) -> None:
        self.leaves = leaves
        self._held = silence(EARLY / RATE)
        self.forgot = 0

    def cancel(self, heard: Samples, played: Samples) -> Samples:
        echo = np.concatenate([self._held, played])[:BLOCK]  # the reference comes so much too early
        self._held = played[-EARLY:]
        return np.asarray(heard - 0.5 * (1.0 - self.leaves) * echo, np.int16)

    def forget(self) -> None:
        self.forgot += 1


def cleaned(heard: Samples, played: Samples, canceller: EchoCanceller | None = None) -> list[Cleaned | None]:
    """Return what a canceller makes of each block; `played` may be shorter."""
    canceller = canceller or EchoCanceller(KnowsTheRoom())
    starts = range(0, len(heard) - BLOCK + 1, BLOCK)
    return [canceller.clean(heard[s : s + BLOCK], played[s : s + BLOCK]) for s in starts]


def power(blocks: list[Cleaned | None]) -> float:
    return float(np.mean([np.mean(one.sound.astype(float) ** 2) for one in blocks if one]))


@pytest.fixture
def music() -> Samples:
    return noise(16)


def test_the_music_is_gone_and_the_voice_is_left(music: Samples) -> None:
    echo = behind(music, 2400) * 0.5
    voice = np.concatenate([silence(12), speech(4)])
    blocks = cleaned((echo + voice).astype(np.int16), music)

    assert power(blocks[100:120]) < 0.01 * np.mean(echo.astype(float) ** 2)
    assert power(blocks[130:]) == pytest.approx(np.mean(speech(3).astype(float) ** 2), rel=0.2)


def test_it_says_how_much_of_the_music_is_left(music: Samples) -> None:
    leaves_more = EchoCanceller(KnowsTheRoom(leaves=0.1))
    blocks = cleaned((behind(music, 2400) * 0.5).astype(np.int16), music, leaves_more)
    last = blocks[-1]

    assert last is not None
    assert float(last.echo.mean()) == pytest.approx(np.mean(last.sound.astype(float) ** 2), rel=0.5)


def test_nothing_is_answered_before_the_music_is_found(music: Samples) -> None:
    assert cleaned((behind(music, 2400) * 0.5).astype(np.int16), music)[:9] == [None] * 9


def test_without_a_reference_nothing_is_answered(music: Samples) -> None:
    assert not any(cleaned(music, silence(0)))


def test_a_player_that_sends_silence_while_a_guest_plays_takes_nothing_out(music: Samples) -> None:
    assert not any(cleaned(music, silence(16)))


def test_other_music_than_the_player_sends_is_not_taken_for_voices(music: Samples) -> None:
    echo = behind(music, 2400) * 0.5
    guest = np.concatenate([silence(8), noise(8, seed=5)])
    blocks = cleaned((echo + guest).astype(np.int16), np.concatenate([music[: 8 * RATE], noise(8, seed=9)]))

    assert any(blocks[:80])
    assert not any(blocks[-20:])


def test_a_reference_that_stops_and_begins_anew_is_found_anew(music: Samples) -> None:
    echo = (behind(music, 2400) * 0.5).astype(np.int16)
    canceller = EchoCanceller(KnowsTheRoom())
    assert any(cleaned(echo[: 6 * RATE], music[: 6 * RATE], canceller))
    assert not any(cleaned(silence(2), silence(0), canceller)[5:])
    blocks = cleaned(echo[: 8 * RATE], music[: 8 * RATE], canceller)

    assert any(blocks[-10:])


def test_a_filter_that_learns_nothing_is_not_believed(music: Samples) -> None:
    canceller = EchoCanceller(KnowsTheRoom(leaves=0.97))

    assert not any(cleaned((behind(music, 2400) * 0.5).astype(np.int16), music, canceller))


class CountingAlignment(Alignment):
    """Counts how often the lag is measured."""

    measured = 0

    def follow(self, heard: Samples, played: Samples, shift: int, at: float) -> None:
        self.measured += 1
        super().follow(heard, played, shift, at)


def test_a_lag_that_is_surely_known_is_measured_half_as_often() -> None:
    music = noise(60)
    heard = (behind(music, 2400, 30e-6) * 0.5).astype(np.int16)
    canceller = EchoCanceller(KnowsTheRoom())
    canceller.alignment = alignment = CountingAlignment()
    cleaned(heard[: 40 * RATE], music[: 40 * RATE], canceller)
    before = alignment.measured
    cleaned(heard[40 * RATE :], music[40 * RATE :], canceller)

    assert before > 30
    assert 9 <= alignment.measured - before <= 11
    assert alignment.drift == pytest.approx(30e-6, abs=2e-6)
