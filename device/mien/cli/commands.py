"""What each command does; every one imports only what it needs."""

import argparse
import io
import json
import logging
import sys
from typing import TYPE_CHECKING, TypeAlias

from mien.errors import MienError

if TYPE_CHECKING:
    from mien.config.settings import Config
    from mien.eye.camera.camera import Camera

Arguments: TypeAlias = argparse.Namespace


class UsageError(MienError):
    """What was asked for cannot be done as asked."""


def run(asked: Arguments) -> int:
    """Be the speaker."""
    import asyncio

    from mien.app.application import run_speaker

    _log("mien")
    return asyncio.run(run_speaker(config_of(asked), asked.eye_socket))


def _reel(rest: str) -> "Camera":
    """Return the reel; imported only when it is asked for, since every eye pays for an import."""
    from mien.demo.reel import reel_camera

    return reel_camera(rest)


def be_eye(asked: Arguments) -> int:
    """Be the eye."""
    from mien.eye.camera.camera_spec import open_camera
    from mien.eye.eye_application import run_eye
    from mien.eye.mlock import keep_off_the_disk, lock_memory, swaps_in_use

    _log("mien-eye")
    keep_off_the_disk(lock_memory, swaps_in_use)
    eye = config_of(asked).eye
    named = asked.camera or eye.camera
    return run_eye(
        asked.socket,
        open_camera(named, {"reel": _reel}, eye.turned if asked.turned is None else asked.turned),
        named=named,
        glances_per_second=asked.glances or eye.glances_per_second,
        child_of=asked.child_of,
    )


def demo(asked: Arguments) -> int:
    """Run the demo."""
    from mien.demo.stage import DemoOptions, run_demo

    return run_demo(
        DemoOptions(
            camera=asked.camera,
            seconds=asked.seconds,
            headless=asked.headless,
            as_json=asked.json,
            listen=asked.listen,
        )
    )


def look_at(asked: Arguments) -> int:
    """Say what the eye sees in pictures."""
    from mien.cli.look import PictureReader, look
    from mien.eye.model_files import weights_folder

    faces, emotion = weights_folder("faces"), weights_folder("emotion")
    return look(asked.paths, as_json=asked.json, out=sys.stdout, looker=lambda: PictureReader(faces, emotion))


def doctor(asked: Arguments) -> int:
    """Say what is wrong and what to do."""
    from mien.app.doctor import examine, report

    findings = examine(config_of(asked), {"reel": _reel}, asked.skip)
    return report(findings, as_json=asked.json, out=sys.stdout)


def show_config(asked: Arguments) -> int:
    """Show or check the settings."""
    from mien.app.factories import rules_of, stations_of
    from mien.config.settings import default_text, load_config

    if asked.default:
        sys.stdout.write(default_text())
        return 0
    config = load_config(asked.check)
    if asked.check:
        rules_of(config.music.rules)  # what these name must be there and right as well, or nothing starts
        stations_of(config.music.stations)
        sys.stdout.write(f"{asked.check}: fine\n")
        return 0
    for name, section in config.model_dump().items():
        lines = [f"{key} = {json.dumps(value)}\n" for key, value in section.items()]
        sys.stdout.write("".join([f"[{name}]\n", *lines]))
    return 0


def replay_file(asked: Arguments) -> int:
    """Say how the mood went in a recording."""
    from mien.app.factories import mood_settings
    from mien.cli.replay import replay

    settings = mood_settings(config_of(asked))
    if str(asked.file) == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        return replay(sys.stdin, as_json=asked.json, out=sys.stdout, err=sys.stderr, settings=settings)
    try:
        with asked.file.open(encoding="utf-8", errors="replace") as lines:
            return replay(lines, as_json=asked.json, out=sys.stdout, err=sys.stderr, settings=settings)
    except OSError as bad:
        raise UsageError(f"{asked.file} cannot be read: {bad.strerror}") from bad


def record(asked: Arguments) -> int:
    """Write what the eye sees to a file."""
    from mien.cli.control_client import record_to

    try:
        return record_to(asked.file, sys.stdout)
    except OSError as bad:
        raise UsageError(f"{asked.file} cannot be written: {bad.strerror or bad}") from bad


def choose(asked: Arguments) -> int:
    """Say what would play, and why."""
    from mien.cli.choose import choose_command

    return choose_command(asked, sys.stdout, sys.stderr)


def library(asked: Arguments) -> int:
    """Say what music there is for which mood, or listen to it."""
    music = config_of(asked).music
    if asked.what == "analyse":
        from mien.cli.analyse import analyse_command

        return analyse_command(music.mpd, music.password or None, asked.music, sys.stdout, sys.stderr)
    from mien.app.factories import rules_of
    from mien.cli.choose import library_of_mpd
    from mien.cli.library_report import in_words

    known = library_of_mpd(music.mpd, music.password or None)
    sys.stdout.write(in_words(known, rules_of(music.rules)))
    return 0


def forget(asked: Arguments) -> int:
    """Erase what was noted of skips and likes."""
    import asyncio

    from mien.app.factories import player_once
    from mien.music.dj.stickers import forget

    async def ask() -> int:
        async with player_once(config_of(asked)) as player:
            return await forget(player)

    sys.stdout.write(f"Forgot what was noted on {asyncio.run(ask())} songs.\n")
    return 0


def panel_test(asked: Arguments) -> int:
    """Walk the owner round the panel."""
    import asyncio

    from mien.app.factories import panel_of
    from mien.cli.panel_test import panel_test

    async def walk() -> int:
        panel = await panel_of(config_of(asked).panel)
        try:
            return await panel_test(panel, sys.stdout)
        finally:
            await panel.close()

    return asyncio.run(walk())


def pair(_asked: Arguments) -> int:
    """Let the next browser in."""
    from mien.cli.control_client import pair

    return pair(sys.stdout)


def explain(asked: Arguments) -> int:
    """Say why this song plays."""
    from mien.cli.control_client import explain

    return explain(as_json=asked.json, out=sys.stdout)


def config_of(asked: Arguments) -> "Config":
    """Return the settings, with what the command line says laid over them."""
    from mien.config.settings import load_config

    config = load_config(asked.config)
    if getattr(asked, "camera", None):
        config = config.model_copy(update={"eye": config.eye.model_copy(update={"camera": asked.camera})})
    if getattr(asked, "mpd", None):
        config = config.model_copy(update={"music": config.music.model_copy(update={"mpd": asked.mpd})})
    return config


def _log(name: str) -> None:
    from mien.health.journal import log_handler

    logging.basicConfig(level=logging.INFO, handlers=[log_handler(name)])
