"""Measures what the emotion network costs against the baseline's; prints Markdown tables.

    make bench-model      or: python -m bench.eye.bench_model [--rounds N]

The networks take turns, so that other load on the machine affects all of them; medians are of wall clock.
Instructions do not depend on how busy the machine is: callgrind counts them, on an emulated processor
without AVX-512, as the difference between a longer and a shorter run.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.eye.baseline_fer import MODEL, baseline_files
from bench.eye.network_parts import float_twin, large_convolution, parts_of
from mien.networks.model_files import weights_folder

ROOT = Path(__file__).parents[3]
OURS = weights_folder("emotion") / "emotion.tflite"
TIMER = Path(__file__).with_name("time_files.py")
OTHER = ROOT / ".venv-tflite/bin/python"
FEW, MANY = 2, 22  # runs under callgrind
COUNTED = re.compile(r"Collected : (\d+)")


def timed(files: Sequence[Path], threads: int, rounds: int, python: str) -> tuple[str, list[float]]:
    """Return the interpreter's name and the median milliseconds of each file, from one process."""
    command = [python, str(TIMER), str(threads), str(rounds), *map(str, files)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    return result["interpreter"], [statistics.median(times) for times in result["ms"]]


def instructions(file: Path) -> float:
    """Return millions of instructions for one picture."""
    few, many = (_counted(file, runs) for runs in (FEW, MANY))
    return (many - few) / (MANY - FEW) / 1e6


def _counted(file: Path, rounds: int) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command += [sys.executable, str(TIMER), "1", str(rounds), str(file)]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    found = COUNTED.search(done.stderr)
    if found is None:
        raise SystemExit(f"callgrind counted nothing: {done.stderr[-500:]}")
    return int(found.group(1))


def _environment() -> dict[str, str]:
    """Return the environment: one thread for numpy, which is not what is measured."""
    return os.environ | {
        "PYTHONPATH": str(ROOT / "device"),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def compare_with_baseline(folder: Path, rounds: int) -> Iterator[str]:
    """Yield the table of milliseconds and instructions."""
    quantised = baseline_files() / MODEL
    twin = folder / "baseline_float.tflite"
    twin.write_bytes(float_twin(quantised))
    files = [OURS, quantised, twin]
    yield "| | threads | ours, ms | `fer` quantised | `fer` float | ours : quantised |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for python in (sys.executable, *([str(OTHER)] if OTHER.exists() else [])):
        for threads in (1, 2):
            name, (ours, theirs, theirs_float) = timed(files, threads, rounds, python)
            times = f"{ours:.3f} | {theirs:.3f} | {theirs_float:.3f}"
            yield f"| {name} | {threads} | {times} | {ours / theirs:.2f} |"
    counts = [instructions(file) for file in files]
    cells = " | ".join(f"{count:.1f} M" for count in counts)
    yield f"| instructions (callgrind) | 1 | {cells} | {counts[0] / counts[1]:.2f} |"
    if not OTHER.exists():
        yield "\ntflite-runtime: not measured, because .venv-tflite is missing (`make test` creates it)"


def where_the_time_goes(folder: Path, rounds: int) -> Iterator[str]:
    """Yield the operators of ours, kind by kind, and how close they come to the best this machine can do."""
    parts, yardstick = parts_of(OURS), large_convolution()
    files = [folder / f"{number}.tflite" for number in range(len(parts))]
    for file, part in zip(files, parts, strict=True):
        file.write_bytes(part.file)
    large = folder / "large.tflite"
    large.write_bytes(yardstick.file)
    _, (whole, best, *each) = timed([OURS, large, *files], 1, rounds, sys.executable)
    peak = yardstick.multiply_accumulates / best / 1e6
    work = sum(part.multiply_accumulates for part in parts)
    reached = work / whole / 1e6
    yield (
        f"{work / 1e6:.1f} M multiply-accumulates in {whole:.3f} ms: {reached:.0f} G a second, "
        f"{reached / peak:.0%} of the {peak:.0f} that one large int8 convolution ({yardstick.shape}, "
        f"{yardstick.multiply_accumulates / 1e6:.0f} M) reaches in the same process."
    )
    yield ""
    yield "| operator, alone | output | times | M MAC | ms | share | G MAC a second |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: |"
    kinds: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for part, took in zip(parts, each, strict=True):
        kinds[part.name, part.shape].append((part.multiply_accumulates, took))
    for (name, shape), found in kinds.items():
        work_here, took = sum(one for one, _ in found), sum(one for _, one in found)
        speed = f"{work_here / took / 1e6:.0f}" if work_here else ""
        yield (
            f"| {name} | {shape} | {len(found)} | {work_here / 1e6:.2f} | {took:.3f} "
            f"| {took / sum(each):.0%} | {speed} |"
        )
    yield f"| together, each alone | | {len(parts)} | {work / 1e6:.2f} | {sum(each):.3f} | | |"


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=400)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as there:
        for table in (compare_with_baseline, where_the_time_goes):
            for line in table(Path(there), rounds):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
            sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
