"""Songs that could not be played, and when to try again. Pure: the time, in seconds, is an argument.

One song that fails is the song's fault: it is left out for LEFT_OUT, twice as long each time it fails again.
But if playback fails IN_A_ROW times before any song was heard, or no song is left to try, no song is at
fault: a disk, a share or the network is missing. Then it rests, longer each time, and tries again; once a
song is heard, all failures are forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Self

from mien.music.song import Uri
from mien.retry import Backoff
from mien.types import Seconds

LEFT_OUT: Seconds = 3_600.0
LONGEST_LEFT_OUT: Seconds = 7 * 86_400.0
IN_A_ROW = 20
FIRST_REST: Seconds = 10.0
LONGEST_REST: Seconds = 300.0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A song that is left out."""

    until: Seconds
    """The moment at which it may be tried again."""
    times: int = 1
    """How often it failed."""


@dataclass(frozen=True, slots=True)
class Failures:
    """The failures so far."""

    first_rest: Seconds = FIRST_REST
    """How long the first rest is."""
    songs: Mapping[Uri, LeftOut] = field(default_factory=lambda: MappingProxyType({}))
    """The songs that failed."""
    begun: int = 0
    """How often playback started since a song was last heard."""
    rests: int = 0
    """How often it has rested since then."""
    again: Seconds | None = None
    """The moment until which it rests, None if it doesn't."""
    nothing_left: bool = False
    """Whether it rests because every song is left out."""

    @property
    def is_outage(self) -> bool:
        """Whether no song is at fault."""
        return self.rests > 0

    @property
    def is_open(self) -> bool:
        """Whether it is still unknown whether a song can be heard."""
        return self.begun > 0 or self.rests > 0

    def left_out(self, at: Seconds) -> frozenset[Uri]:
        """Return the songs that are not to be tried now."""
        return frozenset(uri for uri, out in self.songs.items() if at < out.until)

    def after_failure(self, uri: Uri, at: Seconds) -> Self:
        """Return the failures after a song failed."""
        times = self.songs[uri].times + 1 if uri in self.songs else 1
        out = LeftOut(at + Backoff(LEFT_OUT, LONGEST_LEFT_OUT).pause(times), times)
        return replace(self, songs=MappingProxyType({**self.songs, uri: out}))

    def after_begin(self) -> Self:
        """Return the failures after playback started; nothing was heard yet."""
        return replace(self, begun=self.begun + 1)

    def after_nothing_left(self, at: Seconds) -> Self:
        """Return the failures when all songs that could be chosen are left out."""
        return replace(self._resting(at), nothing_left=True)

    def after_song(self) -> Self:
        """Return the failures after a song was heard."""
        return self.forgiven() if self.is_outage else replace(self, begun=0)

    def forgiven(self) -> Self:
        """Return a fresh start: all songs may be tried again at once."""
        return replace(self, songs=MappingProxyType({}), begun=0, rests=0, again=None, nothing_left=False)

    def now(self, at: Seconds) -> Self:
        """Return the failures at a moment: a rest may begin or end."""
        if self.again is None:
            return self._resting(at) if self.begun >= IN_A_ROW else self
        if at < self.again:
            return self
        songs = MappingProxyType({}) if self.nothing_left else self.songs
        return replace(self, songs=songs, begun=0, again=None, nothing_left=False)

    def _resting(self, at: Seconds) -> Self:
        if self.again is not None:
            return self
        rest = Backoff(self.first_rest, LONGEST_REST).pause(self.rests + 1)
        return replace(self, begun=0, rests=self.rests + 1, again=at + rest)
