"""Songs that could not be played, and when to try again."""

import pytest

from mien.music.dj.failures import FIRST_REST, IN_A_ROW, LEFT_OUT, LONGEST_LEFT_OUT, LONGEST_REST, Failures


def begun(failures: Failures, times: int) -> Failures:
    for _ in range(times):
        failures = failures.after_begin()
    return failures


def test_a_song_that_failed_is_left_out_for_an_hour_and_longer_each_time_it_fails_again() -> None:
    once = Failures().after_failure("a", 0.0)
    twice = once.after_failure("a", LEFT_OUT)
    often = twice
    for _ in range(30):
        often = often.after_failure("a", 0.0)

    assert once.left_out(LEFT_OUT - 1.0) == {"a"}
    assert once.left_out(LEFT_OUT) == frozenset()
    assert twice.left_out(LEFT_OUT + 2 * LEFT_OUT - 1.0) == {"a"}
    assert twice.left_out(LEFT_OUT + 2 * LEFT_OUT) == frozenset()
    assert often.left_out(LONGEST_LEFT_OUT) == frozenset()


def test_a_song_that_is_heard_does_not_forgive_the_one_that_failed() -> None:
    heard = Failures().after_failure("a", 0.0).after_begin().after_song()

    assert heard.left_out(1.0) == {"a"}
    assert not heard.is_open


def test_music_that_falls_silent_again_and_again_is_an_outage() -> None:
    nearly = begun(Failures(), IN_A_ROW - 1).now(0.0)
    outage = begun(nearly, 1).now(0.0)

    assert not nearly.is_outage
    assert outage.is_outage
    assert outage.again == FIRST_REST


def test_a_song_heard_in_between_is_no_outage() -> None:
    broken = begun(begun(Failures(), IN_A_ROW - 1).after_song(), IN_A_ROW - 1).now(0.0)

    assert not broken.is_outage


def test_each_rest_lasts_longer_but_none_for_ever() -> None:
    failures, at, rests = Failures(), 0.0, []
    for _ in range(40):
        failures = begun(failures, IN_A_ROW).now(at)
        assert failures.again is not None
        rests.append(failures.again - at)
        at = failures.again
        failures = failures.now(at)
        assert failures.again is None

    assert rests[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert rests[-1] == LONGEST_REST


def test_a_rest_is_not_longer_for_what_fails_in_it() -> None:
    resting = Failures().after_nothing_left(0.0)

    assert resting.after_nothing_left(5.0) == resting
    assert begun(resting, IN_A_ROW).now(5.0).again == FIRST_REST


@pytest.mark.parametrize("nothing_left", [True, False])
def test_after_a_rest_other_songs_are_tried_and_all_of_them_when_none_is_left(*, nothing_left: bool) -> None:
    failed = Failures().after_failure("a", 0.0)
    resting = failed.after_nothing_left(0.0) if nothing_left else begun(failed, IN_A_ROW).now(0.0)
    after = resting.now(FIRST_REST)

    assert resting.left_out(1.0) == {"a"}
    assert after.left_out(FIRST_REST) == (frozenset() if nothing_left else {"a"})
    assert after.is_outage


def test_the_first_song_that_is_heard_ends_an_outage_and_forgives_all() -> None:
    heard = begun(Failures().after_failure("a", 0.0), IN_A_ROW).now(0.0).now(FIRST_REST).after_song()

    assert heard == Failures()
