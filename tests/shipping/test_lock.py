"""The pinned dependencies suit the Python of each Raspberry Pi OS."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "tests/requirements.lock")
BOOKWORM, TRIXIE = "3.11.2", "3.13.5"


def pinned(lock: str, python: str) -> dict[str, str]:
    """Return the version of each package that `lock` names for a Pi with this Python."""
    board = {
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": "linux",
    }
    lines = re.findall(r"^(\w[^\\\n]*)", (ROOT / lock).read_text(), re.MULTILINE)
    wanted = [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate(board)]
    assert len({one.name for one in wanted}) == len(wanted), "no package twice"
    return {one.name: str(one.specifier).removeprefix("==") for one in wanted}


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(("python", "major"), [(BOOKWORM, "1"), (TRIXIE, "2")])
def test_the_pi_camera_of_apt_finds_the_numpy_that_it_was_compiled_for(
    lock: str, python: str, major: str
) -> None:
    """Our numpy comes before apt's, and packages compiled for numpy 1 cannot be imported with numpy 2."""
    assert pinned(lock, python)["numpy"].split(".")[0] == major


@pytest.mark.parametrize("python", [BOOKWORM, TRIXIE])
def test_the_tests_run_on_what_ships(python: str) -> None:
    shipped, tested = (pinned(lock, python) for lock in LOCKS)

    assert tested | shipped == tested


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links", (ROOT / lock).read_text()) == []
