"""A root folder with a Debian whose Python is new enough for Home Assistant, and that in it."""

import json
import shutil
import subprocess
from pathlib import Path

from appliance.machines.machine import MIRROR, run

SUITES = ("trixie", "forky")
"""Python 3.13, for Home Assistant up to 2026.2; and 3.14, for later ones."""
PACKAGES = ("python3", "python3-venv", "python3-dev", "g++", "libc6-dev", "ca-certificates", "tzdata")
STALE = 'Acquire::Check-Valid-Until "false"'
"""A mirror that is some weeks old will do."""
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")
HASS, PYTHON = "/opt/hass/bin/hass", "/opt/hass/bin/python"
COMPONENTS = (
    *("frontend", "mqtt", "hassio"),
    *("camera", "conversation", "ffmpeg", "infrared", "radio_frequency", "tts"),
)
"""Integrations whose own requirements are installed: later releases set up all of these by themselves."""
NSPAWN = ("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--pipe", "--resolv-conf=copy-host")


def make_root(root: Path, suite: str, version: str = "") -> None:
    """Make a fresh `root`. `version`: of Home Assistant; the newest that this Python runs, unless given."""
    root.parent.mkdir(parents=True, exist_ok=True)
    if root.exists():
        shutil.rmtree(root)
    packages = ",".join(PACKAGES)
    options = ("--variant=minbase", f"--include={packages}", f"--aptopt={STALE}")
    run("mmdebstrap", *options, suite, root, *MIRROR)
    shutil.copy(BUNDLE, root / "etc/ssl/certs/host.crt")
    (root / "etc/pip.conf").write_text("[global]\ncert = /etc/ssl/certs/host.crt\nno-cache-dir = true\n")
    inside(root, "python3", "-m", "venv", "/opt/hass")
    pinned = f"homeassistant=={version}" if version else "homeassistant"
    inside(root, "/opt/hass/bin/pip", "install", "--quiet", pinned)
    install_requirements(root)


def install_requirements(root: Path) -> None:
    """Install what the integrations require, as Home Assistant would at its start."""
    package = next(root.glob("opt/hass/lib/python3*/site-packages/homeassistant"))
    files = (package / "components" / name / "manifest.json" for name in COMPONENTS)
    manifests = [json.loads(file.read_text()) for file in files if file.exists()]
    wanted = [requirement for manifest in manifests for requirement in manifest.get("requirements", ())]
    pins = Path("/", package.relative_to(root), "package_constraints.txt")
    inside(root, "/opt/hass/bin/pip", "install", "--quiet", "--constraint", str(pins), *wanted)


def inside(root: Path, *command: str) -> str:
    """Run a command in the root; return what it wrote."""
    done = subprocess.run([*NSPAWN, "-D", str(root), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout.strip()
