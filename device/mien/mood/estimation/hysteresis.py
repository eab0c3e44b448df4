"""Flicker in, an answer that holds out: a rival must convince, hold its lead, and come after a rest.

How sure is sure enough is the whole of the trade-off between quick and careful. Switching once the
probability of a change passes a threshold is best where false alarms have one price and each second of
delay another (Shiryaev 1963, *Theory Prob. Appl.* 8), if the probability can be trusted. Ours comes from a
filter that meets rooms it has never seen, so one moment is not enough: while a rival leads, its log-odds
(above those of `LEADS`) are summed over time, and it wins once the sum is what `certainty` comes to over
`CONVINCED` seconds: nothing at 0.5, where any lead that lasts will do. A rival surer than that needs less
time, one less sure more, and one that loses its lead begins again.

The hold is the least time a lead must last, counted in seconds of evidence, so a gap or a jump of the clock
is no lead. The rest keeps one emotion from following on the heels of another.
"""

from dataclasses import dataclass
from math import log

from mien.mood.emotion import Absence, MoodName
from mien.mood.estimation.filter import EMOTIONS, Moods
from mien.types import Seconds

CONVINCED: Seconds = 2.0  # a lead of this time convinces at the certainty asked for, if not sooner
LEADS = 0.4  # a probability that leads
MOST_SURE = 0.9999  # no probability counts as surer


@dataclass(frozen=True, slots=True)
class SwitchParams:
    """How slowly an answer changes."""

    certainty: float
    """How sure an emotion must be, over `CONVINCED` seconds, to become the answer; 0.5 to 1."""
    doubt: float
    """A probability below which no emotion is likely, and the answer may become unsure."""
    hold: Seconds
    """How long a lead must last."""
    unsure_hold: Seconds
    """How long doubt must last."""
    gone: Seconds
    """How long nobody must be seen."""
    rest: Seconds = 0.0
    """How long after an emotion the next must wait."""


@dataclass(frozen=True, slots=True)
class HysteresisState:
    """The answer held now, since when, and the rival that may follow it, if any."""

    name: MoodName
    since: Seconds
    rival: MoodName | None = None
    rival_for: Seconds = 0.0
    """Seconds the rival has led without a break."""
    conviction: float = 0.0
    """Its log-odds summed over these seconds."""
    rest: Seconds = 0.0
    """Seconds until another may follow."""


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability."""
    bounded = min(MOST_SURE, max(1.0 - MOST_SURE, probability))
    return log(bounded / (1.0 - bounded))


def _lead(probability: float) -> float:
    """Return by how many nats a probability lies above one that only just leads."""
    return log_odds(probability) - log_odds(LEADS)


def leader(probabilities: Moods, params: SwitchParams) -> MoodName | None:
    """Return what leads: an emotion, unsure, or None where nothing leads but something is likely."""
    likely = max(probabilities)
    if likely >= LEADS:
        return EMOTIONS[probabilities.index(likely)]
    return Absence.UNSURE if likely < params.doubt else None


@dataclass(frozen=True, slots=True)
class Lead:
    """What led in a stretch of evidence of `dt` seconds until `at`; `likely`: how probable it was."""

    name: MoodName | None
    likely: float
    at: Seconds
    dt: Seconds


def steadied(held: HysteresisState, lead: Lead, params: SwitchParams) -> HysteresisState:
    """Return the answer after `lead`; that nobody is there has been waited for, so it needs no hold."""
    rest = max(0.0, held.rest - lead.dt)
    if lead.name is None or lead.name is held.name:
        return HysteresisState(held.name, held.since, rest=rest)
    if lead.name is Absence.NOBODY:
        return HysteresisState(lead.name, lead.at)
    led, conviction = 0.0, 0.0
    if lead.name is held.rival:
        led, conviction = (
            held.rival_for + lead.dt,
            held.conviction + lead.dt * _lead(lead.likely),
        )
    if rest > 0.0 or not _wins(lead.name, led, conviction, params):
        return HysteresisState(held.name, held.since, lead.name, led, conviction, rest)
    return HysteresisState(lead.name, lead.at, rest=0.0 if lead.name is Absence.UNSURE else params.rest)


def interrupted(held: HysteresisState, dt: Seconds) -> HysteresisState:
    """Return the answer after `dt` s that could not be read: a rival's conviction stays, its hold ends."""
    rest = max(0.0, held.rest - dt)
    return HysteresisState(held.name, held.since, held.rival, 0.0, held.conviction, rest)


def _wins(name: MoodName, led: Seconds, conviction: float, params: SwitchParams) -> bool:
    """Return whether a rival that led for so long and was so sure becomes the answer."""
    if name is Absence.UNSURE:
        return led >= params.unsure_hold
    return led >= params.hold and conviction >= CONVINCED * log_odds(params.certainty)
