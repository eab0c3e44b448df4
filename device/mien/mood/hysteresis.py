"""Flicker in, an answer that holds out: a rival must be sure enough, for long enough, after a rest.

The margin (`needed`) is hysteresis: between it and `SwitchParams.doubt` nothing changes. The hold is the
dwell:
the lead must last, counted in seconds of evidence, so a gap or a jump of the clock is no lead. The rest
keeps one emotion from following on the heels of another.

How sure is sure enough depends on the room. A rival that rose and went away again was a feint, and faces
that are hard to read feint a lot: every feint makes us warier for a quarter of an hour. So a plain face is
followed at once, and one that misleads must convince.
"""

from dataclasses import dataclass
from math import exp, log

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.filter import EMOTIONS, Moods
from mien.types import Seconds

RISEN = 0.45  # a rival as likely as this has risen
FALLEN = 0.36  # and one less likely than this has gone away again
REMEMBERED: Seconds = 900.0  # how long a feint is remembered
MOST_WARY = 4.0  # feints; more make no difference


@dataclass(frozen=True, slots=True)
class SwitchParams:
    """How slowly an answer changes.

    `certainty`: the probability an emotion must have in a room that misleads; `trusting`: by how much less
    will do (nats, log-odds) in one that never did; `ease`: and for neutral, which has less to show, since
    rest is evidence that comes slowly. `doubt`: below it no emotion is likely, and the answer may become
    unsure. `hold`: how long a lead must last; `unsure_hold`: how long doubt must. `gone`: how long nobody
    must be seen. `rest`: how long after an emotion the next must wait.
    """

    certainty: float
    doubt: float
    hold: Seconds
    unsure_hold: Seconds
    gone: Seconds
    rest: Seconds = 0.0
    trusting: float = 0.0
    ease: float = 0.0


@dataclass(frozen=True, slots=True)
class HysteresisState:
    """The answer held now, since when, and the rival that may follow it, if any.

    `rival_for`: seconds the rival has led without a break. `rest`: seconds until another may follow.
    `tempted`: the emotion that has risen beside the answer, and may turn out to be a feint. `wary`: how
    many feints are remembered.
    """

    name: MoodName
    since: Seconds
    rival: MoodName | None = None
    rival_for: Seconds = 0.0
    rest: Seconds = 0.0
    tempted: Emotion | None = None
    wary: float = 1.0


def needed(emotion: Emotion, wary: float, patience: SwitchParams) -> float:
    """Return how probable `emotion` must be to lead."""
    certain = log(patience.certainty / (1.0 - patience.certainty))
    trusted = patience.trusting * max(0.0, 1.0 - wary / MOST_WARY)
    odds = certain - trusted - (patience.ease if emotion is Emotion.NEUTRAL else 0.0)
    return 1.0 / (1.0 + exp(-odds))


def leader(probabilities: Moods, wary: float, patience: SwitchParams) -> MoodName | None:
    """Return what leads by enough: an emotion, unsure, or None where the margin is too thin to say."""
    best = EMOTIONS[probabilities.index(max(probabilities))]
    likely = max(probabilities)
    if likely >= needed(best, wary, patience):
        return best
    return Absence.UNSURE if likely < patience.doubt else None


def tempted(held: HysteresisState, probabilities: Moods, dt: Seconds) -> HysteresisState:
    """Return `held` after another `dt` of evidence: a rival may rise, and one that falls was a feint."""
    wary = held.wary * exp(-dt / REMEMBERED)
    likely = max(probabilities)
    best = EMOTIONS[probabilities.index(likely)]
    rising = held.tempted
    if rising is not None and (best is not rising or likely < FALLEN):
        rising, wary = None, wary + 1.0
    elif rising is None and likely >= RISEN and isinstance(held.name, Emotion) and best is not held.name:
        rising = best
    return HysteresisState(held.name, held.since, held.rival, held.rival_for, held.rest, rising, wary)


def steadied(
    held: HysteresisState, lead: MoodName | None, at: Seconds, dt: Seconds, patience: SwitchParams
) -> HysteresisState:
    """Return the answer after `lead` led for another `dt` seconds, until `at`.

    That nobody is there has been waited for already, so it needs no hold.
    """
    rest = max(0.0, held.rest - dt)
    if lead is None or lead is held.name:
        return HysteresisState(held.name, held.since, None, 0.0, rest, held.tempted, held.wary)
    if lead is Absence.NOBODY:
        return HysteresisState(lead, at, wary=held.wary)
    led = held.rival_for + dt if lead is held.rival else 0.0
    hold = patience.unsure_hold if lead is Absence.UNSURE else patience.hold
    if led < hold or rest > 0.0:
        return HysteresisState(held.name, held.since, lead, led, rest, held.tempted, held.wary)
    return HysteresisState(lead, at, rest=0.0 if lead is Absence.UNSURE else patience.rest, wary=held.wary)
