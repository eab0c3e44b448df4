"""The line to the broker is cut at every packet, whole and half of it: all of the speaker comes back."""

import asyncio
import gc
import json
import logging
from collections.abc import Iterable
from pathlib import Path

import pytest

from contract.home.at_broker import until
from contract.home.mqtt_proxy import Cut, Ends, MqttProxy, Packet, Way
from contract.home.private_mosquitto import PrivateMosquitto, running
from contract.home.strain import open_files
from fakes.home_speaker import FakeHomeSpeaker
from mien.home.client import HomeClient
from mien.home.connection.mqtt import BrokerAddress, MqttBroker
from mien.home.discovery import HomeDevice
from mien.home.pace import HomePace
from mien.home.rooms.shared_mood import SharedRooms
from mien.mood.events import AskSkip
from mien.retry import Backoff

PACE = HomePace(spacing=0.05, diagnostics=60.0, birth=0.1, room=0.1, flood_rest=0.3)
FLOODED = HomePace(spacing=0.05, diagnostics=0.3, birth=0.1, room=0.1, flood_rest=0.3)
ANNOUNCED = 6
"""Messages that a speaker publishes at once: discovery, availability, release, state, diagnostics, room."""
STEPS: tuple[tuple[Way, Packet, int], ...] = (
    (Way.OUT, Packet.CONNECT, 1),
    (Way.IN, Packet.CONNACK, 1),
    (Way.OUT, Packet.SUBSCRIBE, 1),
    (Way.IN, Packet.SUBACK, 1),
    *((Way.OUT, Packet.PUBLISH, number) for number in range(1, ANNOUNCED + 1)),
    *((Way.IN, Packet.PUBACK, number) for number in range(1, ANNOUNCED + 1)),
    (Way.IN, Packet.PUBLISH, 1),
    (Way.OUT, Packet.PUBACK, 1),
    (Way.OUT, Packet.PINGREQ, 1),
    (Way.IN, Packet.PINGRESP, 1),
    (Way.OUT, Packet.UNSUBSCRIBE, 1),
    (Way.IN, Packet.UNSUBACK, 1),
)
COMMANDS = {(Way.IN, Packet.PUBLISH): 1, (Way.OUT, Packet.PUBACK): 1}
"""How many commands at once it takes to see such a packet; a flood to see the others. Pings want peace."""
FLOOD = dict.fromkeys(((Way.OUT, Packet.UNSUBSCRIBE), (Way.IN, Packet.UNSUBACK)), 40)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask often whether the broker is there, wait for an answer for a second, and try again soon."""
    monkeypatch.setattr("mien.home.connection.broker_link.KEEPALIVE", 1)
    monkeypatch.setattr("mien.home.connection.broker_link._LOOKED_AFTER", 0.2)
    monkeypatch.setattr("mien.home.connection.mqtt.ANSWERING", 3.0)
    monkeypatch.setattr("mien.home.client.RETRIES", Backoff(0.1, 0.2))


class CutSpeaker:
    """A speaker whose line is cut once."""

    def __init__(self, number: int, cut: Cut, mosquitto: PrivateMosquitto) -> None:
        self.device = HomeDevice(f"mien_{number:012x}", f"Mien {number}", "0.2.0")
        self.speaker = FakeHomeSpeaker()
        self.cut, self.proxy = cut, MqttProxy(mosquitto.port, cut)
        self._mosquitto = mosquitto

    async def lives_through_it(self) -> None:
        """Serve, be cut, come back, obey, and end."""
        cut, topics = self.cut, self.device.topics
        async with self.proxy.listening():
            pace = FLOODED if (cut.way, cut.packet) in FLOOD else PACE
            broker = MqttBroker(BrokerAddress("127.0.0.1", self.proxy.port, self.device.id))
            client = HomeClient(broker, self.device, self.speaker, lambda: 0.0, pace)
            client.share(SharedRooms(self.device.id, self.device.name))
            serving = asyncio.create_task(client.serve())
            async with self._mosquitto.client() as other:
                times = (COMMANDS | FLOOD).get((cut.way, cut.packet), 0)
                for _ in range(40):
                    if self.proxy.was_cut:
                        break
                    for _ in range(times):
                        await other.publish(topics.own("set/skip"), b"PRESS", qos=1)
                    await asyncio.sleep(0.3)
                await until(lambda: self.speaker.reconnects and self.speaker.reported[-1] == "", 20)
                self.speaker.obeyed.clear()
                for _ in range(20):
                    await other.publish(topics.own("set/skip"), b"PRESS", qos=1)
                    await asyncio.sleep(0.3)
                    if self.speaker.obeyed:
                        break
            serving.cancel()
            await asyncio.wait({serving}, timeout=5)
            assert serving.cancelled(), f"{cut}: {serving}"


def speakers_cut_at(
    steps: Iterable[tuple[Way, Packet, int]], ends: Ends, mosquitto: PrivateMosquitto
) -> list[CutSpeaker]:
    cuts = [Cut(*step, is_whole=is_whole, ends=ends) for step in steps for is_whole in (True, False)]
    return [CutSpeaker(number, cut, mosquitto) for number, cut in enumerate(cuts)]


@pytest.mark.parametrize("ends", Ends)
async def test_a_line_that_is_cut_at_any_packet_is_said_once_and_everything_is_there_again(
    ends: Ends, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tasks, files = asyncio.all_tasks(), open_files()
    async with running(tmp_path) as mosquitto:
        speakers = speakers_cut_at(STEPS, ends, mosquitto)
        await asyncio.gather(*(speaker.lives_through_it() for speaker in speakers))
        kept = await mosquitto.retained()

    for each in speakers:
        cut, topics = each.cut, each.device.topics
        assert each.proxy.was_cut, cut
        assert each.speaker.obeyed[:1] == [AskSkip()], cut
        assert set(topics.retained) <= set(kept), cut
        assert json.loads(kept[topics.discovery])["device"]["identifiers"] == [each.device.id]
        assert json.loads(kept[topics.own("state")])["mood"] == "happy"
        assert kept[topics.own("availability")] == b"offline"  # it said goodbye at the end
        assert each.speaker.reconnects >= 1, cut
        told = [line for line in logged(caplog) if f"127.0.0.1:{each.proxy.port} " in line]
        assert len(told) == 1, (cut, told)
    assert sum("is back" in line for line in logged(caplog)) == len(speakers)
    gc.collect()
    await asyncio.sleep(0.2)
    assert asyncio.all_tasks() <= tasks
    assert open_files() <= files + 2
    assert "never retrieved" not in caplog.text


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
