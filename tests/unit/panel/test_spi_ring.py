"""Colours on SPI, bit by bit, against the LEDs' data sheets."""

import sys
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.spidev import FakeSpi, fake_spidev
from mien.panel.panel import PanelError
from mien.panel.ring_patterns import RGB
from mien.panel.spi_ring import (
    IDLE_MA,
    WS2812_HZ,
    SpiRing,
    apa102_bytes,
    current,
    limited,
    linear,
    open_spi,
    ws2812_bytes,
)

part = st.integers(0, 255)
colour = st.tuples(part, part, part)
rings = st.lists(colour, max_size=60)


def pulses(sent: bytes, tick: float) -> list[tuple[float, float]]:
    """Return the (high, low) times on the line, in seconds, as a WS2812 sees them."""
    bits = "".join(f"{byte:08b}" for byte in sent).lstrip("0")
    runs = [len(list(run)) * tick for _, run in groupby(bits)]
    return list(zip(runs[::2], runs[1::2], strict=True))


def decoded(sent: bytes, tick: float) -> list[RGB]:
    """Return the colours as a WS2812B decodes them: a high of more than 0.6 us is a 1; green comes first."""
    bits = [high > 0.6e-6 for high, _ in pulses(sent, tick)]
    parts = [
        sum(bit << (7 - place) for place, bit in enumerate(bits[i : i + 8])) for i in range(0, len(bits), 8)
    ]
    return [(red, green, blue) for green, red, blue in zip(parts[::3], parts[1::3], parts[2::3], strict=True)]


@given(colours=rings)
def test_a_ws2812_understands_what_was_meant(colours: list[RGB]) -> None:
    assert decoded(ws2812_bytes(colours), 1 / WS2812_HZ) == colours


@pytest.mark.parametrize("hz", [6.25e6, 6.4e6, 6.41e6, 6.45e6], ids=lambda hz: f"{hz / 1e6:g} MHz")
def test_every_pulse_keeps_the_data_sheet_at_the_clocks_a_pi_makes(hz: float) -> None:
    sent = pulses(ws2812_bytes([(0b10100101, 0, 255)] * 3), 1 / hz)[:-1]

    for high, low in sent:
        zero = 0.25e-6 <= high <= 0.38e-6 and 0.70e-6 <= low <= 1.0e-6
        one = 0.65e-6 <= high <= 0.95e-6 and 0.30e-6 <= low <= 0.60e-6
        assert zero or one


def test_the_line_rests_long_enough_to_latch_even_the_newest_ws2812() -> None:
    assert pulses(ws2812_bytes([(1, 2, 3)]), 1 / 6.45e6)[-1][1] > 280e-6


def test_every_byte_ends_low_so_a_pause_between_bytes_does_no_harm() -> None:
    assert all(byte & 1 == 0 for byte in ws2812_bytes([(255, 255, 255), (0, 170, 85)]))


@given(colours=rings)
def test_an_apa102_understands_what_was_meant(colours: list[RGB]) -> None:
    sent = apa102_bytes(colours)
    frames = [sent[4 + 4 * i : 8 + 4 * i] for i in range(len(colours))]

    assert sent[:4] == bytes(4)
    assert [(frame[3], frame[2], frame[1]) for frame in frames] == colours
    assert all(frame[0] == 0xFF for frame in frames)


@given(count=st.integers(0, 300))
def test_the_last_apa102_gets_enough_clocks_to_show_its_colour(count: int) -> None:
    end = apa102_bytes([(1, 1, 1)] * count)[4 + 4 * count :]

    assert len(end) * 8 >= 32 + count / 2
    assert not any(end)


@given(colours=rings, max_current=st.floats(0, 2000))
def test_the_ring_never_draws_more_than_its_share(colours: list[RGB], max_current: float) -> None:
    kept = limited(colours, max_current)

    assert len(kept) == len(colours)
    assert current(kept) <= max(max_current, IDLE_MA * len(colours)) + 1e-9
    assert current(colours) > max_current - 1e-9 or kept == tuple(colours)


def test_a_white_ring_of_sixteen_is_dimmed_to_half_an_ampere() -> None:
    white = [(255, 255, 255)] * 16

    assert current(white) == pytest.approx(976)
    assert current(limited(white, 500)) == pytest.approx(500, rel=0.02)


@given(one=colour)
def test_what_is_lit_stays_lit_however_dim(one: RGB) -> None:
    assert any(linear(one)) == any(one)


@given(one=part, other=part)
def test_brighter_stays_brighter(one: int, other: int) -> None:
    dim, bright = sorted((one, other))

    assert linear((dim, 0, 0))[0] <= linear((bright, 0, 0))[0]
    assert linear((255, 255, 255)) == (255, 255, 255)


def test_a_ring_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PanelError, match="neopixel"):
        SpiRing("neopixel", 12, device=FakeSpi())


def test_more_leds_than_one_transfer_holds_are_refused() -> None:
    assert len(ws2812_bytes([(0, 0, 0)] * 150)) <= 4096

    with pytest.raises(PanelError, match="use APA102"):
        SpiRing("ws2812", 151, device=FakeSpi())


def test_a_wire_that_refuses_its_speed_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    module, made = fake_spidev("/dev/spidev0.0", fastest=1_000_000)
    monkeypatch.setitem(sys.modules, "spidev", module)

    with pytest.raises(PanelError, match=r"cannot be opened \(Invalid argument\)"):
        open_spi("/dev/spidev0.0", WS2812_HZ)

    assert [spi.closed for spi in made] == [True]


def test_spi_that_is_off_says_how_to_turn_it_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spidev", fake_spidev("/dev/spidev0.0")[0])

    with pytest.raises(PanelError, match=r"no /dev/spidev9\.9: turn SPI on"):
        open_spi("/dev/spidev9.9", WS2812_HZ)
