"""A cancellation that somebody swallowed is heeded."""

import asyncio
from contextlib import suppress

import pytest

from mien.home.cancellation import heeding_cancellation


async def test_a_cancellation_that_was_swallowed_ends_the_task_all_the_same() -> None:
    went_on = False

    async def swallows() -> None:
        nonlocal went_on
        with heeding_cancellation(), suppress(asyncio.CancelledError):
            await asyncio.sleep(60.0)
        went_on = True

    task = asyncio.create_task(swallows())
    await asyncio.sleep(0.0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not went_on


async def test_a_task_that_nobody_cancelled_goes_on() -> None:
    with heeding_cancellation():
        await asyncio.sleep(0.0)
