"""Counts instructions in QEMU's log of translated and executed blocks (-d in_asm,exec,nochain). Pure."""

from collections import Counter
from collections.abc import Iterable


def instructions(log: Iterable[str]) -> int:
    """Return how many instructions were executed, according to QEMU's log.

    A translated block is listed under `IN:`, an instruction a line; an executed one is a line `Trace` with
    its first address as the second of four numbers in brackets.
    """
    lengths: Counter[int] = Counter()
    executed: Counter[str] = Counter()
    block: int | None = None
    for line in log:
        if line.startswith("Trace"):
            executed[line.split("[", 1)[1].split("/", 2)[1]] += 1
        elif line.startswith("IN:"):
            block = None
        elif line.startswith("0x"):
            if block is None:
                block = int(line.split(":", 1)[0], 16)
                lengths[block] = 0
            lengths[block] += 1
    return sum(lengths[int(address, 16)] * times for address, times in executed.items())
