"""What the doctor says of each part, well and not; on a real MPD."""

import asyncio
import io
import json
from pathlib import Path

import pytest

from contract.conftest import start_mpd
from contract.home.private_mosquitto import running
from contract.senses.recordings import recording
from fakes.silent_songs import write_song
from mien.app.health.doctor import examine, report
from mien.config.config_file import read_config
from mien.config.settings import Config
from mien.eye.camera.camera import Camera, CameraFactory
from mien.eye.camera.fake_camera import FakeCamera
from mien.health.findings import Finding
from mien.music.player.private_mpd import PrivateMpd
from mien.music.song import Song

GENRES = (
    "Pop",
    "Rock",
    "Metal",
    "Jazz",
    "Blues",
    "Lo-Fi",
    "Classical",
    "Ambient",
    "Dance",
    "Funk",
    "Electronic",
)


def config(*, mpd: str = "/nowhere/mpd", rules: str = "") -> Config:
    return read_config(f'[eye]\ncamera = "fake:"\n[music]\nmpd = "{mpd}"\nrules = "{rules}"\n', "a test")


def findings(settings: Config, camera: Camera | None = None, *skip: str) -> dict[str, Finding]:
    cameras: dict[str, CameraFactory] = {"fake": lambda _: camera or FakeCamera()}
    return {one.part: one for one in examine(settings, cameras, skip, first_frame=0.2)}


def test_every_part_of_a_speaker_that_is_well_is_well(tmp_path: Path) -> None:
    for genre in GENRES:
        write_song(tmp_path / "music", Song(f"{genre}.mp3", genre, "Ada", genres=(genre,), duration=30.0))
    mpd = PrivateMpd(tmp_path, tmp_path / "music")
    process = start_mpd(mpd)
    try:
        found = findings(config(mpd=str(mpd.socket)))
    finally:
        mpd.stop(process)

    assert [one for one in found.values() if not one.ok] == []
    assert list(found) == ["emotion model", "face networks", "camera", "rules", "MPD", "music", "other apps"]
    assert found["camera"].says == "fake: works: 64x48 px, light 0.50 of 1"
    assert found["music"].says.startswith(f"{len(GENRES)} songs: ")


def test_moods_without_music_are_named(mpd_address: str) -> None:
    music = findings(config(mpd=mpd_address))["music"]

    assert not music.ok
    assert "has a genre for" in music.says
    assert "mpc update" in music.todo


def test_without_mpd_the_music_is_not_checked_and_mpd_is_to_be_fixed_first() -> None:
    found = findings(config())

    assert "/nowhere/mpd" in found["MPD"].says
    assert "[music] mpd" in found["MPD"].todo
    assert (found["music"].ok, found["music"].todo) == (False, "Fix MPD first.")


def test_rules_that_cannot_be_read_are_named_with_their_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("this is no rule\n", encoding="utf-8")
    found = findings(config(rules=str(file)), None, "MPD")

    assert str(file) in found["rules"].says
    assert found["music"].todo == "Fix rules first."
    assert "MPD" not in found


def test_a_camera_that_is_unplugged_says_so() -> None:
    camera = FakeCamera()
    camera.unplugged = True

    assert findings(config(), camera)["camera"].says == "The fake camera is unplugged."


def test_a_camera_that_never_answers_is_not_waited_for() -> None:
    camera = FakeCamera()
    camera.hangs = True

    assert findings(config(), camera)["camera"].says == "fake: sent no picture within 0.2 s"


def test_a_camera_without_a_frame_is_not_well() -> None:
    camera = FakeCamera((), ends=True)

    assert findings(config(), camera)["camera"].says == "fake: has no pictures"


@pytest.mark.parametrize(
    ("ok", "status"),
    [((True, True), 0), ((True, False), 1)],
)
def test_the_report_has_a_line_for_each_part_and_its_status_says_whether_all_are_well(
    ok: tuple[bool, ...], status: int
) -> None:
    found = [Finding(f"part {n}", ok=each, says="so", todo="" if each else "do") for n, each in enumerate(ok)]
    text, lines = io.StringIO(), io.StringIO()

    assert report(found, as_json=False, out=text) == status
    assert report(found, as_json=True, out=lines) == status
    assert [json.loads(line)["ok"] for line in lines.getvalue().splitlines()] == list(ok)
    assert text.getvalue().count("->") == ok.count(False)


async def test_a_house_that_is_wanted_is_checked_and_one_that_is_not_is_no_part(tmp_path: Path) -> None:
    others = ("emotion model", "face networks", "camera", "rules", "MPD", "music", "other apps")
    async with running(tmp_path) as broker:
        settings = read_config(f'[home]\non = true\nbroker = "127.0.0.1:{broker.port}"\n', "a test")
        well = await asyncio.to_thread(findings, settings, None, *others)
    gone = await asyncio.to_thread(findings, settings, None, *others)

    assert well["home"].says == f"the MQTT broker at 127.0.0.1:{broker.port} accepts this speaker"
    assert (gone["home"].ok, "Can't reach" in gone["home"].says) == (False, True)
    assert "home" not in findings(config(), None, *others)


def test_an_ear_that_is_on_is_examined(tmp_path: Path) -> None:
    recording(tmp_path / "a.wav")
    others = ("emotion model", "face networks", "camera", "rules", "MPD", "music", "other apps")

    def found(microphone: str) -> dict[str, Finding]:
        settings = read_config(f'[ear]\non = true\nmicrophone = "{microphone}"\n', "a test")
        return {one.part: one for one in examine(settings, {}, others)}

    assert list(found(f"recorded:{tmp_path}")) == ["voice network", "microphone"]
    assert all(one.ok for one in found(f"recorded:{tmp_path}").values())
    assert not found("recorded:/no.wav")["microphone"].ok
