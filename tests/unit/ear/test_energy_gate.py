"""The gate before the speech detector: shut in silence and steady noise; no beginning of a word is lost."""

import numpy as np
import pytest

from mien.ear.microphone.microphone import BLOCK, RATE, Samples
from mien.ear.voice.energy_gate import BEFORE, STEP, EnergyGate, GatedStep
from unit.ear.sounds import is_loud, silence, speech


class Counts:
    """A speech detector that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, piece: bytes) -> float:
        self.asked += 1
        return is_loud(piece)


def passed(sound: Samples, gate: EnergyGate) -> list[GatedStep]:
    """Return what comes out of `gate` for `sound`, in blocks."""
    starts = range(0, len(sound), BLOCK)
    return [step for start in starts for step in gate.heard(sound[start : start + BLOCK])]


def hiss(seconds: float, level: float) -> Samples:
    return np.random.default_rng(1).normal(0, level, round(seconds * RATE)).astype(np.int16)


@pytest.mark.parametrize("sound", [silence(20), hiss(20, 5), hiss(20, 800)])
def test_in_silence_and_in_steady_noise_the_detector_rests(sound: Samples) -> None:
    detector = Counts()
    gate = EnergyGate(detector)
    passed(sound, gate)

    assert detector.asked < 150
    assert not gate.is_open


def test_what_is_yielded_is_the_sound_itself_without_a_gap() -> None:
    sound = np.concatenate([hiss(5, 20), speech(2), hiss(4, 20), speech(1), hiss(3, 20)])
    out = np.concatenate([step.sound for step in passed(sound, EnergyGate(Counts()))])

    assert np.array_equal(out, sound[: len(out)])
    assert len(sound) - len(out) <= BEFORE * STEP


def test_the_half_second_before_a_sound_is_heard_too() -> None:
    heard = [
        step.speech for step in passed(np.concatenate([silence(5), speech(1)]), EnergyGate(lambda _: 0.5))
    ]
    asked = [number for number, probability in enumerate(heard) if probability and number > 200]

    assert asked[0] == pytest.approx(500 - BEFORE, abs=4)


def test_a_noise_that_begins_is_got_used_to() -> None:
    detector = Counts()
    gate = EnergyGate(detector)
    passed(np.concatenate([hiss(5, 20), hiss(40, 800)]), gate)

    assert not gate.is_open


@pytest.mark.parametrize(("above", "opens"), [(9.0, False), (15.0, True)])
def test_only_what_stands_far_above_what_is_left_of_the_music_opens_it(
    above: float,
    opens: bool,  # noqa: FBT001  a parameter of the test
) -> None:
    gate = EnergyGate(Counts())
    passed(silence(5), gate)
    sound = hiss(2, 3000)
    echo = np.full(BLOCK // STEP, 3000.0**2 * 10 ** (-above / 10))
    for start in range(0, len(sound), BLOCK):
        list(gate.heard(sound[start : start + BLOCK], echo))

    assert gate.is_open is opens


def test_the_noise_of_the_room_is_known_unless_music_hides_it() -> None:
    gate = EnergyGate(Counts())
    passed(hiss(10, 100), gate)
    assert gate.noise == pytest.approx(20 * np.log10(100 / 32768), abs=1.5)
    for start in range(0, RATE, BLOCK):
        list(gate.heard(hiss(0.1, 100 + start * 0), np.full(BLOCK // STEP, 9000.0)))

    assert gate.noise is None


def test_before_anything_was_heard_the_noise_is_unknown() -> None:
    assert EnergyGate(Counts()).noise is None
