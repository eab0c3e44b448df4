"""The numbers for Prometheus, read by its own parser."""

from dataclasses import replace

from prometheus_client.openmetrics.parser import text_string_to_metric_families

from fakes.home_speaker import HAPPY, NUMBERS
from mien.home.metrics import exposition
from mien.home.speaker import CameraState, MusicActivity


def numbers_of(text: str) -> dict[str, float]:
    """Return each sample's value, by its name and labels."""
    return {
        sample.name + "".join(f"[{value}]" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
        for sample in family.samples
    }


def test_prometheus_parser_reads_every_number() -> None:
    assert numbers_of(exposition(HAPPY, NUMBERS, "0.2.0")) == {
        "mien_release_info[0.2.0]": 1,
        "mien_mood_seconds_total[happy]": 61.5,
        "mien_mood_seconds_total[unsure]": 3.0,
        "mien_mood_confidence_ratio": 0.93,
        "mien_people": 2,
        "mien_glances_total": 500,
        "mien_frame_age_seconds": 0.012,
        "mien_light_ratio": 0.4,
        "mien_camera_on": 1,
        "mien_player_up": 1,
        "mien_player_reply_seconds": 0.004,
        "mien_player_reply_age_seconds": 1.5,
        "mien_playing": 1,
        "mien_queue_songs": 3,
        "mien_library_songs": 56,
        "mien_problems": 0,
        "mien_broker_reconnects_total": 1,
        "mien_memory_bytes": 63_000_000,
        "mien_board_temperature_celsius": 48.3,
        "mien_board_throttled": 0,
    }


def test_what_is_not_known_is_left_out() -> None:
    state = replace(HAPPY, people=None, camera=CameraState.OFF, music=MusicActivity.AWAY)
    numbers = replace(
        NUMBERS,
        frame_age=None,
        light=None,
        player_reply_age=None,
        player_reply_took=None,
        temperature=None,
        throttled=None,
    )
    found = numbers_of(exposition(state, numbers, "0.2.0"))

    assert not {
        name for name in found if "age" in name or "board" in name or "light" in name or "people" in name
    }
    assert (found["mien_camera_on"], found["mien_player_up"]) == (0, 0)


def test_a_label_is_escaped() -> None:
    found = numbers_of(exposition(HAPPY, NUMBERS, 'a"b\\c\nd'))

    assert found['mien_release_info[a"b\\c\nd]'] == 1


def test_large_numbers_stay_whole() -> None:
    found = numbers_of(exposition(HAPPY, replace(NUMBERS, glances=123_456_789, memory=123_456_789), "0.2.0"))

    assert (found["mien_glances_total"], found["mien_memory_bytes"]) == (123_456_789, 123_456_789)
