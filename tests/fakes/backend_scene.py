"""What the fake backend has: songs, settings, rules, and a face to draw."""

import itertools
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mien.mood.emotion import Emotion
from mien.types import Seconds
from mien.web.backend import (
    HouseModel,
    Jpeg,
    ReasonModel,
    RulesMistake,
    SettingKind,
    SettingModel,
    StationModel,
)
from mien.web.models.settings_models import OtherSpeakerModel

GENRES: Mapping[Emotion, tuple[str, ...]] = MappingProxyType(
    {
        Emotion.HAPPY: ("Pop", "Dance", "Funk"),
        Emotion.SAD: ("Acoustic", "Classical", "Ballad"),
        Emotion.ANGRY: ("Rock", "Metal", "Punk"),
        Emotion.NEUTRAL: ("Lo-Fi", "Jazz", "Ambient"),
        Emotion.SURPRISED: ("Electronic", "Funk", "Pop"),
        Emotion.FEARFUL: ("Ambient", "Classical", "Acoustic"),
        Emotion.DISGUSTED: ("Jazz", "Soul", "Lo-Fi"),
    }
)


def rules_of(genres: Mapping[Emotion, tuple[str, ...]]) -> str:
    """Return the rules text that gives each mood these genres."""
    return "\n".join(
        f"[{emotion}]\ngenres = {json.dumps(list(wanted), ensure_ascii=False)}\n"
        for emotion, wanted in genres.items()
    )


SHIPPED_RULES = rules_of(GENRES)
HOUSE = HouseModel(
    *(True, 3700.0, "Connected to broker.local.", "In Home Assistant, add MQTT.", "Mien kitchen", "Kitchen"),
    (
        OtherSpeakerModel("Mien study", "Study", "http://study.local/"),
        OtherSpeakerModel("Mien", "", "http://mien.local/"),
    ),
)
SETTINGS = (
    SettingModel(
        "listener",
        "Mood",
        "Whose mood counts",
        SettingKind.CHOICE,
        "main",
        "When several people are in the room.",
        (("main", "Main person"), ("majority", "The majority"), ("average", "The average")),
    ),
    SettingModel(
        "hold",
        "Mood",
        "Seconds before switching",
        SettingKind.NUMBER,
        4.0,
        "Shorter is quicker, but is wrong more often.",
        low=1.0,
        high=30.0,
        step=1.0,
        unit="s",
    ),
    SettingModel(
        "quiet_from", "Ring", "Quiet from", SettingKind.CLOCK, "22:00", "The ring dims in quiet hours."
    ),
    SettingModel("quiet_to", "Ring", "Quiet until", SettingKind.CLOCK, "07:00"),
    SettingModel(
        "brightness", "Ring", "Brightness", SettingKind.NUMBER, 40.0, low=0.0, high=100.0, step=5.0, unit="%"
    ),
    SettingModel(
        "night_light", "Ring", "Glow at night", SettingKind.SWITCH, value=True, help="Off: dark at night."
    ),
    SettingModel("strap", "Pulse", "Your strap", SettingKind.FOUND, "", "Stand by the speaker."),
)
RINGING = ReasonModel("freshness", 0.2, 0.9, "not heard for three weeks")

STATIONS = (
    StationModel("https://radio.example/paradise.mp3", "Radio Paradise", ("Rock", "Electronic")),
    StationModel("https://radio.example/piano.mp3", "Quiet Piano", ("Classical", "Ambient")),
)


@dataclass(frozen=True, slots=True)
class Track:
    """A song in the fake library."""

    uri: str
    title: str
    artist: str
    album: str
    genre: str
    duration: Seconds = 204.0

    @property
    def folder(self) -> str:
        """Return the folder that it is in."""
        return self.uri.rpartition("/")[0]


def fake_library(copies: int = 1) -> tuple[Track, ...]:
    """Return four songs of every genre, so many times; each copy has folders and artists of its own."""
    firsts = ("Paper", "Golden", "Quiet", "Broken", "Electric", "Northern", "Velvet", "Hollow", "Distant")
    seconds = ("Lanterns", "Rivers", "Mornings", "Gardens", "Letters", "Harbours", "Mirrors", "Foxes")
    artists = ("The Tin Sparrows", "Mara Holm", "Night Ferry", "Odd Numbers", "Ilse & Co", "Low Tide Club")
    genres = sorted({genre for wanted in GENRES.values() for genre in wanted})
    return tuple(
        Track(
            f"{f'{copy}/' if copy else ''}{genre}/{number}.flac",
            f"{firsts[(index * 5 + number) % 9]} {seconds[(index * 3 + number) % 8]}",
            f"{artists[(index + number) % 6]}{f' {copy}' if copy else ''}",
            f"{genre} for {seconds[index % 8]}",
            genre,
        )
        for copy in range(copies)
        for index, genre in enumerate(genres)
        for number in range(4)
    )


class RulesError(Exception):
    """A rules text with a mistake."""

    def __init__(self, mistake: RulesMistake) -> None:
        super().__init__(mistake.says)
        self.mistake = mistake


def genres_of(text: str) -> dict[Emotion, tuple[str, ...]]:
    """Return the genres that a rules text gives each mood."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = int("".join(itertools.takewhile(str.isdigit, str(wrong).partition("line ")[2])) or 0)
        raise RulesError(RulesMistake(line, str(wrong))) from wrong
    for name, rule in plain.items():
        known = name in set(Emotion) and isinstance(rule, dict) and isinstance(rule.get("genres"), list)
        if not known:
            line = 1 + text[: text.find(name)].count("\n")
            raise RulesError(RulesMistake(line, f"{name!r} isn't a mood with genres."))
    return {Emotion(name): tuple(str(g) for g in rule["genres"]) for name, rule in plain.items()}


def drawn_face(number: int, width: int = 480, height: int = 360) -> Jpeg:
    """Return a picture of a drawn face with its box and key points, a little to the side each time."""
    import cv2
    import numpy as np

    picture = np.full((height, width, 3), (58, 52, 46), np.uint8)
    shift = round(18 * np.sin(number / 12))
    x, y = width // 2 + shift, height // 2 + 5
    cv2.ellipse(picture, (x, y), (78, 100), 0, 0, 360, (150, 180, 215), -1)
    for eye in (-32, 32):
        cv2.circle(picture, (x + eye, y - 25), 9, (60, 50, 40), -1)
        cv2.line(picture, (x + eye - 16, y - 46), (x + eye + 16, y - 48), (60, 50, 40), 4)
    cv2.ellipse(picture, (x, y + 32), (36, 20), 0, 10, 170, (70, 60, 150), 4)
    cv2.rectangle(picture, (x - 92, y - 114), (x + 92, y + 114), (120, 220, 255), 2)
    for dx, dy in ((-32, -25), (32, -25), (-32, -47), (32, -47), (0, 5), (-36, 34), (36, 34)):
        cv2.circle(picture, (x + dx, y + dy), 3, (120, 255, 160), -1)
    cv2.putText(picture, "happy 0.91", (x - 90, y - 122), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (120, 220, 255), 2)
    return cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, 75))[1].tobytes()
