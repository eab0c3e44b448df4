"""A finding: whether one part works, and what to do if not; and the report on several."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TextIO

from mien.errors import MienError


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of checking one part."""

    part: str
    """Its name."""
    ok: bool
    """Whether it works."""
    says: str
    """Its state, in one line."""
    todo: str = ""
    """What to do; "" when it works."""


class PartError(MienError):
    """A part does not work; says what is wrong."""


def examined(part: str, check: Callable[[], str], todo: str) -> Finding:
    """Return the finding of `check`, which returns the part's state or raises a `MienError`."""
    try:
        return Finding(part, ok=True, says=check())
    except MienError as bad:
        return Finding(part, ok=False, says=" ".join(str(bad).split()), todo=todo)


def report(findings: Sequence[Finding], *, as_json: bool, out: TextIO) -> int:
    """Write the findings to `out`, one per line; return 1 if a part does not work, else 0."""
    width = max((len(finding.part) for finding in findings), default=0)
    for finding in findings:
        if as_json:
            out.write(json.dumps(asdict(finding)) + "\n")
            continue
        out.write(f"{'OK     ' if finding.ok else 'Problem'} {finding.part:<{width}}  {finding.says}\n")
        if finding.todo:
            out.write(f"        {'':<{width}}  -> {finding.todo}\n")
    return int(not all(finding.ok for finding in findings))
