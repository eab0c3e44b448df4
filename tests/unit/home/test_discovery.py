"""The message by which Home Assistant finds the speaker, and what is published for it."""

import json
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from fakes.home_speaker import HAPPY, NUMBERS
from mien.home.discovery import HomeDevice, device_message, release_payload, slug
from mien.home.entities import ENTITIES
from mien.home.home_commands import COMMANDS
from mien.home.senses import HomeSenses, SenseReading, SenseState, senses_payload
from mien.home.speaker import HomeSong, diagnostics_payload, event_payload, state_payload, text
from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Mood

DEVICE = HomeDevice("mien_0123456789ab", "Mien kitchen", "0.2.0", area="Kitchen", page="http://kitchen.local")
MESSAGE = device_message(DEVICE)
COMPONENTS = MESSAGE["components"]
SENSES = (
    *("face", "face_arousal", "face_valence", "face_quality"),
    *("voice", "voice_arousal", "voice_valence", "voice_quality"),
    *("pulse", "pulse_rate", "pulse_above_rest", "pulse_quality"),
)
PLATFORMS = {"sensor", "binary_sensor", "event", "update", "select", "number", "switch", "button"}


def test_the_device_says_who_it_is_and_where_its_page_is() -> None:
    assert MESSAGE["device"] == {
        "identifiers": [DEVICE.id],
        "name": "Mien kitchen",
        "manufacturer": "Mien",
        "model": "Mien speaker",
        "sw_version": "0.2.0",
        "suggested_area": "Kitchen",
        "configuration_url": "http://kitchen.local",
    }
    assert MESSAGE["origin"] == {"name": "Mien", "sw_version": "0.2.0"}


def test_a_device_without_room_or_page_suggests_none() -> None:
    about = device_message(HomeDevice("mien_0123456789ab", "Mien", "0.2.0"))["device"]

    assert not {"suggested_area", "configuration_url"} & set(about)


def test_every_entity_has_an_id_of_its_own_that_names_no_object_id() -> None:
    ids = [component["unique_id"] for component in COMPONENTS.values()]

    assert len(set(ids)) == len(ids) == len(ENTITIES)
    assert all(component["platform"] in PLATFORMS for component in COMPONENTS.values())
    assert all("object_id" not in component for component in COMPONENTS.values())
    assert COMPONENTS["mood"]["default_entity_id"] == "sensor.mien_kitchen_mood"
    assert COMPONENTS["close_camera"]["default_entity_id"] == "button.mien_kitchen_turn_camera_off"


def test_ids_stay_over_releases_names_and_rooms() -> None:
    """An id that changes leaves a dead device behind in every house."""
    other = device_message(replace(DEVICE, name="Elsewhere", release="9.0.0", area=""))["components"]

    assert [c["unique_id"] for c in other.values()] == [c["unique_id"] for c in COMPONENTS.values()]
    assert set(COMPONENTS) == {
        *("mood", "valence", "arousal", "confidence", "people", "song", "reason", "camera", "watched"),
        *("problem", "mood_changed", "update", "policy", "override", "certainty", "volume", "volume_limit"),
        *("music", "skip", "undo", "wrong", "close_camera"),
        *("frame_age", "light", "queue", "songs", "memory", "temperature"),
        *SENSES,
    }


def test_every_command_topic_is_one_that_is_listened_to_and_the_other_way_round() -> None:
    topics = {component["command_topic"] for component in COMPONENTS.values() if "command_topic" in component}

    assert {DEVICE.topics.command_key(topic) for topic in topics} == set(COMMANDS)
    assert "command_topic" not in COMPONENTS["update"]  # installs nothing


def test_no_picture_no_face_and_no_way_to_open_the_camera_is_announced() -> None:
    assert not {c["platform"] for c in COMPONENTS.values()} & {"camera", "image"}
    assert "switch" not in {COMPONENTS[key]["platform"] for key in ("camera", "watched")}
    assert [key for key in COMMANDS if "camera" in key] == ["close_camera"]


def test_templates_read_what_is_published() -> None:
    """A template that reads a field which is not there fails in Home Assistant's log."""
    payloads = {
        "state": state_payload(HAPPY),
        "diagnostics": diagnostics_payload(NUMBERS),
        "release": release_payload("0.2.0", b""),
        "event": event_payload(Emotion.SAD, HAPPY.settled),
    }
    for entity in ENTITIES:
        read = re.findall(r"value_json\.(\w+)", entity.template + entity.attributes)
        assert set(read) <= set(payloads[entity.topic]), entity.key


def test_moods_that_can_be_published_are_announced() -> None:
    options = {*Emotion, *Absence}

    assert {*COMPONENTS["mood"]["options"]} == {option.value for option in options}
    assert {*COMPONENTS["mood_changed"]["event_types"]} == {option.value for option in options}


def test_what_may_be_repeated_is_sent_until_it_arrives_and_a_skip_is_not() -> None:
    twice = {key for key, component in COMPONENTS.items() if component.get("qos") == 1}

    assert "close_camera" in twice
    assert not twice & {"skip", "undo", "wrong"}


def test_diagnostics_are_disabled_until_somebody_wants_them() -> None:
    disabled = {key for key, component in COMPONENTS.items() if not component.get("enabled_by_default", True)}

    assert disabled == {"frame_age", "light", "queue", "songs", "memory", "temperature", *SENSES}


def test_senses_are_diagnostics_with_the_states_that_can_be_published() -> None:
    for key in SENSES:
        assert COMPONENTS[key]["entity_category"] == "diagnostic"
        assert "command_topic" not in COMPONENTS[key]
    for key in ("face", "voice", "pulse"):
        assert COMPONENTS[key]["options"] == ["off", "not working", "quiet", "active"]
        assert "why" in COMPONENTS[key]["json_attributes_template"]


def test_each_sense_says_what_it_can_and_nothing_that_it_cannot() -> None:
    senses = HomeSenses(
        face=SenseReading(SenseState.ACTIVE, -0.04, 0.66, 0.915, "turned"),
        pulse=SenseReading(SenseState.QUIET, why="no heartbeat arrives", rate=72, above_rest=0.1),
    )

    assert senses_payload(senses) == {
        "face": "active",
        "face_why": "turned",
        "face_arousal": 0.0,
        "face_valence": 0.7,
        "face_quality": 92,
        "voice": "off",
        "voice_why": "",
        "voice_arousal": None,
        "voice_valence": None,
        "voice_quality": None,
        "pulse": "quiet",
        "pulse_why": "no heartbeat arrives",
        "pulse_rate": 72,
        "pulse_above_rest": 10,
        "pulse_quality": None,
    }
    assert "-0.0" not in json.dumps(senses_payload(senses))


def test_nobody_has_no_place_in_the_plane() -> None:
    nobody = state_payload(replace(HAPPY, settled=Mood(Absence.NOBODY, confidence=1.0)))

    assert (nobody["valence"], nobody["arousal"], nobody["override"]) == (None, None, "automatic")


def test_a_mood_by_hand_is_the_override() -> None:
    assert state_payload(replace(HAPPY, by_hand=True))["override"] == "happy"


@given(st.text(alphabet=st.characters(), max_size=400))
def test_no_title_breaks_the_message(title: str) -> None:
    song = HomeSong(title, title, title, title)
    payload = state_payload(replace(HAPPY, song=song, problems=(title,)))

    sent = json.loads(json.dumps(payload).encode())
    assert sent == payload
    assert len(sent["song"] or "") <= 255
    assert text(title).encode().decode().isprintable()  # half characters could not be encoded


@given(st.text(max_size=60))
def test_any_name_gives_an_entity_id(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", slug(name))


@given(st.binary(max_size=40))
def test_rubbish_about_releases_says_nothing_newer(told: bytes) -> None:
    payload = release_payload("0.2.0", told)

    newer = payload["latest_version"] != "0.2.0"
    assert not newer or re.fullmatch(rb"[0-9.]+", told)


def test_releases_are_compared_by_their_numbers() -> None:
    assert release_payload("0.9.0", b"0.10.0")["latest_version"] == "0.10.0"
    assert release_payload("0.10.0", b"0.9.1")["latest_version"] == "0.10.0"
