"""A state folder that can't be used is told in a sentence; without a disk the music plays all the same."""

from pathlib import Path
from typing import Any

import pytest

from mien.app.speaker_process import StateFolderError, make_state_folder


def test_the_state_folder_is_its_owners_alone(tmp_path: Path) -> None:
    make_state_folder(tmp_path / "state" / "mien")

    assert (tmp_path / "state" / "mien").stat().st_mode & 0o777 == 0o700


def test_where_no_folder_can_be_made_nothing_is_remembered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    make_state_folder(tmp_path / "file" / "mien")

    (said,) = (record.getMessage() for record in caplog.records)
    assert said.startswith("Nothing is remembered after a restart: ")
    assert said.endswith("/file/mien can't be made (Not a directory).")


def test_a_folder_of_somebody_else_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StateFolderError, match=r"mien, where .*\(Permission denied\).*XDG_STATE_HOME"):
        make_state_folder(tmp_path / "mien")
