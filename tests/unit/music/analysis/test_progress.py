"""The progress of the analysis."""

from pathlib import Path

import pytest

from mien.music.analysis.progress import AnalysisProgress, in_words, read_progress, time_left, write_progress

HALF = AnalysisProgress(40, 60, (("a.mp3", "too short"),), 1, 90.0, "warm: 71 °C", "b.mp3", 1)


def test_it_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_progress(tmp_path / "progress.json", HALF)

    assert read_progress(tmp_path / "progress.json") == HALF
    assert [file.name for file in tmp_path.iterdir()] == ["progress.json"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"done": "many"}', "null", "[" * 100_000])
def test_what_is_no_progress_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "progress.json").write_text(text)

    assert read_progress(tmp_path / "progress.json") is None
    assert read_progress(tmp_path / "missing.json") is None


def test_it_is_said_in_a_sentence() -> None:
    assert in_words(HALF) == (
        "40 of 100 songs analysed; about 2 hours left (pausing, the board is warm: 71 °C)."
    )
    assert in_words(AnalysisProgress(40, 60)) == "40 of 100 songs analysed."
    assert in_words(AnalysisProgress(1234, 0, pace=1.0)) == "All 1,234 songs analysed."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5.0, "about a minute"),
        (150.0, "about 2 minutes"),
        (3000.0, "about 50 minutes"),
        (7000.0, "about 2 hours"),
        (80_000.0, "about 22 hours"),
        (200_000.0, "about 2 days"),
    ],
)
def test_a_time_is_said_roughly(seconds: float, words: str) -> None:
    assert time_left(seconds) == words
