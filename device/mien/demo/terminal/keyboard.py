"""Reads single keys, so that q ends the demo without Enter."""

import asyncio
import contextlib
import os
import termios
import tty
from collections.abc import Callable, Iterator
from typing import Final

QUIT_KEYS: Final = b"qQ\x04"
"""Also Ctrl-D, which ends most things that read a terminal."""


@contextlib.contextmanager
def quit_key(fd: int, quit_now: Callable[[], None]) -> Iterator[None]:
    """Call `quit_now` when q is typed at the terminal `fd`; restore the terminal afterwards."""
    loop = asyncio.get_running_loop()
    before = termios.tcgetattr(fd)

    def typed() -> None:
        keys = os.read(fd, 64)
        if not keys:  # the terminal is closed
            loop.remove_reader(fd)
        if set(keys) & set(QUIT_KEYS):
            quit_now()

    tty.setcbreak(fd)  # keys arrive at once and are not echoed; Ctrl-C still works
    loop.add_reader(fd, typed)
    try:
        yield
    finally:
        loop.remove_reader(fd)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
