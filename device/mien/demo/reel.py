"""The reel: an invented person in an invented room, as a camera would see them. Nobody in it is real.

The person comes in, goes from neutral to one emotion, stays a while (never quite still, with pauses, once
turned away, once in dim light) and leaves; then the next emotion begins. The pictures are composite portraits
(models/reel/make_portraits.py). Only the verifier knows what the reel is meant to show; the eye gets pixels.
"""

import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from mien.eye.camera.camera import CameraError
from mien.eye.camera.frame import Frame, Pixels
from mien.mood.emotion import Emotion
from mien.types import Seconds

PORTRAITS = Path(__file__).with_name("portraits")
WIDTH, HEIGHT = 640, 480
FRAMES_PER_SECOND = 10.0
LENGTH: Seconds = 17.0
GAP: Seconds = 5.0
FIRST_GAP: Seconds = 1.0
"""Before the first mood."""
SHOWN = (Emotion.HAPPY, Emotion.SAD, Emotion.ANGRY, Emotion.NEUTRAL, Emotion.SURPRISED)
LONGER: Mapping[Emotion, float] = MappingProxyType({Emotion.NEUTRAL: 2.0})
"""Every other mood also pauses with a calm face, so neutral takes longest to settle."""
SHARES = sum(LONGER.get(emotion, 1.0) for emotion in SHOWN)
"""Length of all moods together, in slots of normal length."""
_SKIN = np.array([1.0, 0.86, 0.76], dtype=np.float32)

Picture: TypeAlias = NDArray[np.float32]
"""Float 0..1; [h, w] or [h, w, 3]."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of the reel."""

    emotion: Emotion | None
    """What it shows; None for an empty room."""

    start: Seconds
    """Seconds after the start of the reel."""

    length: Seconds
    """How long it lasts."""

    @property
    def end(self) -> Seconds:
        """When the next slot begins."""
        return self.start + self.length


def slots_of(length: Seconds, gap: Seconds) -> tuple[Slot, ...]:
    """Return the reel's plan: each mood for `length` seconds (neutral longer), after a `gap` with nobody.

    The first gap is short: the viewer has already waited for the start.
    """
    slots = [Slot(None, 0.0, min(gap, FIRST_GAP))]
    for emotion in SHOWN:
        shown = Slot(emotion, slots[-1].end, length * LONGER.get(emotion, 1.0))
        slots += [shown, Slot(None, shown.end, gap)]
    return tuple(slots)


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment of the reel."""

    emotion: Emotion | None
    """What the face shows; None if nobody is there."""

    strength: float = 0.0
    """From 0, neutral, to 1, the full emotion."""

    x: float = 0.0
    """Centre of the face, in pixels."""

    y: float = 0.0
    """Centre of the face, in pixels."""

    size: float = 0.0
    """Height of the face, in pixels."""

    turned: float = 0.0
    """From 0, frontal, to 1, turned away."""

    light: float = 1.0
    """From 0, dark, to 1, daylight."""


def scene_at(slots: tuple[Slot, ...], at: Seconds) -> Scene:
    """Return what the reel shows `at` seconds after its start; an empty room after its end."""
    slot = next((s for s in slots if s.start <= at < s.end), None)
    if slot is None or slot.emotion is None:
        return Scene(None)
    into = at - slot.start
    share = into / slot.length
    rest = _bump(share, 0.78, 0.03)
    return Scene(
        emotion=slot.emotion,
        strength=min(1.0, into / 1.5) * (0.9 + 0.1 * math.sin(2.1 * into)) * (1.0 - 0.8 * rest),
        x=WIDTH * (0.5 + 0.18 * math.sin(0.45 * into + slot.start)),
        y=HEIGHT * (0.52 + 0.03 * math.sin(0.9 * into)),
        size=190 + 50 * math.sin(0.31 * into + slot.start),
        turned=_bump(share, 0.62, 0.03),
        light=1.0 - 0.55 * _bump(share, 0.9, 0.06),
    )


def _bump(at: float, middle: float, half_width: float) -> float:
    """Return a smooth bump: 1 in the middle, 0 outside."""
    return (
        max(0.0, math.cos((at - middle) / half_width * math.pi / 2)) if abs(at - middle) < half_width else 0.0
    )


def load_portraits(folder: Path = PORTRAITS) -> Mapping[Emotion, Picture]:
    """Return [h, w, 2] per emotion: luma and opacity, 0..1.

    Raises:
        CameraError: a portrait is missing or is not a picture.
    """
    portraits = {}
    for emotion in SHOWN:
        read = cv2.imread(str(folder / f"{emotion}.png"), cv2.IMREAD_UNCHANGED)
        if read is None or read.ndim != 3 or read.shape[2] != 4:
            raise CameraError(f"the reel's portrait {emotion}.png is missing from {folder} or has no alpha")
        portraits[emotion] = read[:, :, [0, 3]].astype(np.float32) / 255.0
    return portraits


class Painter:
    """Paints scenes: the room once, the person in each."""

    def __init__(self, portraits: Mapping[Emotion, Picture], seed: int = 1) -> None:
        self._portraits = portraits
        self._rng = np.random.default_rng(seed)
        self._room = _room(self._rng)

    def paint(self, scene: Scene) -> Pixels:
        """Return the scene as uint8 [480, 640, 3], RGB."""
        picture = self._room.copy()
        if scene.emotion is not None:
            self._place(picture, scene, scene.emotion)
        picture *= scene.light
        picture += self._rng.standard_normal((HEIGHT, WIDTH, 1), dtype=np.float32) * 0.015
        return np.asarray(np.clip(picture * 255.0, 0, 255), dtype=np.uint8)

    def _place(self, picture: Picture, scene: Scene, emotion: Emotion) -> None:
        """Paint the person over the room, in place."""
        neutral, felt = self._portraits[Emotion.NEUTRAL], self._portraits[emotion]
        face = neutral + (felt - neutral) * np.float32(scene.strength)
        height, width = face.shape[:2]
        scale = scene.size / height
        narrow = scale * (1.0 - 0.75 * scene.turned)
        corner = (scene.x - narrow * width / 2, scene.y - scale * height / 2)
        where = np.array([[narrow, 0, corner[0]], [0, scale, corner[1]]], dtype=np.float32)
        _body(picture, scene)
        laid = cv2.warpAffine(face, where, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        grey, opaque = laid[:, :, :1] * (1.0 - 0.7 * scene.turned), laid[:, :, 1:]
        picture *= 1.0 - opaque
        picture += grey * _SKIN * opaque


def _body(picture: Picture, scene: Scene) -> None:
    """Draw a pullover, a neck and hair behind the face, in place."""
    x, y, size = round(scene.x), round(scene.y), scene.size
    shoulders = (round(0.8 * size), round(0.5 * size))
    pullover, skin, hair = (0.20, 0.28, 0.42), (0.62, 0.50, 0.43), (0.17, 0.12, 0.09)
    top = round(y + 1.05 * size)
    cv2.ellipse(picture, (x, top), shoulders, 0, 180, 360, pullover, -1, cv2.LINE_AA)
    cv2.rectangle(picture, (x - shoulders[0], top), (x + shoulders[0], HEIGHT), pullover, -1)
    neck = (round(0.17 * size), round(0.28 * size))
    cv2.ellipse(picture, (x, round(y + 0.45 * size)), neck, 0, 0, 360, skin, -1, cv2.LINE_AA)
    head = (round(0.39 * size), round(0.5 * size))
    cv2.ellipse(picture, (x, round(y - 0.04 * size)), head, 0, 0, 360, hair, -1, cv2.LINE_AA)


def _room(rng: np.random.Generator) -> Picture:
    """Return a wall with a window, a shelf and lamplight, slightly uneven as real rooms are."""
    down = np.linspace(0.62, 0.48, HEIGHT, dtype=np.float32)[:, None, None]
    light = np.array([1.0, 0.95, 0.86], dtype=np.float32)
    room = np.ascontiguousarray(np.tile(down, (1, WIDTH, 3)) * light, dtype=np.float32)
    cv2.rectangle(room, (40, 50), (170, 230), (0.80, 0.88, 0.95), -1)
    cv2.rectangle(room, (40, 50), (170, 230), (0.35, 0.28, 0.22), 5)
    cv2.line(room, (105, 50), (105, 230), (0.35, 0.28, 0.22), 4)
    for level in (110, 190):
        cv2.rectangle(room, (470, level), (620, level + 8), (0.38, 0.27, 0.18), -1)
        for left in range(478, 610, 14):
            tall = int(rng.integers(30, 58))
            colour = tuple(float(c) for c in rng.uniform(0.2, 0.7, 3))
            cv2.rectangle(room, (left, level - tall), (left + 11, level), colour, -1)
    cv2.rectangle(room, (0, 400), (WIDTH, HEIGHT), (0.42, 0.33, 0.26), -1)
    uneven = cv2.GaussianBlur(rng.standard_normal((HEIGHT, WIDTH, 1)).astype(np.float32), (0, 0), 25)
    return np.asarray(cv2.GaussianBlur(room, (0, 0), 1.2) + 0.6 * uneven[:, :, None], dtype=np.float32)


def reel_camera(rest: str = "") -> "ReelCamera":
    """Return the reel named `reel:` or, with its options in seconds, `reel:length=24&gap=5`.

    Raises:
        CameraError: what follows the name is invalid.
    """
    asked = {"length": LENGTH, "gap": GAP}
    for option in rest.split("&") if rest else ():
        name, _, value = option.partition("=")
        if name not in asked or not re.fullmatch(r"\d+(\.\d+)?", value):
            raise CameraError(f"The reel takes length=SECONDS and gap=SECONDS, not {option!r}.")
        asked[name] = float(value)
    return ReelCamera(asked["length"], asked["gap"])


class ReelCamera:
    """Shows the reel in real time, over and over, from the moment its frames are requested."""

    def __init__(self, length: Seconds, gap: Seconds) -> None:
        """Make a reel with `length` seconds for each emotion and `gap` seconds of an empty room between."""
        self._slots = slots_of(length, gap)
        self._painter = Painter(load_portraits())
        self._closed = False

    @property
    def length(self) -> Seconds:
        """How long the reel is before it repeats."""
        return self._slots[-1].end

    def frames(self) -> Iterator[Frame]:
        """Yield frames in real time, ten a second, until closed."""
        self._closed = False
        begun = time.monotonic()
        shown = 0
        while not self._closed:
            due = begun + shown / FRAMES_PER_SECOND
            time.sleep(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            pixels = self._painter.paint(scene_at(self._slots, (now - begun) % self.length))
            yield Frame(pixels, at=now, light=float(pixels.mean()) / 255.0)
            shown = max(shown + 1, int((now - begun) * FRAMES_PER_SECOND))

    def close(self) -> None:
        """Stop the reel; the next call of `frames` starts it from the beginning."""
        self._closed = True
