"""Who the speaker is to the house, over restarts, lost files and full disks."""

import json
from pathlib import Path

import pytest

from mien.app.home.identity import HomeIdentity


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    file = tmp_path / "machine-id"
    file.write_text("0123456789abcdef0123456789abcdef\n")
    return file


def test_the_id_stays_though_the_machine_gets_another_one(tmp_path: Path, machine: Path) -> None:
    first = HomeIdentity(tmp_path / "home.json", machine)
    first.keep(["a/b"])
    machine.write_text("another\n")
    second = HomeIdentity(tmp_path / "home.json", machine)

    assert (second.id, second.topics) == (first.id, ("a/b",))


def test_a_lost_file_gives_the_same_id_on_the_same_machine(tmp_path: Path, machine: Path) -> None:
    assert HomeIdentity(tmp_path / "one", machine).id == HomeIdentity(tmp_path / "two", machine).id


def test_the_machines_own_id_stays_at_home(tmp_path: Path, machine: Path) -> None:
    identity = HomeIdentity(tmp_path / "home.json", machine).id

    assert identity.removeprefix("mien_") not in machine.read_text()


def test_a_machine_without_an_id_gets_one_by_chance(tmp_path: Path) -> None:
    one, two = (HomeIdentity(tmp_path / "home.json", tmp_path / "nowhere").id for _ in range(2))

    assert one != two


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"id": "../../x", "topics": 3}', '{"id": 1, "topics": [1, {}]}', "\x00"]
)
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, machine: Path, text: str) -> None:
    (tmp_path / "home.json").write_text(text)
    identity = HomeIdentity(tmp_path / "home.json", machine)

    assert identity.id == HomeIdentity(tmp_path / "none", machine).id
    assert identity.topics == ()


def test_a_disk_that_refuses_is_said_and_the_id_holds(
    machine: Path, caplog: pytest.LogCaptureFixture
) -> None:
    identity = HomeIdentity(machine / "home.json", machine)
    identity.keep(["a"])

    assert identity.topics == ("a",)
    assert "could not be saved" in caplog.text


def test_what_is_kept_is_plain(tmp_path: Path, machine: Path) -> None:
    identity = HomeIdentity(tmp_path / "home.json", machine)
    identity.keep(["a"])

    assert json.loads((tmp_path / "home.json").read_text()) == {"id": identity.id, "topics": ["a"]}
