"""What a mutant is: one rule of the mood core, and the change that breaks it."""

from dataclasses import dataclass

MOOD = "mien/mood"
ESTIMATION = "mien/mood/estimation"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`rule` breaks when `old` becomes `new` in `file`; `tests` are the folders or files that must notice."""

    rule: str
    file: str
    old: str
    new: str
    tests: str
