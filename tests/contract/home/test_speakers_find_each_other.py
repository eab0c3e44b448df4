"""Two speakers find each other by avahi itself: two machines on a network of their own. Root."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.home.at_broker import until
from contract.home.mdns_machine import MdnsMachine
from mien.home.rooms.mdns import SpeakerFinder
from mien.home.rooms.other_speakers import OtherSpeaker, published

NEEDED = ("ip", "unshare", "avahi-daemon", "avahi-browse", "avahi-publish-service", "dbus-daemon")
CAN_RUN = os.geteuid() == 0 and all(shutil.which(tool) for tool in NEEDED)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[MdnsMachine, MdnsMachine]]:
    pair = MdnsMachine("a", tmp_path), MdnsMachine("b", tmp_path)
    try:
        pair[0].joined(pair[1])
        for machine in pair:
            machine.begin()
        yield pair
    finally:
        for machine in pair:
            machine.end()


class Speaker:
    """A finder on one machine, and whom it has found."""

    def __init__(self, name: str, place: str) -> None:
        self.others: tuple[OtherSpeaker, ...] = ()
        service = published(f"Mien {name}", 8080, {"id": name, "place": place, "tls": "0"})
        self._finder = SpeakerFinder(service, name, self._found)

    def _found(self, others: tuple[OtherSpeaker, ...]) -> None:
        self.others = others

    async def begin(self, machine: MdnsMachine, monkeypatch: pytest.MonkeyPatch) -> list[asyncio.Task[None]]:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", machine.bus)
        tasks = [asyncio.create_task(self._finder.publish()), asyncio.create_task(self._finder.browse())]
        await asyncio.sleep(0.5)  # until its programs have read where the bus is
        return tasks


async def end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


@pytest.mark.skipif(not CAN_RUN, reason="needs root, avahi and network namespaces")
async def test_two_machines_find_each_other_and_notice_that_one_goes(
    machines: tuple[MdnsMachine, MdnsMachine], monkeypatch: pytest.MonkeyPatch
) -> None:
    kitchen, den = Speaker("kitchen", "Küche"), Speaker("den", "")
    one = await kitchen.begin(machines[0], monkeypatch)
    two = await den.begin(machines[1], monkeypatch)
    try:
        await until(
            lambda: den.others == (OtherSpeaker("Mien kitchen", "Küche", "http://a.local:8080/"),), 30
        )
        await until(lambda: kitchen.others == (OtherSpeaker("Mien den", "", "http://b.local:8080/"),), 30)
        await end(one)
        await until(lambda: den.others == (), 30)
    finally:
        await end(two)


async def test_a_machine_without_avahi_does_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    caplog.set_level("INFO")
    speaker = Speaker("kitchen", "")
    tasks = [asyncio.create_task(speaker._finder.browse())]
    await until(lambda: "Speakers do not find each other by name: avahi-browse" in caplog.text)

    assert not tasks[0].done()
    await end(tasks)
