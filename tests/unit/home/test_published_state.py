"""When the house gets the next state: news at once, what drifts only now and then."""

from fakes.home_speaker import HAPPY
from mien.home.published_state import DRIFTING, PublishedState
from mien.home.speaker import state_payload

STATE = state_payload(HAPPY)


def test_the_first_state_is_published_and_the_same_one_is_not_published_again() -> None:
    published = PublishedState(5.0)

    assert published.due(STATE, 0.0)
    assert not published.due(STATE, 1.0)
    assert not published.is_waiting


def test_what_drifts_waits_for_its_time() -> None:
    for key in DRIFTING:
        published = PublishedState(5.0)
        published.due(STATE, 10.0)

        assert not published.due({**STATE, key: "other"}, 14.9)
        assert published.is_waiting
        assert published.next_drift == 15.0
        assert published.due({**STATE, key: "other"}, 15.0)
        assert not published.is_waiting


def test_everything_else_is_news_at_any_time() -> None:
    for key in STATE.keys() - set(DRIFTING):
        published = PublishedState(5.0)
        published.due(STATE, 10.0)

        assert published.due({**STATE, key: "other"}, 10.1), key


def test_what_was_forgotten_is_published_again() -> None:
    published = PublishedState(5.0)
    published.due(STATE, 10.0)

    published.forget()

    assert published.due(STATE, 10.1)
