"""When the board has nothing better to do."""

from pathlib import Path

import pytest

from mien.music.analysis.conditions import BUSY, COOL, HOT, IDLE, Board, Conditions, temperature


def after(*boards: Board) -> str:
    """Return why nothing is done after these looks at the board."""
    conditions = Conditions()
    for board in boards:
        conditions = conditions.after(board)
    return conditions.waiting


@pytest.mark.parametrize(
    ("degrees", "load", "waits"),
    [
        (50.0, 1.0, ""),  # the load is its own
        (None, 1.0, ""),
        (HOT, 1.0, "warm"),
        (HOT - 0.1, 1.0, ""),
        (50.0, 1.0 + 4 * BUSY, "busy"),
        (50.0, 0.9 + 4 * BUSY, ""),
    ],
)
def test_it_works_on_a_board_that_is_cool_and_idle(degrees: float | None, load: float, waits: str) -> None:
    assert after(Board(degrees, load, 4)).startswith(waits)
    assert bool(after(Board(degrees, load, 4))) == bool(waits)


def test_what_stopped_it_must_be_clearly_over() -> None:
    hot, warm, cool = (Board(degrees, 0.5, 4) for degrees in (HOT, (HOT + COOL) / 2, COOL - 0.1))
    busy, less, idle = (Board(50.0, 4 * share, 4) for share in (BUSY + 0.25, (BUSY + IDLE) / 2, IDLE - 0.01))

    assert after(hot, warm)
    assert not after(hot, warm, cool)
    assert not after(warm)
    assert after(busy, less)
    assert not after(busy, less, idle)


def test_the_hottest_sensor_counts_and_broken_ones_do_not(tmp_path: Path) -> None:
    for number, says in enumerate(["41500", "52000", "nonsense", "-1000", "999000"]):
        (tmp_path / f"thermal_zone{number}").mkdir()
        (tmp_path / f"thermal_zone{number}" / "temp").write_text(says)

    assert temperature(tmp_path) == 52.0
    assert temperature(tmp_path / "none") is None
