"""Keeps the eye's memory off every disk: swap would write down the pictures that are in it."""

import ctypes
import logging
import os
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

_SWAPS = Path("/proc/swaps")
# mman.h: MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT, without which pages that nobody needs would be filled.
_ALL_THAT_IS_TOUCHED = 1 | 2 | 4


def lock_memory() -> None:
    """Have the kernel keep this process in memory, now and later; raises `OSError` when it may not."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(_ALL_THAT_IS_TOUCHED):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def swaps_in_use() -> str:
    """Return what is swapped to, a line each below a heading; a kernel without swap has nothing to say."""
    return _SWAPS.read_text(encoding="utf-8") if _SWAPS.exists() else ""


def keep_off_the_disk(lock: Callable[[], None], swaps: Callable[[], str]) -> None:
    """Lock the memory; warn where that fails and there is something to swap to."""
    try:
        lock()
    except OSError as bad:
        if places := [line.split()[0] for line in swaps().splitlines()[1:]]:
            logger.warning(
                "The eye's memory cannot be locked (%s), so a picture may be swapped to %s: give the eye "
                "LimitMEMLOCK=infinity as its unit does, or turn the swap off.",
                bad.strerror,
                " and ".join(places),
            )
