"""Two speakers find each other by avahi itself: two machines on a network of their own. Root."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.test_home_on_mosquitto import until
from mien.home.rooms.mdns import SpeakerFinder
from mien.home.rooms.other_speakers import OtherSpeaker, published

NEEDED = ("ip", "unshare", "avahi-daemon", "avahi-browse", "avahi-publish-service", "dbus-daemon")
CAN_RUN = os.geteuid() == 0 and all(shutil.which(tool) for tool in NEEDED)
BUS = """<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>"""
AVAHI = """[server]
host-name={name}
use-ipv4=yes
use-ipv6=no
allow-interfaces=eth{name}
"""


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)


class Machine:
    """A network namespace with a system bus and avahi."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self._space, self._folder = name, f"mien-{os.getpid()}-{name}", folder / name
        self._folder.mkdir()
        (self._folder / "bus.conf").write_text(BUS.format(folder=self._folder))
        (self._folder / "avahi.conf").write_text(AVAHI.format(name=name))
        run("ip", "netns", "add", self._space)
        self._programs: list[subprocess.Popen[bytes]] = []

    @property
    def bus(self) -> str:
        return f"unix:path={self._folder}/bus"

    def joined(self, other: "Machine") -> None:
        """Lay a cable between two machines."""
        run("ip", "link", "add", f"eth{self.name}", "netns", self._space, "type", "veth",
            "peer", "name", f"eth{other.name}", "netns", other._space)  # fmt: skip
        for number, machine in enumerate((self, other), 1):
            ip = ("ip", "-n", machine._space)
            run(*ip, "addr", "add", f"10.77.0.{number}/24", "dev", f"eth{machine.name}")
            run(*ip, "link", "set", f"eth{machine.name}", "up")

    def begin(self) -> None:
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={self._folder}/bus.conf", "--nofork"])
        hidden = "mkdir -p /run/avahi-daemon; mount -t tmpfs none /run/avahi-daemon; exec avahi-daemon"
        flags = f"--no-drop-root --no-chroot --no-rlimits -f {self._folder}/avahi.conf"
        within = ["ip", "netns", "exec", self._space, "unshare", "-m", "sh", "-c", f"{hidden} {flags}"]
        avahi = subprocess.Popen(
            within, env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.bus}, stderr=subprocess.DEVNULL
        )
        self._programs = [avahi, bus]

    def end(self) -> None:
        for program in self._programs:
            program.terminate()
            program.wait()
        run("ip", "netns", "del", self._space)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[Machine, Machine]]:
    pair = Machine("a", tmp_path), Machine("b", tmp_path)
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

    async def begin(self, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> list[asyncio.Task[None]]:
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
    machines: tuple[Machine, Machine], monkeypatch: pytest.MonkeyPatch
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
