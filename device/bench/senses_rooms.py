"""What an ear adds to an eye: simulated rooms, whose faces and voices are real answers about people left out.

    python device/bench/senses_rooms.py FACES.npz VOICES.npz [ROOMS]

FACES.npz: `shares` [N, 7] and `labels` [N], a face network's answers about pictures of sources that it never
learnt from. VOICES.npz: `scores` [N, 7], `arousal`, `valence` [N] and `labels` [N], the voice network's about
speakers that it never heard. A mood lasts 75 s; face and voice show it in bursts, and nothing in between. A
room is a `sofa` (the face is there), a `kitchen` (seen for a fifth of the time) or `dark`. The ear lies where
its voices are of another mood, as a film's.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
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
SENSES = ("eye", "both", "both, the ear lies", "both, the eye lies")


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
        yield at, mood, _glance(at, face if there else None, dark=kind == "dark")
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


def judged(kind: str, senses: str, pool: Answers, rooms: int) -> tuple[float, float, float, float]:
    """Return the shares of time right, wrong and unsure, and the switches an hour."""
    settings, right, wrong, unsure, switches = MoodSettings(), 0, 0, 0, 0
    for room in range(rooms):
        estimate, before = blank(0.0), None
        for at, mood, event in heard_or_seen(kind, senses, pool, np.random.default_rng(room)):
            if isinstance(event, Glance):
                estimate = after_glance(estimate, event, at, settings)
            else:
                estimate = after_evidence(estimate, evidence_of(event), at)
                continue
            now = estimate.settled.name
            right += now == EMOTIONS[mood]
            unsure += isinstance(now, Absence)
            wrong += now != EMOTIONS[mood] and not isinstance(now, Absence)
            switches += isinstance(now, Emotion) and before is not None and now is not before
            before = now if isinstance(now, Emotion) else before
    total, hours = right + wrong + unsure, rooms * LASTS * MOODS_A_ROOM / 3600
    return right / total, wrong / total, unsure / total, switches / hours


def main() -> None:
    """Print a row for each room and each set of senses."""
    pool = answers(Path(sys.argv[1]), Path(sys.argv[2]))
    rooms = int(sys.argv[3]) if sys.argv[3:] else 40
    print("| room | senses | right | wrong | unsure or nobody | switches an hour |")
    print("|---|---|---:|---:|---:|---:|")
    for kind in SEEN:
        for senses in SENSES:
            right, wrong, unsure, switches = judged(kind, senses, pool, rooms)
            print(
                f"| {kind} | {senses} | {right:.0%} | {wrong:.0%} | {unsure:.0%} | {switches:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
