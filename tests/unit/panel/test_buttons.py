"""The buttons: nothing fires twice, nothing is lost."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.mood.events import Button, Press, Pressed
from mien.panel.buttons import (
    DOUBLE_WITHIN,
    HOLD,
    HOLD_TO_PAIR,
    SETTLE,
    Edge,
    after_edge,
    after_wait,
    next_deadline,
    released_keys,
)

# How contacts close and open, in milliseconds: each number is one change of level, the first from rest.
# Modelled on the traces in Ganssle, "A Guide to Debouncing": a clean tactile switch, a slider, a worn
# tactile switch, a cheap arcade button. They are drawn, not recorded from our own switches.
BOUNCES: dict[str, tuple[float, ...]] = {
    "clean": (0.0,),
    "tactile": (0.0, 0.12, 0.31, 0.45, 0.9, 1.05, 1.62),
    "slider": (0.0, 0.02, 0.05, 0.09, 0.2, 0.21, 0.22, 0.4, 1.1, 1.3, 2.2, 2.25, 2.9),
    "worn": (0.0, 1.8, 2.0, 4.1, 6.2),
    "arcade": (0.0, 0.4, 3.0, 3.1, 3.2, 7.5, 8.4, 9.1, 9.9),
}
bounces = st.sampled_from(sorted(BOUNCES))


def changes(button: Button, begin: float, trace: str, *, down: bool) -> list[Edge]:
    """Return the edges of one closing or opening at `begin` seconds."""
    return [
        Edge(button, down if number % 2 == 0 else not down, begin + ms / 1000)
        for number, ms in enumerate(BOUNCES[trace])
    ]


def press(button: Button, begin: float, end: float, trace: str = "clean") -> list[Edge]:
    """Return the edges of a finger on `button` from `begin` to `end`."""
    return changes(button, begin, trace, down=True) + changes(button, end, trace, down=False)


def reported(edges: Sequence[Edge], *, until: float = 1e4, late: float = 0.0) -> list[Pressed]:
    """Return what is reported for `edges`, waking at each deadline, but `late` seconds late."""
    keys = released_keys()
    presses: list[Pressed] = []
    for edge in (*edges, None):
        stop = until if edge is None else edge.at
        while (wake := next_deadline(keys)) is not None and wake + late < stop:
            keys, pressed = after_wait(keys, wake + late)
            presses += pressed
        if edge is not None:
            keys, pressed = after_edge(keys, edge)
            presses += pressed
    return presses


def how(presses: Sequence[Pressed]) -> list[Press]:
    """Return only the kinds of press."""
    return [pressed.how for pressed in presses]


@pytest.mark.parametrize("trace", BOUNCES)
@pytest.mark.parametrize("button", Button)
def test_a_bouncing_button_fires_once(button: Button, trace: str) -> None:
    assert how(reported(press(button, 1.0, 1.2, trace))) == [Press.SHORT]


@pytest.mark.parametrize("trace", BOUNCES)
def test_a_bouncing_button_held_is_told_once_and_while_held(trace: str) -> None:
    edges = press(Button.PLAY, 1.0, 5.0, trace)

    assert how(reported(edges[: len(BOUNCES[trace])])) == [Press.HOLD]
    assert how(reported(edges)) == [Press.HOLD]


def test_a_hold_is_told_when_its_time_is_reached_not_when_the_finger_leaves() -> None:
    keys, _ = after_edge(released_keys(), Edge(Button.PLAY, down=True, at=1.0))
    keys, early = after_wait(keys, 1.0 + HOLD - 0.001)
    keys, pressed = after_wait(keys, 1.0 + HOLD)

    assert early == ()
    assert pressed == (Pressed(Button.PLAY, Press.HOLD, 1.0 + HOLD),)


def test_pairing_takes_three_seconds_of_holding() -> None:
    assert how(reported(press(Button.PAIR, 1.0, 1.0 + HOLD_TO_PAIR - 0.1))) == [Press.SHORT]
    assert how(reported(press(Button.PAIR, 1.0, 1.0 + HOLD_TO_PAIR + 0.1))) == [Press.HOLD]


def test_skip_twice_is_skip_then_undo_and_the_first_does_not_wait() -> None:
    edges = press(Button.SKIP, 1.0, 1.1) + press(Button.SKIP, 1.25, 1.35)

    assert how(reported(edges)) == [Press.SHORT, Press.DOUBLE]
    assert how(reported(edges[:2], until=1.1 + SETTLE + 0.001)) == [Press.SHORT]


def test_two_skips_with_a_breath_between_are_two_skips() -> None:
    later = 1.1 + DOUBLE_WITHIN + 0.01

    assert how(reported(press(Button.SKIP, 1.0, 1.1) + press(Button.SKIP, later - 0.1, later))) == [
        Press.SHORT,
        Press.SHORT,
    ]


def test_only_the_skip_button_knows_doubles() -> None:
    for button in set(Button) - {Button.SKIP}:
        edges = press(button, 1.0, 1.1) + press(button, 1.2, 1.3)
        assert how(reported(edges)) == [Press.SHORT, Press.SHORT]


def test_three_quick_presses_are_skip_undo_skip() -> None:
    edges = [edge for begin in (1.0, 1.2, 1.4) for edge in press(Button.SKIP, begin, begin + 0.1)]

    assert how(reported(edges)) == [Press.SHORT, Press.DOUBLE, Press.SHORT]


def test_a_hold_after_a_press_is_no_double() -> None:
    edges = press(Button.SKIP, 1.0, 1.1) + press(Button.SKIP, 1.2, 1.2 + HOLD + 0.1)

    assert how(reported(edges)) == [Press.SHORT, Press.HOLD]


def test_a_spark_on_the_line_is_no_press() -> None:
    assert reported(press(Button.SKIP, 1.0, 1.0 + SETTLE / 2)) == []


def test_a_contact_that_opens_for_a_moment_does_not_end_the_press() -> None:
    glitch = [Edge(Button.PLAY, down=False, at=1.4), Edge(Button.PLAY, down=True, at=1.405)]
    edges = [Edge(Button.PLAY, down=True, at=1.0), *glitch, Edge(Button.PLAY, down=False, at=1.7)]

    assert how(reported(edges)) == [Press.SHORT]


def test_a_button_jammed_from_the_start_does_nothing_until_it_is_pressed_anew() -> None:
    keys, _ = after_edge(released_keys(), Edge(Button.PAIR, down=False, at=9.0))
    keys, pressed = after_wait(keys, 10.0)
    assert pressed == ()

    keys, _ = after_edge(keys, Edge(Button.PAIR, down=True, at=11.0))
    _, pressed = after_wait(keys, 20.0)

    assert how(pressed) == [Press.HOLD]


def test_two_buttons_at_once_do_not_disturb_each_other() -> None:
    edges = press(Button.SKIP, 1.0, 1.3, "worn") + press(Button.PLAY, 1.1, 1.2, "worn")

    presses = reported(sorted(edges, key=lambda edge: edge.at))

    assert [pressed.button for pressed in presses] == [Button.PLAY, Button.SKIP]


def test_buttons_at_rest_do_not_wake_the_processor() -> None:
    assert next_deadline(released_keys()) is None


@st.composite
def sessions(draw: st.DrawFn) -> tuple[list[Edge], list[Press]]:
    """Draw presses of one button with bounces, and the answers of an ideal debouncer."""
    button = draw(st.sampled_from(sorted(set(Button) - {Button.SKIP})))
    hold = HOLD_TO_PAIR if button is Button.PAIR else HOLD
    edges, heard, at = [], [], 0.0
    for _ in range(draw(st.integers(0, 6))):
        at += draw(st.floats(0.05, 3.0))
        long = draw(st.sampled_from([0.05, 0.2, hold - 0.05, hold + 0.05, 6.0]))
        edges += press(button, at, at + long, draw(bounces))
        heard.append(Press.HOLD if long > hold else Press.SHORT)
        at += long
    return edges, heard


@given(session=sessions(), late=st.sampled_from([0.0, 0.001, 0.03, 0.5, 100.0]))
def test_nothing_fires_twice_and_nothing_is_lost_however_late_we_look(
    session: tuple[list[Edge], list[Press]], late: float
) -> None:
    edges, heard = session

    assert how(reported(edges, late=late)) == heard


@given(
    moves=st.lists(st.tuples(st.sampled_from(Button), st.booleans(), st.floats(0, 2, width=16)), max_size=30)
)
def test_whatever_the_pins_say_presses_come_in_order_and_we_can_rest_in_the_end(
    moves: list[tuple[Button, bool, float]],
) -> None:
    edges, at = [], 0.0
    for button, down, gap in moves:
        at += gap
        edges.append(Edge(button, down, at))
    released = [Edge(button, down=False, at=at + 1) for button in Button]

    presses = reported(edges + released)

    for button in Button:
        times = [pressed.at for pressed in presses if pressed.button is button]
        assert times == sorted(times)
        assert len(times) <= sum(edge.down for edge in edges if edge.button is button)
