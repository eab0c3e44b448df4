"""A machine in QEMU: its own kernel, clock, memory and disk, all emulated (no KVM), so its power can be cut.

A killed QEMU takes the guest's memory with it: what the guest had not written out is gone, as on a board.
What it had written is safe in this host's cache, so a disk that loses its own cache is not imitated.
"""

import json
import shutil
import socket
import subprocess
from pathlib import Path

from appliance.machines.board import PACKAGES, equip
from appliance.machines.debian import make_root, write
from appliance.machines.machine import MachineError, Process, run

_NETWORK = "[Match]\nType=ether\n[Network]\nDHCP=ipv4\n[DHCPv4]\nUseDNS=no\n"
_DISK = "6G"
_PROCESSOR = "Nehalem"
"""The oldest processor that numpy supports. QEMU emulates AVX2 and fused multiply-adds slowly: with them,
processing a picture takes 22 s, without them 0.8 s."""


class Qemu(Process):
    """The QEMU backend. The page is on loopback at `port` + 1."""

    patience = 400.0
    tools = (("qemu-system-x86_64", "qemu-system-x86"), ("mmdebstrap", "mmdebstrap"))

    def __init__(self, suite: str, folder: Path, port: int) -> None:
        self.suite, self.port = suite, port
        self.folder = folder / f"qemu-{suite}"
        self.disk = self.folder / "disk.raw"
        self.log = self.folder / "console.log"

    def build(self) -> None:
        """Create a fresh disk with nothing of ours on it, but a board's kernel modules and libraries."""
        root = self.folder / "root"
        make_root(root, self.suite, PACKAGES)
        equip(root)
        write(root / "etc/systemd/network/80-test.network", _NETWORK)
        write(root / "etc/resolv.conf", "nameserver 10.0.2.3\n")  # QEMU's, which forwards to this host's
        write(root / "etc/fstab", "/dev/vda / ext4 defaults 0 1\n")
        run("chroot", root, "systemctl", "enable", "systemd-networkd")
        run("chroot", root, "systemctl", "mask", "systemd-networkd-wait-online")
        for name in ("vmlinuz", "initrd.img"):
            (found,) = (root / "boot").glob(f"{name}-*")
            shutil.copy(found, self.folder / name)
        self.disk.unlink(missing_ok=True)
        run("truncate", "--size", _DISK, self.disk)
        run("mke2fs", "-q", "-t", "ext4", "-F", "-d", root, self.disk)
        shutil.rmtree(root)

    def start(self) -> None:
        """Switch it on."""
        forward = f"hostfwd=tcp:127.0.0.1:{self.port}-:22,hostfwd=tcp:127.0.0.1:{self.port + 1}-:80"
        self._process = subprocess.Popen(
            [
                *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi"),
                *("-cpu", _PROCESSOR, "-smp", "2", "-m", "2048", "-no-reboot"),
                *("-display", "none", "-vga", "none"),
                *("-kernel", self.folder / "vmlinuz", "-initrd", self.folder / "initrd.img"),
                *("-append", "root=/dev/vda ro console=ttyS0 panic=5 loglevel=5"),
                *("-drive", f"file={self.disk},if=virtio,format=raw,cache=writeback"),
                *("-netdev", f"user,id=net,{forward}", "-device", "virtio-net-pci,netdev=net,romfile="),
                *("-device", "virtio-rng-pci", "-serial", f"file:{self.log}"),
                *("-monitor", "none", "-qmp", f"unix:{self.folder / 'monitor'},server,nowait"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "qemu.log").open("ab"),
        )

    def press_power(self) -> None:
        """Press its power button."""
        with socket.socket(socket.AF_UNIX) as monitor:
            monitor.settimeout(60)
            monitor.connect(str(self.folder / "monitor"))
            with monitor.makefile("rwb") as line:
                for word in ("qmp_capabilities", "system_powerdown"):
                    line.readline()  # its greeting, then its answer: commands sent before them are lost
                    line.write(json.dumps({"execute": word}).encode())
                    line.flush()
                line.readline()

    def was_unmounted(self) -> bool:
        """Return whether the disk was unmounted cleanly; call it with the machine off."""
        said = subprocess.run(["dumpe2fs", "-h", self.disk], capture_output=True, text=True, check=True)
        return "needs_recovery" not in said.stdout

    def console(self) -> str:
        """Return the console output since it was switched on."""
        return self.log.read_text(errors="replace")

    def complaints(self) -> str:
        """Check the disk, with the machine off; return what is wrong with it, or ""."""
        if self.is_on():
            raise MachineError("a disk in use cannot be checked")
        # First replay the journal, as the next mount would; then check every structure without repairing it.
        replay, look = (
            subprocess.run(["e2fsck", *how, self.disk], capture_output=True, text=True, check=False)
            for how in (("-E", "journal_only", "-y"), ("-f", "-n"))
        )
        return "" if replay.returncode <= 1 and look.returncode == 0 else look.stdout
