"""What the API says, as JSON Schema. Tests hold the answers against it."""

from mien.mood.emotion import Absence, Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import EyeState
from mien.web.access.pairing_window import PairingAnswer
from mien.web.api.json_schema import Shape, an_object
from mien.web.backend import PartState, SettingKind

TEXT: Shape = {"type": "string"}
NUMBER: Shape = {"type": "number"}
COUNT: Shape = {"type": "integer", "minimum": 0}
SHARE: Shape = {"type": "number", "minimum": 0, "maximum": 1}
FLAG: Shape = {"type": "boolean"}
MAYBE_NUMBER: Shape = {"type": ["number", "null"]}
MAYBE_COUNT: Shape = {"type": ["integer", "null"]}
EMOTION: Shape = {"type": "string", "enum": [emotion.value for emotion in Emotion]}
MAYBE_EMOTION: Shape = {"type": ["string", "null"], "enum": [*EMOTION["enum"], None]}
MOOD_NAME: Shape = {"type": "string", "enum": [*EMOTION["enum"], *(absence.value for absence in Absence)]}
POLICY: Shape = {"type": "string", "enum": [policy.value for policy in Policy]}
PERCENT: Shape = {"type": "integer", "minimum": 0, "maximum": 100}
RULES_TEXT: Shape = {"type": "string", "maxLength": 50_000}


def many(item: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": item}


def by_emotion(item: Shape) -> Shape:
    """Return the shape of an object with an entry per emotion."""
    return {"type": "object", "propertyNames": EMOTION, "additionalProperties": item}


def one_of(names: type[PartState | SettingKind | EyeState | PairingAnswer]) -> Shape:
    """Return the shape of a word out of these."""
    return {"type": "string", "enum": [name.value for name in names]}


MOOD = an_object(name=MOOD_NAME, valence=MAYBE_NUMBER, arousal=MAYBE_NUMBER, confidence=SHARE, since=NUMBER)
FACE = an_object(scores=by_emotion(SHARE), quality=SHARE, why_low=TEXT)
REASON = an_object(criterion=TEXT, weight=NUMBER, value=NUMBER, phrase=TEXT)
PLAYING: Shape = {
    **an_object(
        title=TEXT,
        artist=TEXT,
        album=TEXT,
        genres=many(TEXT),
        duration=NUMBER,
        elapsed=NUMBER,
        cover=TEXT,
        ours=FLAG,
        why=TEXT,
        reasons=many(REASON),
    ),
    "type": ["object", "null"],
}
UPCOMING = an_object(title=TEXT, artist=TEXT, ours=FLAG, why=TEXT)
MOOD_PART = an_object(moment=MOOD, settled=MOOD, by_owner=FLAG, faces=many(FACE))
MUSIC_PART = an_object(
    playing=PLAYING, paused=FLAG, wanted=many(TEXT), upcoming=many(UPCOMING), can_undo=FLAG
)
STATE_PART = an_object(
    policy=POLICY,
    eye=one_of(EyeState),
    player_away=FLAG,
    volume=MAYBE_COUNT,
    watching=COUNT,
    paired=COUNT,
    troubles=many(TEXT),
    held_for=MAYBE_NUMBER,
)
NOW = an_object(at=NUMBER, mood=MOOD_PART, music=MUSIC_PART, state=STATE_PART)

SESSION = an_object(id=TEXT, name=TEXT, agreed=FLAG, token=TEXT, version=TEXT)
ANSWER = an_object(answer=one_of(PairingAnswer))
BROWSERS = an_object(
    browsers=many(an_object(id=TEXT, name=TEXT, address=TEXT, paired=NUMBER, seen=NUMBER, here=FLAG))
)
TIMELINE = an_object(
    at=NUMBER,
    span=NUMBER,
    kept={"type": ["boolean", "null"]},
    points=many(an_object(at=NUMBER, name=TEXT, valence=MAYBE_NUMBER, arousal=MAYBE_NUMBER)),
    songs=many(an_object(at=NUMBER, title=TEXT, artist=TEXT)),
)
LIBRARY = an_object(
    songs=COUNT,
    moods=by_emotion(COUNT),
    strangers=many(an_object(genre=TEXT, songs=COUNT)),
    stations=many(TEXT),
    reading=FLAG,
)
RULES = an_object(text=TEXT, shipped=TEXT)
MISTAKES = many(an_object(line=COUNT, says=TEXT))
PREVIEW = an_object(
    mistakes=MISTAKES,
    moods=by_emotion(an_object(genres=many(TEXT), songs=many(UPCOMING))),
)
VALUE: Shape = {"type": ["string", "number", "boolean"], "maxLength": 500}
SETTINGS = an_object(
    settings=many(
        an_object(
            key=TEXT,
            group=TEXT,
            label=TEXT,
            kind=one_of(SettingKind),
            value=VALUE,
            help=TEXT,
            choices=many(an_object(value=TEXT, label=TEXT)),
            low=NUMBER,
            high=NUMBER,
            step=NUMBER,
            unit=TEXT,
        )
    )
)
HEALTH = an_object(
    parts=many(an_object(name=TEXT, state=one_of(PartState), says=TEXT, remedy=TEXT)),
    complaints=many(an_object(ago=NUMBER, says=TEXT)),
    versions={"type": "object", "additionalProperties": TEXT},
)
