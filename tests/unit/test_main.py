"""The way in."""

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
