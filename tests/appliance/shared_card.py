"""Two programs play on one sound card, as the playbook lets them.

    PYTHONPATH=device:tests python -m appliance.shared_card

A small Debian with its own kernel in QEMU, for this host's has no sound. Its card is snd-aloop, which opens
for one program only, as a DAC does, and can be listened to from its other end. The players are `aplay`, as
two users that share nothing but the group audio, as MPD and shairport-sync do. Needs root and mmdebstrap.
"""

import argparse
import shutil
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np

from appliance.machines.debian import write
from appliance.machines.machine import MIRROR, MachineError, run
from appliance.sound import Samples, read_wave
from shipping.playbook_templates import rendered

PACKAGES = ("linux-image-amd64", "initramfs-tools", "kmod", "alsa-utils")
CARD = "hw:CARD=Loopback"
MUSIC, GUEST = 440.0, 660.0
"""Hz"""
PATIENCE = 900.0
_INIT = """#!/bin/sh
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev; mount -t tmpfs shm /dev/shm
modprobe snd-aloop pcm_substreams=1; sleep 2
chgrp audio /dev/snd/*; chmod 660 /dev/snd/*
as() { setpriv --reuid "$1" --regid audio --clear-groups aplay --quiet --device "$2" "$3"; }
arecord -q -D hw:CARD=Loopback,DEV=1 -f S16_LE -c 2 -r 48000 -d 24 /heard.wav &
heard=$!
as 990 mien /music.wav & music=$!
sleep 8
echo "TOLD alone: $(as 991 CARD /guest.wav 2>&1 | grep -o 'Device or resource busy')"
as 991 mien /guest.wav; echo "TOLD guest: $?"
wait $music; echo "TOLD music: $?"
wait $heard
sync; echo o > /proc/sysrq-trigger; sleep 60
"""


def main() -> int:
    """Play, listen, and say what was heard; return 0 if both were."""
    parser = argparse.ArgumentParser(description="Have two programs play on one sound card.")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-appliance/shared-card"))  # noqa: S108
    parser.add_argument("--keep", action="store_true", help="use the disk that is there")
    asked = parser.parse_args()
    folder: Path = asked.folder
    if not asked.keep:
        _make_disk(folder)
    told = _boot(folder)
    run("debugfs", "-R", f"dump /heard.wav {folder / 'heard.wav'}", folder / "disk.raw")
    samples, rate = read_wave((folder / "heard.wav").read_bytes())
    alone, both = _longest(samples, rate)
    sys.stdout.write(f"{'; '.join(told)}; music alone for {alone} s, with the guest for {both} s\n")
    wanted = ["alone: Device or resource busy", "guest: 0", "music: 0"]
    return 0 if told == wanted and alone >= 2 and both >= 2 else 1


def _make_disk(folder: Path) -> None:
    """Make the machine's disk, and lay its kernel beside it."""
    root = folder / "root"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run("mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", "trixie", root, *MIRROR)
    write(root / "etc/alsa/conf.d/60-mien.conf", rendered("guests", "shared.conf.j2", guests_card=CARD))
    write(root / "init", _INIT.replace("CARD /guest", f"{CARD} /guest"), mode=0o755)
    _tone(root / "music.wav", MUSIC, 20)
    _tone(root / "guest.wav", GUEST, 5)
    for name in ("vmlinuz", "initrd.img"):
        (found,) = (root / "boot").glob(f"{name}-*")
        shutil.copy(found, folder / name)
    run("truncate", "--size", "3G", folder / "disk.raw")
    run("mke2fs", "-q", "-t", "ext4", "-F", "-d", root, folder / "disk.raw")
    shutil.rmtree(root)


def _boot(folder: Path) -> list[str]:
    """Run the machine until it ends; return what it told."""
    log = folder / "console.log"
    subprocess.run(
        [
            *("qemu-system-x86_64", "-machine", "q35", "-accel", "tcg,thread=single", "-cpu", "Nehalem"),
            # Its clock counts instructions, so that a busy host makes no gaps in the sound.
            *(
                "-icount",
                "shift=1,sleep=off",
                "-smp",
                "1",
                "-m",
                "1024",
                "-no-reboot",
                "-display",
                "none",
                "-vga",
                "none",
                "-nic",
                "none",
            ),
            *("-kernel", folder / "vmlinuz", "-initrd", folder / "initrd.img"),
            *("-append", "root=/dev/vda rw init=/init console=ttyS0 panic=5 loglevel=4"),
            *("-drive", f"file={folder / 'disk.raw'},if=virtio,format=raw"),
            *("-monitor", "none", "-serial", f"file:{log}"),
        ],
        check=True,
        timeout=PATIENCE,
    )
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("TOLD ")]
    if not lines:
        raise MachineError(f"it told nothing: {log.read_text(errors='replace')[-2000:]}")
    return [line.removeprefix("TOLD ").strip() for line in lines]


def _longest(samples: Samples, rate: int) -> tuple[int, int]:
    """Return for how many seconds the music was heard alone, and for how many with the guest."""
    alone = both = 0
    for at in range(0, len(samples) - rate + 1, rate):
        piece = samples[at : at + rate]
        music, guest = (_has(piece, rate, hertz) for hertz in (MUSIC, GUEST))
        alone, both = alone + (music and not guest), both + (music and guest)
    return alone, both


def _has(second: Samples, rate: int, hertz: float) -> bool:
    """Return whether there is a tone of that pitch."""
    power = np.abs(np.fft.rfft(second * np.hanning(len(second))))
    at = round(hertz * len(second) / rate)
    return bool(power[at - 3 : at + 4].max() > 100 * np.median(power) and power[at - 3 : at + 4].max() > 1)


def _tone(file: Path, hertz: float, seconds: int) -> None:
    """Write a tone, in CD quality: the shared card resamples it."""
    samples = (8000 * np.sin(np.arange(44100 * seconds) * 2 * np.pi * hertz / 44100)).astype("<i2")
    with wave.open(str(file), "wb") as out:
        out.setparams((2, 2, 44100, 0, "NONE", ""))
        out.writeframes(np.repeat(samples, 2).tobytes())


if __name__ == "__main__":
    sys.exit(main())
