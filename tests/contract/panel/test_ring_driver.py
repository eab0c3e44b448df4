"""The ring keeps its pattern, recovers from a loose plug, and sleeps while nothing moves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from mien.mood.emotion import Emotion
from mien.panel.fake_panel import FakePanel
from mien.panel.ring_driver import RingDriver
from mien.panel.ring_patterns import DARK, MOODS

STILL, MOVING = MOODS[Emotion.NEUTRAL], MOODS[Emotion.HAPPY]


@asynccontextmanager
async def driving(panel: FakePanel, refresh: float) -> AsyncIterator[RingDriver]:
    """Run a driver on the loop's clock."""
    driver = RingDriver(panel, asyncio.get_running_loop().time, refresh)
    running = asyncio.create_task(driver.run())
    try:
        yield driver
    finally:
        running.cancel()


async def turns(seconds: float = 0.0) -> None:
    for _ in range(5):
        await asyncio.sleep(seconds)


async def test_a_look_is_shown_as_soon_as_it_is_set() -> None:
    panel = FakePanel(8)
    async with driving(panel, 60) as driver:
        await turns()
        assert panel.ring_history == []
        driver.set(STILL)
        await turns()

    assert set(panel.shown) == {STILL.colour}


async def test_a_still_ring_rests() -> None:
    panel = FakePanel(8)
    async with driving(panel, 60) as driver:
        driver.set(STILL)
        await turns(0.02)
        driver.set(STILL)
        await turns(0.02)

    assert len(panel.ring_history) == 1


async def test_a_moving_ring_moves() -> None:
    panel = FakePanel(8)
    async with driving(panel, 60) as driver:
        driver.set(MOVING)
        await turns(0.05)

    assert len(set(panel.ring_history)) >= 3


async def test_a_picture_that_is_like_the_last_is_not_sent_again() -> None:
    panel = FakePanel(8)
    dim = replace(MOODS[Emotion.SAD], level=0.02)
    async with driving(panel, 60) as driver:
        driver.set(dim)
        await turns(0.1)

    assert panel.ring_history
    assert all(before != after for before, after in pairwise(panel.ring_history))


async def test_a_spark_on_the_wire_does_not_stick() -> None:
    panel = FakePanel(8)
    async with driving(panel, 0.01) as driver:
        driver.set(STILL)
        await turns(0.02)

    assert len(panel.ring_history) >= 2


async def test_a_loose_plug_is_told_once_and_the_ring_lights_up_again_after(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    panel = FakePanel(8)
    panel.unplugged = True
    async with driving(panel, 0.01) as driver:
        driver.set(STILL)
        await turns(0.02)
        assert set(panel.shown) == {DARK}
        panel.unplugged = False
        await turns(0.02)

    assert set(panel.shown) == {STILL.colour}
    assert [record.message for record in caplog.records] == [
        "The ring doesn't work: the ring does not answer.",
        "The ring works again.",
    ]


async def test_without_a_ring_nothing_is_shown_and_nothing_wakes() -> None:
    panel = FakePanel(0)
    async with driving(panel, 0.001) as driver:
        driver.set(MOVING)
        await turns(0.01)

    assert panel.ring_history == []
