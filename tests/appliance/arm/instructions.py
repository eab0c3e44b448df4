"""Counts the instructions of one picture on a Raspberry Pi's processors, under qemu-user.

    PYTHONPATH=device:tests python -m appliance.arm.instructions      # or: make bench-arm

QEMU lists the blocks of instructions as it translates them, and names every block that it executes; both only
inside the interpreter's library, so Python's own work does not count, nor does the C library's (memcpy). What
one picture costs is the difference between a longer and a shorter run. Instructions, never milliseconds:
nothing here says how many of them such a processor does at a time. Needs root, mmdebstrap and pip.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

from appliance.arm.aarch64 import emulated, made_ready
from appliance.arm.blocks import instructions
from appliance.machines.machine import MachineError
from bench.eye.baseline_fer import MODEL, baseline_files
from bench.eye.network_parts import float_twin
from mien.networks.model_files import weights_folder

PROCESSORS = {"cortex-a53": "Pi Zero 2 W, Pi 3", "cortex-a72": "Pi 4", "cortex-a76": "Pi 5"}
FEW, MANY = 1, 3
_LIBRARY = "libpywrap_litert_common.so"
_RUN = f"""
import sys
from pathlib import Path
import numpy as np
from mien.networks.litert import Network
network = Network(Path(sys.argv[1]), 1)
told, dice = network.inputs[0], np.random.default_rng(0)
kind = np.dtype(told["dtype"])
batch = dice.integers(-128, 128, told["shape"]) if kind == np.int8 else dice.uniform(-1, 1, told["shape"])
for _ in range(int(sys.argv[2])):
    network.run(batch.astype(kind))
print(*(line for line in open("/proc/self/maps") if "{_LIBRARY}" in line and "r-xp" in line))
"""


def main() -> int:
    """Count and print the table."""
    parser = argparse.ArgumentParser(description="Count instructions on a Raspberry Pi's processors.")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-appliance/aarch64"))  # noqa: S108
    folder = made_ready(parser.parse_args().folder)
    files = [
        weights_folder("emotion") / "emotion.tflite",
        baseline_files() / MODEL,
        folder / "peer_float.tflite",
    ]
    files[-1].write_bytes(float_twin(files[1]))
    sys.stdout.write("| processor | ours | `fer` quantised | `fer` float | ours : quantised |\n")
    sys.stdout.write("| --- | ---: | ---: | ---: | ---: |\n")
    for processor, boards in PROCESSORS.items():
        counts = [a_picture(folder, processor, file) / 1e6 for file in files]
        told = " | ".join(f"{count:.1f} M" for count in counts)
        sys.stdout.write(f"| {processor} ({boards}) | {told} | {counts[0] / counts[1]:.2f} |\n")
        sys.stdout.flush()
    return 0


def a_picture(folder: Path, processor: str, file: Path) -> float:
    """Return how many instructions one picture takes."""
    place = _library(_ended(_started(folder, processor, file, 0)))
    few, many = (_counted(folder, processor, file, runs, place) for runs in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def _counted(folder: Path, processor: str, file: Path, runs: int, place: tuple[int, int]) -> int:
    begin, end = place
    log = ("-d", "exec,in_asm,nochain", "-dfilter", f"{begin:#x}..{end - 1:#x}")
    process = _started(folder, processor, file, runs, *log)
    assert process.stderr is not None
    count = instructions(process.stderr)
    if _library(_ended(process)) != place:
        raise MachineError("the library lay elsewhere this time")
    return count


def _started(folder: Path, processor: str, file: Path, runs: int, *log: str) -> "subprocess.Popen[str]":
    """Start the emulated Python, at the same addresses each time."""
    command = ["setarch", "--addr-no-randomize", *emulated(folder, processor, *log)]
    return subprocess.Popen(
        [*command, "-c", _RUN, str(file), str(runs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _ended(process: "subprocess.Popen[str]") -> str:
    said, trouble = process.communicate()
    if process.returncode:
        raise MachineError(f"it ended with {process.returncode}: {trouble[-1000:]}")
    return said


def _library(maps: str) -> tuple[int, int]:
    """Return where the interpreter's code is, from a line of /proc/self/maps."""
    found = re.match(r"([0-9a-f]+)-([0-9a-f]+) ", maps)
    if found is None:
        raise MachineError(f"{_LIBRARY} is not there: {maps[:200]!r}")
    return int(found[1], 16), int(found[2], 16)


if __name__ == "__main__":
    sys.exit(main())
