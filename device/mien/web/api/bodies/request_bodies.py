"""Request bodies of the API. Pure."""

from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    StrictBool,
    StrictInt,
    ValidationError,
    WrapValidator,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidatorFunctionWrapHandler

from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.web.api.bodies.body_parsing import QueryParameters, RequestBody
from mien.web.backend import SettingValue

LONGEST_RULES = 50_000
"""Characters."""
_LONGEST_VALUE = 500


def _integer(value: object) -> object:
    """Return 3 for 3.0: in JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _one_mistake(value: object, handler: ValidatorFunctionWrapHandler) -> SettingValue:
    """Report one mistake about a value, not one for every type that it could have."""
    try:
        kept: SettingValue = handler(value)
    except ValidationError:
        allowed = f"Input should be a number, true, false or a text of up to {_LONGEST_VALUE} characters"
        raise PydanticCustomError("setting_value", "{allowed}", {"allowed": allowed}) from None
    return kept


LONGEST_SHARED = 4000
RulesText = Annotated[str, Field(max_length=LONGEST_RULES)]


class PauseRequest(RequestBody):
    """Pause or resume the music."""

    paused: bool


class VolumeRequest(RequestBody):
    """Set the volume."""

    percent: Annotated[int, Field(ge=0, le=100), BeforeValidator(_integer)]


class ShareRequest(RequestBody):
    """What another app shared, as it put it into the address."""

    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(max_length=LONGEST_SHARED)] = ""
    text: Annotated[str, Field(max_length=LONGEST_SHARED)] = ""
    url: Annotated[str, Field(max_length=LONGEST_SHARED)] = ""


class MoodRequest(RequestBody):
    """Choose a mood by hand."""

    mood: Emotion | None
    """null: follow the camera again."""


class PolicyRequest(RequestBody):
    """Choose how music responds to a mood."""

    policy: Policy


class AgreementRequest(RequestBody):
    """Say that the owner has read the privacy notice."""

    agreed: bool


class KeepTimelineRequest(RequestBody):
    """Keep the timeline on disk, or stop keeping it."""

    kept: bool


class RulesRequest(RequestBody):
    """Save rules."""

    text: RulesText
    """TOML."""


class PreviewRequest(RequestBody):
    """Try out rules."""

    text: RulesText
    """TOML."""
    policy: Policy


class EditRulesRequest(RequestBody):
    """Change one rule in a text, which isn't saved."""

    text: RulesText
    """TOML."""
    mood: Emotion
    policy: Literal[Policy.MATCH, Policy.LIFT]
    genres: Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=50)]
    """The best first."""
    valence: Annotated[FiniteFloat, Field(ge=-1, le=1)]
    """How pleasant the music should feel."""
    arousal: Annotated[FiniteFloat, Field(ge=-1, le=1)]
    """How lively."""


class SettingRequest(RequestBody):
    """Change a setting."""

    value: Annotated[
        StrictBool | StrictInt | FiniteFloat | Annotated[str, Field(max_length=_LONGEST_VALUE)],
        WrapValidator(_one_mistake),
    ]


class TimelineQuery(QueryParameters):
    """How far back the timeline goes."""

    span: Literal["hour", "day", "week"] = "hour"
