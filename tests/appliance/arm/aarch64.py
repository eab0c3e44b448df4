"""Runs the wheels of a Raspberry Pi under an emulator: it must read the same pictures alike.

    PYTHONPATH=tests python -m appliance.arm.aarch64

Installs what requirements.lock names for aarch64 and our own wheel, runs `mien look` on the portraits under
qemu-user, and compares with this machine. It shows that the wheels load and agree, never how fast they are.
Debian 12's QEMU 7.2 crashes in the interpreter, so Debian 13's is taken. Needs root, mmdebstrap and pip.
"""

import argparse
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from appliance.machines.machine import MIRROR, MachineError, run

ROOT = Path(__file__).parents[3]
PORTRAITS = ROOT / "device/mien/demo/portraits"
TOLERANCE = 0.03
"""In probability. int8 networks agree to the last bit but where a sum is rounded: a step of the output is
0.016 before the softmax, and the face's corners, found in floating point, move by a tenth of a pixel."""

GUEST = "python3,python3.11,libpython3.11-stdlib,libstdc++6,libgomp1,libatomic1,bash,coreutils"
PLATFORMS = (
    "manylinux2014_aarch64",
    "manylinux_2_17_aarch64",
    "manylinux_2_27_aarch64",
    "manylinux_2_28_aarch64",
)


def main() -> int:
    """Compare the readings; return 0 if every picture is read alike."""
    parser = argparse.ArgumentParser(description="Read the portraits with the wheels of a Raspberry Pi.")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-appliance/aarch64"))  # noqa: S108
    folder = made_ready(parser.parse_args().folder)
    there = _readings(emulated(folder), folder / "site")
    here = _readings([sys.executable], folder / "site", native=True)
    return _compared(there, here)


def made_ready(folder: Path) -> Path:
    """Install an emulator, an aarch64 Python and the wheels into `folder`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    _extract("bookworm", "arm64", GUEST, folder / "guest")
    _extract("trixie", "amd64", "qemu-user,libc6", folder / "qemu")
    _unpack(folder / "site")
    return folder


def _extract(suite: str, architecture: str, packages: str, root: Path) -> None:
    """Unpack packages without running them."""
    if not root.exists():
        run(
            *("mmdebstrap", "--variant=extract", f"--architectures={architecture}", f"--include={packages}"),
            *(suite, root),
            *MIRROR,
        )


def _unpack(site: Path) -> None:
    """Collect the wheels of the lock file and our own, for aarch64 and Python 3.11, in one folder."""
    wheels = site.parent / "wheels"
    pip = (sys.executable, "-m", "pip", "--quiet")
    platforms = [f"--platform={platform}" for platform in PLATFORMS]
    lock = ("--require-hashes", "-r", ROOT / "requirements.lock")
    run(
        *pip,
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--python-version=3.11",
        *platforms,
        *lock,
        "-d",
        wheels,
    )
    run(*pip, "wheel", "--no-deps", f"--wheel-dir={wheels}", ROOT)
    for wheel in wheels.glob("*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(site)


def emulated(folder: Path, processor: str = "max", *options: str) -> list[str]:
    """Return the command for Python on an emulated aarch64; `options` are for QEMU."""
    guest, libraries = folder / "guest", folder / "qemu/usr/lib/x86_64-linux-gnu"
    return [
        *(str(libraries / "ld-linux-x86-64.so.2"), "--library-path", str(libraries)),
        *(str(folder / "qemu/usr/bin/qemu-aarch64"), "-cpu", processor, *options),
        *("-L", str(guest), "-E", "OMP_NUM_THREADS=1", "-E", "OPENBLAS_NUM_THREADS=1"),
        *("-E", f"PYTHONPATH={folder / 'site'}", "-E", f"PYTHONHOME={guest / 'usr'}"),
        *("-E", "LD_LIBRARY_PATH=/lib:/usr/lib/aarch64-linux-gnu", "-E", "PYTHONDONTWRITEBYTECODE=1"),
        str(guest / "usr/bin/python3.11"),
    ]


def _readings(python: list[str], site: Path, *, native: bool = False) -> dict[str, Any]:
    """Return the reading of each portrait; natively, only our own package comes from `site`."""
    environment = {**os.environ}
    if native:
        own = site.parent / "own"
        own.mkdir(exist_ok=True)
        if not (own / "mien").exists():
            (own / "mien").symlink_to(site / "mien")
        environment["PYTHONPATH"] = str(own)
    done = subprocess.run(
        [*python, "-m", "mien", "look", "--json", str(PORTRAITS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=site.parent,
        env=environment,
    )
    if done.returncode:
        raise MachineError(f"mien look ended with {done.returncode}: {done.stderr[-1000:]}")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {Path(line["file"]).stem: line["faces"][0]["scores"] for line in lines}


def _compared(there: dict[str, Any], here: dict[str, Any]) -> int:
    """Print how far the readings are apart; return how many are too far."""
    bad = int(there.keys() != here.keys())
    for name in sorted(there.keys() & here.keys()):
        apart = max(abs(there[name][emotion] - here[name][emotion]) for emotion in here[name])
        same = max(there[name], key=there[name].get) == max(here[name], key=here[name].get)
        good = same and apart <= TOLERANCE
        bad += not good
        sys.stdout.write(f"{'ok  ' if good else 'BAD '} {name}: scores at most {apart:.4f} apart\n")
    return bad


if __name__ == "__main__":
    sys.exit(main())
