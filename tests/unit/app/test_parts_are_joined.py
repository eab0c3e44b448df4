"""Parts are joined by what they are given; nobody assigns to another's fields."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "device/mien"
FOLDERS = ("app", "config", "demo", "health", "ipc")


def assigned_to_others(file: Path) -> Iterator[str]:
    """Yield each `other.field = ...` of a file; `self.field = ...` is one's own."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        several = node.targets if isinstance(node, ast.Assign) else ()
        single = (node.target,) if isinstance(node, ast.AugAssign | ast.AnnAssign) else ()
        for target in (*several, *single):
            for one in target.elts if isinstance(target, ast.Tuple) else (target,):
                if isinstance(one, ast.Attribute) and ast.unparse(one.value) != "self":
                    yield f"{file.name}:{one.lineno}: {ast.unparse(one)}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_assigns_to_anothers_fields(folder: str) -> None:
    found = [one for file in sorted((PACKAGE / folder).glob("*.py")) for one in assigned_to_others(file)]

    assert found == []
