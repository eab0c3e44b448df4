"""A root folder with Debian, a host name, our key, and this host's settings for package servers."""

import shutil
from pathlib import Path

from appliance.machines.machine import MIRROR, run

PACKAGES = (
    *("systemd", "systemd-sysv", "dbus", "libpam-systemd", "openssh-server", "sudo", "procps"),
    *("iproute2", "ca-certificates", "python3", "python3-apt"),
)
BUNDLE = Path("/etc/ssl/certs/ca-certificates.crt")


def make_root(root: Path, suite: str, more: tuple[str, ...] = ()) -> None:
    """Create a fresh `root`, with its key beside it."""
    root.parent.mkdir(parents=True, exist_ok=True)
    if root.exists():
        shutil.rmtree(root)
    packages = ",".join((*PACKAGES, *more))
    run("mmdebstrap", "--variant=minbase", f"--include={packages}", suite, root, *MIRROR)
    key = root.parent / "key"
    if not key.exists():
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    write(root / "root/.ssh/authorized_keys", key.with_suffix(".pub").read_text(), mode=0o600)
    (root / "root/.ssh").chmod(0o700)
    write(root / "etc/hostname", "mien-test\n")
    # As on a Pi, where only the firmware reads them: the playbook must write each line only once.
    write(root / "boot/firmware/config.txt", "# For more options see the documentation\ndtparam=audio=on\n")
    write(root / "boot/firmware/cmdline.txt", "console=tty1 root=PARTUUID=1-02 rootwait\n")
    write(root / "etc/hosts", "127.0.0.1 localhost mien-test\n")
    # The guest reaches package servers as this host does.
    write(root / "etc/ssl/certs/host.crt", BUNDLE.read_text())
    write(root / "etc/pip.conf", "[global]\ncert = /etc/ssl/certs/host.crt\n")
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    write(root / "etc/resolv.conf", Path("/etc/resolv.conf").read_text())


def write(file: Path, text: str, mode: int = 0o644) -> None:
    """Write a file, creating its folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    file.chmod(mode)
