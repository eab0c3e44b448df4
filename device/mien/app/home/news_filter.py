"""Tells what the house must hear at once from what changes with every glance. Pure."""

from dataclasses import replace

from mien.app.app_state import Change
from mien.mood.events import Seen
from mien.mood.wishes import DisplayState


class NewsFilter:
    """Remembers what was shown and how many people there were."""

    def __init__(self) -> None:
        self._shown: DisplayState | None = None
        self._people = 0

    def is_news(self, change: Change, people: int) -> bool:
        """Return whether `change` is more than how strong, how sure or how fleeting a mood is."""
        match change:
            case DisplayState():
                before, self._shown = self._shown, change
                return before is None or not _only_drifts(before, change)
            case Seen():
                before_it, self._people = self._people, people
                return before_it != people
            case _:
                return True


def _only_drifts(before: DisplayState, now: DisplayState) -> bool:
    same_mood = before.settled.name is now.settled.name
    return same_mood and replace(before, settled=now.settled, moment=now.moment) == now
