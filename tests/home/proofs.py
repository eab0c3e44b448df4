"""What the house promises, each asked of Home Assistant. A proof returns what it saw, or raises."""

import re

from appliance.machines.machine import until
from appliance.proofs.service_proofs import must
from home.broker_client import publish
from home.entity_proofs import (
    HIDDEN,
    diagnostics_are_off_until_they_are_wanted_and_then_follow,
    every_entity_is_there,
)
from home.hass import settle
from home.house import CAMERA, ID, MOOD, MUSIC, OVERRIDE, SOON, House, Proof
from home.speaker import OBJECT
from mien.home.entities import ENTITIES
from mien.home.home_commands import COMMANDS

LAMP = "light.lamp"
LAMP_MESSAGE = {
    "name": "Lamp",
    "schema": "json",
    "unique_id": "lamp",
    "command_topic": "lamp/set",
    "supported_color_modes": ["hs"],
    "optimistic": True,
}


def states_follow_the_reel(house: House) -> str:
    seen: list[str] = []

    def look() -> bool:
        state = house.hass.state(MOOD)
        if not seen or seen[-1] != state:
            seen.append(state)
        return {"happy", "sad", "angry"} <= set(seen)

    until(look, 150, "three moods of the reel")
    about = house.hass.states()[MOOD]["attributes"]
    must({"valence", "arousal", "confidence", "moment"} <= set(about), f"{about}")
    event = house.hass.states()[ID["mood_changed"]]
    must(event["attributes"].get("event_type") in seen, f"{event}")
    people = house.hass.state(ID["people"])
    reason = house.hass.state(ID["reason"])
    must(reason not in ("", "unknown"), "no reason for the song")
    return f"{' -> '.join(seen)}; people {people}; “{reason}”"


def selects_act(house: House) -> str:
    house.hass.call("select.select_option", entity_id=ID["policy"], option="lift")
    house.becomes(ID["policy"], lambda state: state == "lift", "is lift")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="angry")
    took = house.becomes(MOOD, lambda state: state == "angry", "is angry by hand")
    house.becomes(OVERRIDE, lambda state: state == "angry", "is angry")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    house.becomes(OVERRIDE, lambda state: state == "automatic", "is automatic")
    house.hass.call("select.select_option", entity_id=ID["policy"], option="match")
    return f"policy and override; a mood by hand shows after {took:.1f} s"


def numbers_act(house: House) -> str:
    house.hass.call("number.set_value", entity_id=ID["certainty"], value=80)
    house.becomes(ID["certainty"], lambda state: state == "80.0", "is 80 %")
    house.hass.call("number.set_value", entity_id=ID["volume"], value=70)
    until(lambda: "volume: 70%" in house.speaker.mpc("status"), SOON, "MPD at 70 %")
    house.hass.call("number.set_value", entity_id=ID["volume_limit"], value=40)
    until(lambda: "volume: 40%" in house.speaker.mpc("status"), SOON, "MPD at 40 %")
    house.hass.call("number.set_value", entity_id=ID["volume"], value=100)
    settle(2)
    must("volume: 40%" in house.speaker.mpc("status"), "louder than the limit")
    house.hass.call("number.set_value", entity_id=ID["volume_limit"], value=100)
    house.becomes(ID["volume_limit"], lambda state: state in ("100", "100.0"), "is 100 %")
    return "certainty 80 %; volume 70 %; a limit of 40 % holds at once and against 100 %"


def buttons_act(house: House) -> str:
    song = ID["song"]
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="happy")
    until(lambda: "[playing]" in house.speaker.mpc("status"), SOON, "music plays")
    house.becomes(MUSIC, lambda state: state == "on", "is on")
    settle(3)
    first = house.hass.state(song)
    house.hass.call("button.press", entity_id=ID["skip"])
    house.becomes(song, lambda state: state not in (first, "unknown", ""), "is another one")
    house.hass.call("button.press", entity_id=ID["undo"])
    house.becomes(song, lambda state: state == first, "is the first again")
    house.hass.call("button.press", entity_id=ID["wrong"])
    house.becomes(OVERRIDE, lambda state: state not in ("happy", "automatic"), "is the next mood")
    for service, state in (("switch.turn_off", "[paused]"), ("switch.turn_on", "[playing]")):
        house.hass.call(service, entity_id=MUSIC)
        until(lambda state=state: state in house.speaker.mpc("status"), SOON, state)  # type: ignore[misc]
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    return f"skip from “{first}”, undo brings it back, wrong takes the next mood, the switch pauses and plays"


def the_camera_closes_and_nobody_on_the_network_opens_it(house: House) -> str:
    house.hass.call("button.press", entity_id=ID["close_camera"])
    took = house.becomes(CAMERA, lambda state: state == "off", "is off")
    words = (b"PRESS", b"OPEN", b"ON", b"OFF", b"open", b"on", b"true", b"1", b"0", b"", b"automatic")
    more = ("open_camera", "camera", "open", "eye", "eye/open", "watch", "watched", "live", "pair", "state")
    base = f"mien/{house.speaker.id}"
    places = (f"{base}/set", base, "mien/set", "mien-eye/set")
    topics = [f"{place}/{key}" for place in places for key in (*COMMANDS, *more)]
    messages = [(topic, word) for topic in topics for word in words]
    for begin in range(0, len(messages), 4):  # slow enough to be listened to
        publish(house.mosquitto.port, *messages[begin : begin + 4])
        settle(0.2)
    count = len(messages)
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    settle(5)
    told = house.hass.state(CAMERA)
    must(told == "off", f"the camera is {told} after {count} messages")
    house.publish(f"{base}/availability", b"online", retain=True)
    house.becomes(MUSIC, lambda state: state == "on", "is on", 90)
    return f"off after {took:.1f} s; {count} messages to every topic opened nothing"


def a_newer_release_is_shown_and_none_installed(house: House) -> str:
    update = ID["update"]
    must(house.hass.state(update) == "off", f"{update} is {house.hass.state(update)}")
    house.publish("mien/release", b"99.1", retain=True)
    house.becomes(update, lambda state: state == "on", "is on")
    about = house.hass.states()[update]["attributes"]
    must(about["supported_features"] & 1 == 0 and about["latest_version"] == "99.1", f"{about}")
    house.publish("mien/release", b"", retain=True)
    return f"{about['installed_version']} -> {about['latest_version']}, nothing to install"


def a_light_follows_the_mood(house: House) -> str:
    colours = []
    for mood, hue in (("happy", 45), ("sad", 225)):
        house.hass.call("select.select_option", entity_id=OVERRIDE, option=mood)
        until(lambda hue=hue: abs(_hue(house) - hue) < 3, SOON, f"the lamp at hue {hue}")  # type: ignore[misc]
        colours.append(f"{mood} {_hue(house):.0f}°")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    return ", ".join(colours)


def _hue(house: House) -> float:
    return float((house.hass.states().get(LAMP, {}).get("attributes", {}).get("hs_color") or (-99, 0))[0])


def it_is_quiet_while_somebody_sleeps(house: House) -> str:
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="happy")
    house.becomes(MUSIC, lambda state: state == "on", "is on")
    house.hass.call("input_boolean.turn_on", entity_id="input_boolean.asleep")
    until(lambda: "[paused]" in house.speaker.mpc("status"), SOON, "paused")
    house.hass.call("input_boolean.turn_off", entity_id="input_boolean.asleep")
    until(lambda: "[playing]" in house.speaker.mpc("status"), SOON, "playing")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    return "paused asleep, plays on awake"


def i_am_told_when_the_room_has_been_sad(house: House) -> str:
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="happy")  # the reel may have been sad
    house.becomes(MOOD, lambda state: state == "happy", "is happy")
    house.hass.call("input_boolean.turn_off", entity_id="input_boolean.told")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="sad")
    took = house.becomes("input_boolean.told", lambda state: state == "on", "is on")
    house.hass.call("select.select_option", entity_id=OVERRIDE, option="automatic")
    must(took > 2, f"told after {took:.1f} s")
    return f"told after {took:.1f} s, 3 were asked for"


def availability_goes_with_sigkill_and_comes_back(house: House) -> str:
    before = set(house.hass.states())
    house.speaker.kill()
    went = house.becomes(MOOD, lambda state: state == "unavailable", "is unavailable", 60)
    house.speaker.start()
    came = house.becomes(MOOD, lambda state: state not in ("unavailable", ""), "is back", 60)
    must(set(house.hass.states()) == before, "the entities are other ones")
    house.speaker.stop()
    ended = house.becomes(MOOD, lambda state: state == "unavailable", "is unavailable")
    house.speaker.start()
    house.becomes(MOOD, lambda state: state not in ("unavailable", ""), "is back", 60)
    return (
        f"unavailable {went:.1f} s after SIGKILL, back after {came:.1f} s; {ended:.1f} s after an orderly end"
    )


def a_broker_that_restarts_is_no_loss(house: House) -> str:
    house.mosquitto.kill()
    house.becomes(MOOD, lambda state: state == "unavailable", "is unavailable", 60)
    house.mosquitto.start_now()
    took = house.becomes(MOOD, lambda state: state not in ("unavailable", ""), "is back", 120)
    must("the music plays on" in house.speaker.log, "nothing was logged")
    return f"back {took:.1f} s after the broker, which had forgotten everything"


def home_assistant_restarted_finds_everything_again(house: House) -> str:
    before = {key for key in house.hass.states() if OBJECT in key}
    house.hass.stop()
    entities = [e for e in house.hass.registry("entity_registry")["entities"] if e["platform"] == "mqtt"]
    ours = {e["unique_id"]: e for e in entities if e["unique_id"].startswith("mien_")}
    must(len(ours) == len(ENTITIES), f"{len(ours)} entities in the registry, not {len(ENTITIES)}")
    disabled = sorted(e["original_name"] for e in ours.values() if e["disabled_by"])
    must(disabled in ([], sorted(e.name for e in HIDDEN)), f"disabled: {disabled}")
    for entity in ENTITIES:
        kept = ours[f"{house.speaker.id}_{entity.key}"]
        must(kept["original_icon"] == entity.icon, f"{kept}")
        must(kept["entity_category"] == entity.more.get("entity_category"), f"{kept}")
    house.hass.start()
    until(lambda: before <= set(house.hass.states()), 60, "the entities are back")
    took = house.becomes(MOOD, lambda state: state not in ("unavailable", "unknown", ""), "has a state", 60)
    return f"{len(ours)} in the registry, {len(disabled)} of them disabled; a state after {took:.1f} s"


def its_log_says_nothing_about_us(house: House) -> str:
    log = house.hass.log.splitlines()
    lines = [line for line in log if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line)]
    about = re.compile(r"mqtt|mien|template|automation|blueprint", re.IGNORECASE)
    ours = [line for line in lines if about.search(line)]
    killed = [line for line in ours if "mqtt.client" in line]  # the broker was
    must(len(killed) == len(ours), "\n".join(line for line in ours if line not in killed))
    return f"{len(lines)} lines at warning or worse, {len(killed)} of the broker that we killed, none of us"


def turned_off_it_is_gone(house: House) -> str:
    house.speaker.stop()
    house.speaker.start(at_home=False)
    took = until(lambda: not any(OBJECT in key for key in house.hass.states()), SOON, "its entities are gone")
    until(lambda: not house.mosquitto.retained_now(f"mien/{house.speaker.id}/#"), SOON, "nothing is kept")
    return f"gone after {took:.1f} s, and nothing of it at the broker"


PROOFS: tuple[Proof, ...] = (
    every_entity_is_there,
    diagnostics_are_off_until_they_are_wanted_and_then_follow,
    states_follow_the_reel,
    selects_act,
    numbers_act,
    buttons_act,
    a_newer_release_is_shown_and_none_installed,
    a_light_follows_the_mood,
    it_is_quiet_while_somebody_sleeps,
    i_am_told_when_the_room_has_been_sad,
    availability_goes_with_sigkill_and_comes_back,
    a_broker_that_restarts_is_no_loss,
    home_assistant_restarted_finds_everything_again,
    its_log_says_nothing_about_us,
    the_camera_closes_and_nobody_on_the_network_opens_it,  # rubbish in our name is in its log
    turned_off_it_is_gone,
)
