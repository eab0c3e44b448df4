"""A machine in systemd-nspawn: fast, with this host's kernel. Needs root; stays on loopback.

It shares the host's network (a container of its own would need a bridge), so its sshd listens on loopback and
on a port of its own, and MPD on no port at all.
"""

import subprocess
from pathlib import Path

from appliance.machines.debian import make_root, write
from appliance.machines.machine import Process


class Nspawn(Process):
    """The systemd-nspawn backend."""

    patience = 60.0
    tools = (("systemd-nspawn", "systemd-container"), ("mmdebstrap", "mmdebstrap"))

    def __init__(self, suite: str, folder: Path, port: int) -> None:
        self.suite, self.port = suite, port
        self.folder = folder / suite
        self._root = self.folder / "root"

    def build(self) -> None:
        """Create a fresh root with nothing of ours in it."""
        make_root(self._root, self.suite)
        listen = f"Port {self.port}\nListenAddress 127.0.0.1\n"
        write(self._root / "etc/ssh/sshd_config.d/test.conf", listen)

    def start(self) -> None:
        """Switch it on."""
        with (self.folder / "console.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--resolv-conf=off"),
                    *("--machine", f"mien-{self.suite}", "--directory", str(self._root)),
                    # systemd 257 boots on a host with old cgroups only with this; older versions ignore it.
                    *("--setenv=SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1", "--boot", "--console=pipe"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
