"""Speakers that find each other, with avahi as the playbook installs it and the unit as it is sandboxed."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from appliance.machines.machine import Machine, until
from appliance.playbook import Playbook
from appliance.proofs.service_proofs import Proof, must
from contract.home.mdns_machine import MdnsMachine

LINE = "mien-cable"
"""The only network card that avahi may use: the machine shares this host's network."""
PAGE = "http://10.77.0.1:8080"
_FOUND = {
    "base_mdns": True,
    "mien_config_host": {
        "web": {"host": "10.77.0.1", "port": 8080},
        "home": {"name": "Mien kitchen", "area": "Kitchen"},
    },
}
_STUDY = ("avahi-publish-service", "Mien study", "_mien._tcp", "80", "id=mien_study", "place=Study", "tls=0")
_BROWSE = ("avahi-browse", "--parsable", "--resolve", "--no-db-lookup", "--terminate", "_mien._tcp")


def speakers_find_each_other_through_the_sandbox(machine: Machine, book: Playbook) -> str:
    with _next_room() as room:
        _avahi_on_the_cable_only(machine)
        first = book.play("site.yml", **_FOUND)
        again = book.play("site.yml", **_FOUND)
        must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
        announced = until(lambda: _heard_in(room) is not None, 60, "the other machine hears of it")
        line = _heard_in(room) or ""
        must('"place=Kitchen"' in line and ";10.77.0.1;8080;" in line, line)
        study = room.does(*_STUDY)
        with closing(_guest(machine)) as owner:
            found = until(lambda: _speakers(owner) == [_STUDY_FOUND], 60, "it finds the other one")
            machine.says("systemctl restart avahi-daemon", 60)
            until(lambda: _heard_in(room) is not None, 60, "it is heard of again")
            until(lambda: _speakers(owner) == [_STUDY_FOUND], 60, "it finds the other one again")
            study.terminate()
            study.wait()
            gone = until(lambda: not _speakers(owner), 60, "the other one is gone")
    sealed = machine.says("systemd-analyze security --no-pager mien.service | tail -1")
    told = f"{first['changed']} changes, then 0; announced after {announced:.0f} s"
    return f"{told}, the other found after {found:.0f} s, gone after {gone:.0f} s; {sealed}"


_STUDY_FOUND = {"name": "Mien study", "place": "Study", "page": "http://study.local/"}


@contextmanager
def _next_room() -> Iterator[MdnsMachine]:
    """Give another machine, joined to this one by a cable."""
    with tempfile.TemporaryDirectory() as folder:
        room = MdnsMachine("study", Path(folder))
        try:
            room.joined_to_here(LINE)
            room.begin()
            yield room
        finally:
            room.end()


def _avahi_on_the_cable_only(machine: Machine) -> None:
    """Install it without starting it, and keep it off the network that this host is on."""
    machine.says(
        "printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d && "
        "apt-get install --yes --quiet=2 --no-install-recommends avahi-daemon avahi-utils > /dev/null; "
        "rm /usr/sbin/policy-rc.d; "
        f"sed -i 's/^#*allow-interfaces=.*/allow-interfaces={LINE}/' /etc/avahi/avahi-daemon.conf && "
        f"grep -q '^allow-interfaces={LINE}' /etc/avahi/avahi-daemon.conf && "
        "systemctl enable --now avahi-daemon",
        300,
    )


def _heard_in(room: MdnsMachine) -> str | None:
    """Return what the other machine hears of the speaker."""
    said, _ = room.does(*_BROWSE).communicate(timeout=30)
    return next((x for x in said.splitlines() if x.startswith("=") and "kitchen" in x), None)


def _guest(machine: Machine) -> httpx.Client:
    """Pair a browser, and return it."""
    client = httpx.Client(base_url=PAGE, headers={"Origin": PAGE}, timeout=30)
    machine.says("mien pair")
    until(lambda: "admitted" in client.post("/api/v1/pairing").text, 100, "a browser is let in", every=5)
    return client


def _speakers(owner: httpx.Client) -> list[dict[str, Any]]:
    return list(owner.get("/api/v1/house").raise_for_status().json()["speakers"])


MDNS_PROOFS: tuple[Proof, ...] = (speakers_find_each_other_through_the_sandbox,)
