"""Plays the scenes on a real Bluetooth stack: kernel, BlueZ and bleak in an emulated machine.

    PYTHONPATH=tests python -m appliance.bluetooth.run          # root; --keep uses the disk that is there

The machine has no network and no systemd: its first process is `init.sh`, and it ends with the last scene.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from appliance.machines.debian import make_root
from appliance.machines.machine import MachineError, run
from appliance.run import install

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
TOOLS = (("qemu-system-x86_64", "qemu-system-x86"), ("mmdebstrap", "mmdebstrap"))
PACKAGES = ("udev", "kmod", "initramfs-tools", "linux-image-amd64", "bluez", "python3-pip")
LIBRARIES = ("bumble==0.0.236", "bleak==3.1.0")
LONGEST = 3600.0
"""Seconds for boot and scenes: an emulated processor on a busy machine takes its time."""
_OVER = "The scenes are over."


def main() -> int:
    """Build the machine, play the scenes; return how many failed."""
    asked = _asked()
    install(TOOLS)
    root = asked.folder / "root"
    if not (asked.keep and root.exists()):
        _build(root)
    _bring_the_scenes(root)
    console = _played(asked.folder, root)
    scenes = list(_scenes(console))
    for scene in scenes:
        word = "ok  " if scene["ok"] else "BAD "
        sys.stdout.write(f"{word} {scene['s']:5.0f} s  {scene['scene'].replace('_', ' ')}: {scene['says']}\n")
    if _OVER not in console:
        raise MachineError(f"it did not come to its end:\n{console[-2000:]}")
    return sum(not scene["ok"] for scene in scenes)


def _build(root: Path) -> None:
    make_root(root, "trixie", PACKAGES)
    done = subprocess.run(
        [
            *("chroot", root, "python3", "-m", "pip", "--quiet", "install", "--break-system-packages"),
            *("--no-cache-dir", "--root-user-action=ignore", *LIBRARIES),
        ],
        env={"PATH": os.environ["PATH"], "HOME": "/root"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MachineError(f"pip: {done.stderr[-2000:]}")


def _bring_the_scenes(root: Path) -> None:
    there = root / "opt/scenes"
    shutil.rmtree(there, ignore_errors=True)
    no_caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "device/mien", there / "mien", ignore=no_caches)
    shutil.copytree(HERE, there / "appliance/bluetooth", ignore=no_caches)
    init = root / "usr/local/sbin/scenes"
    shutil.copy(HERE / "init.sh", init)
    init.chmod(0o755)


def _played(folder: Path, root: Path) -> str:
    """Boot the machine, wait for its end and return what its console said."""
    disk, console = folder / "disk.raw", folder / "console.log"
    for old in (disk, console):
        old.unlink(missing_ok=True)
    run("truncate", "--size", "2G", disk)
    run("mke2fs", "-q", "-t", "ext4", "-F", "-d", root, disk)
    (kernel,), (ram,) = ((root / "boot").glob(f"{name}-*") for name in ("vmlinuz", "initrd.img"))
    command: list[str | Path] = [
        *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem"),
        *("-smp", "2", "-m", "1024", "-no-reboot", "-display", "none", "-vga", "none", "-monitor", "none"),
        *("-kernel", kernel, "-initrd", ram, "-nic", "none", "-device", "virtio-rng-pci"),
        *(
            "-append",
            "root=/dev/vda rw init=/usr/local/sbin/scenes console=ttyS0 panic=5 loglevel=4 no_timer_check",
        ),
        *("-drive", f"file={disk},if=virtio,format=raw", "-serial", f"file:{console}"),
    ]
    subprocess.run(command, check=True, timeout=LONGEST)
    return console.read_text(errors="replace")


def _scenes(console: str) -> Iterator[dict[str, Any]]:
    for line in console.splitlines():
        if line.startswith('{"scene"'):
            yield json.loads(line)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Play heart-rate straps on a real Bluetooth stack.")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-bluetooth"))  # noqa: S108
    parser.add_argument("--keep", action="store_true", help="use the machine that is there")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
