"""The pairing window: who is paired, and that a stranger can't win it from an owner who asks too."""

from hypothesis import given
from hypothesis import strategies as st

from mien.web.access.pairing_window import (
    ALONE,
    REMEMBER,
    SHUT,
    PairingAnswer,
    PairingWindow,
    ask,
    is_open,
    opened,
)


def asked(window: PairingWindow, *asks: tuple[str, float]) -> tuple[PairingWindow, list[PairingAnswer]]:
    """Return the window after all asked in turn, and what they were told."""
    answers = []
    for visitor, at in asks:
        window, answer = ask(window, visitor, at)
        answers.append(answer)
    return window, answers


def test_nobody_comes_in_while_the_window_is_shut() -> None:
    _, answers = asked(SHUT, ("phone", 0.0), ("phone", 100.0))

    assert answers == [PairingAnswer.CLOSED, PairingAnswer.CLOSED]


def test_a_browser_that_asks_alone_for_a_while_comes_in() -> None:
    window, answers = asked(opened(0.0, 120.0), ("phone", 1.0), ("phone", 2.0), ("phone", 1.0 + ALONE))

    assert answers == [PairingAnswer.WAIT, PairingAnswer.WAIT, PairingAnswer.ADMITTED]
    assert not is_open(window, 6.0)


def test_the_window_lets_one_browser_in_and_no_second() -> None:
    _, answers = asked(opened(0.0, 120.0), ("phone", 0.0), ("phone", ALONE), ("tablet", ALONE + 1))

    assert answers[-1] is PairingAnswer.CLOSED


def test_when_two_browsers_ask_nobody_comes_in_and_both_are_told() -> None:
    window, answers = asked(opened(0.0, 120.0), ("phone", 0.0), ("stranger", 1.0), ("phone", 2.0))

    assert answers == [PairingAnswer.WAIT, PairingAnswer.CROWDED, PairingAnswer.CROWDED]
    assert not is_open(window, 2.0)
    assert ask(window, "phone", 1.0 + REMEMBER)[1] is PairingAnswer.CLOSED


def test_opening_it_again_forgets_who_asked_before() -> None:
    _, answers = asked(opened(10.0, 120.0), ("tablet", 11.0), ("tablet", 11.0 + ALONE))

    assert answers == [PairingAnswer.WAIT, PairingAnswer.ADMITTED]


def test_whoever_asks_too_late_stays_out() -> None:
    _, answers = asked(opened(0.0, 3.0), ("phone", 0.0), ("phone", ALONE))

    assert answers == [PairingAnswer.WAIT, PairingAnswer.CLOSED]


@given(st.lists(st.tuples(st.sampled_from(["owner", "stranger"]), st.floats(0, 3)), max_size=40))
def test_whoever_comes_in_was_the_only_one_to_ask_since_the_window_opened(
    steps: list[tuple[str, float]],
) -> None:
    window, at, seen = opened(0.0, 60.0), 0.0, []
    for visitor, gap in steps:
        at += gap
        seen.append((visitor, at))
        window, answer = ask(window, visitor, at)
        if answer is PairingAnswer.ADMITTED:
            assert {who for who, _ in seen} == {visitor}
            assert at - seen[0][1] >= ALONE
            assert at < 60.0
            return
