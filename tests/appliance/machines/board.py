"""Turns the emulated machine into a board: pins, a camera, a sound card, and a Pi's libraries for them.

gpio-sim and vimc are not in Debian's kernel: they are built from Debian's own source of that very kernel, in
the machine's root folder but by this host's processor.
"""

import os
import shutil
import subprocess
from pathlib import Path

from appliance.machines.debian import write
from appliance.machines.machine import MachineError, run

PACKAGES = (
    *("udev", "kmod", "e2fsprogs", "initramfs-tools", "linux-image-amd64", "alsa-utils"),
    *("linux-headers-amd64", "linux-source-6.12", "gcc", "g++", "make", "xz-utils"),
    *("python3-pip", "python3-dev", "python3-setuptools", "python3-wheel", "swig", "libcap-dev"),
    *("python3-libcamera", "libcamera-ipa"),
)
LIBRARIES = ("lgpio", "gpiozero>=2", "picamera2")
"""On Raspberry Pi OS they come from apt; Debian's gpiozero is too old, and it lacks the others."""
TESTING = ("pytest", "pytest-asyncio", "pytest-randomly", "pytest-timeout", "hypothesis")
FILES = Path(__file__).parent / "board_files"
MODULES = {
    "gsim": ("drivers/gpio/gpio-sim.c", "kernel/irq/irq_sim.c"),
    "vimc": ("drivers/media/test-drivers/vimc/*",),
}
_MAKEFILES = {
    "gsim": "obj-m := irq_sim.o gpio-sim.o\n",
    "vimc": "obj-m := vimc.o\nvimc-y := vimc-core.o vimc-common.o vimc-streamer.o vimc-capture.o "
    "vimc-debayer.o vimc-scaler.o vimc-sensor.o vimc-lens.o\n",
}


def equip(root: Path) -> None:
    """Turn the machine in `root` into a board."""
    (modules,) = (root / "lib/modules").iterdir()
    for name, sources in MODULES.items():
        _build(root, modules.name, name, sources)
    run("chroot", root, "depmod", modules.name)
    _install_libraries(root)
    write(root / "usr/local/sbin/board", (FILES / "board.sh").read_text(), mode=0o755)
    write(root / "etc/systemd/system/board.service", (FILES / "board.service").read_text())
    write(root / "etc/systemd/system/mien.service.d/pi.conf", (FILES / "pi.conf").read_text())
    write(root / "etc/udev/rules.d/50-board.rules", (FILES / "board.rules").read_text())
    run("chroot", root, "systemctl", "enable", "board.service")


def _build(root: Path, kernel: str, name: str, sources: tuple[str, ...]) -> None:
    """Build one folder of modules for `kernel`."""
    folder = root / "usr/src/board" / name
    folder.mkdir(parents=True, exist_ok=True)
    (packed,) = (root / "usr/src").glob("linux-source-*.tar.xz")
    wanted = [f"*/{source}" for source in sources]
    run("tar", "-C", folder, "-xJf", packed, "--transform", "s,.*/,,", "--wildcards", *wanted)
    if name == "gsim":
        _let_irq_sim_be_a_module(folder / "irq_sim.c")
    else:
        _draw_little(folder)
    (folder / "Makefile").write_text(_MAKEFILES[name])
    inside = f"/usr/src/board/{name}"
    run("chroot", root, "make", "-C", f"/lib/modules/{kernel}/build", f"M={inside}", "modules")
    extra = root / "lib/modules" / kernel / "extra"
    extra.mkdir(exist_ok=True)
    for module in folder.glob("*.ko"):
        shutil.copy(module, extra)


def _let_irq_sim_be_a_module(source: Path) -> None:
    """Patch gpio-sim: Debian builds it into no kernel, and a function that it calls is not exported."""
    text = source.read_text().replace(
        "handle_simple_irq(irq_to_desc(irqnum));", "generic_handle_irq_safe(irqnum);"
    )
    source.write_text(f'{text}\n#include <linux/module.h>\nMODULE_LICENSE("GPL");\n')


def _draw_little(vimc: Path) -> None:
    """Patch vimc to sample one pixel instead of nine, once a second: it used a whole emulated processor."""
    for name, was, now in (
        ("vimc-debayer.c", ".def = 3,", ".def = 1,"),
        ("vimc-streamer.c", "schedule_timeout(HZ / 60)", "schedule_timeout(HZ)"),
    ):
        source = vimc / name
        source.write_text(source.read_text().replace(was, now))


def _install_libraries(root: Path) -> None:
    """Install them with pip, with this host's settings; lgpio includes its C library if told to."""
    kept = {name: value for name, value in os.environ.items() if name == "PATH"}
    done = subprocess.run(
        [
            *("chroot", root, "python3", "-m", "pip", "--quiet", "install", "--break-system-packages"),
            *("--no-cache-dir", "--root-user-action=ignore", *LIBRARIES, *TESTING),
        ],
        env=kept | {"HOME": "/root", "PYPI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MachineError(f"pip: {done.stderr[-2000:]}")
