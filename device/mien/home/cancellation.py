"""Keeps a cancellation from getting lost.

On Python 3.11 `asyncio.wait_for`, which aiomqtt waits with, swallows a cancellation that comes together with
the answer (cpython issue 86296, mended in 3.12). A speaker that is to end would go on then.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heeding_cancellation() -> Iterator[None]:
    """Raise `asyncio.CancelledError` at the end if a cancellation was swallowed in between."""
    task = asyncio.current_task()
    before = task.cancelling() if task is not None else 0  # a task group may leave some behind
    try:
        yield
    finally:
        if task is not None and task.cancelling() > before:
            raise asyncio.CancelledError
