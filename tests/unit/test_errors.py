import ast
from pathlib import Path

import pytest

from mien.errors import as_sentence

PACKAGE = Path(__file__).parents[2] / "device/mien"


def test_every_error_of_the_project_is_one_the_owner_can_read() -> None:
    bases: dict[str, set[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name.endswith("Error"):
                bases[node.name] = {base.id for base in node.bases if isinstance(base, ast.Name)}

    family = {"MienError"}
    while grown := {name for name, of in bases.items() if of & family} - family:
        family |= grown

    assert bases
    assert set(bases) - family == set()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("it is gone", "it is gone."),
        ("It is gone.", "It is gone."),
        ("is it plugged in?", "is it plugged in?"),
    ],
)
def test_a_sentence_ends_once(text: str, sentence: str) -> None:
    assert as_sentence(text) == sentence
