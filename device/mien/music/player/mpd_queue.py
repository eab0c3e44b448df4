"""MPD's queue: a long one is read in windows, for MPD hangs up if an answer fills its output buffer."""

from mien.music.player.mpd_playlists import AskMpd
from mien.music.player.mpd_protocol import command
from mien.music.player.mpd_replies import entries, playing, whole
from mien.music.player.player import Entry, PlayerRefusedError, Snapshot

WINDOW = 4000
"""Entries in one answer: about 3 MB with the long titles of classical music. MPD allows 8 MiB by default."""
TRIES = 5
"""How often a long queue is read again because it changed between two windows."""


async def snapshot_of(ask: AskMpd) -> Snapshot:
    """Return MPD's state and queue, both of one moment: nothing changes between the commands of a list.

    Raises:
        PlayerRefusedError: a long queue keeps changing.
    """
    for _ in range(TRIES):
        status, queue = await _window(ask, 0)
        for begin in range(WINDOW, whole(status.get("playlistlength", "")), WINDOW):
            later, more = await _window(ask, begin)
            if later.get("playlist") != status.get("playlist"):
                break
            status, queue = later, queue + more
        else:
            return Snapshot(playing(tuple(status.items())), queue)
    raise PlayerRefusedError("the queue keeps changing")


async def _window(ask: AskMpd, begin: int) -> tuple[dict[str, str], tuple[Entry, ...]]:
    """Return MPD's state, and the entries from one position on."""
    asked = command("status"), command("playlistinfo", f"{begin}:{begin + WINDOW}")
    status, queue = (await ask(*asked)).all()
    return dict(status), tuple(entries(queue))
