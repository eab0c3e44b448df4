"""The commands that run a process of the speaker: the speaker itself, the eye, the ear."""

import logging
import os
import sys
from typing import NoReturn

from mien.cli.arguments import Arguments, config_of, reel


def run(arguments: Arguments) -> int:
    """Run the speaker."""
    import asyncio

    from mien.app.speaker_process import run_speaker

    _log("mien")
    return asyncio.run(run_speaker(config_of(arguments), arguments.eye_socket, arguments.ear_socket))


def run_the_eye(arguments: Arguments) -> int:
    """Run the eye."""
    if None in (arguments.camera, arguments.turned, arguments.glances):
        _begin_again_without_settings(arguments)
    from mien.eye.camera.camera_spec import open_camera
    from mien.eye.eye_application import run_eye
    from mien.health.mlock import keep_off_the_disk, lock_memory, swaps_in_use

    _log("mien-eye")
    keep_off_the_disk(lock_memory, swaps_in_use)
    return run_eye(
        arguments.socket,
        open_camera(arguments.camera, {"reel": reel}, arguments.turned),
        named=arguments.camera,
        glances_per_second=arguments.glances,
        child_of=arguments.child_of,
    )


def run_the_ear(arguments: Arguments) -> int:
    """Run the ear."""
    if arguments.microphone is None:
        ear = config_of(arguments).ear
        _begin_again_with("--microphone", ear.microphone, "--music-pipe", ear.music_pipe)
    from mien.health.small_memory import without_openssl

    without_openssl()
    from mien.ear.ear_application import run_ear
    from mien.ear.microphone.microphone_spec import open_microphone
    from mien.health.mlock import keep_off_the_disk, lock_memory, swaps_in_use

    _log("mien-ear")
    keep_off_the_disk(lock_memory, swaps_in_use)
    return run_ear(
        arguments.socket,
        open_microphone(arguments.microphone),
        named=arguments.microphone,
        music_pipe=arguments.music_pipe,
        child_of=arguments.child_of,
    )


def _begin_again_without_settings(arguments: Arguments) -> NoReturn:
    eye = config_of(arguments).eye
    turned = eye.turned if arguments.turned is None else arguments.turned
    glances = arguments.glances or eye.glances_per_second
    _begin_again_with("--camera", eye.camera, "--turned", str(turned), "--glances", f"{glances:g}")


def _begin_again_with(*settings: str) -> NoReturn:
    """Become the same command with the settings on its command line: reading them here would keep 11 MB."""
    command = [sys.executable, *sys.orig_argv[1:], *settings]
    os.execv(sys.executable, command)  # noqa: S606 - it becomes itself


def _log(name: str) -> None:
    from mien.health.journal import log_handler

    logging.basicConfig(level=logging.INFO, handlers=[log_handler(name)])
