"""Who plays on this loudspeaker by AirPlay or Bluetooth, as a frontend: reports and stops them."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from mien.app.app_state import Change
from mien.app.speaker_access import SpeakerAccess
from mien.guests.airplay import AirPlay
from mien.guests.bluetooth import Bluetooth
from mien.guests.source import GuestSource
from mien.guests.watch import GuestWatch
from mien.mood.events import GuestChanged
from mien.mood.guests.guest import Guest, GuestPlayer
from mien.mood.wishes import StopGuest
from mien.types import Seconds

SOURCES: Mapping[GuestPlayer, Callable[[], GuestSource]] = MappingProxyType(
    {GuestPlayer.AIRPLAY: AirPlay, GuestPlayer.BLUETOOTH: Bluetooth}
)


class GuestsFrontend:
    """Watches the players that `[music] guests` names; without any it only reports that there is none."""

    def __init__(self, speaker: SpeakerAccess, clock: Callable[[], Seconds]) -> None:
        self._request, self._clock = speaker.request, clock
        wanted = speaker.state.current.config.music.guests
        self._watch = GuestWatch([SOURCES[GuestPlayer(name)]() for name in wanted], self._tell, clock)
        speaker.state.subscribe(self._changed)

    def tasks(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the coroutines that run it."""
        yield self._watch.run()

    def _changed(self, change: Change) -> None:
        if isinstance(change, StopGuest):
            self._watch.stop()

    def _tell(self, guest: Guest | None) -> None:
        self._request(GuestChanged(guest, self._clock()))
