"""What an owner may switch on in the playbook: other apps for the player, and HTTPS for the page."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mien.app.health.other_apps import LOCKED, other_apps
from mien.config.config_file import read_config
from shipping.playbook_templates import rendered

PASSWORD = "correct-horse-battery"  # noqa: S105  made up


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Run MPD as the playbook sets it up for apps, on this machine alone; yield its port."""
    port = free_port()
    text = rendered(
        "mpd",
        "mpd.conf.j2",
        mpd_apps=True,
        mpd_apps_password=PASSWORD,
        mpd_music=str(tmp_path),
        mpd_output={"type": "null", "name": "None", "mixer_type": "software"},
    )
    for old, new in (
        ('"any"', '"127.0.0.1"'),
        ('"6600"', f'"{port}"'),
        ("/run/mpd/socket", str(tmp_path / "socket")),
        ("/var/lib/mpd", str(tmp_path)),
    ):
        text = text.replace(old, new)
    (tmp_path / "mpd.conf").write_text(text)
    with subprocess.Popen(["mpd", "--no-daemon", "--stderr", tmp_path / "mpd.conf"]) as mpd:
        try:
            yield port
        finally:
            mpd.terminate()


def asked(address: str | tuple[str, int], *commands: str) -> list[str]:
    """Return MPD's last line for each command, over TCP or at its socket."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    for _ in range(100):
        try:
            line = socket.socket(family)
            line.connect(address)
            break
        except OSError:
            line.close()
            time.sleep(0.05)
    with line, line.makefile("rw", newline="\n") as talk:
        assert talk.readline().startswith("OK MPD")
        answers = []
        for command in commands:
            talk.write(f"{command}\n")
            talk.flush()
            answers.append(next(said.strip() for said in talk if said.startswith(("OK", "ACK"))))
    return answers


needs_mpd = pytest.mark.skipif(shutil.which("mpd") is None, reason="MPD is not installed")


@needs_mpd
async def test_an_app_with_the_password_plays_and_one_without_it_does_nothing(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mien.app.health.other_apps.own_address", lambda: "127.0.0.1")
    door = ("127.0.0.1", port)
    without = asked(door, "status", "currentsong", "setvol 10", "listall", "password guess", "status")
    with_it = asked(
        door, f"password {PASSWORD}", "status", "setvol 10", "listall", "clear", "disableoutput 0", "kill"
    )

    assert all(answer.startswith("ACK") for answer in without)
    assert with_it[:5] == ["OK"] * 5
    assert all(answer.startswith("ACK [4@") for answer in with_it[5:])
    assert await other_apps(f"127.0.0.1:{port}") == LOCKED.format(port)


@needs_mpd
def test_the_speaker_itself_needs_no_password_at_the_socket(port: int, tmp_path: Path) -> None:
    asked(("127.0.0.1", port), "ping")

    assert asked(str(tmp_path / "socket"), "status", "setvol 10", "disableoutput 0") == ["OK"] * 3


def test_by_default_mpd_stays_off_the_network() -> None:
    text = rendered("mpd", "mpd.conf.j2")

    assert "password" not in text
    assert [line for line in text.splitlines() if "bind_to" in line] == ['bind_to_address "/run/mpd/socket"']


def test_apps_of_other_networks_are_not_answered() -> None:
    lines = rendered("mpd", "apps.socket.j2").splitlines()

    assert {"ListenStream=6600", "IPAddressDeny=any"} <= set(lines)
    assert any(line.startswith("IPAddressAllow=localhost link-local 10.0.0.0/8") for line in lines)


def test_a_certificate_makes_the_page_https_at_its_usual_port() -> None:
    fleet = {"web": {"port": 80, "names": ["kitchen.local"]}}
    text = rendered("mien", "config.toml.j2", mien_config=fleet, mien_tls_cert="c.pem", mien_tls_key="k.pem")
    web = read_config(text, "config.toml").web

    assert (web.port, web.tls_cert, web.tls_key) == (443, "/etc/mien/tls.crt", "/etc/mien/tls.key")
    assert web.names == ["kitchen.local"]


def test_one_speaker_may_have_its_page_at_another_port() -> None:
    text = rendered(
        "mien",
        "config.toml.j2",
        mien_tls_cert="c.pem",
        mien_tls_key="k.pem",
        mien_config_host={"web": {"port": 8443}},
    )

    assert read_config(text, "config.toml").web.port == 8443


def test_guests_are_made_way_for_where_the_playbook_lets_them_in() -> None:
    text = rendered("mien", "config.toml.j2", mien_guests=["airplay"], mien_config={"music": {"ahead": 5}})
    music = read_config(text, "config.toml").music

    assert (music.guests, music.ahead) == (["airplay"], 5)
    assert read_config(rendered("mien", "config.toml.j2"), "config.toml").music.guests == []


def test_mpd_airplay_and_bluetooth_play_on_the_card_that_they_share() -> None:
    card = {"guests_card": "hw:CARD=dac", "guests_airplay": True, "guests_bluetooth": True}
    alsa = {"type": "alsa", "name": "Speaker", "device": "plughw:CARD=dac"}
    mixed = rendered("guests", "shared.conf.j2", **card)

    assert 'pcm "hw:CARD=dac"' in mixed
    assert "rate 48000" in mixed
    assert 'device "mien"' in rendered("mpd", "mpd.conf.j2", mpd_output=alsa, mpd_shared=True)
    assert 'output_device = "mien"' in rendered("guests", "shairport-sync.conf.j2", **card)
    assert "--pcm=mien" in rendered("guests", "bluealsa-aplay.j2", **card)
    assert 'device "plughw:CARD=dac"' in rendered("mpd", "mpd.conf.j2", mpd_output=alsa)


def test_bluetooth_takes_in_music_and_no_calls() -> None:
    profiles = [line for line in rendered("guests", "bluealsa.j2").splitlines() if "bluealsa -" in line]

    assert profiles == ["ExecStart=/usr/bin/bluealsa -p a2dp-sink"]
