"""Keeps the house up to date by a broker that may be unavailable: discovery, state, events out; commands in.

The speaker tells of changes by `changed` and `mood_changed`; `serve` does the rest, until cancelled.
An outage is reported once, and its end once. Neither this nor the music waits for the other.
"""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from mien.home.connection.broker import Broker, BrokerSession, HomeError, Incoming, Outgoing, end_if_cancelled
from mien.home.connection.emptying import empty
from mien.home.connection.outage import Outage
from mien.home.discovery import (
    OFFLINE,
    ONLINE,
    RELEASE_TOPIC,
    HomeDevice,
    device_message,
    release_payload,
)
from mien.home.flood_gate import FloodGate
from mien.home.gated_topics import GatedTopics, HeardTopic
from mien.home.home_commands import command_of
from mien.home.pace import USUAL_PACE, HomePace
from mien.home.published_state import PublishedState
from mien.home.rooms.room_sharing import RoomSharing
from mien.home.rooms.shared_mood import MOST_ROOMS, SharedRooms
from mien.home.senses import senses_payload
from mien.home.speaker import (
    HomeSpeaker,
    Payload,
    diagnostics_payload,
    event_payload,
    state_payload,
)
from mien.mood.emotion import MoodName
from mien.mood.mood import Mood
from mien.retry import Backoff
from mien.types import Seconds

logger = logging.getLogger(__name__)

RETRIES = Backoff(shortest=1.0, longest=20.0, jitter=0.3)
STEADY: Seconds = 60.0
"""After a connection that lasted this long, waits are short again."""
MOST_EVENTS = 8
"""Changes of mood that wait to be published."""


async def _nothing_more() -> None:
    pass


class HomeClient:
    """The speaker in the house. `draw` returns a random number, 0..1."""

    def __init__(
        self,
        broker: Broker,
        device: HomeDevice,
        speaker: HomeSpeaker,
        draw: Callable[[], float],
        pace: HomePace = USUAL_PACE,
    ) -> None:
        self._broker, self._device, self._topics, self._speaker = broker, device, device.topics, speaker
        self._draw = draw
        self._pace = pace
        self._changed = asyncio.Event()
        self._events: deque[Payload] = deque(maxlen=MOST_EVENTS)
        self._published = PublishedState(pace.drift)
        self._drifting: asyncio.TimerHandle | None = None
        self._announce = True
        self._release = b""
        self._outage = Outage(speaker)
        self._sharing: RoomSharing | None = None
        self._gate = FloodGate(20, every=0.2)
        self._rooms_gate = FloodGate(2 * MOST_ROOMS, every=0.1)
        gates = (self._gate, self._rooms_gate)
        self._gated = GatedTopics(self._heard, gates, pace.flood_rest, self._outage.flooded)
        self._measured: HeardTopic | None = None

    def share(self, rooms: SharedRooms) -> None:
        """Share the mood with other rooms: to be called before `serve`."""
        self._sharing = RoomSharing(self._topics, rooms)

    def measure(self, topic: str, take: Callable[[bytes], None]) -> None:
        """Pass on what somebody measures and publishes at `topic`: to be called before `serve`."""
        self._measured = HeardTopic(topic, take, self._pace.flood_rest, self._outage.flooded)

    def changed(self) -> None:
        """Publish the state soon; it may differ from before."""
        self._changed.set()

    def drifted(self) -> None:
        """Publish the state when it is time: it may differ in what changes with every glance."""
        if self._drifting is None:
            self._drifting = asyncio.get_running_loop().call_at(
                self._published.next_drift, self._drifted_enough
            )

    def _drifted_enough(self) -> None:
        self._drifting = None
        self.changed()

    def mood_changed(self, before: MoodName, now: Mood) -> None:
        """Publish that the settled mood changed."""
        self._events.append(event_payload(before, now))
        self._changed.set()

    async def serve(
        self, stale: Sequence[str] = (), emptied: Callable[[], Awaitable[None]] = _nothing_more
    ) -> None:
        """Stay connected until cancelled.

        `stale`: topics that an earlier setting filled, to be emptied; `emptied` is called once they are.
        """
        failures, loop = 0, asyncio.get_running_loop()
        will = Outgoing(self._topics.own("availability"), OFFLINE)
        while True:
            begun = loop.time()
            try:
                async with self._broker.connected(will) as session:
                    await self._converse(session, stale, emptied)
            except* HomeError as several:
                self._outage.began(_first(several), loop.time())
            end_if_cancelled()
            self._speaker.reconnecting()
            failures = 1 if loop.time() - begun > STEADY else failures + 1
            await asyncio.sleep(RETRIES.pause(failures, self._draw()))

    async def _converse(
        self, session: BrokerSession, stale: Sequence[str], emptied: Callable[[], Awaitable[None]]
    ) -> None:
        """Publish and listen until the connection is lost; say goodbye when cancelled."""
        try:
            await self._gated.begin(session)
            await empty(session, stale)
            await emptied()
            self._announce = True
            self._published.forget()
            self._events.clear()  # changes while the broker was unavailable are not news
            await self._publish_due(session)
            self._outage.ended(self._now())
            # A task of its own: on Python 3.11 a group that fails leaves a cancellation behind in its task,
            # and then the next time limit there ends the whole task.
            await asyncio.create_task(self._keep_up(session))
        except asyncio.CancelledError:
            with suppress(HomeError):
                await session.publish(Outgoing(self._topics.own("availability"), OFFLINE, qos=0))
                if self._sharing:
                    await session.publish(Outgoing(self._topics.own("room"), b"", qos=0))
            raise

    async def _keep_up(self, session: BrokerSession) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._publish_changes(session))
            tasks.create_task(self._publish_diagnostics(session))
            tasks.create_task(self._listen(session))
            tasks.create_task(self._gated.listen_again(session, self._announce_again))
            if self._measured:
                await self._measured.begin(session)
                tasks.create_task(self._measured.gated.listen_again(session))
            if self._sharing:
                tasks.create_task(self._tell_of_room(session, self._sharing))

    def _heard(self) -> tuple[str, ...]:
        rooms = self._sharing.topics if self._sharing else ()
        return (self._topics.commands, self._topics.birth, RELEASE_TOPIC, *rooms)

    # Out.

    async def _publish_changes(self, session: BrokerSession) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._publish_due(session)
            await asyncio.sleep(self._pace.spacing)

    async def _publish_due(self, session: BrokerSession) -> None:
        """Publish what differs from the last publication."""
        if self._announce:
            self._announce = False
            self._published.forget()
            message = device_message(self._device)
            await session.publish(Outgoing(self._topics.discovery, _json(message)))
            await session.publish(Outgoing(self._topics.own("availability"), ONLINE))
            await self._publish_release(session)
        await self._publish_state(session)
        while self._events:
            event = _json(self._events.popleft())
            await session.publish(Outgoing(self._topics.own("event"), event, retain=False))

    async def _publish_state(self, session: BrokerSession) -> None:
        """Publish the state if it differs; what changes with every glance waits until it is time."""
        state = state_payload(self._speaker.state())
        if self._published.due(state, self._now()):
            await session.publish(Outgoing(self._topics.own("state"), _json(state)))
        elif self._published.is_waiting:
            self.drifted()

    async def _publish_release(self, session: BrokerSession) -> None:
        release = _json(release_payload(self._device.release, self._release))
        await session.publish(Outgoing(self._topics.own("release"), release))

    async def _publish_diagnostics(self, session: BrokerSession) -> None:
        """Publish the numbers now and then, and correct what others may have published in our name."""
        while True:
            await self._publish_numbers(session, until=self._now() + self._pace.diagnostics)
            await session.publish(Outgoing(self._topics.own("availability"), ONLINE))
            self._published.forget()
            self.changed()
            self._outage.forgive(self._now(), after=2 * self._pace.flood_rest)

    async def _publish_numbers(self, session: BrokerSession, until: Seconds) -> None:
        """Publish the numbers, and again whenever a sense says something else."""
        told: Payload | None = None
        while (now := self._now()) < until:
            numbers = self._speaker.diagnostics()
            if (senses := senses_payload(numbers.senses)) != told:
                told = senses
                message = _json(diagnostics_payload(numbers))
                await session.publish(Outgoing(self._topics.own("diagnostics"), message))
            await asyncio.sleep(min(self._pace.senses, until - now))

    async def _tell_of_room(self, session: BrokerSession, sharing: RoomSharing) -> None:
        """Publish the room's state when it changes, and now and then."""
        sharing.begin()
        while True:
            if (message := sharing.due(self._speaker.room(), self._now())) is not None:
                await session.publish(message)
            await asyncio.sleep(self._pace.room)

    # In: untrusted.

    async def _listen(self, session: BrokerSession) -> None:
        async for message in session.messages():
            if self._measured and await self._measured.took(session, message, self._now()):
                continue
            if self._gated.is_resting:
                continue  # it was sent earlier
            is_room = self._sharing is not None and self._sharing.took(message, self._now())
            if is_room and message.retained:
                continue  # there is one for each speaker, and only at the beginning
            gate = self._rooms_gate if is_room else self._gate
            if not await self._gated.admits(gate, session, self._now()):
                continue
            if message.topic == RELEASE_TOPIC:
                self._release = message.payload
                await self._publish_release(session)
            else:
                self._take(message)

    def _take(self, message: Incoming) -> None:
        """Carry out a message. A retained command is an old one: it no longer applies."""
        if message.retained:
            return
        if message.topic == self._topics.birth:
            if message.payload == ONLINE:
                delay = self._pace.birth * (1.0 + self._draw()) / 2.0
                asyncio.get_running_loop().call_later(delay, self._announce_again)
            return
        key = self._topics.command_key(message.topic)
        command = command_of(key, message.payload) if key else None
        if command is None:
            logger.debug("Not a command: %.80s %.80r", message.topic, message.payload)
        else:
            self._speaker.obey(command)

    def _announce_again(self) -> None:
        """Announce everything: Home Assistant has started, or may have while nobody was listened to."""
        self._announce = True
        self.changed()

    @staticmethod
    def _now() -> Seconds:
        return asyncio.get_running_loop().time()


def _json(payload: Payload) -> bytes:
    return json.dumps(payload, separators=(",", ":")).encode()


def _first(several: BaseExceptionGroup[HomeError]) -> BaseException:
    """Return the first error of a group, which is as informative as all."""
    first = several.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
