"""The speech detector is left alone while somebody surely speaks, and asked again in time."""

import numpy as np

from mien.ear.voice.sparing_detector import (
    CONSONANT,
    OVER_MUSIC,
    RESTS,
    RESTS_OVER_MUSIC,
    SURE_FOR,
    SURE_OVER_MUSIC,
    HeardStep,
    SparingDetector,
)

LOUD, SOFT, ROOM = 60.0, 25.0, 20.0  # decibels


class Voice:
    """A speech detector that says what it is told to, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.says = 1.0

    def __call__(self, _piece: bytes) -> float:
        self.asked += 1
        return self.says


def step(level: float = LOUD, noise: float = ROOM, echo: float = 0.0) -> HeardStep:
    return HeardStep(np.zeros(160, np.int16), level, noise, echo)


def heard(detector: SparingDetector, *steps: HeardStep) -> list[float]:
    """Return the probability of each step that came out."""
    return [probability for one in steps for _, probability in detector.heard(one)]


def test_while_somebody_speaks_it_is_asked_a_tenth_of_the_time() -> None:
    voice = Voice()
    found = heard(SparingDetector(voice), *[step()] * 1000)

    assert voice.asked < 250
    assert found == [1.0] * len(found)
    assert len(found) > 1000 - CONSONANT


def test_a_doubtful_detector_is_always_asked() -> None:
    voice = Voice()
    voice.says = 0.7
    heard(SparingDetector(voice), *[step()] * 500)

    assert voice.asked == 500


def test_a_consonant_does_not_wake_it_and_a_pause_does() -> None:
    voice = Voice()
    detector = SparingDetector(voice)
    heard(detector, *[step()] * (SURE_FOR + 20), *[step(SOFT)] * (CONSONANT - 1), step())
    assert voice.asked == SURE_FOR

    voice.says = 0.1
    found = heard(detector, *[step(SOFT)] * (CONSONANT + 10))

    assert found == [0.1] * (CONSONANT + 10)


def test_noise_that_follows_a_voice_and_is_as_loud_is_found_out_within_a_second() -> None:
    voice = Voice()
    detector = SparingDetector(voice)
    heard(detector, *[step()] * 30)
    voice.says = 0.0
    found = heard(detector, *[step()] * 300)

    assert sum(found) <= RESTS


def music(below: float) -> HeardStep:
    """Return a loud step with music left in it, so many decibels below."""
    return step(echo=10.0 ** ((LOUD - below) / 10.0))


def test_where_room_or_music_is_about_as_loud_it_is_always_asked() -> None:
    for one in (step(noise=LOUD - 5.0), music(below=OVER_MUSIC - 1.0)):
        voice = Voice()
        heard(SparingDetector(voice), *[one] * 300)
        assert voice.asked == 300


def test_a_voice_well_above_the_music_leaves_it_alone_later_and_for_shorter() -> None:
    voice = Voice()
    detector = SparingDetector(voice)
    heard(detector, *[music(below=OVER_MUSIC + 1.0)] * (SURE_OVER_MUSIC - 1))
    assert voice.asked == SURE_OVER_MUSIC - 1

    heard(detector, *[music(below=OVER_MUSIC + 1.0)] * RESTS_OVER_MUSIC)
    assert voice.asked == SURE_OVER_MUSIC

    voice.says = 0.0
    found = heard(detector, *[music(below=OVER_MUSIC + 1.0)] * 100)
    assert sum(found) == 0.0


def test_music_that_begins_while_it_is_left_alone_loses_no_step_and_no_order() -> None:
    steps = [*[step()] * 30, *[step(SOFT)] * 5, *[music(below=30.0)] * 200]
    detector = SparingDetector(Voice())
    found = [one for each in steps for one, _ in detector.heard(each)]

    assert all(one is other for one, other in zip(found, steps, strict=False))
    assert len(found) > len(steps) - CONSONANT


def test_what_is_forgotten_never_comes_out() -> None:
    detector = SparingDetector(Voice())
    heard(detector, *[step()] * 30, *[step(SOFT)] * 5)
    detector.forget()

    assert len(heard(detector, step())) == 1
