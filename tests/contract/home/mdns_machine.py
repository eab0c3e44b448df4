"""A machine on a network of its own, with a system bus and avahi. Root."""

import os
import subprocess
from pathlib import Path

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


class MdnsMachine:
    """A network namespace with a system bus and avahi."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.space, self.folder = name, f"mien-{os.getpid()}-{name}", folder / name
        self.folder.mkdir()
        (self.folder / "bus.conf").write_text(BUS.format(folder=self.folder))
        (self.folder / "avahi.conf").write_text(AVAHI.format(name=name))
        run("ip", "netns", "add", self.space)
        self._programs: list[subprocess.Popen[bytes]] = []

    @property
    def bus(self) -> str:
        return f"unix:path={self.folder}/bus"

    def joined(self, other: "MdnsMachine") -> None:
        """Lay a cable between two machines."""
        run("ip", "link", "add", f"eth{self.name}", "netns", self.space, "type", "veth",
            "peer", "name", f"eth{other.name}", "netns", other.space)  # fmt: skip
        for number, machine in enumerate((self, other), 1):
            ip = ("ip", "-n", machine.space)
            run(*ip, "addr", "add", f"10.77.0.{number}/24", "dev", f"eth{machine.name}")
            run(*ip, "link", "set", f"eth{machine.name}", "up")

    def joined_to_here(self, end: str) -> None:
        """Lay a cable to the machine that this runs on, whose end is called `end`."""
        run("ip", "link", "add", end, "type", "veth", "peer", "name", f"eth{self.name}", "netns", self.space)
        run("ip", "addr", "add", "10.77.0.1/24", "dev", end)
        run("ip", "link", "set", end, "up")
        run("ip", "-n", self.space, "addr", "add", "10.77.0.2/24", "dev", f"eth{self.name}")
        run("ip", "-n", self.space, "link", "set", f"eth{self.name}", "up")

    def does(self, *command: str) -> "subprocess.Popen[str]":
        """Run a program on it."""
        address = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.bus}
        within = ["ip", "netns", "exec", self.space, *command]
        return subprocess.Popen(within, env=address, stdout=subprocess.PIPE, text=True)

    def begin(self) -> None:
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={self.folder}/bus.conf", "--nofork"])
        hidden = "mkdir -p /run/avahi-daemon; mount -t tmpfs none /run/avahi-daemon; exec avahi-daemon"
        flags = f"--no-drop-root --no-chroot --no-rlimits -f {self.folder}/avahi.conf"
        within = ["ip", "netns", "exec", self.space, "unshare", "-m", "sh", "-c", f"{hidden} {flags}"]
        avahi = subprocess.Popen(
            within, env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.bus}, stderr=subprocess.DEVNULL
        )
        self._programs = [avahi, bus]

    def end(self) -> None:
        for program in self._programs:
            program.terminate()
            program.wait()
        run("ip", "netns", "del", self.space)
