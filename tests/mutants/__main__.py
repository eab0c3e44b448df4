"""Break each rule of the mood core, one at a time, and see that a test notices.

    PYTHONPATH=tests .venv/bin/python -m mutants [WORD]      only the mutants whose line has WORD in it

Each mutant is one change of the source, made in a copy; the copy is tested, never the tree. A mutant that
no test kills is a rule that no test holds, and the exit status says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from mutants import deciding, evenings, reading, rooms, sessions
from mutants.mutant import Mutant

ROOT = Path(__file__).parents[2]
MUTANTS = (
    *reading.MUTANTS,
    *deciding.MUTANTS,
    *rooms.MUTANTS,
    *sessions.MUTANTS,
    *evenings.MUTANTS,
)


def survives(mutant: Mutant, folder: Path) -> bool:
    """Return whether the tests pass in spite of `mutant`."""
    source = (ROOT / "device" / mutant.file).read_text(encoding="utf-8")
    if source.count(mutant.old) != 1:
        sys.exit(f"{mutant.file} has {source.count(mutant.old)} times: {mutant.old!r}")
    broken = folder / mutant.file
    broken.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
    tests = [_place(name) for name in mutant.tests.split()]
    paths = os.pathsep.join([str(folder), str(ROOT / "tests")])
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-qxo",
            f"pythonpath={folder} tests",
            "-p",
            "no:cacheprovider",
            *tests,
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    broken.write_text(source, encoding="utf-8")
    return run.returncode == 0


def _place(name: str) -> str:
    """Return the folder of the mood core's tests that is called `name`, or else the file."""
    tests = ROOT / "tests" / "unit" / "mood"
    folder = tests / name
    return str(folder if folder.is_dir() else next(tests.rglob(f"test_mood_{name}.py")))


def main() -> int:
    """Try every mutant; return 1 if one survives."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    alive = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(
            ROOT / "device" / "mien", folder / "mien", ignore=shutil.ignore_patterns("__pycache__")
        )
        for mutant in MUTANTS:
            if word in f"{mutant.rule} {mutant.file} {mutant.tests}":
                lives = survives(mutant, folder)
                alive += lives
                sys.stdout.write(f"{'SURVIVES' if lives else 'killed  '}  {mutant.file}: {mutant.rule}\n")
                sys.stdout.flush()
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
