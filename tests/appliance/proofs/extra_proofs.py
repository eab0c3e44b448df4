"""Optional roles, installed and checked: a broker, music in several rooms."""

import asyncio
import contextlib
import socket

import aiomqtt
import numpy as np

from appliance.machines.machine import Machine, until
from appliance.playbook import Playbook
from appliance.proofs.kernel_proofs import QUIETEST
from appliance.proofs.service_proofs import Proof, is_playing, must, well_again
from appliance.sound import loudness

BROKER_PORT = 18830
"""Not the default: a container shares this host's ports."""
_CONNECTS, _NOT_AUTHORISED = 0, 5
_HOUSE = "correct horse"
_BROKER = {
    "mosquitto_wanted": True,
    "mosquitto_port": BROKER_PORT,
    "mosquitto_users": {"house": _HOUSE, "lamp": "battery staple"},
}
_AT_HOME = {
    "mien_home": True,
    "mien_home_broker": f"127.0.0.1:{BROKER_PORT}",
    "mien_home_password": "purple paper",
}
_RATE = 48000
_NO_SOUND_CARD = "--player file:filename=/dev/null"
_LEADER = {"snapcast_role": "server", "snapcast_options": _NO_SOUND_CARD}
_FOLLOWER = {"snapcast_role": "client", "snapcast_server": "127.0.0.1", "snapcast_options": _NO_SOUND_CARD}


def a_broker_lets_in_only_who_has_a_name_and_its_password(machine: Machine, book: Playbook) -> str:
    first = book.play("site.yml", **_BROKER)
    again = book.play("site.yml", **_BROKER)
    answers = {
        "house": _connack("house", "correct horse"),
        "lamp": _connack("lamp", "battery staple"),
        "a wrong password": _connack("house", "battery staple"),
        "no name": _connack(None, None),
    }
    wanted = dict(zip(answers, (_CONNECTS, _CONNECTS, _NOT_AUTHORISED, _NOT_AUTHORISED), strict=True))
    must(answers == wanted, str(answers))
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    kept = machine.says("cat /etc/mosquitto/mien.passwords; stat --format %a:%U /etc/mosquitto/mien.*")
    must("horse" not in kept and "$" in kept, "a password is readable")
    return f"{first['changed']} changes, then 0; CONNACK {answers}; passwords hashed"


def the_house_finds_the_speaker_through_its_sandbox(machine: Machine, book: Playbook) -> str:
    """MQTT under the unit as it is.

    A container does not enforce that no port may be bound; a contract test holds that none is.
    """
    first = book.play("site.yml", **_BROKER, **_AT_HOME)
    again = book.play("site.yml", **_BROKER, **_AT_HOME)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    until(lambda: len(_kept("homeassistant/device/+/config")) == 1, 60, "Home Assistant would find it")
    state = next(iter(_kept("mien/+/state").values()))
    topic = next(iter(_kept("mien/+/state"))).replace("/state", "/set/policy")
    asyncio.run(_publish(topic, b"lift"))
    until(lambda: b'"policy":"lift"' in next(iter(_kept("mien/+/state").values())), 10, "policy lift")
    doctor = machine.says("/opt/mien/current/bin/mien doctor --skip camera --skip music 2>&1 | grep home")
    must(doctor.lower().startswith("ok"), doctor)
    book.play("site.yml", **_BROKER, **{**_AT_HOME, "mien_home": False})
    until(lambda: not _kept("homeassistant/device/+/config") and not _kept("mien/+/state"), 60, "it is gone")
    book.play("site.yml", **_BROKER)
    told = f"{first['changed']} changes, then 0; {len(state)} bytes of state; a command acts; gone when off"
    return f"{told}; {' '.join(doctor.split())}"


def _kept(topics: str) -> dict[str, bytes]:
    """Return what the broker keeps there."""
    return asyncio.run(_retained(topics))


async def _retained(topics: str) -> dict[str, bytes]:
    kept: dict[str, bytes] = {}
    async with aiomqtt.Client("127.0.0.1", BROKER_PORT, username="house", password=_HOUSE) as client:
        await client.subscribe(topics)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.5):
                async for message in client.messages:
                    if isinstance(message.payload, bytes):
                        kept[message.topic.value] = message.payload
    return kept


async def _publish(topic: str, payload: bytes) -> None:
    async with aiomqtt.Client("127.0.0.1", BROKER_PORT, username="house", password=_HOUSE) as client:
        await client.publish(topic, payload, qos=1)


def _connack(name: str | None, password: str | None) -> int:
    """Connect as in MQTT 3.1.1, section 3.1, and return the broker's return code (3.2.2.3)."""
    flags, payload = 0x02, _text("mien-test")
    if name is not None and password is not None:
        flags, payload = 0xC2, payload + _text(name) + _text(password)
    body = _text("MQTT") + bytes([4, flags, 0, 10]) + payload
    with socket.create_connection(("127.0.0.1", BROKER_PORT), 10) as line:
        line.sendall(bytes([0x10, len(body)]) + body)
        answer = line.recv(4)
    must(len(answer) == 4 and answer[0] == 0x20, f"no CONNACK: {answer!r}")
    return answer[3]


def _text(words: str) -> bytes:
    return len(words).to_bytes(2, "big") + words.encode()


def the_leading_speaker_sends_its_music_to_other_rooms(machine: Machine, book: Playbook) -> str:
    first = book.play("site.yml", **_LEADER)
    until(lambda: is_playing(machine), 60, "music plays")
    outputs = machine.says("mpc --host /run/mpd/socket outputs")
    must("Rooms) is enabled" in outputs and len(outputs.splitlines()) == 1, outputs)
    must(machine.asks("systemctl is-active snapclient.service").returncode == 0, "it does not hear itself")
    level = _loudness_in_another_room(machine)
    must(level > QUIETEST, f"the other room hears {level:.0f} dB")
    again = book.play("site.yml", **_LEADER)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    return f"{first['changed']} changes, then 0; a client of the server hears the music at {level:.0f} dB"


def a_follower_is_a_loudspeaker_only_and_a_speaker_again_when_told(machine: Machine, book: Playbook) -> str:
    book.play("site.yml", **_FOLLOWER)
    again = book.play("site.yml", **_FOLLOWER)
    must(again["changed"] == 0, f"a second run makes {again['changed']} changes")
    units = "mien mien-eye mien-eye.socket mpd mpd.socket snapserver snapclient"
    states = dict(
        zip(units.split(), machine.asks(f"systemctl is-active {units}").stdout.split(), strict=True)
    )
    running = [unit for unit, state in states.items() if state == "active"]
    must(running == ["snapclient"], f"there run {running}")
    book.play("site.yml")
    left = machine.asks("systemctl is-active snapclient snapserver").stdout.split()
    must("active" not in left, f"snapclient and snapserver: {left}")
    return f"a loudspeaker only, 0 changes in a second run; a speaker again: {well_again(machine, 60)}"


def _loudness_in_another_room(machine: Machine) -> float:
    """Listen with a client that plays into a file; return the level after the first two seconds."""
    machine.asks("timeout 12 snapclient --host 127.0.0.1 --player file:filename=/tmp/room", 60)
    heard = np.frombuffer(machine.fetch("/tmp/room"), "<i2")  # noqa: S108
    must(len(heard) > _RATE * 2 * 6, f"the other room got {len(heard)} samples")
    return loudness(heard[_RATE * 2 * 2 :: 2] / 32768.0)


EXTRA_PROOFS: tuple[Proof, ...] = (
    a_broker_lets_in_only_who_has_a_name_and_its_password,
    the_house_finds_the_speaker_through_its_sandbox,
    the_leading_speaker_sends_its_music_to_other_rooms,
    a_follower_is_a_loudspeaker_only_and_a_speaker_again_when_told,
)
