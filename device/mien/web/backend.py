"""What the page needs of the speaker, and nothing more.

`mien.app.page_backend` implements it, and so does a fake for tests.
"""

from collections.abc import AsyncGenerator
from typing import Protocol, TypeAlias

from mien.errors import MienError
from mien.mood.events import Ask
from mien.mood.mood import Policy
from mien.web.models.library_models import LibraryModel
from mien.web.models.rules_models import PreviewModel, RulesMistake, RulesModel
from mien.web.models.settings_models import (
    HealthItem,
    HealthModel,
    HealthState,
    LoggedProblem,
    SettingKind,
    SettingModel,
    SettingValue,
)
from mien.web.models.state_models import PlayingModel, ReasonModel, SpeakerState, UpcomingModel

Jpeg: TypeAlias = bytes

__all__ = [
    "Backend",
    "HealthItem",
    "HealthModel",
    "HealthState",
    "Jpeg",
    "LibraryModel",
    "LoggedProblem",
    "PlayingModel",
    "PreviewModel",
    "ReasonModel",
    "RefusedError",
    "RulesMistake",
    "RulesModel",
    "SettingKind",
    "SettingModel",
    "SettingValue",
    "SpeakerState",
    "UpcomingModel",
]


class RefusedError(MienError):
    """The speaker can't do what was asked; says why in one sentence for the owner."""


class Backend(Protocol):
    """The speaker as the page knows it. What changes something may raise RefusedError."""

    def now(self) -> SpeakerState:
        """Return the state of the speaker. It is called after every change, so it must be cheap."""

    def changes(self) -> AsyncGenerator[None]:
        """Yield whenever `now` may have changed; several changes may be one. One reader at a time."""

    async def ask(self, ask: Ask) -> None:
        """Pass on a request of the owner's."""

    async def cover(self, uri: str) -> bytes | None:
        """Return the cover of a song as it is in the file; None if it has none."""

    def live(self) -> AsyncGenerator[Jpeg]:
        """Yield annotated pictures, only the newest, until it is closed.

        The page has at most one open, however many browsers are watching. Raises RefusedError while the
        camera is off or has failed.
        """

    async def library(self) -> LibraryModel:
        """Return the library, in numbers."""

    async def rules(self) -> RulesModel:
        """Return the rules."""

    async def preview(self, text: str, policy: Policy) -> PreviewModel:
        """Return what the rules in `text` would do."""

    async def set_rules(self, text: str) -> tuple[RulesMistake, ...]:
        """Use the rules in `text` from now on; with mistakes keep the old ones, and return the mistakes."""

    async def settings(self) -> tuple[SettingModel, ...]:
        """Return all settings, in the order to show them."""

    async def set_setting(self, key: str, value: SettingValue) -> None:
        """Change one setting, at once and for good. Raises RefusedError if key or value isn't allowed."""

    async def health(self) -> HealthModel:
        """Return how every part is."""
