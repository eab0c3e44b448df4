"""A finding: one part, fine or not, and what to do. And how findings are told."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TextIO

from mien.errors import MienError


@dataclass(frozen=True, slots=True)
class Finding:
    """`part`: what was examined. `says`: how it is, in one line. `todo`: what to do; "" when it is fine."""

    part: str
    ok: bool
    says: str
    todo: str = ""


class PartError(MienError):
    """A part is not as it should be; its text says how it is."""


def examined(part: str, look: Callable[[], str], todo: str) -> Finding:
    """Return the finding of `look`, which returns how the part is or raises a `MienError`."""
    try:
        return Finding(part, ok=True, says=look())
    except MienError as bad:
        return Finding(part, ok=False, says=" ".join(str(bad).split()), todo=todo)


def report(findings: Sequence[Finding], *, as_json: bool, out: TextIO) -> int:
    """Write the findings to `out`, one a line; return 1 if a part is not well, else 0."""
    width = max((len(finding.part) for finding in findings), default=0)
    for finding in findings:
        if as_json:
            out.write(json.dumps(asdict(finding)) + "\n")
            continue
        out.write(f"{'ok  ' if finding.ok else 'BAD '} {finding.part:<{width}}  {finding.says}\n")
        if finding.todo:
            out.write(f"     {'':<{width}}  -> {finding.todo}\n")
    return int(not all(finding.ok for finding in findings))
