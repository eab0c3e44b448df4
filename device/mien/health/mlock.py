"""Keeps the eye's memory out of the swap space, which would store the pictures in it."""

import ctypes
import logging
import os
from collections.abc import Callable
from pathlib import Path

logger = logging.getLogger(__name__)

_SWAPS = Path("/proc/swaps")
# mman.h: MCL_CURRENT, MCL_FUTURE and MCL_ONFAULT; without the last, unused pages would be filled.
_TOUCHED_PAGES = 1 | 2 | 4


def lock_memory() -> None:
    """Lock this process into memory, now and later; raises `OSError` if that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(_TOUCHED_PAGES):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def swaps_in_use() -> str:
    """Return the active swap spaces, one per line below a heading; empty if the kernel has no swap."""
    return _SWAPS.read_text(encoding="utf-8") if _SWAPS.exists() else ""


def keep_off_the_disk(lock: Callable[[], None], swaps: Callable[[], str]) -> None:
    """Lock the memory; log a warning if that fails and there is swap."""
    try:
        lock()
    except OSError as bad:
        if places := [line.split()[0] for line in swaps().splitlines()[1:]]:
            logger.warning(
                "The eye's memory cannot be locked (%s), so a picture may be swapped to %s. Give the eye "
                "LimitMEMLOCK=infinity, as its unit does, or turn swap off.",
                bad.strerror,
                " and ".join(places),
            )
