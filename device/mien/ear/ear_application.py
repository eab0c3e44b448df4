"""The composition root of the ear: makes its parts, serves one speaker at a time, ends cleanly."""

import logging
import os
from pathlib import Path

from mien import __version__
from mien.ear.ear_server import EarParts, EarService
from mien.ear.echo.own_music import own_music_in
from mien.ear.microphone.microphone import Microphone
from mien.ear.voice.segmenter import Segmenter, micro_vad
from mien.ear.voice.voice_network import VoiceNetwork
from mien.health.sd_notify import sd_notify
from mien.health.watchdog import Watchdog
from mien.ipc.ear_messages import EarHello
from mien.ipc.speaker_connection import end_on_signals, serve_speakers
from mien.ipc.unix_listener import listening
from mien.networks.model_files import weights_folder

logger = logging.getLogger(__name__)


def run_ear(
    socket_path: Path,
    microphone: Microphone,
    *,
    named: str,
    music_pipe: str = "",
    child_of: int | None = None,
) -> int:
    """Run the ear until a signal comes; return the exit status.

    Args:
        socket_path: Where speakers connect, unless systemd passed a socket.
        microphone: Where sound comes from.
        named: The microphone's name in the settings.
        music_pipe: The pipe that the player writes its music into; "": the ear is deaf while it plays.
        child_of: The pid of the speaker that started this process. The ear ends when that speaker does.
    """
    notify = sd_notify(os.environ)
    watchdog = Watchdog(notify, device="microphone")
    own_music = own_music_in(music_pipe)
    network = VoiceNetwork(weights_folder("voice"))
    hello = EarHello(__version__, named, network.manifest.version)
    parts = EarParts(microphone, Segmenter(micro_vad()), network.read, own_music)
    service = EarService(parts, hello, watchdog)
    try:
        end_on_signals()
        with listening(socket_path, os.environ, other="ear") as server:
            watchdog.start()
            notify("READY=1")
            serve_speakers(server, service.serve, watchdog.alive, lambda: child_of in {None, os.getppid()})
    except SystemExit:
        logger.info("Stopping microphone.")
    return 0
