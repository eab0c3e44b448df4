"""What each command does; every one imports only what it needs."""

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mien.cli.arguments import Arguments, UsageError, config_of, reel
from mien.errors import MienError

if TYPE_CHECKING:
    from mien.config.settings import Config


def demo(arguments: Arguments) -> int:
    """Run the demo."""
    from mien.demo.demo_options import DemoOptions
    from mien.demo.opening import run_demo

    return run_demo(
        DemoOptions(
            camera=arguments.camera,
            seconds=arguments.seconds,
            headless=arguments.headless,
            as_json=arguments.json,
            listen=arguments.listen,
        )
    )


def look_at_pictures(arguments: Arguments) -> int:
    """Report what the eye sees in pictures."""
    from mien.cli.look import PictureReader, look
    from mien.networks.model_files import weights_folder

    faces, emotion = weights_folder("faces"), weights_folder("emotion")
    return look(
        arguments.paths, as_json=arguments.json, out=sys.stdout, looker=lambda: PictureReader(faces, emotion)
    )


def listen_to_files(arguments: Arguments) -> int:
    """Report what the ear hears in recordings."""
    from mien.cli.listen import FileListener, listen
    from mien.networks.model_files import weights_folder

    return listen(
        arguments.paths, FileListener(weights_folder("voice")), as_json=arguments.json, out=sys.stdout
    )


def doctor(arguments: Arguments) -> int:
    """Report what is wrong and what to do."""
    from mien.app.health.doctor import PARTS, examine, report
    from mien.config.toml_table import did_you_mean

    for name in arguments.skip:
        if name not in PARTS:
            close = did_you_mean(name, PARTS)
            raise UsageError(f"--skip: there is no part {name!r}; the parts are {', '.join(PARTS)}{close}")
    findings = examine(config_of(arguments), {"reel": reel}, arguments.skip)
    return report(findings, as_json=arguments.json, out=sys.stdout)


def show_config(arguments: Arguments) -> int:
    """Show or check the settings."""
    from mien.config.config_file import default_text, load_config, text_of

    if arguments.default:
        sys.stdout.write(default_text())
        return 0
    config = load_config(arguments.check)
    if arguments.check:
        _check_what_is_named(config, arguments.check)
        sys.stdout.write(f"{arguments.check}: OK\n")
        return 0
    sys.stdout.write(text_of(config))
    return 0


def _check_what_is_named(config: "Config", file: Path) -> None:
    """Raise a ConfigError with every mistake unless the files and devices that are named can be used."""
    from mien.app.factories import rules_of, stations_of
    from mien.app.frontends import tls_of
    from mien.config.config_file import ConfigError
    from mien.ear.microphone.microphone_spec import open_microphone
    from mien.eye.camera.camera_spec import open_camera

    checks = (
        ("music.rules", lambda: rules_of(config.music.rules)),
        ("music.stations", lambda: stations_of(config.music.stations)),
        ("web.certificate", lambda: tls_of(config.web)),
        ("eye.camera", lambda: open_camera(config.eye.camera, {"reel": reel})),  # opens nothing yet
        ("ear.microphone", lambda: open_microphone(config.ear.microphone)),
    )
    mistakes = []
    for key, check in checks:
        try:
            check()
        except MienError as bad:
            mistakes.append(f"{file}: {key}: {bad}")
    if mistakes:
        raise ConfigError("\n".join(mistakes))


def replay_file(arguments: Arguments) -> int:
    """Show how the mood changed in a recording."""
    from mien.app.factories import mood_settings
    from mien.cli.replay import replay

    settings = mood_settings(config_of(arguments))
    if str(arguments.file) == "-":
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        return replay(sys.stdin, as_json=arguments.json, out=sys.stdout, err=sys.stderr, settings=settings)
    try:
        with arguments.file.open(encoding="utf-8", errors="replace") as lines:
            return replay(lines, as_json=arguments.json, out=sys.stdout, err=sys.stderr, settings=settings)
    except OSError as bad:
        raise UsageError(f"can't read {arguments.file}: {bad.strerror}") from bad


def record(arguments: Arguments) -> int:
    """Record the eye's glances in a file."""
    from mien.cli.control_client import record_to

    try:
        return record_to(arguments.file, sys.stdout)
    except OSError as bad:
        raise UsageError(f"can't write {arguments.file}: {bad.strerror or bad}") from bad


def choose(arguments: Arguments) -> int:
    """Show what would play, and why."""
    from mien.cli.choose import choose_command

    return choose_command(arguments, sys.stdout, sys.stderr)


def library(arguments: Arguments) -> int:
    """Show how much music fits each mood, or analyse songs, or show or export what that found."""
    music = config_of(arguments).music
    address, password = music.mpd, music.password or None
    if arguments.what == "analyse":
        from mien.cli.analyse import AnalyseOptions, analyse_command

        options = AnalyseOptions(
            arguments.music, follow=arguments.follow, playlists=not arguments.no_playlists
        )
        return analyse_command(address, password, options, sys.stdout, sys.stderr)
    if arguments.what != "show":
        from mien.cli.library_lists import COMMANDS

        return COMMANDS[arguments.what](address, password, arguments, sys.stdout)
    from mien.app.factories import rules_of
    from mien.cli.choose import library_of_mpd
    from mien.cli.library_lists import analysis_report
    from mien.cli.library_report import library_report

    known = library_of_mpd(address, password)
    sys.stdout.write(library_report(known, rules_of(music.rules)) + analysis_report(known))
    return 0


def forget(arguments: Arguments) -> int:
    """Erase the notes about skips and likes, and have a running speaker forget them."""
    import asyncio

    from mien.app.factories import player_once
    from mien.cli.control_client import forget_at_speaker
    from mien.music.dj.notes.stickers import forget

    async def erase() -> int:
        async with player_once(config_of(arguments)) as player:
            return await forget(player)

    songs = None if arguments.mpd else forget_at_speaker()  # another MPD than the speaker's may be meant
    songs = asyncio.run(erase()) if songs is None else songs
    sys.stdout.write(f"Erased what was learnt about {songs} {'song' if songs == 1 else 'songs'}.\n")
    return 0


def panel_test(arguments: Arguments) -> int:
    """Test every button and LED with the owner's help."""
    import asyncio

    from mien.app.factories import panel_of
    from mien.cli.panel_test import panel_test

    config = config_of(arguments).panel
    if config.kind == "none":
        raise UsageError('there is no panel in the settings; set [panel] kind = "gpio"')

    async def test() -> int:
        panel = await panel_of(config)
        try:
            return await panel_test(panel, sys.stdout)
        finally:
            await panel.close()

    return asyncio.run(test())


def pair(_arguments: Arguments) -> int:
    """Let the next browser pair."""
    from mien.cli.control_client import pair

    return pair(sys.stdout)


def explain(arguments: Arguments) -> int:
    """Explain why the current song was chosen."""
    from mien.cli.control_client import explain

    return explain(as_json=arguments.json, out=sys.stdout)


def status(arguments: Arguments) -> int:
    """Show the speaker's status."""
    from mien.cli.control_client import status

    return status(as_json=arguments.json, out=sys.stdout)


def open_camera(_arguments: Arguments) -> int:
    """Turn the camera on."""
    from mien.cli.control_client import open_camera

    return open_camera(sys.stdout)


def close_camera(_arguments: Arguments) -> int:
    """Turn the camera off."""
    from mien.cli.control_client import close_camera

    return close_camera(sys.stdout)
