"""Runs the proofs of the appliance on a booted machine.

    make appliance-test ARGS="--suite trixie"      # PYTHONPATH=tests python -m appliance.run --suite trixie
    make appliance-test ARGS="--machine qemu"      # trixie with pins, camera, sound and power cuts

Needs root and mmdebstrap, with systemd-nspawn or QEMU (installed with apt when they are missing), and Ansible
beside this interpreter. Everything it makes lies in --folder.
"""

import argparse
import shutil
import subprocess
import sys
import time
import traceback
from pathlib import Path

from appliance.machines.machine import Machine, MachineError
from appliance.machines.nspawn import Nspawn
from appliance.machines.qemu import Qemu
from appliance.playbook import ON_A_BOARD, Playbook, settings_in_a_container
from appliance.proofs.extra_proofs import EXTRA_PROOFS
from appliance.proofs.guest_proofs import GUEST_PROOFS
from appliance.proofs.house_proofs import HOUSE_PROOFS
from appliance.proofs.kernel_proofs import KERNEL_PROOFS
from appliance.proofs.mdns_proofs import MDNS_PROOFS
from appliance.proofs.plug import plug_pulled
from appliance.proofs.sense_proofs import SENSE_PROOFS
from appliance.proofs.service_proofs import PROOFS, Proof
from appliance.proofs.strain_proofs import STRAIN_PROOFS


def main() -> int:
    """Run all proofs, or those that --only names; return how many failed."""
    asked = _asked()
    board = asked.machine == "qemu"
    hull_of = Qemu if board else Nspawn
    install((*hull_of.tools, ("ssh", "openssh-client")))
    suite = asked.suite or ("trixie" if board else "bookworm")
    backend = hull_of(suite, asked.folder, asked.port)
    if not asked.keep:
        backend.build()
    machine = Machine(backend)
    book = Playbook(machine, ON_A_BOARD if board else settings_in_a_container(suite))
    on_a_board = (*KERNEL_PROOFS, *STRAIN_PROOFS, plug_pulled(asked.pulls), *HOUSE_PROOFS)
    every = on_a_board if board else (*PROOFS, *SENSE_PROOFS, *EXTRA_PROOFS, *GUEST_PROOFS, *MDNS_PROOFS)
    wanted = [proof for proof in every if _is_asked_for(proof, asked.only)]
    sys.stdout.write(f"ok   {machine.boot():5.0f} s  it boots\n")
    try:
        return sum(not _proven(proof, machine, book) for proof in wanted)
    finally:
        machine.stop()


def _is_asked_for(proof: Proof, words: list[str] | None) -> bool:
    return not words or any(word in proof.__name__ for word in words)


def _proven(proof: Proof, machine: Machine, book: Playbook) -> bool:
    begin = time.monotonic()
    try:
        saw, good = proof(machine, book), True
    except (MachineError, subprocess.SubprocessError) as bad:
        saw, good = str(bad), False
    except Exception:  # noqa: BLE001  one proof must not hide the others
        saw, good = traceback.format_exc(), False
    name = proof.__name__.replace("_", " ")
    sys.stdout.write(f"{'ok  ' if good else 'BAD '} {time.monotonic() - begin:5.0f} s  {name}: {saw}\n")
    sys.stdout.flush()
    return good


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Prove the appliance in a booted machine.")
    parser.add_argument("--machine", default="nspawn", choices=["nspawn", "qemu"])
    parser.add_argument("--suite", choices=["bookworm", "trixie"], help="qemu: trixie")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-appliance"))  # noqa: S108
    parser.add_argument("--port", type=int, default=2222)
    parser.add_argument("--keep", action="store_true", help="use the machine that is there")
    parser.add_argument("--pulls", type=int, default=20, help="how often the plug is pulled (qemu)")
    parser.add_argument("--only", nargs="*", help="words of the proofs' names")
    return parser.parse_args()


def install(tools: tuple[tuple[str, str], ...]) -> None:
    """Install the missing tools that boot a machine, with their packages."""
    missing = [package for tool, package in tools if shutil.which(tool) is None]
    if missing:
        subprocess.run(["apt-get", "update", "--quiet=2"], check=True)
        subprocess.run(
            ["apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", *missing], check=True
        )


if __name__ == "__main__":
    sys.exit(main())
