"""The speaker's state in JSON."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from fakes.backend import FakeSpeaker
from mien.mood.emotion import AFFECTS, Emotion
from mien.web.api import schemas as shapes
from mien.web.api.json_schema import Shape
from mien.web.api.read_routes import picture_kind
from mien.web.api.views import Company, cover_key, parts_of

MOODS_JS = Path(shapes.__file__).parents[1] / "static" / "moods.js"


def speaker() -> FakeSpeaker:
    """Return a speaker at ten o'clock, so to say."""
    return FakeSpeaker(clock=lambda: 10.0)


def test_everything_the_page_is_told_is_as_described() -> None:
    room = speaker()
    room.see(Emotion.SURPRISED, 0.7)
    parts = parts_of(room.now(), Company(watching=2, paired=3))

    for name, shape in (
        ("mood", shapes.MOOD_PART),
        ("music", shapes.MUSIC_PART),
        ("state", shapes.STATE_PART),
    ):
        jsonschema_rs.validate(_plain(shape), json.loads(json.dumps(parts[name])))


def test_no_path_of_the_owners_disk_is_told() -> None:
    assert ".flac" not in json.dumps(parts_of(speaker().now()))


def test_an_empty_room_has_no_place_among_the_moods() -> None:
    assert parts_of(speaker().now())["mood"]["moment"]["valence"] is None


def test_a_song_with_a_strange_path_still_has_a_cover_name() -> None:
    assert re.fullmatch(r"[0-9a-f]{24}", cover_key("caf\udce9/\x00 <b>.flac"))


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


def _plain(shape: Shape) -> dict[str, object]:
    plain: dict[str, object] = json.loads(json.dumps(shape))
    return plain
