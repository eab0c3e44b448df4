"""A room whose speaker shares its mood."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from contract.home.at_broker import QUICK
from fakes.home_speaker import FakeHomeSpeaker
from mien.app.home.frontend import client_id
from mien.app.home.shared_rooms import RoomFollower
from mien.app.speaker_access import Request
from mien.home.client import HomeClient
from mien.home.connection.mqtt import BrokerAddress, MqttBroker
from mien.home.discovery import HomeDevice
from mien.home.speaker import HomeRoom
from mien.mood.emotion import Emotion
from mien.mood.events import SharedMoodHeard
from mien.mood.wishes import SharedMood

EMPTY = HomeRoom(is_occupied=False, emotion=None)


@dataclass
class Room:
    """A speaker's adapters, and what they tell the mood core."""

    number: int
    speaker: FakeHomeSpeaker = field(default_factory=FakeHomeSpeaker)
    follows: SharedMood | None = None

    def hears(self, request: Request) -> None:
        assert isinstance(request, SharedMoodHeard)
        self.follows = request.shared

    @asynccontextmanager
    async def on(self, port: int, user: str = "", password: str = "") -> AsyncIterator["Room"]:
        """Connect it."""
        device = HomeDevice(f"mien_{self.number:012x}", f"Room {self.number}", "0.2.0")
        client_name = client_id(device.id, password)
        broker = MqttBroker(BrokerAddress("127.0.0.1", port, client_name, user, password))
        client, follower = (
            HomeClient(broker, device, self.speaker, lambda: 0.0, QUICK),
            RoomFollower(self.hears),
        )
        client.share(follower.begin(device.id, device.name))
        tasks = [asyncio.create_task(client.serve()), asyncio.create_task(follower.run())]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def entered(self, emotion: Emotion) -> None:
        self.speaker.room_now = HomeRoom(is_occupied=True, emotion=emotion)

    def left(self) -> None:
        self.speaker.room_now = EMPTY
