"""What the speaker remembers across restarts besides its settings: the owner's choices and the alarms.

Times are stored twice: as the time left, and as the wall-clock time of the end. A board without a
battery-backed clock starts with a wrong time, so the shorter of the two counts, and never more than was left
when it was stored.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from mien.app.alarms import MOST_ALARMS, Alarm
from mien.app.storage.state_file import StateFile
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.mood.wishes import Choices
from mien.music.dj.sound_cache import SOUNDS_FILE
from mien.types import Seconds

EpochSeconds: TypeAlias = float


class Memory:
    """Files in the state folder, or none. `wall`: seconds since 1970."""

    def __init__(self, folder: Path | None, wall: Callable[[], EpochSeconds], *, policy: Policy) -> None:
        """`policy`: the one in the settings file; if the owner changes it there, the new one counts."""
        self._wall, self._policy = wall, policy
        self.sounds = folder and folder / SOUNDS_FILE
        self.choices = StateFile(
            folder and folder / "choices.json", "the choices", self._choices_of, self._plain
        )
        self.alarms = StateFile(folder and folder / "alarms.json", "the alarms", _alarms_of, _plain_alarms)
        self.rang = StateFile(folder and folder / "rang.json", "when an alarm rang", float, float)

    def _plain(self, choices: Choices) -> dict[str, Any]:
        return {
            "policy": choices.policy,
            "policy_in_settings": self._policy,
            "mood": choices.mood,
            "mood_ends": self._end_of(choices.mood_left if choices.mood else None),
            "sleep_ends": self._end_of(choices.sleep_left),
            "volume": choices.volume,
            "paused_for_guest": choices.paused_for_guest,
        }

    def _choices_of(self, plain: Any) -> Choices:
        """Return stored choices, less the time that has passed; raises what `StateFile` catches."""
        is_own = plain["policy_in_settings"] == self._policy
        mood, volume = plain["mood"], plain["volume"]
        if volume is not None and (type(volume) is not int or not 0 <= volume <= 100):
            raise ValueError(f"{volume!r} is no volume")
        return Choices(
            Policy(plain["policy"]) if is_own else self._policy,
            None if mood is None else Emotion(mood),
            self._left_of(plain["mood_ends"]) or 0.0,
            self._left_of(plain["sleep_ends"]),
            volume,
            plain.get("paused_for_guest") is True,
        )

    def _end_of(self, left: Seconds | None) -> dict[str, float] | None:
        return None if left is None else {"left": round(left, 1), "at": round(self._wall() + left, 1)}

    def _left_of(self, end: Mapping[str, float] | None) -> Seconds | None:
        """Return how much is left; below 0 if it ended while the speaker was off."""
        return None if end is None else min(float(end["left"]), float(end["at"]) - self._wall())


def _plain_alarms(alarms: tuple[Alarm, ...]) -> list[dict[str, Any]]:
    return [
        {"at": one.at, "days": list(one.days), "emotion": one.emotion, "is_on": one.is_on} for one in alarms
    ]


def _alarms_of(plain: Any) -> tuple[Alarm, ...]:
    """Return stored alarms; raises what `StateFile` catches."""
    if not isinstance(plain, list) or len(plain) > MOST_ALARMS:
        raise ValueError("it has no list of alarms, or too many")
    return tuple(
        Alarm(str(one["at"]), tuple(map(int, one["days"])), Emotion(one["emotion"]), one["is_on"] is True)
        for one in plain
    )
