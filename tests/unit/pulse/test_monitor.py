"""The monitor stays with its strap: away and back, rubbish in between, one line in the log for each."""

import asyncio
import logging
from collections.abc import Iterable

import pytest

from mien.mood.senses.evidence import Evidence
from mien.pulse.fake_strap import FakeStraps
from mien.pulse.heart_rate import parse_measurement
from mien.pulse.monitor import Pulse, PulseMonitor
from mien.pulse.source import PulseSource
from mien.pulse.strap import NearbyStrap, StrapError, nearest
from mien.types import Seconds

SILENT = 0.2
H10 = NearbyStrap("AA:00", "H10", -50)


class Bench:
    """A monitor on straps that a test drives; a wait lasts until the test lets it pass."""

    def __init__(self, *straps: NearbyStrap) -> None:
        self.radio = FakeStraps(*straps)
        self.pulses: list[Pulse] = []
        self.evidence: list[Evidence] = []
        self.waits: list[Seconds] = []
        self.at = 0.0
        source = PulseSource(lambda: self.radio.measurements("AA:00"), parse_measurement, SILENT)
        self.monitor = PulseMonitor(source, self._report, lambda: self.at, self._pause)

    def _report(self, pulse: Pulse, evidence: Evidence | None) -> None:
        self.pulses.append(pulse)
        self.evidence += [evidence] if evidence else []

    async def _pause(self, length: Seconds) -> None:
        self.waits.append(length)
        await asyncio.sleep(0)

    async def after(self, packets: Iterable[bytes]) -> None:
        """Run the monitor while the strap sends these, a second apart, then end it."""
        running = asyncio.create_task(self.monitor.run())
        for packet in packets:
            self.radio.send(packet)
            for _ in range(12):
                await asyncio.sleep(0)
            self.at += 1.0
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_worn_strap_is_shown_and_at_rest_it_is_evidence() -> None:
    bench = Bench(H10)
    await bench.after([b"\x06\x3c"] * 200)
    assert bench.pulses[0].bpm == 60
    assert bench.pulses[0].silence.startswith("learning")
    assert bench.pulses[-1] == Pulse(60, 60, "")
    assert bench.evidence[-1].arousal == 0.0


async def test_rubbish_is_dropped_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bench = Bench(H10)
    await bench.after([b"", b"\x01\x3c", b"\x06\x3c", b"\x06\x3d"])
    assert [pulse.bpm for pulse in bench.pulses] == [60, 61]
    assert len(caplog.records) == 1


async def test_a_strap_that_is_not_there_is_looked_for_ever_more_seldom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    bench = Bench()
    await bench.after([b""] * 10)
    assert bench.waits[:4] == [2.0, 4.0, 8.0, 16.0]
    assert "is not within reach" in bench.pulses[-1].silence
    assert len(caplog.records) == 1


async def test_a_strap_that_comes_back_is_heard_again() -> None:
    bench = Bench(H10)
    running = asyncio.create_task(bench.monitor.run())
    await asyncio.sleep(0)
    bench.radio.leave()
    for _ in range(10):
        await asyncio.sleep(0)
    assert bench.pulses[-1].silence == "the strap went out of reach"
    bench.radio.send(b"\x06\x3c")
    for _ in range(10):
        await asyncio.sleep(0)
    assert bench.pulses[-1].bpm == 60
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bench.radio.connected == ""


async def test_a_strap_that_stays_connected_and_falls_silent_shows_no_old_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    bench = Bench(H10)
    running = asyncio.create_task(bench.monitor.run())
    bench.radio.send(b"\x06\x3c")
    await asyncio.sleep(0.5 * SILENT)
    assert bench.pulses[-1].bpm == 60
    await asyncio.sleep(4 * SILENT)
    assert bench.pulses[-1] == Pulse(None, None, "no heartbeat arrives")
    assert (len(bench.pulses), len(caplog.records)) == (2, 1)
    assert bench.radio.connected == "AA:00"
    bench.radio.send(b"\x06\x3d")
    await asyncio.sleep(0.5 * SILENT)
    assert bench.pulses[-1].bpm == 61
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert bench.radio.connected == ""


async def test_why_a_strap_is_away_is_not_replaced_by_its_silence() -> None:
    bench = Bench(H10)
    running = asyncio.create_task(bench.monitor.run())
    await asyncio.sleep(0)
    bench.radio.leave()
    await asyncio.sleep(3 * SILENT)
    assert [pulse.silence for pulse in bench.pulses] == ["the strap went out of reach"]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize(
    ("straps", "says"),
    [
        ((), "No heart-rate strap was found"),
        ((H10, NearbyStrap("BB", "", -52)), "H10 and BB are about equally near"),
    ],
)
def test_a_strap_that_is_not_clearly_meant_is_not_chosen(straps: tuple[NearbyStrap, ...], says: str) -> None:
    with pytest.raises(StrapError, match=says):
        nearest(straps)


def test_of_ten_straps_the_one_that_stands_near_is_chosen() -> None:
    others = tuple(NearbyStrap(f"B{n}", f"watch {n}", -60 - n) for n in range(9))
    assert nearest((*others, H10)) == H10
