"""What a pulse tells about one wearer: how far it is from their own rest. Pure: the time is an argument.

A heart rate alone says little about a feeling: stairs, coffee and standing up move it more. So only its
distance from the wearer's own rest counts, it counts for arousal only, within limits, and not at all while
the strap has no contact or the wearer is moving. The rest is learnt within a visit and kept in memory only.

What this is worth: see `device/docs/pulse.md`. On the one data set that was tried it told nothing about
arousal, so by default it is shown and has no weight.
"""

from dataclasses import dataclass, replace

from mien.mood.senses.evidence import Evidence, Sense
from mien.pulse.heart_rate import HeartRate
from mien.types import Seconds

BIN: Seconds = 10.0
"""Beats are first averaged over this time."""
MOST_BINS = 360
"""An hour of averages; older ones are forgotten."""
LEAST_BINS = 18
"""Averages before the rest is known: three minutes."""
REST_QUANTILE = 0.2
"""The share of averages below the rest: the wearer is calmer than that only now and then."""
VISIT_ENDS: Seconds = 600.0
"""After this long without a beat, somebody else may wear the strap: the rest is learnt again."""
JUMP = 20.0
"""A change of this many beats per minute from one average to the next but one is movement, not feeling."""
EXERTION = 1.4
"""A pulse this many times the rest is movement, too."""
VOID_FOR: Seconds = 120.0
"""After movement or lost contact the pulse is ignored for this long."""
FULL_SWING = 0.35
"""This share above the rest is the arousal `MOST_AROUSAL`."""
MOST_AROUSAL = 0.5
"""The largest arousal that a pulse can indicate, up or down."""
TRUST = 0.3
"""How far one reading may be trusted, once the owner lets it count."""
LASTS: Seconds = 30.0
"""How long it counts."""
NO_HEARTBEAT = "no heartbeat arrives"
"""Why there is no pulse while no measurement comes."""


@dataclass(frozen=True, slots=True)
class Wearer:
    """What is known about one wearer in this visit."""

    averages: tuple[float, ...] = ()
    """Beats per minute, one for each `BIN` with beats, the newest last."""
    begun: Seconds = 0.0
    """When the bin that is being filled began."""
    beats: tuple[int, ...] = ()
    """The measurements in that bin."""
    seen: Seconds | None = None
    """When the last plausible measurement came; None before the first."""
    void_until: Seconds = 0.0
    """Until when the pulse is ignored, after movement or lost contact."""

    @property
    def bpm(self) -> int | None:
        """The newest measurement, None before the first of a bin."""
        return self.beats[-1] if self.beats else None

    @property
    def rest(self) -> float | None:
        """The wearer's own rest, beats per minute; None until it is known."""
        if len(self.averages) < LEAST_BINS:
            return None
        return sorted(self.averages)[int(REST_QUANTILE * len(self.averages))]


def after_measurement(wearer: Wearer, measured: HeartRate, at: Seconds) -> Wearer:
    """Return the wearer after a measurement; an implausible one makes the pulse ignored for a while."""
    if not measured.is_plausible:
        return replace(wearer, void_until=at + VOID_FOR)
    if wearer.seen is None or at - wearer.seen > VISIT_ENDS:
        return Wearer(begun=at, beats=(measured.bpm,), seen=at)
    if at - wearer.begun < BIN:
        return replace(wearer, beats=(*wearer.beats, measured.bpm), seen=at)
    full = _with_average(wearer, at)
    return replace(full, begun=at, beats=(measured.bpm,), seen=at)


def _with_average(wearer: Wearer, at: Seconds) -> Wearer:
    """Return the wearer with the finished bin averaged; a jump or exertion voids it for a while."""
    newest = sum(wearer.beats) / len(wearer.beats)
    averages = (*wearer.averages, newest)[-MOST_BINS:]
    full = replace(wearer, averages=averages)
    rest = full.rest
    jumped = any(abs(newest - before) >= JUMP for before in averages[-3:-1])
    exerted = rest is not None and newest > EXERTION * rest
    return replace(full, void_until=at + VOID_FOR) if jumped or exerted else full


def arousal_of(wearer: Wearer, at: Seconds) -> float | None:
    """Return the arousal that the pulse indicates, within `MOST_AROUSAL`; None if it is ignored."""
    rest = wearer.rest
    if rest is None or at < wearer.void_until or wearer.seen is None or at - wearer.seen > BIN:
        return None
    swing = (wearer.averages[-1] / rest - 1.0) / FULL_SWING
    return max(-MOST_AROUSAL, min(MOST_AROUSAL, MOST_AROUSAL * swing))


def evidence_of(wearer: Wearer, at: Seconds) -> Evidence | None:
    """Return the pulse as evidence for the mood core, None if it is ignored. A strap may lie in a drawer."""
    arousal = arousal_of(wearer, at)
    return None if arousal is None else Evidence(Sense.PULSE, TRUST, LASTS, arousal=arousal)


def bpm_of(wearer: Wearer, at: Seconds) -> int | None:
    """Return the newest beats per minute; None if they are out of date."""
    return wearer.bpm if wearer.seen is not None and at - wearer.seen <= BIN else None


def silence_of(wearer: Wearer, at: Seconds) -> str:
    """Return why the pulse is ignored, for the owner; "" if it counts."""
    if at < wearer.void_until:  # goes first: a strap without skin contact keeps sending
        return "you are moving, or the strap slipped"
    if bpm_of(wearer, at) is None:
        return NO_HEARTBEAT
    if wearer.rest is None:
        missing = (LEAST_BINS - len(wearer.averages)) * BIN
        return f"learning your resting pulse: {max(1, round(missing / 60))} min to go"
    return ""
