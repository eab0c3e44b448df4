"""What is said of a broker that is away, once, and of a connection that somebody keeps ending."""

import pytest

from fakes.home_speaker import FakeHomeSpeaker
from mien.home.connection.broker import HomeError
from mien.home.connection.outage import FLOOD, OFTEN, QUIET, SHORT, TWIN, Outage

GONE = HomeError("The broker ended the connection.")


@pytest.fixture
def speaker() -> FakeHomeSpeaker:
    return FakeHomeSpeaker()


@pytest.fixture
def outage(speaker: FakeHomeSpeaker) -> Outage:
    return Outage(speaker)


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records]


def test_an_outage_is_logged_once_however_often_it_is_tried_again(
    outage: Outage, speaker: FakeHomeSpeaker, caplog: pytest.LogCaptureFixture
) -> None:
    for at in range(5):
        outage.began(GONE, float(at))
    outage.ended(9.0)

    assert len(logged(caplog)) == 2
    assert speaker.reported == [str(GONE), ""]


def test_two_outages_of_a_connection_that_held_between_them_are_both_logged(
    outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    for at in (0.0, SHORT + 20.0):
        outage.began(GONE, at)
        outage.ended(at + 5.0)

    assert len(logged(caplog)) == 4


def test_a_connection_that_somebody_keeps_ending_is_called_that_and_logged_once(
    outage: Outage, speaker: FakeHomeSpeaker, caplog: pytest.LogCaptureFixture
) -> None:
    for at in range(OFTEN):
        outage.ended(2.0 * at)
        outage.began(GONE, 2.0 * at + 1.0)
    before = list(speaker.reported)
    outage.ended(20.0)

    assert before[-1] == f"{GONE} {TWIN}"
    assert speaker.reported == before  # it is not over because it stands for a moment
    assert speaker.is_connected
    assert sum("gets no updates" in line for line in logged(caplog)) == 1


def test_it_is_over_once_the_connection_holds(outage: Outage, speaker: FakeHomeSpeaker) -> None:
    for at in range(OFTEN):
        outage.ended(2.0 * at)
        outage.began(GONE, 2.0 * at + 1.0)
    outage.ended(20.0)
    outage.forgive(20.0 + SHORT, after=120.0)

    assert speaker.reported[-1] == ""


def test_one_that_goes_for_good_after_a_short_time_is_logged_all_the_same(
    outage: Outage, caplog: pytest.LogCaptureFixture
) -> None:
    outage.began(GONE, 0.0)
    outage.ended(1.0)
    outage.began(GONE, 2.0)
    before = len(logged(caplog))
    outage.began(GONE, QUIET + 1.0)

    assert before == 2
    assert len(logged(caplog)) == 3


def test_a_flood_is_said_until_it_is_forgiven(outage: Outage, speaker: FakeHomeSpeaker) -> None:
    outage.ended(0.0)
    outage.flooded(1.0)
    outage.flooded(2.0)
    outage.forgive(100.0, after=120.0)
    assert speaker.reported == ["", FLOOD]
    outage.forgive(123.0, after=120.0)

    assert speaker.reported == ["", FLOOD, ""]
