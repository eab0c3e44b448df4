"""A private MPD: its own folder, a UNIX socket, no sound card. For the demo and for tests."""

import asyncio
import contextlib
import subprocess
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mpd import MPDError
from mpd.asyncio import MPDClient

from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerError, PlayerGoneError
from mien.types import Seconds

START_WITHIN: Seconds = 15.0
STOP_WITHIN: Seconds = 5.0
UPDATE_CHECKED_EVERY: Seconds = 0.05
# One sample format for all songs: MPD crossfades only between songs of the same format.
_CONF: Final = """\
music_directory "{music}"
playlist_directory "{folder}/playlists"
db_file "{folder}/database"
state_file "{folder}/state"
sticker_file "{folder}/stickers"
pid_file "{folder}/pid"
bind_to_address "{socket}"
filesystem_charset "UTF-8"
auto_update "no"
restore_paused "no"
audio_output_format "44100:16:2"
{extra}
audio_output {{
  type "null"
  name "silence"
  mixer_type "software"
}}
"""
_STREAM: Final = """\
audio_output {{
  type "httpd"
  name "stream"
  encoder "lame"
  port "{port}"
  bind_to_address "127.0.0.1"
  bitrate "128"
  format "44100:16:2"
  always_on "yes"
}}
"""


class PrivateMpdError(PlayerError):
    """The private MPD could not be started; says why."""


@dataclass(frozen=True, slots=True)
class PrivateMpd:
    """An MPD with all its files in one folder."""

    folder: Path
    """Its files and its socket; a short path, because a socket's name is limited to 107 characters."""
    music: Path
    """The folder of songs."""
    stream: int | None = None
    """A local port at which its music can be heard; None: it is silent."""
    extra: str = ""
    """More lines for its configuration."""

    @property
    def socket(self) -> Path:
        """Return where it listens."""
        return self.folder / "mpd.socket"

    def start(self) -> subprocess.Popen[bytes]:
        """Start it; it may take a moment until it listens. Its messages go into `log`.

        Since 0.24, MPD ends with the thread that started it: call this from a thread that lives long enough.
        """
        for folder in (self.folder, self.folder / "playlists", self.music):
            folder.mkdir(parents=True, exist_ok=True)
        conf = self.folder / "mpd.conf"
        conf.write_text(self._config_text(), encoding="utf-8")
        with (self.folder / "log").open("ab") as log:
            try:
                return subprocess.Popen(  # its own group: Ctrl-C must only reach us, who stop MPD
                    ["mpd", "--no-daemon", "--stderr", conf], stdout=log, stderr=log, process_group=0
                )
            except OSError as low:
                raise PrivateMpdError(f"cannot start mpd: {low.strerror}; is it installed?") from low

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Stop it, after STOP_WITHIN at the latest."""
        process.terminate()
        try:
            process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[MpdPlayer]:
        """Run it and have it read its library, as long as the context lasts; yield a player for it.

        Raises:
            PrivateMpdError: it does not start; says why.
        """
        process = self.start()
        try:
            player = await self.answering(process)
            try:
                await self.read_library()
                yield player
            finally:
                await player.close()
        finally:
            self.stop(process)

    async def answering(self, process: subprocess.Popen[bytes]) -> MpdPlayer:
        """Return a player once `process` answers, within START_WITHIN."""
        for _ in range(int(START_WITHIN / 0.1)):
            with contextlib.suppress(PlayerGoneError):
                return await MpdPlayer.connected(str(self.socket))
            if process.poll() is not None:
                break
            await asyncio.sleep(0.1)
        lines = (self.folder / "log").read_text(encoding="utf-8", errors="replace").splitlines()
        raise PrivateMpdError("mpd does not start: " + (lines[-1] if lines else "it says nothing"))

    async def read_library(self, *, patience: Seconds = 600.0) -> None:
        """Make it scan `music` for new, changed and removed songs; return when it is done.

        It is our own and was only just started, so python-mpd2's client is good enough here.

        Raises:
            PlayerGoneError: it isn't done within `patience`, or went away.
        """
        client = MPDClient()
        try:
            async with asyncio.timeout(patience):
                await client.connect(str(self.socket))
                await client.update()
                while True:
                    if "updating_db" not in await client.status():
                        return
                    await asyncio.sleep(UPDATE_CHECKED_EVERY)
        except (OSError, MPDError) as low:
            raise PlayerGoneError(f"MPD did not read its library: {low}") from low
        finally:
            client.disconnect()

    def _config_text(self) -> str:
        extra = self.extra + ("" if self.stream is None else _STREAM.format(port=self.stream))
        return _CONF.format(folder=self.folder, music=self.music, socket=self.socket, extra=extra)
