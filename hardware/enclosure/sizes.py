"""The measures of the enclosure, in millimetres. Measure your own speaker and camera, and change them here.

The front is the plane z = 0: x grows to the listener's left, y up, z into the box. The origin is the
middle of the front.
"""
# ruff: noqa: INP001  a script beside the drawing, not a package

import math
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Sizes:
    """The measures that can be changed, and those that follow from them."""

    # The box.
    wide: float = 124.0
    high: float = 180.0
    deep: float = 96.0
    wall: float = 2.4  # sides; six lines of a 0.4 mm nozzle
    front: float = 3.0
    corner: float = 12.0  # radius
    # The back.
    back: float = 3.0
    play: float = 0.3  # between the back and the walls, each side
    post: float = 13.0  # diameter of the posts that the back is screwed to
    post_in: float = 7.0  # distance of their centres from the walls: clears the back's rounded corners
    insert: float = 4.0  # hole for an M3 brass insert
    screw: float = 3.4  # hole for an M3 screw
    # The eye: lens, ring and shutter share one middle.
    eye: Point = (0.0, 50.0)
    lens_in: float = 12.0  # diameter of the lens hole, inside
    lens_out: float = 19.0  # and outside: the camera sees 102 degrees and must not see the box
    lens_behind: float = 0.5  # distance of the lens from the wall
    pupil: float = 5.0  # diameter of the lens opening
    ring_out: float = 44.5  # LED ring of 16
    ring_in: float = 31.7
    window_out: float = 42.5  # the slot through which it shines
    window_in: float = 33.5
    spoke: float = 4.0
    diffuser: float = 2.0
    bracket: float = 3.0  # the plate for the camera
    bracket_wide: float = 72.0
    bracket_high: float = 36.0
    bracket_at: float = 12.0  # distance of its face from the front wall
    camera_holes: Point = (21.0, 12.5)  # distances; the lens is level with the lower pair
    camera_screw: float = 2.2
    # The shutter.
    shutter: float = 2.0
    shutter_head: float = 24.0
    shutter_arm: float = 27.0  # from the pivot to the lens
    shutter_neck: float = 7.0
    # The speaker.
    voice: Point = (0.0, -40.0)
    voice_out: float = 90.0  # its frame
    voice_deep: float = 50.0
    voice_post: float = 6.0  # it is mounted on posts, with foam between it and the front
    voice_circle: float = 88.0  # diameter on which its screws sit (at 45 degrees)
    grille: float = 72.0
    grille_hole: float = 4.0
    grille_step: float = 6.4
    # The buttons on top, from the listener's left: mood, skip, play, pair. Power is on the back.
    buttons: int = 4
    button_hole: float = 12.2
    button_step: float = 24.0
    button_at: float = 45.0  # behind the front
    button_body: Point = (14.0, 25.0)  # width and length of the part inside
    # The Pi, on the back plate, upright.
    pi_holes: Point = (49.0, 58.0)
    pi_board: Point = (56.0, 85.0)
    pi_middle: Point = (0.0, 30.0)
    pi_post: float = 6.0
    pi_tall: float = 25.0  # board, header and plugs
    pi_insert: float = 3.4  # hole for an M2.5 insert

    @property
    def inside(self) -> tuple[float, float]:
        """Width and height between the walls."""
        return (self.wide - 2 * self.wall, self.high - 2 * self.wall)

    @property
    def back_plate(self) -> tuple[float, float]:
        """Width and height of the back."""
        return (self.inside[0] - 2 * self.play, self.inside[1] - 2 * self.play)

    @property
    def posts(self) -> tuple[Point, ...]:
        """Where the back is screwed on: near the corners."""
        x = self.inside[0] / 2 - self.post_in
        y = self.inside[1] / 2 - self.post_in
        return tuple((side * x, end * y) for side in (-1, 1) for end in (-1, 1))

    @property
    def pivot(self) -> Point:
        """Where the shutter turns."""
        return (self.eye[0], self.eye[1] - self.shutter_arm)

    @property
    def button_places(self) -> tuple[float, ...]:
        """Where the buttons on top are, along x."""
        first = -(self.buttons - 1) / 2 * self.button_step
        return tuple(first + number * self.button_step for number in range(self.buttons))

    @property
    def bracket_screws(self) -> tuple[Point, ...]:
        """Where the bracket is screwed on: left and right of the ring."""
        reach = self.bracket_wide / 2 - 5.0
        return ((self.eye[0] - reach, self.eye[1]), (self.eye[0] + reach, self.eye[1]))

    @property
    def camera_screws(self) -> tuple[Point, ...]:
        """Where the camera is screwed to the bracket."""
        across, up = self.camera_holes
        return tuple(
            (self.eye[0] + side * across / 2, self.eye[1] + end) for side in (-1, 1) for end in (0, up)
        )

    @property
    def voice_screws(self) -> tuple[Point, ...]:
        """Where the speaker is screwed on."""
        return tuple(
            (
                self.voice[0] + self.voice_circle / 2 * math.cos(math.radians(turn)),
                self.voice[1] + self.voice_circle / 2 * math.sin(math.radians(turn)),
            )
            for turn in (45, 135, 225, 315)
        )

    @property
    def grille_holes(self) -> tuple[Point, ...]:
        """The holes before the speaker, packed like honeycomb."""
        row = self.grille_step * math.sqrt(3) / 2
        reach = (self.grille - self.grille_hole) / 2
        rows = range(-int(reach / row), int(reach / row) + 1)
        places = (
            ((column + (number % 2) / 2) * self.grille_step, number * row)
            for number in rows
            for column in range(-int(reach / self.grille_step) - 1, int(reach / self.grille_step) + 2)
        )
        return tuple(
            (self.voice[0] + x, self.voice[1] + y) for x, y in places if math.hypot(x, y) <= reach + 1e-9
        )

    @property
    def view(self) -> float:
        """The angle, in degrees, that the lens sees past the edge of its hole."""
        inner = (self.lens_in - self.pupil) / 2 / self.lens_behind
        outer = (self.lens_out - self.pupil) / 2 / (self.lens_behind + self.front)
        return 2 * math.degrees(math.atan(min(inner, outer)))


SIZES = Sizes()
