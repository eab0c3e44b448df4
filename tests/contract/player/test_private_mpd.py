import os
from pathlib import Path

from mien.music.player.private_mpd import PrivateMpd


def test_ctrl_c_in_the_terminal_does_not_reach_the_private_mpd(tmp_path: Path) -> None:
    """The terminal signals the whole group; an MPD that ended before its player would look like a problem."""
    mpd = PrivateMpd(tmp_path / "mpd", tmp_path / "music")
    process = mpd.start()
    try:
        group = os.getpgid(process.pid)
    finally:
        mpd.stop(process)

    assert group != os.getpgrp()
