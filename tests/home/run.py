"""Mien judged by Home Assistant itself: `make home-test`. Root; what it makes lies in --folder.

mosquitto, a whole Mien (both processes, MPD, the reel for a camera) and Home Assistant with only its `mqtt`
integration, in a Debian of its own under systemd-nspawn.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from appliance.machines.machine import MachineError
from appliance.run import install
from contract.home.private_mosquitto import PrivateMosquitto
from home.hass import HomeAssistant
from home.hass_root import SUITES, make_root
from home.house import MOOD, MUSIC, House, Proof
from home.proofs import LAMP, LAMP_MESSAGE, PROOFS
from home.speaker import Speaker

TOOLS = (
    *(("mmdebstrap", "mmdebstrap"), ("systemd-nspawn", "systemd-container"), ("mosquitto", "mosquitto")),
    *(("mpd", "mpd"), ("mpc", "mpc")),
)
TELL = [{"action": "input_boolean.turn_on", "target": {"entity_id": "input_boolean.told"}}]


def _blueprint(name: str, **inputs: Any) -> Mapping[str, Any]:
    return {"id": name, "alias": name, "use_blueprint": {"path": f"mien/{name}.yaml", "input": inputs}}


AUTOMATIONS = [
    _blueprint("light_follows_the_mood", mood=MOOD, light=LAMP),
    _blueprint("quiet_while_somebody_sleeps", asleep="input_boolean.asleep", music=MUSIC),
    _blueprint("tell_me_when_the_room_is_sad", mood=MOOD, duration={"seconds": 3}, message=TELL),
]


def main() -> int:
    """Prove everything, or what --only names; return how many proofs failed."""
    asked = _asked()
    install(TOOLS)
    root = asked.folder / "root"
    if not (asked.keep and root.exists()):
        make_root(root, asked.suite, asked.version)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=asked.folder))
    wanted = [p for p in PROOFS if not asked.only or any(word in p.__name__ for word in asked.only)]
    with _house(root, folder) as house:
        failed = sum(not _proven(proof, house) for proof in wanted)
    if not failed:
        shutil.rmtree(folder)
    return failed


@contextmanager
def _house(root: Path, folder: Path) -> Iterator[House]:
    """Give a house with everything in it."""
    mosquitto = PrivateMosquitto(folder)
    mosquitto.start_now()
    house = House(HomeAssistant(root, folder, AUTOMATIONS), Speaker(folder, mosquitto.port), mosquitto)
    sys.stdout.write(f"Home Assistant {house.hass.version}\n")
    try:
        house.publish("homeassistant/light/lamp/config", json.dumps(LAMP_MESSAGE).encode(), retain=True)
        house.hass.start()
        house.hass.register(mosquitto.port)
        house.speaker.start()
        house.becomes(MOOD, lambda state: state not in ("", "unavailable"), "is there", 120)
        yield house
    finally:
        house.speaker.end()
        house.hass.stop()
        mosquitto.kill()


def _proven(proof: Proof, house: House) -> bool:
    begin = time.monotonic()
    try:
        saw, good = proof(house), True
    except MachineError as bad:
        saw, good = str(bad), False
    except Exception:  # noqa: BLE001  one proof must not hide the others
        saw, good = traceback.format_exc(), False
    name = proof.__name__.replace("_", " ")
    sys.stdout.write(f"{'ok  ' if good else 'BAD '} {time.monotonic() - begin:5.0f} s  {name}: {saw}\n")
    sys.stdout.flush()
    return good


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Have Mien judged by Home Assistant.")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp/mien-home"))  # noqa: S108
    parser.add_argument("--suite", default=SUITES[0], choices=SUITES, help="the Debian that it runs on")
    parser.add_argument("--version", default="", help="of Home Assistant; its newest unless given")
    parser.add_argument("--keep", action="store_true", help="use the one installed before")
    parser.add_argument("--only", nargs="*", help="words of the proofs' names")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
