"""Every panel keeps the same promises: the fake, the headless one, and the Pi's on gpiozero's mock pins.

gpiozero's mock claims pins, pulls them up and reports edges as real pins do; it does not debounce, which we
do not need. The suite also runs on the kernel's pins (gpio-sim, through lgpio) if MIEN_PINS names their
folder, as on the machines of tests/appliance.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from fakes.spidev import FakeSpi
from mien.mood.events import Button, Press, Pressed
from mien.panel.buttons import HOLD
from mien.panel.fake_panel import FakePanel
from mien.panel.gpio_buttons import GpioButtons, _Contact, lgpio_factory, moment_of
from mien.panel.headless_panel import HeadlessPanel
from mien.panel.panel import Panel, PanelError
from mien.panel.pi_panel import PiPanel, panel_of_available_parts
from mien.panel.ring_patterns import DARK
from mien.panel.spi_ring import SpiRing
from mien.types import Seconds

LEDS = 12
KERNELS_PINS = os.environ.get("MIEN_PINS", "")
PINS = {Button.SKIP: 5, Button.MOOD: 6, Button.PLAY: 13, Button.PAIR: 16}
ORANGE = ((255, 100, 0),) * LEDS


async def nobody_presses(_button: Button, _how: Press) -> None:
    """The finger of a panel without buttons."""


@dataclass
class Bench:
    """A panel, a finger for its buttons, and a view of its ring."""

    panel: Panel
    lit: Callable[[], bool]
    press: Callable[[Button, Press], Coroutine[None, None, None]] = nobody_presses


def fake_bench() -> Bench:
    panel = FakePanel(LEDS)

    async def finger(button: Button, how: Press) -> None:
        panel.press(button, how)

    return Bench(panel, lambda: set(panel.shown) != {DARK}, finger)


def headless_bench() -> Bench:
    panel = HeadlessPanel(LEDS)
    return Bench(panel, lambda: set(panel.shown) != {DARK})


def pi_bench() -> Bench:
    factory, spi = MockFactory(), FakeSpi()
    panel = PiPanel(GpioButtons(PINS, factory), SpiRing("apa102", LEDS, device=spi))

    async def finger(button: Button, how: Press) -> None:
        await _press_pin(factory, PINS[button], HOLD + 0.1 if how is Press.HOLD else 0.06)

    return Bench(panel, lambda: is_lit(spi), finger)


async def _press_pin(factory: MockFactory, number: int, seconds: Seconds = 0.06) -> None:
    pin = factory.pin(number)
    pin.drive_low()
    await asyncio.sleep(seconds)
    pin.drive_high()


def kernel_bench() -> Bench:
    """Return a panel on the kernel's pins, through lgpio; the finger is stronger than the resistor."""
    spi = FakeSpi()
    panel = PiPanel(GpioButtons(PINS), SpiRing("apa102", LEDS, device=spi))

    async def finger(button: Button, how: Press) -> None:
        contact = Path(KERNELS_PINS) / f"sim_gpio{PINS[button]}/pull"
        contact.write_text("pull-down")
        await asyncio.sleep(HOLD + 0.1 if how is Press.HOLD else 0.06)
        contact.write_text("pull-up")

    return Bench(panel, lambda: is_lit(spi), finger)


def is_lit(spi: FakeSpi) -> bool:
    frames = spi.sent[-1][4 : 4 + 4 * LEDS] if spi.sent else b""
    return any(part for index, part in enumerate(frames) if index % 4)


ON_THE_KERNEL = pytest.param(
    kernel_bench,
    id="kernel",
    marks=pytest.mark.skipif(not KERNELS_PINS, reason="MIEN_PINS names no pins of gpio-sim"),
)
FAKE, PI = pytest.param(fake_bench, id="fake"), pytest.param(pi_bench, id="pi")


@pytest.fixture(params=[FAKE, pytest.param(headless_bench, id="headless"), PI, ON_THE_KERNEL])
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made: Bench = request.param()
    yield made
    await made.panel.close()


async def next_press(panel: Panel) -> Pressed:
    async with asyncio.timeout(20):
        return await anext(aiter(panel.presses()))


@pytest.mark.parametrize("bench", [FAKE, PI, ON_THE_KERNEL], indirect=True)
@pytest.mark.parametrize("button", [Button.SKIP, Button.MOOD, Button.PLAY])
@pytest.mark.parametrize("how", [Press.SHORT, Press.HOLD])
async def test_a_press_is_told_with_its_button_and_how(bench: Bench, button: Button, how: Press) -> None:
    pressing = asyncio.create_task(bench.press(button, how))
    pressed = await next_press(bench.panel)
    await pressing

    assert (pressed.button, pressed.how) == (button, how)


async def test_what_is_shown_lights_the_ring(bench: Bench) -> None:
    assert bench.panel.leds == LEDS
    assert not bench.lit()

    await bench.panel.show(ORANGE)

    assert bench.lit()


async def test_too_few_colours_are_refused(bench: Bench) -> None:
    with pytest.raises(PanelError, match="12 LEDs, not 11"):
        await bench.panel.show(ORANGE[1:])


async def test_a_closed_panel_is_dark_and_stays_dark(bench: Bench) -> None:
    await bench.panel.show(ORANGE)
    await bench.panel.close()
    await bench.panel.show(ORANGE)
    await bench.panel.close()

    assert not bench.lit()


async def test_closing_ends_the_presses(bench: Bench) -> None:
    async def listen() -> list[Pressed]:
        return [pressed async for pressed in bench.panel.presses()]

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0)
    await bench.panel.close()

    async with asyncio.timeout(20):
        assert await listening == []


async def test_the_pins_are_free_after_closing() -> None:
    factory = MockFactory()
    GpioButtons(PINS, factory).close()

    again = GpioButtons(PINS, factory)

    again.close()


async def test_nobody_listens_to_a_pin_that_was_given_back() -> None:
    factory = MockFactory()
    buttons = GpioButtons({Button.SKIP: 5}, factory)
    assert factory.pin(5).when_changed is not None

    buttons.close()

    assert factory.pin(5).when_changed is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # gpiozero tries once more
async def test_a_pin_that_is_busy_at_the_end_keeps_no_other_from_being_freed() -> None:
    def busy(*_: object) -> None:
        raise OSError("GPIO busy")

    factory = MockFactory()
    buttons = GpioButtons({Button.SKIP: 5, Button.MOOD: 6}, factory)
    pin = factory.pin(5)
    pin._set_when_changed = pin.close = busy  # as lgpio does while its thread still holds the line

    buttons.close()

    assert factory.pin(6).when_changed is None
    assert [press async for press in buttons.presses()] == []


@pytest.mark.skipif(not KERNELS_PINS, reason="MIEN_PINS names no pins of gpio-sim")
async def test_the_kernels_pins_are_free_after_closing_and_taken_before() -> None:
    first = GpioButtons({Button.SKIP: 5})
    with pytest.raises(PanelError, match=r"play button cannot use GPIO 5"):
        GpioButtons({Button.PLAY: 5})
    first.close()

    again = GpioButtons({Button.PLAY: 5})

    again.close()


async def test_a_busy_pin_takes_no_other_button_along() -> None:
    factory = MockFactory()
    first = GpioButtons({Button.SKIP: 5}, factory)
    buttons = GpioButtons(PINS, factory)
    pressing = asyncio.create_task(_press_pin(factory, PINS[Button.MOOD]))

    async with asyncio.timeout(20):
        pressed = await anext(aiter(buttons.presses()))
    await pressing

    assert pressed.button is Button.MOOD
    assert len(buttons.missing) == 1
    assert "skip button cannot use GPIO 5" in str(buttons.missing[0])
    buttons.close()
    first.close()


async def test_a_pin_that_was_claimed_but_cannot_be_listened_to_is_given_back() -> None:
    def busy_for_us(reported: object) -> None:
        if isinstance(getattr(reported, "__self__", None), _Contact):
            raise OSError("GPIO busy")
        listens(reported)

    factory = MockFactory()
    pin = factory.pin(5)
    listens = pin._set_when_changed
    pin._set_when_changed = busy_for_us
    buttons = GpioButtons({Button.SKIP: 5, Button.MOOD: 6}, factory)
    pin._set_when_changed = listens

    GpioButtons({Button.SKIP: 5}, factory).close()

    assert [str(bad) for bad in buttons.missing] == ["the skip button cannot use GPIO 5: GPIO busy"]
    buttons.close()


async def test_the_buttons_work_without_the_ring() -> None:
    factory = MockFactory()
    panel, missing = panel_of_available_parts(
        lambda: GpioButtons(PINS, factory), lambda: SpiRing("ws2812", 151, device=FakeSpi())
    )
    pressing = asyncio.create_task(_press_pin(factory, PINS[Button.PLAY]))
    pressed = await next_press(panel)
    await pressing

    assert (pressed.button, panel.leds) == (Button.PLAY, 0)
    assert [str(part) for part in missing] == ["a WS2812 ring can have 150 LEDs, not 151: use APA102"]
    await panel.close()
    GpioButtons(PINS, factory).close()  # the pins are free again


async def test_the_fake_remembers_what_was_pressed_and_shown() -> None:
    panel = FakePanel(LEDS)
    panel.press(Button.SKIP, at=3.0)
    await panel.show(ORANGE)
    panel.unplugged = True
    with pytest.raises(PanelError, match="does not answer"):
        await panel.show(ORANGE)
    await panel.close()

    assert panel.press_history == [Pressed(Button.SKIP, Press.SHORT, 3.0)]
    assert panel.ring_history == [ORANGE, (DARK,) * LEDS]


async def test_the_ring_works_without_the_buttons() -> None:
    spi = FakeSpi()
    shared = {Button.SKIP: 5, Button.PAIR: 5}
    panel, missing = panel_of_available_parts(
        lambda: GpioButtons(shared, MockFactory()), lambda: SpiRing("apa102", LEDS, device=spi)
    )
    await panel.show(ORANGE)

    assert is_lit(spi)
    assert [str(part) for part in missing] == ["GPIO 5 is set for both the skip and the pair button"]
    await panel.close()
    assert spi.closed
    assert not is_lit(spi)


async def test_a_panel_without_buttons_ends_its_presses_like_any_other() -> None:
    panel = PiPanel(None, SpiRing("apa102", LEDS, device=FakeSpi()))
    listening = asyncio.create_task(anext(aiter(panel.presses()), None))
    await asyncio.sleep(0)
    assert not listening.done()

    await panel.close()

    async with asyncio.timeout(20):
        assert await listening is None


async def test_a_taken_pin_is_named_with_its_button() -> None:
    factory = MockFactory()
    first = GpioButtons({Button.SKIP: 5}, factory)

    with pytest.raises(PanelError, match=r"play button cannot use GPIO 5.*in use"):
        GpioButtons({Button.PLAY: 5}, factory)

    first.close()


async def test_one_pin_for_two_buttons_is_refused_with_both_names() -> None:
    with pytest.raises(PanelError, match="GPIO 5 is set for both the skip and the pair button"):
        GpioButtons({Button.SKIP: 5, Button.PAIR: 5}, MockFactory())


async def test_a_pin_that_no_pi_has_is_refused() -> None:
    with pytest.raises(PanelError, match="mood button cannot use GPIO 99"):
        GpioButtons({Button.MOOD: 99}, MockFactory())


async def test_a_button_leant_on_at_the_start_is_no_press() -> None:
    factory = MockFactory()
    pin = factory.pin(PINS[Button.PLAY])
    pin.input_with_pull("up")
    pin._set_pull = lambda _value: None  # the finger is stronger than the resistor
    pin.drive_low()
    buttons = GpioButtons(PINS, factory)
    presses = aiter(buttons.presses())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(HOLD + 0.2):
            await anext(presses)

    buttons.close()


async def test_a_ring_that_was_pulled_out_is_said_in_one_sentence() -> None:
    spi = FakeSpi()
    panel = PiPanel(GpioButtons({}, MockFactory()), SpiRing("ws2812", LEDS, device=spi))
    spi.gone = True

    with pytest.raises(PanelError, match=r"the ring at /dev/spidev0\.0 does not answer: Input/output error"):
        await panel.show(ORANGE)
    with pytest.raises(PanelError):
        await panel.close()

    assert spi.closed


def test_a_machine_without_pins_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LG_WD", str(tmp_path))  # lgpio creates a pipe in its working folder on import
    pytest.importorskip("lgpio")
    if Path("/dev/gpiochip0").exists():
        pytest.skip("this machine has pins")

    with pytest.raises(PanelError, match=r"no GPIO chip to open .*is this a Pi"):
        lgpio_factory()


def test_the_kernels_time_stamp_counts_if_it_is_on_our_clock() -> None:
    assert moment_of(99.8, now=100.0) == 99.8
    assert moment_of(1.7e9, now=100.0) == 100.0
    assert moment_of(3.0, now=100.0) == 100.0
