"""The speaker's state in JSON."""

import json
import re
from dataclasses import replace

import jsonschema_rs
import pytest

from fakes.backend import FakeBackend
from mien.mood.emotion import AFFECTS, Emotion
from mien.web.api.bodies.state_bodies import NowBody
from mien.web.api.routes.read_routes import picture_kind
from mien.web.api.views.state_views import NO_AUDIENCE, Audience, mood_part, now_view
from mien.web.api.views.text_views import cover_key, cover_uri
from mien.web.backend import PlayingModel, UpcomingModel
from mien.web.transport.static_files import STATIC

MOODS_JS = STATIC / "moods.js"


def speaker() -> FakeBackend:
    """Return a speaker whose clock shows 10 s."""
    return FakeBackend(clock=lambda: 10.0)


def test_the_state_is_told_as_described() -> None:
    room = speaker()
    room.see(Emotion.SURPRISED, 0.7)
    told = now_view(room.now(), Audience(watching=2, paired=3), at=10.0)

    jsonschema_rs.validate(
        NowBody.model_json_schema(mode="serialization"), json.loads(told.model_dump_json())
    )
    assert (told.state.watching, told.state.paired) == (2, 3)


def test_a_song_is_named_by_its_place_in_the_library_and_no_disk_is_told() -> None:
    playing = now_view(speaker().now(), NO_AUDIENCE, at=10.0).music.playing

    assert playing is not None
    assert not playing.uri.startswith("/")
    assert cover_uri(playing.cover) == playing.uri


def test_a_title_that_is_not_utf_8_is_told_as_far_as_it_can_be() -> None:
    title = "caf\udce9"
    room = replace(
        speaker().now(), playing=PlayingModel("a.flac", title), upcoming=(UpcomingModel("b", title),)
    )
    told = json.loads(now_view(room, NO_AUDIENCE, at=10.0).model_dump_json())["music"]

    assert (told["playing"]["title"], told["upcoming"][0]["title"]) == ("caf?", "caf?")


def test_an_empty_room_has_no_valence() -> None:
    assert mood_part(speaker().now()).moment.valence is None


@pytest.mark.parametrize("uri", ["caf\udce9/\x00 <b>.flac", "a", "日本/語.flac", "x" * 300])
def test_a_song_with_a_strange_path_still_has_a_cover(uri: str) -> None:
    key = cover_key(uri)

    assert re.fullmatch(r"[\w-]+", key)
    assert cover_uri(key) == uri


def test_a_station_has_no_cover() -> None:
    assert cover_key("https://radio.example/piano.mp3") == ""


@pytest.mark.parametrize("key", ["", "a", "é", "/etc", "a b", "=", "_" * 5])
def test_what_is_no_key_names_no_song(key: str) -> None:
    assert cover_uri(key) == ""


@pytest.mark.parametrize(
    ("picture", "kind"),
    [
        (b"\xff\xd8\xff\xe0 and so on", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n and so on", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a", "image/gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        (b"", ""),
    ],
)
def test_only_what_is_a_picture_by_its_first_bytes_is_shown_as_one(picture: bytes, kind: str) -> None:
    assert picture_kind(picture) == kind


def test_the_page_puts_every_mood_where_the_speaker_puts_it() -> None:
    found = re.findall(r"(\w+): \[(-?[\d.]+), (-?[\d.]+)\]", MOODS_JS.read_text(encoding="utf-8"))

    assert {name: (float(x), float(y)) for name, x, y in found} == {
        emotion.value: (place.valence, place.arousal) for emotion, place in AFFECTS.items()
    }
