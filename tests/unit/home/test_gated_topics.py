"""Topics with a gate of their own: closed by a flood for a while, and no reason to leave the house."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence

import pytest

from mien.home.connection.broker import HomeError, Incoming, Outgoing
from mien.home.gated_topics import MOST_AT_ONCE, HeardTopic
from mien.types import Seconds

REST = 0.05


class FakeSession:
    """A `BrokerSession` that notes what is listened to; `refuses`: why not, "" if it lets us."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.heard: list[str] = []

    async def publish(self, message: Outgoing) -> None:
        raise AssertionError(message)

    async def subscribe(self, topics: Sequence[str]) -> None:
        if self.refuses:
            raise HomeError(self.refuses)
        self.heard += topics

    async def unsubscribe(self, topics: Sequence[str]) -> None:
        for topic in topics:
            self.heard.remove(topic)

    async def messages(self) -> AsyncIterator[Incoming]:
        if self.heard:
            yield Incoming(self.heard[0], b"", retained=False)


class Watch:
    """A topic, what was taken from it, and when it was flooded."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.floods: list[Seconds] = []
        self.topic = HeardTopic("watch", self.taken.append, REST, self.floods.append)

    async def sends(self, session: FakeSession, times: int, *, retained: bool = False) -> None:
        for _ in range(times):
            assert await self.topic.took(session, Incoming("watch", b"72", retained), 0.0)


async def test_what_is_published_elsewhere_is_not_its_own() -> None:
    watch = Watch()
    assert not await watch.topic.took(FakeSession(), Incoming("watch/x", b"72", retained=False), 0.0)
    assert watch.taken == []


async def test_one_that_the_broker_kept_is_old() -> None:
    watch, session = Watch(), FakeSession()
    await watch.topic.begin(session)
    await watch.sends(session, 1, retained=True)
    assert watch.taken == []


async def test_a_flood_closes_it_for_a_while() -> None:
    watch, session = Watch(), FakeSession()
    await watch.topic.begin(session)
    again = asyncio.create_task(watch.topic.gated.listen_again(session))
    await watch.sends(session, MOST_AT_ONCE + 30)
    assert (len(watch.taken), watch.floods, session.heard) == (MOST_AT_ONCE, [0.0], [])
    await asyncio.sleep(3 * REST)
    assert session.heard == ["watch"]
    await watch.sends(session, 1)
    assert len(watch.taken) == MOST_AT_ONCE + 1
    again.cancel()


async def test_a_broker_that_lets_us_hear_nothing_there_is_no_reason_to_leave_the_house(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    await Watch().topic.begin(FakeSession("The broker does not let us listen."))
    assert caplog.messages == ["No heart rate comes by MQTT: The broker does not let us listen."]
