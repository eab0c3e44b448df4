"""What prevents the music from meeting the target: one sentence of each kind, the gravest first."""

from enum import StrEnum


class ProblemKind(StrEnum):
    """Kinds of problems, the gravest first."""

    AWAY = "the player can't be reached"
    EMPTY = "the library has no songs"
    REFUSED = "the player refused what was asked"
    OUTAGE = "no song can be played"
    FULL = "the player's queue is full"
    ERROR = "the player could not play a song"
    CHOICE = "no song quite meets the target"


class Problems:
    """The current problems, one sentence of each kind."""

    def __init__(self) -> None:
        self._sentences: dict[ProblemKind, str] = {}

    def note(self, kind: ProblemKind, sentence: str) -> None:
        """Replace the sentence of this kind; "" when the problem is over."""
        self._sentences.pop(kind, None)
        if sentence:
            self._sentences[kind] = sentence

    def note_first(self, kind: ProblemKind, sentence: str) -> None:
        """Note this unless its kind has a sentence already: the first reason is the cause."""
        self._sentences.setdefault(kind, sentence)

    def said(self, kind: ProblemKind) -> str:
        """Return the sentence of a kind, "" if there is none."""
        return self._sentences.get(kind, "")

    def gravest(self) -> str:
        """Return the gravest problem, "" if there is none."""
        return next((self._sentences[kind] for kind in ProblemKind if kind in self._sentences), "")
