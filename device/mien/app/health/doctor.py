"""`mien doctor`: checks every part, with the settings in force. A composition root: it names adapters."""

import asyncio
import os
import queue
import threading
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mien.app.factories import player_once, rules_of
from mien.app.health.health_report import HOME_TODO
from mien.app.health.other_apps import other_apps
from mien.app.home.frontend import broker_of
from mien.config.settings import Config, HomeConfig
from mien.ear.microphone.microphone_spec import open_microphone
from mien.ear.voice.voice_network import VoiceNetwork
from mien.ear.voice.voice_reader import loudness_of
from mien.errors import MienError
from mien.eye.camera.camera import CameraFactory
from mien.eye.camera.camera_spec import open_camera
from mien.eye.emotion.classify import Classifier
from mien.health.findings import Finding, PartError, examined, report
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.library.genres import Family
from mien.music.player.mpd import MpdPlayer
from mien.networks.litert import Network
from mien.networks.model_files import weights_folder
from mien.types import Seconds

__all__ = ["examine", "report"]

FIRST_FRAME: Seconds = 8.0
PARTS = (
    *("emotion model", "face networks", "camera", "voice network", "microphone"),
    *("rules", "MPD", "music", "other apps", "home"),
)
"""What can be skipped."""
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Part:
    """A part to check."""

    name: str
    """Its name for the owner."""
    check: Callable[[], str]
    """Returns its state, or raises a `MienError`."""
    todo: str
    """What to do if something is wrong with it."""
    needs: tuple[str, ...] = ()
    """Parts that must work; otherwise this one is not checked."""


def examine(
    config: Config,
    cameras: Mapping[str, CameraFactory],
    skip: Collection[str] = (),
    *,
    first_frame: Seconds = FIRST_FRAME,
) -> list[Finding]:
    """Return a finding for each part except those to `skip`, in the order in which they need each other.

    `cameras` adds kinds of camera. `first_frame`: how long a camera may take for its first picture.
    """
    found: dict[str, Finding] = {}
    for part in _parts(config, cameras, first_frame):
        if part.name not in skip:
            found[part.name] = _checked(part, found)
    return list(found.values())


def _checked(part: _Part, found: Mapping[str, Finding]) -> Finding:
    bad = next((name for name in part.needs if name in found and not found[name].ok), None)
    if bad is None:
        return examined(part.name, part.check, part.todo)
    return Finding(part.name, ok=False, says=f"Not checked: needs {bad}", todo=f"Fix {bad} first.")


def _parts(config: Config, cameras: Mapping[str, CameraFactory], first_frame: Seconds) -> tuple[_Part, ...]:
    """Return the parts, each after those that it needs."""
    spec = config.eye.camera
    reinstall = "Reinstall Mien; in a checkout run `make demo`."
    other_camera = "Fix that, or name another camera in [eye] camera; `mien config --default` lists them."
    start = "Start MPD, and check that [music] mpd is where it listens."
    fill = (
        "Put tagged music into MPD's folder and run `mpc update`; on the appliance that is /srv/music, and "
        "`sudo mpc --host /run/mpd/socket update`."
    )
    return (
        _Part("emotion model", _emotion_model, reinstall),
        _Part("face networks", _face_networks, reinstall),
        _Part("camera", lambda: _camera(spec, cameras, first_frame), other_camera),
        *(_ear_parts(config.ear.microphone, first_frame) if config.ear.on else ()),
        _Part("rules", lambda: _rules(config), "Fix the file that [music] rules names."),
        _Part("MPD", lambda: _mpd(config), start),
        _Part("music", lambda: _music(config), fill, needs=("rules", "MPD")),
        _Part("other apps", lambda: asyncio.run(other_apps(config.music.mpd)), "", needs=("MPD",)),
        *([_Part("home", lambda: _home(config.home), HOME_TODO)] if config.home.on else []),
    )


def _ear_parts(spec: str, patience: Seconds) -> tuple[_Part, ...]:
    """Return the parts of an ear that is on."""
    other = "Plug one in, or name another in [ear] microphone; `arecord -l` lists the cards of this machine."
    return (
        _Part("voice network", _voice_network, "Reinstall Mien."),
        _Part("microphone", lambda: _microphone(spec, patience), other),
    )


def _voice_network() -> str:
    return f"version {VoiceNetwork(weights_folder('voice')).manifest.version}, verified"


def _microphone(spec: str, patience: Seconds) -> str:
    """Return how loud the room is; a microphone that never answers is given up on."""

    def first_block() -> str:
        microphone = open_microphone(spec)
        try:
            block = next(iter(microphone.blocks()), None)
        finally:
            microphone.close()
        if block is None:
            raise PartError(f"{spec} has no sound")
        return f"{spec} works: the room is {-loudness_of(block):.0f} dB below full scale"

    return _with_time_limit(patience, first_block, f"{spec} gave no sound within {patience:g} s")


def _emotion_model() -> str:
    manifest = Classifier(weights_folder("emotion")).manifest
    return f"version {manifest.version}, verified"


def _face_networks() -> str:
    for name in ("face_detection_short_range", "face_landmark"):
        Network(weights_folder("faces") / f"{name}.tflite")
    return "loaded"


def _camera(spec: str, cameras: Mapping[str, CameraFactory], patience: Seconds) -> str:
    """Return a description of the first frame; a camera that never answers is given up on."""

    def first_frame() -> str:
        camera = open_camera(spec, cameras)
        frame = next(iter(camera.frames()), None)
        camera.close()
        if frame is None:
            raise PartError(f"{spec} has no pictures")
        height, width = frame.pixels.shape[:2]
        return f"{spec} works: {width}x{height} px, light {frame.light:.2f} of 1"

    return _with_time_limit(patience, first_frame, f"{spec} sent no picture within {patience:g} s")


def _with_time_limit(patience: Seconds, ask: Callable[[], str], silent: str) -> str:
    """Return what `ask` returns, or raise what it raises; `silent` is the error if it takes too long."""
    answer: queue.Queue[str | MienError] = queue.Queue()

    def run() -> None:
        try:
            answer.put(ask())
        except MienError as bad:
            answer.put(bad)

    threading.Thread(target=run, daemon=True).start()
    try:
        told = answer.get(timeout=patience)
    except queue.Empty:
        raise PartError(silent) from None
    if isinstance(told, MienError):
        raise told
    return told


def _rules(config: Config) -> str:
    rules = rules_of(config.music.rules)
    whose = config.music.rules or "built-in rules"
    return f"{whose}: {len(rules.answers)} rules, a ramp of {rules.steps} songs"


def _mpd(config: Config) -> str:
    async def ask(player: MpdPlayer) -> str:
        playing = await player.status()
        return f"answers at {config.music.mpd}, state: {playing.state}"

    return _ask_mpd(config, ask)


def _music(config: Config) -> str:
    """Return how much music fits each mood; moods without any are a finding."""
    rules = rules_of(config.music.rules)

    async def count(player: MpdPlayer) -> tuple[int, dict[Emotion, int]]:
        songs, fits = 0, dict.fromkeys(Emotion, 0)
        wanted = {e: set(rules.wanted(e, Policy.MATCH).families) for e in Emotion}
        async for page in player.songs():
            for song in page:
                families = _families(song.genres, rules.genres.families)
                songs += 1
                for emotion in Emotion:
                    fits[emotion] += bool(families & wanted[emotion])
        return songs, fits

    songs, fits = _ask_mpd(config, count)
    if not songs:
        raise PartError("MPD has no songs")
    without = [emotion.value for emotion, number in fits.items() if not number]
    if without:
        raise PartError(f"none of {songs} songs has a genre for {', '.join(without)}")
    return f"{songs} songs: " + ", ".join(f"{emotion} {number}" for emotion, number in fits.items())


def _families(genres: tuple[str, ...], families: Callable[[str], tuple[Family, ...]]) -> set[Family]:
    return {family for genre in genres for family in families(genre)}


def _home(home: HomeConfig) -> str:
    async def connect() -> None:
        async with broker_of(home, f"mien_doctor_{os.getpid()}").connected():
            pass

    asyncio.run(connect())
    return f"the MQTT broker at {home.broker} accepts this speaker"


def _ask_mpd(config: Config, ask: Callable[[MpdPlayer], Awaitable[_T]]) -> _T:
    """Return what MPD answers."""

    async def connected() -> _T:
        async with player_once(config) as player:
            return await ask(player)

    return asyncio.run(connected())
