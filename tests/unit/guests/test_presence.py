"""Who has the loudspeaker, from what the players say."""

from mien.guests.presence import Presence, after_reading
from mien.guests.source import LONGEST_NAME, shown_name
from mien.mood.guests.guest import Guest, GuestPlayer

ANNA, BEN = Guest(GuestPlayer.AIRPLAY, "Anna"), Guest(GuestPlayer.BLUETOOTH, "Ben")


def test_a_guest_who_is_silent_for_a_moment_keeps_the_loudspeaker() -> None:
    silent = after_reading(Presence(ANNA), (), 10.0, 3.0)
    still = after_reading(silent, (), 12.9, 3.0)

    assert (silent.guest, still.guest) == (ANNA, ANNA)
    assert after_reading(still, (), 13.0, 3.0) == Presence()
    assert after_reading(still, (ANNA,), 12.9, 3.0) == Presence(ANNA)


def test_the_first_guest_keeps_it_and_the_next_one_follows_without_a_gap() -> None:
    assert after_reading(Presence(BEN), (ANNA, BEN), 0.0, 3.0).guest == BEN
    assert after_reading(Presence(BEN), (ANNA,), 0.0, 3.0).guest == ANNA


def test_a_name_that_comes_later_is_taken() -> None:
    nameless = Guest(GuestPlayer.AIRPLAY)

    assert after_reading(Presence(nameless), (ANNA,), 0.0, 3.0).guest == ANNA


def test_nobody_stays_nobody() -> None:
    assert after_reading(Presence(), (), 5.0, 3.0) == Presence()


def test_a_name_is_one_short_line_whatever_a_phone_calls_itself() -> None:
    assert shown_name("Anna\n\x1b[31m's\u202e iPhone ") == "Anna  [31m's  iPhone"
    assert shown_name("x" * 500) == "x" * LONGEST_NAME
    assert shown_name(7) == shown_name(None) == ""
