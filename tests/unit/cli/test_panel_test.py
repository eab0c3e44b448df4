"""`mien panel-test` asks for everything, and says what did not answer."""

import asyncio
import io

from mien.cli.panel_test import panel_test
from mien.mood.events import Button, Press
from mien.panel.fake_panel import FakePanel
from mien.panel.headless_panel import HeadlessPanel
from mien.panel.ring_patterns import DARK


async def press_as_asked(panel: FakePanel, out: io.StringIO, *, without: Button | None = None) -> None:
    """Act as the owner: do what the last line asks for."""
    answered = 0
    while True:
        asked = [line for line in out.getvalue().splitlines() if line.endswith("button ...")]
        for line in asked[answered:]:
            button = Button(line.split()[2])
            if button is not without:
                panel.press(button, Press.HOLD if line.startswith("Hold") else Press.SHORT)
        answered = len(asked)
        await asyncio.sleep(0)


async def walked(panel: FakePanel, *, without: Button | None = None) -> tuple[int, str]:
    out = io.StringIO()
    owner = asyncio.create_task(press_as_asked(panel, out, without=without))
    status = await panel_test(panel, out, patience=0.02, pace=0.01)
    owner.cancel()
    return status, out.getvalue()


async def test_a_whole_panel_passes_and_every_led_was_lit_alone() -> None:
    panel = FakePanel(12)

    status, said = await walked(panel)

    assert status == 0
    assert said.endswith("Everything answered.\n")
    alone = [shown.index((160, 160, 160)) for shown in panel.ring_history[:12]]
    assert alone == list(range(12))
    assert set(panel.shown) == {DARK}


async def test_a_dead_button_is_named() -> None:
    status, said = await walked(FakePanel(12), without=Button.PLAY)

    assert status == 2
    assert "check the wire from the play button" in said


async def test_a_button_on_the_wrong_wire_is_seen() -> None:
    panel, out = FakePanel(8), io.StringIO()
    panel.press(Button.MOOD)

    await panel_test(panel, out, patience=0.01, pace=0.01)

    assert "that was short on mood" in out.getvalue()


async def test_a_ring_that_does_not_answer_is_said() -> None:
    panel, out = FakePanel(12), io.StringIO()
    panel.unplugged = True

    assert await panel_test(panel, out, pace=0.01) == 1
    assert out.getvalue().endswith("The panel has a problem: the ring does not answer.\n")


async def test_without_a_ring_only_the_buttons_are_asked_for() -> None:
    out = io.StringIO()

    missing = await panel_test(HeadlessPanel(0), out, patience=0.001)

    assert "No ring is configured" in out.getvalue()
    assert missing == 2 * len(Button)
