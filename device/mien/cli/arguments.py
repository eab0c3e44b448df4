"""What the commands share: the arguments, the settings they name, and the demo's camera."""

import argparse
from typing import TYPE_CHECKING, TypeAlias

from mien.errors import MienError

if TYPE_CHECKING:
    from mien.config.settings import Config
    from mien.eye.camera.camera import Camera

Arguments: TypeAlias = argparse.Namespace


class UsageError(MienError):
    """What the command line asks for cannot be done; says why."""


def reel(rest: str) -> "Camera":
    """Return the demo's reel; imported only when it is used, since the import costs every eye memory."""
    from mien.demo.reel import reel_camera

    return reel_camera(rest)


def config_of(arguments: Arguments) -> "Config":
    """Return the settings, with those of the command line in place of the file's."""
    from mien.config.config_file import load_config

    config = load_config(arguments.config)
    if getattr(arguments, "camera", None):
        config = config.model_copy(update={"eye": config.eye.model_copy(update={"camera": arguments.camera})})
    if getattr(arguments, "mpd", None):
        config = config.model_copy(update={"music": config.music.model_copy(update={"mpd": arguments.mpd})})
    return config
