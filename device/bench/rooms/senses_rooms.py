"""What an ear adds to an eye: simulated rooms, whose faces and voices are real answers about people left out.

    python -m bench.rooms.senses_rooms FACES.npz VOICES.npz [ROOMS [sofa|kitchen|dark]...]

FACES.npz: `shares` [N, 7] and `labels` [N], a face network's answers about pictures of sources that it never
learnt from. VOICES.npz: `scores` [N, 7], `arousal`, `valence` [N] and `labels` [N], the voice network's about
speakers that it never heard. A mood lasts 75 s; face and voice show it in bursts, and nothing in between. A
room is a `sofa` (the face is there), a `kitchen` (seen for a fifth of the time) or `dark`. The ear lies where
its voices are of another mood, as a film's.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mien.mood.emotion import Absence, Emotion
from mien.mood.estimation.estimate import after_evidence, after_glance, blank
from mien.mood.glance import Face, Glance
from mien.mood.mood_settings import MoodSettings
from mien.mood.senses.utterance import Utterance, evidence_of

EMOTIONS = tuple(Emotion)
MOODS = tuple(EMOTIONS.index(e) for e in (Emotion.ANGRY, Emotion.HAPPY, Emotion.NEUTRAL, Emotion.SAD))
LASTS, MOODS_A_ROOM, GLANCE = 75.0, 4, 0.4
NEUTRAL = EMOTIONS.index(Emotion.NEUTRAL)
SHOWS = 0.5  # of the time a face shows what is felt; a voice for somewhat more
SEEN = {"sofa": 1.0, "kitchen": 0.2, "dark": 0.0}
SENSES = ("eye", "ear", "both", "both, the ear lies", "both, the eye lies")


@dataclass(frozen=True)
class Answers:
    """Real answers by what they are about."""

    faces: dict[int, NDArray[np.float64]]
    """Scores [n, 7] for each label."""
    voices: dict[int, NDArray[np.float64]]
    """Scores, arousal and valence [n, 9] for each label."""


def answers(faces: Path, voices: Path) -> Answers:
    """Return the answers in both files."""
    with np.load(faces) as seen, np.load(voices) as heard:
        rows = np.concatenate([heard["scores"], heard["arousal"][:, None], heard["valence"][:, None]], axis=1)
        return Answers(
            {mood: seen["shares"][seen["labels"] == mood].astype(float) for mood in MOODS},
            {mood: rows[heard["labels"] == mood].astype(float) for mood in MOODS},
        )


def heard_or_seen(
    kind: str, senses: str, pool: Answers, rng: np.random.Generator
) -> Iterator[tuple[float, int, Glance | Utterance]]:
    """Yield what is seen and heard in one room, each with its time and the true mood."""
    face, next_face, next_voice = None, 0.0, 3.0
    order = rng.permutation(MOODS)
    there = False
    for tick in range(int(LASTS * MOODS_A_ROOM / GLANCE)):
        at = tick * GLANCE
        mood = int(order[int(at // LASTS) % len(order)])
        other = int(order[(int(at // LASTS) + 1) % len(order)])
        if at >= next_face:
            shown = other if "eye lies" in senses else mood
            rows = pool.faces[shown if rng.random() < SHOWS else NEUTRAL]
            face, next_face = rows[rng.integers(len(rows))], at + rng.exponential(2.0)
            there = rng.random() < SEEN[kind]
        shows = there and senses != "ear"
        yield at, mood, _glance(at, face if shows else None, dark=kind == "dark")
        if senses != "eye" and at >= next_voice:
            said = other if "ear lies" in senses else mood
            rows = pool.voices[said if rng.random() < SHOWS + 0.2 else NEUTRAL]
            next_voice = at + 4.0 + rng.exponential(5.0)
            yield at, mood, _utterance(at, rows[rng.integers(len(rows))])


def _glance(at: float, scores: NDArray[np.float64] | None, *, dark: bool) -> Glance:
    if scores is None:
        return Glance(at, (), 0.01 if dark else 0.5)
    total = float(scores.sum())
    plain = {e: float(p) / total for e, p in zip(EMOTIONS, scores, strict=True)}
    return Glance(at, (Face(1, (100.0, 100.0, 80.0, 80.0), 0.9, plain),))


def _utterance(at: float, row: NDArray[np.float64]) -> Utterance:
    scores = {e: float(p) for e, p in zip(EMOTIONS, row[:7], strict=True)}
    return Utterance(at - 2.0, 2.0, float(row[7]), float(row[8]), scores, -30.0, 1.0)


@dataclass
class Verdict:
    """What became of the mood in rooms of one kind."""

    right: int = 0
    """Glances at which the mood was right; so for `wrong` and `unsure`, which is nobody as well."""
    wrong: int = 0
    unsure: int = 0
    switches: int = 0
    """From one mood to another."""
    taken: list[float] = field(default_factory=list)
    """Seconds from each change of what is felt until the mood was right; infinity: never."""

    @property
    def median(self) -> float:
        """The median of `taken`."""
        return sorted(self.taken)[len(self.taken) // 2]

    @property
    def reached(self) -> float:
        """The share of changes after which the mood was right at some time."""
        return sum(one < float("inf") for one in self.taken) / len(self.taken)

    def row(self, rooms: int) -> str:
        """Return the figures as cells of a table."""
        total, hours = self.right + self.wrong + self.unsure, rooms * LASTS * MOODS_A_ROOM / 3600
        shares = " | ".join(f"{one / total:.0%}" for one in (self.right, self.wrong, self.unsure))
        median = f"{self.median:.0f} s" if self.median < float("inf") else "never"
        return f"{shares} | {self.switches / hours:.0f} | {self.reached:.0%} | {median}"


def judged(kind: str, senses: str, pool: Answers, rooms: int) -> Verdict:
    """Return what became of the mood in so many rooms."""
    verdict = Verdict()
    for room in range(rooms):
        _judge_room(verdict, heard_or_seen(kind, senses, pool, np.random.default_rng(room)))
    return verdict


def _judge_room(verdict: Verdict, events: Iterator[tuple[float, int, Glance | Utterance]]) -> None:
    settings, estimate, before = MoodSettings(), blank(0.0), None
    felt, since, waits = -1, 0.0, False
    for at, mood, event in events:
        if isinstance(event, Utterance):
            estimate = after_evidence(estimate, evidence_of(event), at)
            continue
        estimate = after_glance(estimate, event, at, settings)
        now = estimate.settled.name
        if mood != felt:
            verdict.taken += [float("inf")] if waits else []
            felt, since, waits = mood, at, True
        is_right = now == EMOTIONS[mood]
        if is_right and waits:
            verdict.taken.append(at - since)
            waits = False
        verdict.right += is_right
        verdict.unsure += isinstance(now, Absence)
        verdict.wrong += not is_right and not isinstance(now, Absence)
        verdict.switches += isinstance(now, Emotion) and before is not None and now is not before
        before = now if isinstance(now, Emotion) else before
    verdict.taken += [float("inf")] if waits else []


def main() -> None:
    """Print a row for each room and each set of senses."""
    pool = answers(Path(sys.argv[1]), Path(sys.argv[2]))
    rooms = int(sys.argv[3]) if sys.argv[3:] else 40
    kinds = sys.argv[4:] or list(SEEN)
    print("| room | senses | right | wrong | unsure or nobody | switches an hour | reached | after |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for kind in kinds:
        for senses in SENSES:
            print(f"| {kind} | {senses} | {judged(kind, senses, pool, rooms).row(rooms)} |", flush=True)


if __name__ == "__main__":
    main()
