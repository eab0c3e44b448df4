"""The way in."""

import os
import sys
from types import ModuleType

import pytest

from mien.__main__ import main


class Interrupted:
    """Somebody presses Ctrl-C while the command line is being imported."""

    def find_spec(self, name: str, _path: object, _target: ModuleType | None = None) -> None:
        if name == "mien.cli.parser":
            raise KeyboardInterrupt


def test_ctrl_c_while_mien_is_still_being_imported_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.delitem(sys.modules, "mien.cli.parser", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupted(), *sys.meta_path])

    assert main(["config"]) == 130


def test_matrices_are_multiplied_on_one_thread_unless_somebody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """OpenBLAS reads the variable when numpy is loaded; threads that wait for each other spin."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"

    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
