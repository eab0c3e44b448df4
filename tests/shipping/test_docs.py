"""The documentation matches the tree: the maps list every folder, and every path in a README exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = tuple(
    file
    for pattern in (
        "*.md",
        "*/README.md",
        "device/docs/*.md",
        "hardware/*.md",
        "tests/appliance/*.md",
        "tests/home/*.md",
    )
    for file in sorted(ROOT.glob(pattern))
    if file.name != "CHANGELOG.md"  # it names paths as they were
)
MAPS = {"device/README.md": ("device", "mien"), "tests/README.md": ("tests", "")}
QUOTED = re.compile(r"`([^`\n]+)`|\]\(([^)#\s]+)\)")
# What looks like a path of ours: no absolute path, option or placeholder in capitals.
OURS = re.compile(r"[a-z_.*][a-zA-Z0-9_.*-]*(?:/[a-zA-Z0-9_.*-]+)*(?:/|\.(?:py|md|svg|png|stl|js|html))|")


def folders(top: Path) -> Iterator[Path]:
    """Yield every folder under `top` that has a file of its own, apart from caches."""
    for folder in sorted({file.parent for file in top.rglob("*") if file.is_file()}):
        if "__pycache__" not in folder.parts and folder != top:
            yield folder


def quoted(file: Path) -> Iterator[str]:
    """Yield the paths that `file` names."""
    for code, link in QUOTED.findall(file.read_text(encoding="utf-8")):
        if "://" not in link and (path := link or code) and OURS.fullmatch(path):
            yield path


def exists(path: str, doc: Path) -> bool:
    """Return whether `path` is there, seen from the document, the top, `device` or the package."""
    if f"{path}\n" in (ROOT / ".gitignore").read_text(encoding="utf-8"):
        return True  # made by a program, never committed
    places = (doc.parent, ROOT, ROOT / "device", ROOT / "device/mien")
    if any(True for place in places for _ in place.glob(path)):
        return True
    return "/" not in path and any(True for place in ROOT.glob("[a-z]*") for _ in place.rglob(path))


@pytest.mark.parametrize("readme", MAPS)
def test_the_map_lists_every_folder(readme: str) -> None:
    top = ROOT.joinpath(*MAPS[readme])
    start = ROOT / MAPS[readme][0]
    listed = re.findall(r"^\| `([a-z_/]+/)` \|", (ROOT / readme).read_text("utf-8"), re.MULTILINE)

    there = [f"{folder.relative_to(start).as_posix()}/" for folder in folders(top)]

    assert [folder for folder in there if folder not in listed] == []


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: str(doc.relative_to(ROOT)))
def test_every_path_that_a_document_names_exists(doc: Path) -> None:
    assert [path for path in quoted(doc) if not exists(path, doc)] == []
