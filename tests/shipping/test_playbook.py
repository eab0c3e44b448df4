"""The playbook passes the linters, and the programs can read what it writes."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mien.config.config_file import read_config
from shipping.playbook_templates import ANSIBLE, defaults, rendered, yaml

ROLES = sorted(role.name for role in (ANSIBLE / "roles").iterdir())
BIN = Path(sys.executable).parent


def example(kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ANSIBLE / kind / name).read_text())
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run an Ansible tool in its folder, without colour and without the network."""
    quiet = {**os.environ, "NO_COLOR": "1", "ANSIBLE_NOCOLOR": "1"}
    return subprocess.run(
        command, cwd=ANSIBLE, env=quiet, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.timeout(600)  # two minutes on a machine that does other things too
@pytest.mark.skipif(not (BIN / "ansible-lint").exists(), reason="ansible-lint is not installed")
def test_the_playbook_passes_the_production_profile() -> None:
    said = run(BIN / "ansible-lint", "--offline", "--profile", "production")

    assert said.returncode == 0, said.stdout


@pytest.mark.skipif(not (BIN / "yamllint").exists(), reason="yamllint is not installed")
def test_every_yaml_file_is_tidy() -> None:
    said = run(BIN / "yamllint", "--strict", ".")

    assert said.returncode == 0, said.stdout


@pytest.mark.skipif(not (BIN / "ansible-playbook").exists(), reason="Ansible is not installed")
@pytest.mark.parametrize("book", ["site.yml", "rollback.yml"])
def test_ansible_can_read_the_book(book: str) -> None:
    said = run(BIN / "ansible-playbook", "-i", "inventory.example.ini", book, "--syntax-check")

    assert said.returncode == 0, said.stderr


def played_here(part: str, folder: Path, *flags: str, **variables: object) -> int:
    """Run a part of the role `base` on this machine; return how many changes it made."""
    book = folder / "book.yml"
    task = {"ansible.builtin.include_role": {"name": str(ANSIBLE / "roles/base"), "tasks_from": part}}
    book.write_text(yaml.safe_dump([{"hosts": "all", "gather_facts": False, "tasks": [task]}]))
    variables["ansible_python_interpreter"] = sys.executable
    said = run(
        *(BIN / "ansible-playbook", "--connection", "local", "-i", "localhost,", book),
        *("-e", json.dumps(variables), *flags),
    )
    changes = re.search(r"ok=\d+ +changed=(\d+)", said.stdout)
    assert said.returncode == 0, said.stdout
    assert changes, said.stdout
    return int(changes[1])


@pytest.mark.skipif(not (BIN / "ansible-playbook").exists(), reason="Ansible is not installed")
@pytest.mark.parametrize("part", ["open", "close"])
def test_the_root_is_looked_at_and_let_be_in_a_check(part: str, tmp_path: Path) -> None:
    assert played_here(part, tmp_path, "--check", base_read_only_root=True) == 0


@pytest.mark.skipif(not (BIN / "ansible-playbook").exists(), reason="Ansible is not installed")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("root=PARTUUID=1-02 rootwait\n", "root=PARTUUID=1-02 rootwait cgroup_enable=memory\n"),
        ("rootwait quiet ", "rootwait quiet cgroup_enable=memory"),
        ("cgroup_enable=memory_x rootwait\n", "cgroup_enable=memory_x rootwait cgroup_enable=memory\n"),
        ("cgroup_enable=memory rootwait\n", "cgroup_enable=memory rootwait\n"),
    ],
)
def test_a_pi_counts_memory_so_that_the_units_limits_hold(before: str, after: str, tmp_path: Path) -> None:
    line = tmp_path / "cmdline.txt"
    line.write_text(before)

    changes = [
        played_here("memory", tmp_path, base_boot_config=str(tmp_path / "config.txt")) for _ in range(2)
    ]

    assert line.read_text() == after
    assert changes == [int(after != before), 0]


@pytest.mark.skipif(not (BIN / "ansible-playbook").exists(), reason="Ansible is not installed")
def test_a_board_without_the_firmwares_files_is_let_be(tmp_path: Path) -> None:
    assert played_here("memory", tmp_path, base_boot_config=str(tmp_path / "config.txt")) == 0
    assert [file.name for file in tmp_path.iterdir()] == ["book.yml"]


def test_the_fleets_settings_are_settings_the_speaker_knows() -> None:
    text = rendered(
        "mien",
        "config.toml.j2",
        mien_config=example("group_vars", "speakers.yml")["mien_config"],
        mien_config_host=example("host_vars", "kitchen.example.yml")["mien_config_host"],
    )

    config = read_config(text, "config.toml")

    assert config.panel.kind == "gpio"
    assert config.panel.leds == 24
    assert config.eye.camera == "picamera2"


def test_no_settings_at_all_are_the_defaults() -> None:
    assert read_config(rendered("mien", "config.toml.j2"), "config.toml") == read_config("", "defaults")


def test_settings_as_yaml_takes_them_are_written_as_the_speaker_reads_them() -> None:
    """YAML reads `on` as true, and the page's switch has that name."""
    owners = yaml.safe_load(
        'web: {on: false, port: 80}\nmood: {policy: lift}\neye: {camera: "recorded:/\U0001f3b5 ü"}'
    )

    config = read_config(rendered("mien", "config.toml.j2", mien_config=owners), "config.toml")

    assert (config.web.on, config.web.port) == (False, 80)
    assert config.eye.camera == "recorded:/\U0001f3b5 ü"


def test_with_an_ear_it_is_on_and_gets_the_music_that_mpd_writes_and_every_machine_has_its_packages() -> None:
    config = read_config(rendered("mien", "config.toml.j2", mien_ear=True), "config.toml")
    tasks = yaml.safe_load((ANSIBLE / "roles/mien/tasks/ground.yml").read_text())
    (needed,) = (task for task in tasks if "mien_ear_packages" in str(task))

    assert config.ear.on
    assert config.ear.music_pipe == defaults("mien")["mien_ear_pipe"]
    assert needed["when"] == "mien_ear"
    assert {"libportaudio2", "libspeexdsp1"} <= set(defaults("mien")["mien_ear_packages"])


def test_a_setting_with_a_quote_in_it_stays_one_setting() -> None:
    odd = 'a"b\\c\nmpd = "x"'
    text = rendered("mien", "config.toml.j2", mien_config={"music": {"password": odd}})

    assert read_config(text, "config.toml").music.password == odd


@pytest.mark.parametrize(
    ("role", "template"),
    [(role, file.name) for role in ROLES for file in ANSIBLE.glob(f"roles/{role}/templates/*")],
)
def test_every_template_needs_only_what_its_role_has(role: str, template: str) -> None:
    assert "by a test" in rendered(role, template) or template in {
        "passwords.j2",
        "share.credentials.j2",
        "config.txt.j2",
    }


@pytest.mark.parametrize("role", ROLES)
def test_each_role_describes_every_variable_it_has(role: str) -> None:
    specs = yaml.safe_load((ANSIBLE / f"roles/{role}/meta/argument_specs.yml").read_text())
    options = specs["argument_specs"]["main"]["options"]

    assert set(options) == set(defaults(role))
    assert all(name.startswith(f"{role}_") for name in options)
    assert all(option["description"] for option in options.values())
    for name, option in options.items():
        assert "default" not in option or option["default"] == defaults(role)[name], name


@pytest.mark.parametrize(
    ("kind", "user", "options"),
    [
        ("nfs", "", "ro,soft,timeo=50,vers=3"),
        ("cifs", "", "ro,soft,iocharset=utf8,guest,vers=3"),
        ("cifs", "speaker", "ro,soft,iocharset=utf8,credentials=/etc/mpd.share,vers=3"),
    ],
)
def test_a_share_is_mounted_by_its_kinds_own_options(kind: str, user: str, options: str) -> None:
    text = rendered(
        "mpd",
        "share.mount.j2",
        mpd_share="nas:/music",
        mpd_share_kind=kind,
        mpd_share_user=user,
        mpd_share_options="vers=3",
    )

    assert f"Options={options}" in text.splitlines()
    assert (
        "StartLimitIntervalSec=0" in text.splitlines()
    )  # otherwise MPD loses its songs when the server is off


@pytest.mark.parametrize("kind", ["mount", "automount"])
def test_a_share_is_mounted_where_mpd_looks_for_music(kind: str) -> None:
    music = defaults("mpd")["mpd_music"]

    assert f"Where={music}" in rendered("mpd", f"share.{kind}.j2", mpd_share="nas:/music").splitlines()


def test_a_leader_of_other_rooms_plays_into_the_servers_pipe_only() -> None:
    pipe = defaults("snapcast")["snapcast_fifo"]

    assert rendered("mpd", "mpd.conf.j2").count("audio_output {") == 1
    text = rendered("mpd", "mpd.conf.j2", mpd_pipe=pipe)
    assert text.count("audio_output {") == 1
    assert f'path "{pipe}"' in text
    assert f"source = pipe://{pipe}?" in rendered("snapcast", "snapserver.conf.j2")


@pytest.mark.parametrize(("role", "follows"), [("server", "127.0.0.1"), ("client", "kitchen.local")])
def test_every_room_follows_the_server_the_leader_too(role: str, follows: str) -> None:
    text = rendered("snapcast", "snapclient.j2", snapcast_role=role, snapcast_server="kitchen.local")

    assert f"--host {follows} --soundcard default" in text


def test_the_volume_can_be_set_on_a_card_that_has_none() -> None:
    fleets = example("group_vars", "speakers.yml")["mpd_output"]

    assert fleets["mixer_type"] == defaults("mpd")["mpd_output"]["mixer_type"] == "software"


def test_the_sound_comes_out_of_the_card_of_the_overlay_not_of_the_first() -> None:
    fleet = example("group_vars", "speakers.yml")

    assert fleet["base_audio_overlay"] == "hifiberry-dac"
    assert fleet["mpd_output"]["device"] == fleet["snapcast_soundcard"] == "plughw:CARD=sndrpihifiberry"


@pytest.mark.parametrize(
    ("book", "first", "last"), [("site.yml", "pre_tasks", "post_tasks"), ("rollback.yml", "tasks", "tasks")]
)
def test_a_play_writes_to_a_writable_root_and_ends_with_a_read_only_one(
    book: str, first: str, last: str
) -> None:
    (play,) = (p for p in yaml.safe_load((ANSIBLE / book).read_text()) if "serial" in p)
    roles = [task for task in play[first] if "ansible.builtin.include_role" in task]

    assert roles[0]["ansible.builtin.include_role"]["tasks_from"] == "open"
    assert play[last][-1]["ansible.builtin.include_role"]["tasks_from"] == "close"
    assert roles[0]["tags"] == play[last][-1]["tags"] == ["always"]


def test_no_password_has_a_default() -> None:
    for role in ROLES:
        secret = {
            name: value for name, value in defaults(role).items() if re.search("password|users|token", name)
        }
        assert not any(secret.values())


def test_the_power_button_and_the_panel_share_no_pin() -> None:
    panel = read_config("", "defaults").panel
    pins = {panel.skip_pin, panel.mood_pin, panel.play_pin, panel.pair_pin}

    assert defaults("base")["base_power_button_pin"] not in pins
    assert len(pins) == 4


def test_the_firmware_settings_say_what_the_board_needs() -> None:
    text = rendered("base", "config.txt.j2", base_audio_overlay="hifiberry-dac", base_core_clock="500")

    assert text.splitlines() == [
        "[all]",
        "camera_auto_detect=1",
        "dtparam=watchdog=on",
        "dtparam=spi=on",
        "core_freq=500",
        "core_freq_min=500",
        "dtoverlay=hifiberry-dac",
        "dtoverlay=gpio-shutdown,gpio_pin=26,active_low=1,gpio_pull=up,debounce=1500",
    ]


def test_the_core_clock_stands_still_on_every_board_that_times_the_ring_by_it() -> None:
    lines = rendered("base", "config.txt.j2").splitlines()
    begin = lines.index("[pi4]")

    assert lines[begin : begin + 10] == [
        *("[pi4]", "core_freq=500", "core_freq_min=500"),
        *("[pi3]", "core_freq=250", "core_freq_min=250"),
        *("[pi02]", "core_freq=250", "core_freq_min=250"),
        "[all]",
    ]
    assert not any("core_freq" in line for line in rendered("base", "config.txt.j2", base_core_clock=""))


@pytest.mark.skipif(shutil.which("mpd") is None, reason="MPD is not installed")
def test_mpd_plays_with_the_settings_that_the_playbook_writes(tmp_path: Path) -> None:
    text = rendered(
        "mpd", "mpd.conf.j2", mpd_music=str(tmp_path), mpd_output={"type": "null", "name": "None"}
    )
    address = tmp_path / "socket"
    text = text.replace("/run/mpd/socket", str(address)).replace("/var/lib/mpd", str(tmp_path))
    (tmp_path / "mpd.conf").write_text(text)
    with subprocess.Popen(
        ["mpd", "--no-daemon", "--stderr", tmp_path / "mpd.conf"], stderr=subprocess.PIPE, text=True
    ) as mpd:
        try:
            greeting = greeted(address)
        finally:
            mpd.terminate()
        said = mpd.stderr.read() if mpd.stderr else ""

    assert greeting.startswith(b"OK MPD"), said
    assert "not a recognized" not in said


def greeted(address: Path) -> bytes:
    """Return the greeting of a server that may still be starting."""
    for _ in range(100):
        with socket.socket(socket.AF_UNIX) as line:
            try:
                line.connect(str(address))
                return line.recv(100)
            except OSError:
                time.sleep(0.1)
    return b""
