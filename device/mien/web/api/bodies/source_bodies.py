"""How a request names songs, and which part of a list it asks for. Pure."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from mien.web.api.bodies.body_parsing import QueryParameters
from mien.web.backend import (
    AlbumSource,
    ArtistSource,
    FolderSource,
    GenreSource,
    PlaylistSource,
    RecentSource,
    Source,
)

MOST_SHOWN = 200
"""The most items in one window of a list."""
_LONGEST_NAME = 1000
_LONGEST_QUERY = 200
_LONGEST_LIST = 10_000_000


def has_control_characters(text: str) -> bool:
    """Return whether a text has characters that no name in a player's library or queue can have."""
    return any(letter < " " or letter == "\x7f" for letter in text)


def _printable(text: str) -> str:
    """Refuse control characters."""
    if has_control_characters(text):
        raise PydanticCustomError("control_characters", "Value must not contain control characters")
    return text


Name = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(_printable)]
SongUri = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME), AfterValidator(_printable)]


class SourceFields(BaseModel):
    """Which songs: those of an artist, an album, a genre, ... Exactly one of these."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    artist: Name | None = None
    """All songs of this artist."""
    album: Name | None = None
    """The album of this title, with `album_artist` and `folder` as the list of albums has them."""
    album_artist: Name = ""
    folder: Name = ""
    genre: Name | None = None
    """All songs with this genre tag."""
    path: Name | None = None
    """The songs of this folder; "" is the music folder."""
    playlist: Name | None = None
    """The songs of this stored playlist."""
    recent: bool = False
    """The songs added last."""

    def _given_sources(self) -> tuple[Source, ...]:
        """Return all sources that are given."""
        album = None if self.album is None else AlbumSource(self.album, self.album_artist, self.folder)
        return tuple(
            source
            for source in (
                album,
                None if self.artist is None else ArtistSource(self.artist),
                None if self.genre is None else GenreSource(self.genre),
                None if self.path is None else FolderSource(self.path),
                None if self.playlist is None else PlaylistSource(self.playlist),
                RecentSource() if self.recent else None,
            )
            if source is not None
        )

    @model_validator(mode="after")
    def _names_exactly_one(self) -> Self:
        if len(self._given_sources()) != 1:
            raise PydanticCustomError("one_source", "Name exactly one source of songs:")
        return self

    def source(self) -> Source:
        """Return the source that the request names."""
        return self._given_sources()[0]


class WindowQuery(QueryParameters):
    """Which part of a list."""

    begin: Annotated[int, Field(ge=0, le=_LONGEST_LIST)] = 0
    """From 0."""
    count: Annotated[int, Field(ge=0, le=MOST_SHOWN)] = 100


class SearchQuery(WindowQuery):
    """What to search for, and which part of the songs found."""

    q: Annotated[str, Field(max_length=_LONGEST_QUERY)]
    """Words, or their beginnings; every one must be found."""


class AlbumsQuery(WindowQuery):
    """Which albums."""

    artist: Name = ""
    """Only those with a song of this artist."""


class FoldersQuery(WindowQuery):
    """Which folders."""

    path: Name = ""
    """Those directly in this one; "" is the music folder."""


class SongsQuery(WindowQuery, SourceFields):
    """Which songs, and which part of them."""


class QueueQuery(QueryParameters):
    """Which part of the queue."""

    begin: Annotated[int, Field(ge=0, le=_LONGEST_LIST)] | None = None
    """From 0; left out: from the current song on."""
    count: Annotated[int, Field(ge=0, le=MOST_SHOWN)] = 100
