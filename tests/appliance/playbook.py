"""Runs Ansible on the machine, as an owner would."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from appliance.machines.machine import Machine, MachineError

ROOT = Path(__file__).parents[2]
IN_A_CONTAINER: dict[str, Any] = {
    "base_time_zone": "Europe/Berlin",
    "base_mdns": False,  # the machine shares this host's network
    "mpd_output": {"type": "null", "name": "Nothing", "mixer_type": "software"},
    "mien_config": {"eye": {"camera": "reel:"}},
    "mien_gate_patience": 60,
}
ON_A_BOARD: dict[str, Any] = {
    "base_time_zone": "Europe/Berlin",
    "base_mdns": False,  # nobody else is on its network,
    "base_upgrades": False,  # and its processor is slow
    "mpd_output": {
        "type": "alsa",
        "name": "Loopback",
        "device": "hw:Loopback,0,0",
        "mixer_type": "software",
    },
    "mien_config": {"eye": {"camera": "picamera2"}, "panel": {"kind": "gpio"}, "web": {"port": 80}},
    "mien_gate_patience": 300,
}


class Playbook:
    """Runs site.yml and rollback.yml."""

    def __init__(self, machine: Machine, settings: dict[str, Any]) -> None:
        self._machine, self._settings = machine, settings
        self._inventory = machine.folder / "inventory.ini"
        # One wheel for the whole run: the checkout may change under it.
        self._wheel = wheel_of(machine.folder, "0.1.0")
        options = " ".join(machine.ssh_options())
        self._inventory.write_text(
            "[speakers]\n"
            f"{machine.suite} ansible_host=127.0.0.1 ansible_port={machine.port} ansible_user=root "
            f"ansible_ssh_common_args='{options}'\n"
        )

    def play(self, book: str = "site.yml", *flags: str, **more: object) -> dict[str, int]:
        """Run a playbook; return its recap: ok, changed, failed, ... Raises `MachineError` if it fails."""
        done = self._played(book, *flags, **more)
        if done.returncode:
            raise MachineError(f"{book} failed:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
        return _recap(done.stdout)

    def fails(self, book: str = "site.yml", **more: object) -> str:
        """Run a playbook that must fail; return its output."""
        done = self._played(book, **more)
        if not done.returncode:
            raise MachineError(f"{book} did not fail")
        return done.stdout

    def _played(self, book: str, *flags: str, **more: object) -> subprocess.CompletedProcess[str]:
        log = self._machine.folder / "ansible.log"
        done = subprocess.run(
            [
                *(
                    Path(sys.executable).parent / "ansible-playbook",
                    "-i",
                    self._inventory,
                    ROOT / "ansible" / book,
                ),
                *(
                    "-e",
                    json.dumps(self._settings | {"mien_wheel": str(self._wheel)} | more),
                    *flags,
                ),
            ],
            cwd=ROOT / "ansible",
            env={**os.environ, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_FORCE_COLOR": "0"},
            capture_output=True,
            text=True,
            check=False,
            timeout=2400,
        )
        with log.open("a") as file:
            file.write(done.stdout + done.stderr)
        return done


def settings_in_a_container(suite: str) -> dict[str, Any]:
    """Return the settings of the page: two machines share the host's ports, so only one can use port 80."""
    page = {"host": "127.0.0.1", "port": 80 if suite == "bookworm" else 8080}
    return IN_A_CONTAINER | {"mien_config_host": {"web": page}}


def _recap(said: str) -> dict[str, int]:
    line = said.rsplit("PLAY RECAP", 1)[-1]
    return {word: int(count) for word, count in re.findall(r"(\w+)=(\d+)", line)}


def wheel_of(folder: Path, version: str, *, broken: bool = False) -> Path:
    """Build a wheel of this checkout with another version; a broken one exits when it is run."""
    copy = folder / f"checkout-{version}"
    if copy.exists():
        shutil.rmtree(copy)
    wanted = shutil.ignore_patterns(
        ".git", ".venv*", "tests", "hardware", "runs", "__pycache__", ".mypy_cache"
    )
    shutil.copytree(ROOT, copy, ignore=wanted)
    for name in ("pyproject.toml", "device/mien/__init__.py"):
        file = copy / name
        file.write_text(file.read_text().replace('"0.1.0"', f'"{version}"'))
    if broken:
        file = copy / "device/mien/app/application.py"
        file.write_text(file.read_text() + '\n\nraise RuntimeError("this release is broken on purpose")\n')
    made = folder / f"wheel-{version}"
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", f"--wheel-dir={made}", copy],
        check=True,
        capture_output=True,
    )
    (wheel,) = made.glob("*.whl")
    return wheel
