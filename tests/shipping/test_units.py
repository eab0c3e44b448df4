"""The units are valid and sandboxed, and keep the promise that the eye has no network."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mien.music.analysis.progress import SERVICE_FILE

UNITS = Path(__file__).parents[2] / "systemd"
SERVICES = ("mien.service", "mien-eye.service", "mien-ear.service")
ANALYSIS = "mien-songs.service"
OTHERS = (
    "mien-eye.socket",
    "mien-ear.socket",
    ANALYSIS,
    "mpd-state.path",
    "mpd-state.service",
    "mpd-update.service",
    "mpd-update.timer",
)
DEBIANS_MPD = """\
[Unit]
Description=Music Player Daemon
[Service]
Type=notify
ExecStart=/usr/bin/mpd --systemd
LimitRTPRIO=40
ProtectSystem=yes
NoNewPrivileges=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectKernelModules=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
"""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")


def settings(unit: str) -> dict[str, list[str]]:
    """Return the unit's settings; a key may come several times."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / unit).read_text().splitlines():
        if match := re.match(r"(\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def exposure(said: str) -> float:
    """Return the number in systemd-analyze's last line."""
    match = re.search(r"Overall exposure level for .*: ([\d.]+)", said)
    assert match, said
    return float(match[1])


def test_the_speaker_opens_no_ear_that_the_owner_has_not_turned_on() -> None:
    wanted = " ".join(settings("mien.service")["Wants"])

    assert "mien-eye.socket" in wanted
    assert "ear" not in wanted


@needs_systemd
@pytest.mark.parametrize("unit", [*SERVICES, ANALYSIS, "mpd-state.service", "mpd-update.service"])
def test_a_service_is_sealed_to_what_it_needs(unit: str) -> None:
    said = analyze("security", "--offline=true", "--threshold=20", UNITS / unit)

    assert said.returncode == 0, said.stdout + said.stderr


@needs_systemd
def test_our_drop_in_seals_debians_mpd(tmp_path: Path) -> None:
    plain = tmp_path / "usr/lib/systemd/system/mpd.service"
    drop_in = tmp_path / "etc/systemd/system/mpd.service.d/mien.conf"
    plain.parent.mkdir(parents=True)
    plain.write_text(DEBIANS_MPD)
    before = exposure(analyze("security", "--offline=true", f"--root={tmp_path}", "mpd.service").stdout)
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text((UNITS / "mpd.service.conf").read_text())
    after = exposure(analyze("security", "--offline=true", f"--root={tmp_path}", "mpd.service").stdout)

    assert before > 7.0
    assert after <= 2.0


@needs_systemd
def test_systemd_knows_every_line(tmp_path: Path) -> None:
    program = tmp_path / "mien"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in (*SERVICES, *OTHERS):
        text = (UNITS / unit).read_text().replace("/opt/mien/current/bin/mien", str(program))
        (tmp_path / unit).write_text(text)

    said = analyze(
        "verify", "--man=no", "--recursive-errors=no", *(tmp_path / unit for unit in (*SERVICES, *OTHERS))
    )

    assert said.returncode == 0, said.stderr
    assert str(tmp_path) not in said.stderr


@needs_systemd
def test_the_ear_is_sealed_more_than_most() -> None:
    assert exposure(analyze("security", "--offline=true", UNITS / "mien-ear.service").stdout) <= 1.0


def test_who_hears_may_open_a_sound_card_and_nothing_else() -> None:
    ear = settings("mien-ear.service")

    assert ear["DevicePolicy"] == ["closed"]
    assert ear["DeviceAllow"] == ["char-alsa rw"]
    assert ear["RestrictAddressFamilies"] == ["AF_UNIX"]


@pytest.mark.parametrize("unit", ["mien-eye.service", "mien-ear.service"])
def test_who_sees_or_hears_has_no_network_and_nowhere_to_write(unit: str) -> None:
    eye = settings(unit)

    assert eye["PrivateNetwork"] == ["yes"]
    assert eye["ProtectSystem"] == ["strict"]
    assert eye["ReadOnlyPaths"] == ["/run /tmp /var/tmp"]
    writable = ("ReadWritePaths", "StateDirectory", "CacheDirectory", "LogsDirectory", "RuntimeDirectory")
    assert not set(writable) & set(eye)
    assert not any("INET" in families for families in eye["RestrictAddressFamilies"])


def test_the_analysis_has_no_network_no_device_and_the_lowest_priority() -> None:
    analysis = settings(ANALYSIS)

    assert analysis["PrivateNetwork"] == analysis["PrivateDevices"] == ["yes"]
    assert analysis["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert analysis["Nice"] == ["19"]
    assert analysis["CPUSchedulingPolicy"] == analysis["CPUWeight"] == ["idle"]
    assert analysis["IOSchedulingClass"] == ["idle"]
    assert analysis["TimeoutStopSec"] == ["1"]
    assert not {"ReadWritePaths", "StateDirectory", "CacheDirectory", "LogsDirectory"} & set(analysis)
    assert f"/run/{analysis['RuntimeDirectory'][0]}" == str(SERVICE_FILE.parent)


@needs_systemd
@pytest.mark.parametrize("unit", ["mien-eye.service", "mien-ear.service"])
def test_who_sees_or_hears_may_lock_its_memory_and_nothing_of_any_is_swapped(unit: str) -> None:
    eye = settings(unit)
    refused = " ".join(line[1:] for line in eye["SystemCallFilter"] if line.startswith("~")).split()

    assert eye["LimitMEMLOCK"] == ["infinity"]  # otherwise mlockall is refused: it counts all mapped memory
    assert "mlockall" in calls(eye["SystemCallFilter"][0])
    assert not any("mlockall" in calls(group) for group in refused)
    assert all(settings(unit)["MemorySwapMax"] == ["0"] for unit in SERVICES)


def calls(group: str) -> set[str]:
    """Return the system calls in one of systemd's groups, and in its subgroups."""
    words = set(analyze("syscall-filter", group).stdout.split()[1:])
    return words.union(*(calls(word) for word in words if word.startswith("@")))


def test_who_has_the_network_cannot_open_camera_or_microphone() -> None:
    speaker = settings("mien.service")

    assert speaker["DevicePolicy"] == ["closed"]
    assert set(speaker["DeviceAllow"]) == {"char-gpiochip rw", "char-spi rw"}
    assert not {"video", "audio"} & set(speaker["SupplementaryGroups"][0].split())


@pytest.mark.parametrize("unit", SERVICES)
def test_the_watchdog_kills_even_a_stopped_process_and_it_comes_back(unit: str) -> None:
    service = settings(unit)

    assert service["Type"] == ["notify"]
    assert 0 < int(service["WatchdogSec"][0]) <= 60
    assert service["WatchdogSignal"] == ["SIGKILL"]
    assert service["Restart"] == ["always"]
    assert service["StartLimitIntervalSec"] == ["0"]


@pytest.mark.parametrize("other", ["mien-eye", "mien-ear"])
def test_the_speaker_meets_eye_and_ear_at_one_socket_each(other: str) -> None:
    socket = settings(f"{other}.socket")

    path = socket["ListenStream"][0]
    assert all(path in settings(unit)["ExecStart"][0] for unit in ("mien.service", f"{other}.service"))
    assert socket["SocketGroup"][0] in settings("mien.service")["SupplementaryGroups"][0].split()


def test_mpd_does_not_listen_to_the_network() -> None:
    assert settings("mpd.socket.conf")["ListenStream"] == ["", "%t/mpd/socket"]


def test_mpds_queue_is_put_on_the_disk_when_mpd_writes_it() -> None:
    conf = (UNITS.parent / "ansible/roles/mpd/templates/mpd.conf.j2").read_text()
    state = Path(re.findall(r'^state_file "(.*)"', conf, re.MULTILINE)[0])
    watch, put = settings("mpd-state.path"), settings("mpd-state.service")

    assert watch["PathChanged"] == [str(state)]
    for unit, key in ((watch, "TriggerLimitIntervalSec"), (put, "StartLimitIntervalSec")):
        assert unit[key] == ["0"], key  # otherwise a busy queue stops the path unit for good
    assert put["ExecStart"] == [f"/usr/bin/sync {state} {state.parent}"]
    assert put["LogLevelMax"] == ["notice"]  # otherwise it is logged every 30 s


def test_who_has_mpd_look_for_new_songs_may_reach_mpds_socket() -> None:
    assert settings("mpd-update.service")["Group"] == settings("mpd.socket.conf")["SocketGroup"]


def test_the_users_of_the_units_are_made() -> None:
    made = re.findall(r"^[ug] (\S+)", (UNITS / "mien.sysusers.conf").read_text(), re.MULTILINE)

    for unit in SERVICES:
        assert settings(unit)["User"][0] in made
        assert set(settings(unit)["SupplementaryGroups"][0].split()) <= {*made, "video", "audio"}


@pytest.mark.parametrize("unit", SERVICES)
def test_what_a_unit_runs_is_a_command_we_have(unit: str) -> None:
    from mien.cli.parser import parser

    _, *words = settings(unit)["ExecStart"][0].split()

    assert parser().parse_args(words)


def test_every_hardening_line_that_is_missing_is_explained() -> None:
    readme = (UNITS / "README.md").read_text()
    wanted = ("PrivateDevices", "PrivateNetwork", "ProcSubset", "PrivateUsers", "RootDirectory")

    missing = [key for key in wanted if any(key not in settings(unit) for unit in SERVICES)]

    assert [key for key in missing if f"`{key}" not in readme] == []
