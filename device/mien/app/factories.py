"""From the settings to the parts they describe, one function a part."""

import contextlib
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from mien.config.settings import Config, PanelConfig
from mien.errors import MienError
from mien.mood.events import Button
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.mood.room import Following
from mien.music.dj.dj import DjSettings
from mien.music.library.genres import shipped_genres
from mien.music.library.stations import read_stations
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlaybackOptions
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.rules import Rules, default_rules, read_rules
from mien.music.song import Song
from mien.panel.headless_panel import HeadlessPanel
from mien.panel.panel import Panel, PanelError
from mien.panel.ring_patterns import Brightness

logger = logging.getLogger(__name__)


class OwnersFileError(MienError):
    """A file of the owner's, rules or stations, cannot be used; says where and why."""


def wall_clock() -> datetime:
    """Return the local time; here it comes in, and is an argument from here on."""
    time.tzset()  # or a time zone that is set while we run would count from the next start only
    return datetime.now().astimezone()  # noqa: TID251


def mood_settings(config: Config) -> MoodSettings:
    """Return what the mood core needs to know."""
    mood = config.mood
    return MoodSettings(
        listener=Following(mood.listener),
        policy=Policy(mood.policy),
        certainty=mood.certainty,
        hold=mood.hold,
        override_hold=mood.override_hold,
        empty_pause=mood.empty_pause,
    )


def player_of(config: Config) -> ReconnectingPlayer:
    """Return MPD, which may be away."""
    music = config.music
    return ReconnectingPlayer(lambda: MpdPlayer.connected(music.mpd, music.password or None))


@asynccontextmanager
async def player_once(config: Config) -> AsyncGenerator[MpdPlayer]:
    """Give a connection to MPD for a while; raises `PlayerError` when there is none."""
    player = await MpdPlayer.connected(config.music.mpd, config.music.password or None)
    try:
        yield player
    finally:
        await player.close()


def dj_settings(config: Config) -> DjSettings:
    """Return the dj's settings; the day is the seed, so that equals are not always tried in one order."""
    music = config.music
    day = wall_clock().date().toordinal()
    options = PlaybackOptions(music.crossfade, music.replay_gain)
    return DjSettings(music.ahead, options=options, seed=day, stations=stations_of(music.stations))


def stations_of(file: str) -> tuple[Song, ...]:
    """Return the owner's radio stations, none for "".

    Raises:
        OwnersFileError: the file cannot be read, or has mistakes.
    """
    if not file:
        return ()
    try:
        return read_stations(Path(file).read_text(encoding="utf-8"), shipped_genres())
    except (OSError, UnicodeDecodeError, MienError) as bad:
        raise OwnersFileError(f"{file}: {bad}") from bad


def rules_of(file: str) -> Rules:
    """Return the owner's rules, or those that ship for "".

    Raises:
        OwnersFileError: the file cannot be read, or has mistakes.
    """
    if not file:
        return default_rules()
    try:
        return read_rules(Path(file).read_text(encoding="utf-8"), shipped_genres(), default_rules())
    except (OSError, UnicodeDecodeError, MienError) as bad:
        raise OwnersFileError(f"{file}: {bad}") from bad


async def panel_of(config: PanelConfig) -> Panel:
    """Return the buttons and the ring that are wired, or a panel for a machine that has none.

    Raises:
        PanelError: of what is configured something is not there; names all of it, and holds nothing.
    """
    panel, missing = _panel_and_missing(config)
    if not missing:
        return panel
    with contextlib.suppress(PanelError):  # a ring that does not answer either: what is missing says more
        await panel.close()
    raise PanelError("; ".join(map(str, missing)))


def panel_or_none(config: PanelConfig) -> Panel:
    """Return a panel of what can be had; what cannot is said once, and the music plays without it."""
    panel, missing = _panel_and_missing(config)
    for part in missing:
        logger.warning("A part of the panel cannot be had, the speaker goes on without it: %s", part)
    return panel


def _panel_and_missing(config: PanelConfig) -> tuple[Panel, tuple[PanelError, ...]]:
    if config.kind == "none":
        return HeadlessPanel(), ()
    from mien.panel.gpio_buttons import GpioButtons
    from mien.panel.pi_panel import panel_of_available_parts
    from mien.panel.spi_ring import SpiRing

    pins = {
        Button.SKIP: config.skip_pin,
        Button.MOOD: config.mood_pin,
        Button.PLAY: config.play_pin,
        Button.PAIR: config.pair_pin,
    }

    def ring() -> SpiRing:
        return SpiRing(config.ring, leds=config.leds, path=config.spi)

    return panel_of_available_parts(lambda: GpioButtons(pins), None if config.ring == "none" else ring)


def brightness_of(config: PanelConfig) -> Brightness:
    """Return how bright the ring is by day and by night."""
    return Brightness(day=config.brightness, night=config.night_brightness)


def is_night(config: PanelConfig, now: datetime) -> bool:
    """Return whether `now`, local time, lies in the quiet hours, which may span midnight."""
    at = now.strftime("%H:%M")
    begin, end = config.quiet_from, config.quiet_to
    return begin <= at < end if begin <= end else at >= begin or at < end
