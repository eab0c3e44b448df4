"""`mien panel-test`: tests the panel with the owner, LED by LED and button by button.

status = asyncio.run(panel_test(panel, sys.stdout))     # 0: everything answered
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TextIO

from mien.errors import as_sentence
from mien.mood.emotion import Emotion
from mien.mood.events import Button, Press, Pressed
from mien.panel.panel import Panel, PanelError
from mien.panel.ring_patterns import (
    CLOSED,
    DARK,
    FRAME,
    GONE,
    MOODS,
    PAIRING,
    RGB,
    TROUBLE,
    Pattern,
    next_change,
    ring_colours,
)
from mien.types import Seconds

BASIC: tuple[tuple[str, RGB], ...] = (("red", (255, 0, 0)), ("green", (0, 255, 0)), ("blue", (0, 0, 255)))
PATTERNS: tuple[Pattern, ...] = (
    *MOODS.values(),
    CLOSED,
    GONE,
    TROUBLE,
    PAIRING,
    replace(MOODS[Emotion.NEUTRAL], live=True),
)
LEVEL = 0.6


async def panel_test(
    panel: Panel,
    out: TextIO,
    *,
    patience: Seconds = 15.0,
    pace: Seconds = 1.0,
    clock: Callable[[], Seconds] = time.monotonic,
) -> int:
    """Show every LED, colour and pattern, then ask for every button; return how many did not answer.

    Args:
        panel: The panel to test.
        out: Where to print.
        patience: How long to wait for each button.
        pace: How long each colour stays; a pattern stays three times as long.
        clock: Monotonic.
    """
    try:
        await _test_ring(panel, out, pace, clock)
        missing = await _test_buttons(panel, out, patience)
    except PanelError as bad:
        print(as_sentence(f"The panel has a problem: {bad}"), file=out)
        return 1
    print("Everything answered." if not missing else f"{missing} did not answer.", file=out)
    return missing


async def _test_ring(panel: Panel, out: TextIO, pace: Seconds, clock: Callable[[], Seconds]) -> None:
    if not panel.leds:
        print("No ring is configured, so there is nothing to light.", file=out)
        return
    print(f"Each of the {panel.leds} LEDs lights up white in turn, clockwise from the top.", file=out)
    for index in range(panel.leds):
        await panel.show([(160, 160, 160) if place == index else DARK for place in range(panel.leds)])
        await asyncio.sleep(pace / 4)
    for name, colour in BASIC:
        print(f"The whole ring is {name}.", file=out)
        await panel.show([_half(colour)] * panel.leds)
        await asyncio.sleep(pace)
    for pattern in PATTERNS:
        print(
            f"The pattern for: {pattern.name}{', with somebody watching' if pattern.live else ''}.",
            file=out,
        )
        await _play(panel, replace(pattern, level=LEVEL), 3 * pace, clock)
    await panel.show([DARK] * panel.leds)


async def _play(panel: Panel, pattern: Pattern, length: Seconds, clock: Callable[[], Seconds]) -> None:
    """Show `pattern` moving, for `length` seconds."""
    begin = clock()
    while (at := clock() - begin) < length:
        await panel.show(ring_colours(pattern, at, panel.leds))
        wake = next_change(pattern, at)
        await asyncio.sleep(min(length if wake is None else wake, length) - at + FRAME / 100)


async def _test_buttons(panel: Panel, out: TextIO, patience: Seconds) -> int:
    """Ask for a short and a long press of each button; return how many were missing."""
    presses: asyncio.Queue[Pressed] = asyncio.Queue()
    listening = asyncio.create_task(_listen(panel, presses))
    missing = 0
    try:
        for button, how in itertools.product(Button, (Press.SHORT, Press.HOLD)):
            print(f"{'Hold' if how is Press.HOLD else 'Press'} the {button} button ...", file=out, flush=True)
            missing += not await _answered(presses, button, how, out, patience)
    finally:
        listening.cancel()
    return missing


async def _listen(panel: Panel, presses: asyncio.Queue[Pressed]) -> None:
    async for pressed in panel.presses():
        presses.put_nowait(pressed)


async def _answered(
    presses: asyncio.Queue[Pressed], button: Button, how: Press, out: TextIO, patience: Seconds
) -> bool:
    """Wait for this press; print any other, because that reveals a wrong wire."""
    try:
        async with asyncio.timeout(patience):
            while (pressed := await presses.get()) and (pressed.button, pressed.how) != (button, how):
                print(f"  that was {pressed.how} on {pressed.button}.", file=out, flush=True)
    except TimeoutError:
        print(f"  nothing in {patience:g} s: check the wire from the {button} button.", file=out)
        return False
    print("  OK.", file=out)
    return True


def _half(colour: RGB) -> RGB:
    red, green, blue = colour
    return (red // 2, green // 2, blue // 2)
