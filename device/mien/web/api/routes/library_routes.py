"""The library: searched, or browsed by artist, album, genre, folder and playlist."""

from mien.web.api.api_context import ApiAnswer, ApiContext, Call, Operation
from mien.web.api.bodies.library_bodies import (
    AlbumsBody,
    ArtistsBody,
    FoldersBody,
    GenresBody,
    PlaylistsBody,
    SearchBody,
    SongsBody,
    StationsBody,
)
from mien.web.api.bodies.response_bodies import LibraryBody
from mien.web.api.bodies.source_bodies import AlbumsQuery, FoldersQuery, SearchQuery, SongsQuery, WindowQuery
from mien.web.api.views.library_views import (
    albums_view,
    artists_view,
    folders_view,
    genres_view,
    playlists_view,
    search_view,
    songs_view,
    stations_view,
)
from mien.web.api.views.state_views import library_view


async def library(context: ApiContext, _call: Call) -> ApiAnswer:
    """Return the library, in numbers."""
    return library_view(await context.backend.library())


async def search(context: ApiContext, call: Call) -> ApiAnswer:
    """Search the library."""
    asked = call.query(SearchQuery)
    return search_view(await context.backend.search(asked.q, asked.begin, asked.count))


async def artists(context: ApiContext, call: Call) -> ApiAnswer:
    """List artists."""
    return artists_view(await context.backend.artists(), call.query(WindowQuery))


async def albums(context: ApiContext, call: Call) -> ApiAnswer:
    """List albums."""
    asked = call.query(AlbumsQuery)
    return albums_view(await context.backend.albums(asked.artist), asked)


async def genres(context: ApiContext, call: Call) -> ApiAnswer:
    """List genres."""
    return genres_view(await context.backend.genres(), call.query(WindowQuery))


async def folders(context: ApiContext, call: Call) -> ApiAnswer:
    """List folders."""
    asked = call.query(FoldersQuery)
    return folders_view(await context.backend.folders(asked.path), asked)


async def playlists(context: ApiContext, call: Call) -> ApiAnswer:
    """List playlists."""
    return playlists_view(await context.backend.playlists(), call.query(WindowQuery))


async def stations(context: ApiContext, _call: Call) -> ApiAnswer:
    """List stations."""
    return stations_view(await context.backend.stations())


async def songs(context: ApiContext, call: Call) -> ApiAnswer:
    """List songs."""
    asked = call.query(SongsQuery)
    return songs_view(await context.backend.songs(asked.source(), asked.begin, asked.count))


LIBRARY_ROUTES = (
    Operation("GET", "/api/v1/library", "The library, in numbers.", library, result=LibraryBody),
    Operation(
        "GET",
        "/api/v1/search",
        "Songs with every word in title, artist, album or genre; artists and albums with such a name.",
        search,
        query=SearchQuery,
        result=SearchBody,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/library/artists",
        "Artists by name.",
        artists,
        query=WindowQuery,
        result=ArtistsBody,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/library/albums",
        "Albums by title.",
        albums,
        query=AlbumsQuery,
        result=AlbumsBody,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/library/genres",
        "Genre tags, the most frequent first.",
        genres,
        query=WindowQuery,
        result=GenresBody,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/library/folders",
        "The folders directly in a folder.",
        folders,
        query=FoldersQuery,
        result=FoldersBody,
        problems=(409,),
    ),
    Operation(
        "GET",
        "/api/v1/library/playlists",
        "Stored playlists by name.",
        playlists,
        query=WindowQuery,
        result=PlaylistsBody,
        problems=(409,),
    ),
    Operation("GET", "/api/v1/library/stations", "Radio stations.", stations, result=StationsBody),
    Operation(
        "GET",
        "/api/v1/library/songs",
        "The songs of an artist, an album, a genre, a folder or a playlist, or the songs added last.",
        songs,
        query=SongsQuery,
        result=SongsBody,
        problems=(404, 409),
    ),
)
