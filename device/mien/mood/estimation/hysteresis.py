"""Flicker in, an answer that holds out: a rival must lead by a margin, hold its lead, and come after a rest.

How sure is sure enough is the whole of the trade-off between quick and careful. Switching once the
probability of a change passes a threshold is best where false alarms have one price and each second of
delay another (Shiryaev 1963, *Theory Prob. Appl.* 8), if the probability can be trusted. Ours comes from a
filter that meets rooms it has never seen. What can be trusted even there is which of two moods is likelier:
so a rival is measured against the answer that is held, and has to be likelier by a margin. The squares of
the probabilities are compared, so what counts is how many times likelier it is: in a room where all scores
are flat as well as in one where they are sure.

`certainty` is the owner's word for two things. The margin: none at 0.5, where any lead that lasts will do,
0.65 at 0.9, 0.85 at most. And the time over which what the faces say is averaged before anything is
compared: none at 0.5, 2.4 s at 0.9, 10 s at 0.99. In rooms of kinds left out, neither alone is as good.

Where no emotion is held the margin shrinks to its half while a rival leads on: a face that looks moderately
happy is happy in the end, and the music begins, but not for somebody who passes by. Who comes back within
ten minutes goes on where they left off: what was felt when the room emptied needs no margin, only the hold.

The hold is the least time a lead must last, counted in seconds of evidence, so a gap or a jump of the clock
is no lead. The rest keeps one emotion from following on the heels of another.
"""

from dataclasses import dataclass
from math import exp, log
from operator import mul

from mien.mood.emotion import Absence, Emotion, MoodName
from mien.mood.estimation.filter import EMOTIONS, Moods
from mien.types import Seconds

LEADS = 0.4  # a probability that leads
MOST_SURE = 0.999  # no certainty counts as surer
FIRST = 0.5  # the least share of the margin that a first emotion must lead by, where none is held
FIRST_WAITS: Seconds = 20.0  # in which the whole of that margin would be forgone
HALF = 1.2  # nats of certainty that make a margin of a half
SETTLES: Seconds = 0.5  # times the square of these nats: over how long what is believed is averaged
RETURNS: Seconds = 600.0  # who comes back within this time goes on where they left off


@dataclass(frozen=True, slots=True)
class SwitchParams:
    """How slowly an answer changes."""

    certainty: float
    """How far an emotion must be ahead to become the answer, as `margin` has it; 0.5 to 1."""
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
    rest: Seconds = 0.0
    """Seconds until another may follow."""
    left: MoodName | None = None
    """Where nobody is there: the emotion that was held when they left, if any."""


def margin(certainty: float) -> float:
    """Return by how much likelier than the held answer a rival must be."""
    nats = _nats(certainty)
    return nats / (nats + HALF)


def settles(certainty: float) -> Seconds:
    """Return the time over which what is believed is averaged."""
    return SETTLES * _nats(certainty) ** 2


def _nats(certainty: float) -> float:
    bounded = min(MOST_SURE, certainty)
    return log(bounded / (1.0 - bounded))


def settled_towards(believed: Moods, felt: Moods, dt: Seconds, certainty: float) -> Moods:
    """Return what is believed after the room felt like `felt` for `dt` seconds."""
    lasts = settles(certainty)
    share = 1.0 - exp(-dt / lasts) if lasts > 0.0 else 1.0
    return tuple([p + share * (q - p) for p, q in zip(believed, felt, strict=True)])


def squared(moods: Moods) -> Moods:
    """Return the squares of the probabilities, as probabilities."""
    scale = 1.0 / sum(map(mul, moods, moods))
    return tuple([scale * p * p for p in moods])


def ahead(probabilities: Moods, held: MoodName) -> float:
    """Return by how much likelier the likeliest mood is than the held answer, or than any if that is none."""
    of_held = probabilities[EMOTIONS.index(held)] if isinstance(held, Emotion) else 1.0 / len(probabilities)
    return max(probabilities) - of_held


def leader(probabilities: Moods, params: SwitchParams) -> MoodName | None:
    """Return what leads: an emotion, unsure, or None where nothing leads but something is likely."""
    likely = max(probabilities)
    if likely >= LEADS:
        return EMOTIONS[probabilities.index(likely)]
    return Absence.UNSURE if likely < params.doubt else None


@dataclass(frozen=True, slots=True)
class Lead:
    """What led in a stretch of evidence of `dt` seconds until `at`; `ahead`: how far, of the held answer."""

    name: MoodName | None
    ahead: float
    at: Seconds
    dt: Seconds


def steadied(held: HysteresisState, lead: Lead, params: SwitchParams) -> HysteresisState:
    """Return the answer after `lead`; that nobody is there has been waited for, so it needs no hold."""
    rest = max(0.0, held.rest - lead.dt)
    if lead.name is None or lead.name is held.name:
        return HysteresisState(held.name, held.since, rest=rest, left=held.left)
    if lead.name is Absence.NOBODY:
        left = held.name if isinstance(held.name, Emotion) else None
        return HysteresisState(lead.name, lead.at, left=left)
    led = held.rival_for + lead.dt if lead.name is held.rival else 0.0
    if rest > 0.0 or not _wins(lead, led, held, params):
        return HysteresisState(held.name, held.since, lead.name, led, rest, held.left)
    return HysteresisState(lead.name, lead.at, rest=0.0 if lead.name is Absence.UNSURE else params.rest)


def interrupted(held: HysteresisState, dt: Seconds) -> HysteresisState:
    """Return the answer after `dt` s that could not be read: a rival's hold begins anew."""
    rest = max(0.0, held.rest - dt)
    return HysteresisState(held.name, held.since, held.rival, rest=rest, left=held.left)


def _wins(lead: Lead, led: Seconds, held: HysteresisState, params: SwitchParams) -> bool:
    """Return whether a rival that led for so long becomes the answer in place of the one that is held."""
    if lead.name is Absence.UNSURE:
        return led >= params.unsure_hold
    return led >= params.hold and lead.ahead >= margin(params.certainty) * _share(lead, led, held)


def _share(lead: Lead, led: Seconds, held: HysteresisState) -> float:
    """Return how much of the margin a rival has to be ahead by."""
    if isinstance(held.name, Emotion):
        return 1.0
    if lead.name is held.left and lead.at - held.since <= RETURNS:
        return 0.0
    return max(FIRST, 1.0 - led / FIRST_WAITS)
