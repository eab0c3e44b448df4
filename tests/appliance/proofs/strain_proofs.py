"""What the appliance survives on a board: a clock that jumps, too little memory, a full disk."""

import re
import time
from contextlib import closing

import httpx

from appliance.machines.machine import Machine, MachineError, until
from appliance.playbook import Playbook
from appliance.proofs.kernel_proofs import SLOW, finger, music_plays
from appliance.proofs.service_proofs import Proof, is_playing, must, pid, status

UNITS = ("mien.service", "mien-eye.service")
LONGER_THAN_THE_WATCHDOG = 45.0


def a_clock_that_jumps_a_day_disturbs_nothing(machine: Machine, _book: Playbook) -> str:
    music_plays(machine)
    before = {unit: pid(machine, unit) for unit in (*UNITS, "mpd.service")}
    for jump in ("+1 day", "-1 day"):
        machine.says(f"date --set='{jump}'")
        silent = _silent_moments(machine, LONGER_THAN_THE_WATCHDOG)
        must(silent == 0, f"silent {silent} times after {jump}")
        now = {unit: pid(machine, unit) for unit in before}
        must(now == before, f"{jump}: {before} -> {now}")
    return f"a day on and back: every process stayed, music never stopped; {status(machine)}"


def _silent_moments(machine: Machine, seconds: float) -> int:
    end, silent = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        silent += not is_playing(machine)
        time.sleep(2)
    return silent


def the_memory_limits_are_enforced(machine: Machine, _book: Playbook) -> str:
    seen = []
    for unit in UNITS:
        music_plays(machine)
        group = f"/sys/fs/cgroup/system.slice/{unit}"
        limit, needs = (int(machine.says(f"cat {group}/memory.{name}")) for name in ("max", "peak"))
        wanted = int(machine.says(f"systemctl show --property=MemoryMax --value {unit}"))
        must(limit == wanted, f"{unit}: {limit}, not {wanted}")
        was = pid(machine, unit)
        # As if it had grown: the kernel kills it. The next process gets its normal limit again.
        machine.says(f"echo 20M > {group}/memory.max || true")
        until(lambda u=unit, w=was: pid(machine, u) not in {w, "0"}, SLOW, f"{unit} has restarted")  # type: ignore[misc]
        must(
            "oom-kill" in machine.says(f"journalctl --boot --unit {unit} --output=cat"),
            f"{unit}: no word of it",
        )
        silent = _silent_moments(machine, 10)
        must(silent == 0, f"the music stopped {silent} times")
        until(lambda: "Sees" in status(machine), SLOW, "it sees again")
        seen.append(f"{unit} has {limit >> 20} MB, needed {needs >> 20}; killed for more, came back")
    return "; ".join((*seen, "music never stopped"))


def a_full_disk_of_the_speakers_own_is_told_and_the_music_plays(machine: Machine, _book: Playbook) -> str:
    machine.says(
        "systemctl stop mien && mv /var/lib/mien /var/lib/mien.was && mkdir -m 700 /var/lib/mien && "
        "mount -t tmpfs -o size=256K,mode=700 tmpfs /var/lib/mien && "
        "cp -a /var/lib/mien.was/. /var/lib/mien/ && chown mien:mien /var/lib/mien && "
        "(cat /dev/zero > /var/lib/mien/filler 2>/dev/null || true) && "
        "systemctl start mien",
        SLOW,
    )
    try:
        until(lambda: "Sees" in status(machine), SLOW, "it sees")
        music_plays(machine)
        with closing(guest(machine)) as owner:
            answer = owner.put("/api/v1/settings/panel.brightness", json={"value": 0.3})
            kept = {one["key"]: one["value"] for one in owner.get("/api/v1/settings").json()["settings"]}
        said = machine.says("journalctl --boot --unit mien --output=cat | grep 'could not be kept' || true")
        must(answer.is_success and kept["panel.brightness"] == 0.3, f"{answer.status_code} {answer.text}")
        must("browsers could not" in said and "settings could not" in said, said or "nothing is told")
        must(_silent_moments(machine, 10) == 0, "the music stopped")
        return f"paired and set all the same, until the next start; told: {said.splitlines()[-1]!r}"
    finally:
        machine.says(
            "systemctl stop mien; umount /var/lib/mien && rmdir /var/lib/mien && "
            "mv /var/lib/mien.was /var/lib/mien && systemctl start mien",
            SLOW,
        )


def guest(machine: Machine) -> httpx.Client:
    """Pair a browser with the button, and return it."""
    url = f"http://127.0.0.1:{machine.port + 1}"
    client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=60)
    finger(machine, "pair", 3.5)

    def is_in() -> bool:
        answer = client.post("/api/v1/pairing")
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return False
        return re.search("admitted", answer.text) is not None

    try:
        until(is_in, 100, "a browser is let in", every=5)
    except MachineError:
        client.close()
        raise
    client.headers["X-Mien-Token"] = client.get("/api/v1/session").json()["token"]
    return client


STRAIN_PROOFS: tuple[Proof, ...] = (
    a_clock_that_jumps_a_day_disturbs_nothing,
    the_memory_limits_are_enforced,
    a_full_disk_of_the_speakers_own_is_told_and_the_music_plays,
)
