"""A wearer's own rest, and when the pulse says nothing."""

from hypothesis import given
from hypothesis import strategies as st

from mien.mood.senses.evidence import Sense
from mien.pulse.heart_rate import HeartRate
from mien.pulse.wearer import (
    BIN,
    LEAST_BINS,
    MOST_AROUSAL,
    MOST_BINS,
    VISIT_ENDS,
    VOID_FOR,
    Wearer,
    after_measurement,
    arousal_of,
    bpm_of,
    evidence_of,
    silence_of,
)
from mien.types import Seconds


def worn(wearer: Wearer, bpm: int, begin: Seconds, seconds: Seconds) -> tuple[Wearer, Seconds]:
    """Return the wearer after so many seconds at this rate, a measurement a second, and the time then."""
    for second in range(int(seconds)):
        wearer = after_measurement(wearer, HeartRate(bpm, has_contact=True), begin + second)
    return wearer, begin + seconds - 1


def settled(bpm: int = 60) -> tuple[Wearer, Seconds]:
    """Return a wearer whose rest is known."""
    return worn(Wearer(), bpm, 0.0, (LEAST_BINS + 1) * BIN)


def test_the_rest_is_known_after_three_minutes() -> None:
    early, _ = worn(Wearer(), 60, 0.0, LEAST_BINS * BIN)
    assert early.rest is None
    assert "1 min to go" in silence_of(early, LEAST_BINS * BIN)
    wearer, at = settled()
    assert wearer.rest == 60.0
    assert arousal_of(wearer, at) == 0.0
    assert silence_of(wearer, at) == ""


def test_a_faster_heart_is_more_arousal_but_never_more_than_the_most() -> None:
    wearer, at = settled()
    faster, then = worn(wearer, 70, at + 1, 2 * BIN)
    arousal = arousal_of(faster, then)
    assert arousal is not None
    assert 0.1 < arousal < MOST_AROUSAL
    evidence = evidence_of(faster, then)
    assert evidence is not None
    assert (evidence.sense, evidence.valence, evidence.scores) == (Sense.PULSE, None, None)
    assert not evidence.is_presence


def test_stairs_say_nothing_about_a_feeling() -> None:
    wearer, at = settled()
    climbing, then = worn(wearer, 95, at + 1, 2 * BIN)
    assert arousal_of(climbing, then) is None
    assert silence_of(climbing, then) == "you are moving, or the strap slipped"
    seated, later = worn(climbing, 62, then + 1, VOID_FOR + 3 * BIN)
    assert arousal_of(seated, later) is not None


def test_a_lost_contact_voids_what_the_pulse_says_for_a_while() -> None:
    wearer, at = settled()
    loose = after_measurement(wearer, HeartRate(60, has_contact=False), at + 1)
    back, then = worn(loose, 60, at + 2, BIN)
    assert arousal_of(back, then) is None
    again, later = worn(back, 60, then + 1, VOID_FOR + BIN)
    assert arousal_of(again, later) is not None


def test_a_strap_that_dies_says_nothing() -> None:
    wearer, at = settled()
    assert arousal_of(wearer, at + BIN + 1) is None
    assert silence_of(wearer, at + BIN + 1) == "no heartbeat arrives"


def test_a_strap_that_lost_the_skin_and_goes_on_sending_shows_no_old_number() -> None:
    wearer, at = settled()
    assert bpm_of(wearer, at) == 60
    loose = wearer
    for second in range(1, 30):
        loose = after_measurement(loose, HeartRate(0, has_contact=False), at + second)
    assert bpm_of(loose, at + 29) is None
    assert silence_of(loose, at + 29) == "you are moving, or the strap slipped"


def test_after_a_long_silence_somebody_else_may_wear_it() -> None:
    wearer, at = settled(60)
    other = after_measurement(wearer, HeartRate(80, None), at + VISIT_ENDS + 1)
    assert other.rest is None


@given(
    st.lists(st.tuples(st.integers(0, 400), st.booleans(), st.floats(0.0, 700.0)), max_size=200),
)
def test_whatever_a_strap_sends_the_answer_stays_within_bounds(
    sent: list[tuple[int, bool, float]],
) -> None:
    wearer, at = Wearer(), 0.0
    for bpm, contact, pause in sent:
        at += pause
        wearer = after_measurement(wearer, HeartRate(bpm, contact), at)
        arousal = arousal_of(wearer, at)
        assert arousal is None or -MOST_AROUSAL <= arousal <= MOST_AROUSAL
        assert (arousal is None) == (silence_of(wearer, at) != "")
    assert len(wearer.averages) <= MOST_BINS
