"""The stickers that MPD keeps on songs: of all songs at once, or of some in several requests."""

from collections.abc import Iterator, Mapping, Sequence

from mien.music.player.mpd_playlists import AskMpd
from mien.music.player.mpd_protocol import NO_EXIST, MpdCommand, command
from mien.music.player.mpd_replies import ReplyPairs, stickers
from mien.music.player.player import PlayerRefusedError
from mien.music.song import Uri

AT_ONCE = 200
"""Songs in one list of commands. All their stickers come back, up to 4 KB each, and MPD drops the connection
if its answer outgrows `max_output_buffer_size`, by default 8 MiB."""


async def stickers_of_all(ask: AskMpd, name: str) -> Mapping[Uri, str]:
    """Return the sticker `name` of every song that has it, in one answer."""
    (answer,) = (await ask(command("sticker", "find", "song", "", name))).all()
    return stickers(answer, name)


async def stickers_of(ask: AskMpd, name: str, uris: Sequence[Uri]) -> Mapping[Uri, str]:
    """Return the sticker `name` of those of these songs that have it."""
    found: dict[Uri, str] = {}
    sendable = [(uri, request) for uri in uris if (request := _request(uri)) is not None]
    while sendable:
        some, sendable = sendable[:AT_ONCE], sendable[AT_ONCE:]
        reply = await ask(*(request for _, request in some))
        found |= _values(name, [uri for uri, _ in some], reply.accepted)
        if reply.code == NO_EXIST:  # the list ended at a song that has just left the library
            sendable = some[len(reply.accepted) + 1 :] + sendable
        else:
            reply.all()
    return found


def _request(uri: Uri) -> MpdCommand | None:
    try:
        return command("sticker", "list", "song", uri)
    except PlayerRefusedError:
        return None


def _values(name: str, uris: Sequence[Uri], answers: Sequence[ReplyPairs]) -> Iterator[tuple[Uri, str]]:
    begin = f"{name}="
    for uri, answer in zip(uris, answers, strict=False):
        for key, value in answer:
            if key == "sticker" and value.startswith(begin):
                yield uri, value.removeprefix(begin)
