"""The options of the demo, quick to import."""

from dataclasses import dataclass

from mien.types import Seconds


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """The demo's command-line options."""

    camera: str | None = None
    """The camera to use instead of the reel."""

    seconds: Seconds | None = None
    """How long the demo runs; None: until the reel ends, or until you end it with a camera."""

    headless: bool = False
    """Print lines instead of drawing the terminal."""

    as_json: bool = False
    """Print JSON instead of text."""

    listen: int | None = None
    """Port at which the music can be listened to."""
