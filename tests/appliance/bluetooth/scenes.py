"""What straps do, and what the speaker's own code makes of it through bleak, BlueZ and the kernel.

Runs inside the emulated machine, as root; prints one JSON object a line.
"""

import asyncio
import json
import logging
import sys
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager

from appliance.bluetooth.straps import Air, Strap
from mien.mood.senses.evidence import Evidence
from mien.pulse.bleak_strap import BleakStraps
from mien.pulse.heart_rate import parse_measurement
from mien.pulse.monitor import Pulse, PulseMonitor
from mien.pulse.source import PulseSource
from mien.pulse.strap import SILENT, StrapError, nearest

MINE = "C4:64:E3:EE:01:01"
FASTER = 10.0
"""So many times as fast as real time is the monitor's clock: a rest is learnt in 18 s instead of 180."""
PATIENCE = 120.0
"""Seconds: an emulated processor on a busy machine takes its time."""
WITHIN = 20.0
"""Seconds of listening for straps, for the same reason."""
LOST_SKIN, THREE_HUNDRED = b"\x04\x46", b"\x07\x2c\x01"
CUT = (b"", b"\x06", b"\x01\x3c", b"\x16\x46\x00", b"\x0e\x46\x00")
WITH_INTERVALS = b"\x16\x46\x00\x04\x9a\x03"


def beat(bpm: int) -> bytes:
    """Return a usual measurement: contact is supported, and there."""
    return bytes((0x06, bpm))


async def until(holds: Callable[[], object], what: str) -> float:
    """Wait until it holds; return after how many seconds it did."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > PATIENCE:
            raise AssertionError(f"not within {PATIENCE:g} s: {what}")
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


class Speaker:
    """The pulse of a speaker, without the rest of it."""

    def __init__(self) -> None:
        self.pulses: list[Pulse] = []
        self.evidence: list[Evidence] = []
        begun = time.monotonic()
        source = PulseSource(lambda: BleakStraps().measurements(MINE), parse_measurement, SILENT)
        self.monitor = PulseMonitor(
            source, self._report, lambda: FASTER * (time.monotonic() - begun), asyncio.sleep
        )

    def _report(self, pulse: Pulse, evidence: Evidence | None) -> None:
        self.pulses.append(pulse)
        self.evidence += [evidence] if evidence else []

    @property
    def now(self) -> Pulse:
        """What the page shows."""
        return self.pulses[-1] if self.pulses else Pulse(None, None, "nothing yet")


@asynccontextmanager
async def listening(mine: Strap) -> AsyncIterator[Speaker]:
    """Give a speaker that is connected to my strap; it lets go in the end."""
    speaker = Speaker()
    work = asyncio.create_task(speaker.monitor.run())
    try:
        while speaker.now.bpm is None:
            await mine.send(beat(60), every=0.5)
        yield speaker
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    await until(lambda: not mine.is_connected, "the strap is let go")


async def ten_straps_at_once(_air: Air, straps: list[Strap]) -> str:
    found = await BleakStraps().nearby(WITHIN)
    assert len(found) == len(straps), [strap.name for strap in found]
    assert nearest(found).address == MINE, found
    return ", ".join(f"{strap.name} {strap.signal}" for strap in found)


async def two_that_are_equally_near(air: Air, straps: list[Strap]) -> str:
    other = straps[1]
    air.comes_near(other.address, -45)
    try:
        nearest(await BleakStraps().nearby(WITHIN))
    except StrapError as refused:
        return str(refused)
    finally:
        air.comes_near(other.address, other.signal)
    raise AssertionError("one of the two was chosen")


async def heart_rate_arrives_and_at_rest_it_is_evidence(_air: Air, straps: list[Strap]) -> str:
    mine = straps[0]
    async with listening(mine) as speaker:
        while not speaker.evidence:
            await mine.send(beat(61), every=0.2)
        for bpm in range(62, 71):
            await mine.send(beat(bpm), every=0.3)
        await until(lambda: speaker.now.bpm == 70, "70 beats a minute")
        assert speaker.now.rest == 61, speaker.now
        assert mine.is_connected
    return f"{speaker.now}; {speaker.evidence[-1].arousal=}"


async def packets_arrive_as_they_were_sent(_air: Air, straps: list[Strap]) -> str:
    mine, sent, got = straps[0], (*CUT, WITH_INTERVALS, THREE_HUNDRED), []
    async with aclosing(BleakStraps().measurements(MINE)) as packets:
        first = asyncio.ensure_future(anext(packets))
        while not first.done():
            await mine.send(beat(60), every=0.3)
        await mine.send(*sent, beat(99))
        async for packet in packets:
            if packet == beat(99):
                break
            got += [packet] if packet != beat(60) else []
    assert tuple(got) == sent, got
    return " ".join(packet.hex() or "(empty)" for packet in got)


async def a_lost_skin_is_no_pulse(_air: Air, straps: list[Strap]) -> str:
    return await _silenced_by(straps[0], LOST_SKIN)


async def three_hundred_beats_are_no_pulse(_air: Air, straps: list[Strap]) -> str:
    return await _silenced_by(straps[0], THREE_HUNDRED)


async def _silenced_by(mine: Strap, packet: bytes) -> str:
    async with listening(mine) as speaker:
        await mine.send(packet)
        await until(lambda: "slipped" in speaker.now.silence, "it says that the strap slipped")
        assert speaker.now.bpm in {60, None}, speaker.now
        return speaker.now.silence


async def truncated_packets_are_dropped(_air: Air, straps: list[Strap]) -> str:
    mine = straps[0]
    async with listening(mine) as speaker:
        before = len(speaker.pulses)
        await mine.send(*CUT)
        await mine.send(beat(64))
        await until(lambda: speaker.now.bpm == 64, "the next good one is shown")
        shown = len(speaker.pulses) - before
    return f"{len(CUT)} dropped, {shown} shown after them"


async def a_strap_that_dies_and_gets_a_new_battery(_air: Air, straps: list[Strap]) -> str:
    mine = straps[0]
    async with listening(mine) as speaker:
        mine.die()
        gone = await until(lambda: speaker.now.bpm is None, "it is gone")
        why = speaker.now.silence
        mine.revive()
        begun = time.monotonic()
        while speaker.now.bpm is None:
            assert time.monotonic() - begun < PATIENCE, "it is not back"
            await mine.send(beat(66), every=0.5)
        back = time.monotonic() - begun
    return f"gone after {gone:.1f} s ({why}), back {back:.1f} s after its new battery"


async def a_strap_that_stays_connected_and_says_nothing(_air: Air, straps: list[Strap]) -> str:
    mine = straps[0]
    async with listening(mine) as speaker:
        await until(lambda: speaker.now.bpm is None, "the old number goes")
        assert mine.is_connected
        why = speaker.now.silence
        while speaker.now.bpm is None:
            await mine.send(beat(67), every=0.3)
    return why


async def nobody_ever_paired(_air: Air, straps: list[Strap]) -> str:
    assert not any(strap.pairings or strap.is_encrypted or strap.is_connected for strap in straps)
    ask = ("busctl", "--json=short", "call", "org.bluez", "/", "org.freedesktop.DBus.ObjectManager")
    listed = await asyncio.create_subprocess_exec(*ask, "GetManagedObjects", stdout=asyncio.subprocess.PIPE)
    said, _ = await listed.communicate()
    devices = json.loads(said)["data"][0].values()
    paired = [one["org.bluez.Device1"]["Paired"]["data"] for one in devices if "org.bluez.Device1" in one]
    assert paired, said
    assert not any(paired), said
    strangers = sum(strap.connections for strap in straps[1:])
    assert strangers == 0, strangers
    return f"{straps[0].connections} connections to my strap, none to the other {len(straps) - 1}"


Scene = Callable[[Air, list[Strap]], Awaitable[str]]
SCENES: tuple[Scene, ...] = (
    ten_straps_at_once,
    two_that_are_equally_near,
    heart_rate_arrives_and_at_rest_it_is_evidence,
    packets_arrive_as_they_were_sent,
    a_lost_skin_is_no_pulse,
    three_hundred_beats_are_no_pulse,
    truncated_packets_are_dropped,
    a_strap_that_dies_and_gets_a_new_battery,
    a_strap_that_stays_connected_and_says_nothing,
    nobody_ever_paired,
)


async def main() -> None:
    """Play every scene, or those that the arguments name."""
    air = Air()
    await air.begin()
    await asyncio.wait_for(air.powered(), PATIENCE)
    straps = [Strap(air, MINE, "H10", -45)]
    straps += [Strap(air, f"C4:64:E3:EE:02:{n:02X}", f"watch {n}", -60 - n) for n in range(9)]
    for strap in straps:
        await strap.begin()
    for scene in SCENES:
        if sys.argv[1:] and not any(word in scene.__name__ for word in sys.argv[1:]):
            continue
        begun = time.monotonic()
        try:
            async with asyncio.timeout(3 * PATIENCE):
                says, is_good = await scene(air, straps), True
        except Exception:  # noqa: BLE001  one scene must not hide the others
            says, is_good = traceback.format_exc(), False
        line = {"scene": scene.__name__, "ok": is_good, "s": time.monotonic() - begun, "says": says}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    asyncio.run(main())
