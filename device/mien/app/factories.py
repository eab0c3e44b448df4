"""Where settings become parts: one function for each part, and `parts_of` for all of a speaker."""

import contextlib
import logging
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mien.config.settings import Config, EyeConfig, PanelConfig
from mien.errors import MienError, reason
from mien.health.notify import Notify
from mien.ipc.eye_client import EyeCallbacks, EyeLink
from mien.ipc.eye_process import EyeChild
from mien.mood.estimation.room import Following
from mien.mood.events import Button, Event
from mien.mood.mood import Policy
from mien.mood.mood_settings import MoodSettings
from mien.music.dj.dj import Dj, DjSettings
from mien.music.dj.music_events import MusicEvent
from mien.music.library.genres import shipped_genres
from mien.music.library.stations import read_stations
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlaybackOptions
from mien.music.player.reconnecting import ReconnectingPlayer
from mien.music.selection.context import Circumstances, default_table
from mien.music.selection.rules import Rules, default_rules, read_rules
from mien.music.song import Song
from mien.panel.headless_panel import HeadlessPanel
from mien.panel.panel import Panel, PanelError
from mien.panel.ring_driver import RingDriver
from mien.panel.ring_patterns import Brightness

logger = logging.getLogger(__name__)


clock = time.monotonic


class OwnersFileError(MienError):
    """A file of rules or stations cannot be used; says where and why."""


def wall_clock() -> datetime:
    """Return the local time; everywhere else it is an argument."""
    time.tzset()  # without this, a new time zone would apply only after a restart
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
        duck=config.ear.duck,
        follow_noise=_ends(config.ear.follow_noise),
    )


def _ends(ends: list[int]) -> tuple[int, int] | None:
    """Return the least and the most volume; None for an empty list."""
    return (ends[0], ends[1]) if ends else None


def player_of(config: Config) -> ReconnectingPlayer:
    """Return the connection to MPD, which may be unavailable."""
    music = config.music
    return ReconnectingPlayer(lambda: MpdPlayer.connected(music.mpd, music.password or None))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one speaker, made but not started."""

    eye: EyeLink
    """The connection to the eye."""
    eye_child: EyeChild | None
    """The eye as a child process; None where systemd runs it."""
    eye_folder: tempfile.TemporaryDirectory[str] | None
    """Where the child's socket is; None without a child."""
    player: ReconnectingPlayer
    """MPD, which may be unavailable."""
    dj: Dj
    """Keeps the player supplied with music that fits the mood."""
    panel: Panel
    """Buttons and LEDs."""
    ring: RingDriver
    """Moves the patterns on the panel's LEDs."""
    systemd: Notify
    """The connection to systemd."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What parts call; none may wait."""

    eye_event: Callable[[Event], None]
    """The eye sent a glance, disconnected or came back."""
    picture: Callable[[bytes], None]
    """The eye sent a picture of the live view."""
    music_event: Callable[[MusicEvent], None]
    """Something about the music changed."""
    circumstances: Callable[[], Circumstances]
    """Asked whenever songs are chosen."""


def parts_of(  # noqa: PLR0913  each is one part that may come from outside
    config: Config,
    callbacks: Callbacks,
    *,
    eye_socket: Path | None = None,
    eye_is_open: bool = True,
    panel: Panel | None = None,
    sounds: Path | None = None,
) -> Parts:
    """Return the parts that the settings describe, joined to `callbacks`.

    `eye_socket`: of an eye that systemd runs; None: the eye is a child process. `panel`: instead of the
    configured one. `sounds`: where to keep what songs sound like for the next start.
    """
    eye, eye_child, folder = _eye_parts(config.eye, callbacks, eye_socket, is_open=eye_is_open)
    player = player_of(config)
    panel = panel or panel_or_none(config.panel)
    table = default_table()
    dj = Dj(
        player,
        rules_of(config.music.rules),
        replace(dj_settings(config), sounds=sounds),
        tell=callbacks.music_event,
        preference=lambda: table.leaning(callbacks.circumstances()),
    )
    return Parts(eye, eye_child, folder, player, dj, panel, RingDriver(panel, clock), Notify())


def _eye_parts(
    config: EyeConfig, callbacks: Callbacks, socket: Path | None, *, is_open: bool
) -> tuple[EyeLink, EyeChild | None, tempfile.TemporaryDirectory[str] | None]:
    """Return the connection to the eye, and the eye itself unless somebody else runs it."""
    if socket is not None:
        calls = EyeCallbacks(callbacks.eye_event, callbacks.picture)
        return EyeLink(socket, calls, clock, is_open=is_open), None, None
    folder = tempfile.TemporaryDirectory(prefix="mien-")
    socket = Path(folder.name) / "eye.socket"
    child = EyeChild(socket, config.camera, config.turned, config.glances_per_second)
    calls = EyeCallbacks(callbacks.eye_event, callbacks.picture, hang=child.kill)
    link = EyeLink(socket, calls, clock, is_open=is_open)
    return link, child, folder


@asynccontextmanager
async def player_once(config: Config) -> AsyncGenerator[MpdPlayer]:
    """Return a connection to MPD; raises `PlayerError` if none can be made."""
    player = await MpdPlayer.connected(config.music.mpd, config.music.password or None)
    try:
        yield player
    finally:
        await player.close()


def dj_settings(config: Config) -> DjSettings:
    """Return the dj's settings; the day is the seed, so that ties break differently each day."""
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
        raise OwnersFileError(f"{file}: {reason(bad)}") from bad


def rules_of(file: str) -> Rules:
    """Return the owner's rules, or the built-in ones for "".

    Raises:
        OwnersFileError: the file cannot be read, or has mistakes.
    """
    if not file:
        return default_rules()
    try:
        return read_rules(Path(file).read_text(encoding="utf-8"), shipped_genres(), default_rules())
    except (OSError, UnicodeDecodeError, MienError) as bad:
        raise OwnersFileError(f"{file}: {reason(bad)}") from bad


async def panel_of(config: PanelConfig) -> Panel:
    """Return the buttons and the ring that are wired, or a panel for a machine that has none.

    Raises:
        PanelError: something that is configured is missing; names all of it.
    """
    panel, missing = _panel_and_missing(config)
    if not missing:
        return panel
    with contextlib.suppress(PanelError):  # that a ring does not answer either says less than what is missing
        await panel.close()
    raise PanelError("; ".join(map(str, missing)))


def panel_or_none(config: PanelConfig) -> Panel:
    """Return a panel of the parts that answer; missing ones are logged and left out."""
    panel, missing = _panel_and_missing(config)
    for part in missing:
        logger.warning("Part of the panel is missing; the speaker continues without it: %s", part)
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
