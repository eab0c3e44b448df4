"""The parts of the enclosure as solids, each in its place. Needs CadQuery; measures: sizes.py."""
# ruff: noqa: INP001  a script beside the drawing, not a package
# mypy: ignore-errors

import cadquery as cq
from sizes import SIZES, Point, Sizes


def _discs(places: tuple[Point, ...], across: float, begin: float, long: float) -> cq.Workplane:
    """Return cylinders along z."""
    return cq.Workplane("XY").workplane(offset=begin).pushPoints(places).circle(across / 2).extrude(long)


def _box(size: tuple[float, float], begin: float, long: float, radius: float) -> cq.Workplane:
    """Return a box with its edges along z rounded."""
    solid = cq.Workplane("XY").workplane(offset=begin).rect(*size).extrude(long)
    return solid.edges("|Z").fillet(radius)


def body(s: Sizes = SIZES) -> cq.Workplane:
    """Return the box: front, sides, and the posts for the other parts."""
    solid = _box((s.wide, s.high), 0, s.deep, s.corner)
    solid = solid.faces("<Z").edges().fillet(1.2)
    solid = solid.cut(_box(s.inside, s.front, s.deep, s.corner - s.wall))
    inner = _box((s.wide - 0.2, s.high - 0.2), 0, s.deep, s.corner)
    long = s.deep - s.back - s.front
    posts = _discs(s.posts, s.post, s.front - 0.1, long + 0.1)
    solid = solid.union(posts.intersect(inner))
    solid = solid.cut(_discs(s.posts, s.insert, s.deep - s.back - 10, 20))
    for places, reach in ((s.bracket_screws, s.bracket_at), (s.voice_screws, s.voice_post)):
        solid = solid.union(_discs(places, 8.0, s.front - 0.1, reach + 0.1))
        solid = solid.cut(_discs(places, 3.4, s.front + 0.5, reach + 1))
    return _with_openings(solid, s)


def _with_openings(solid: cq.Workplane, s: Sizes) -> cq.Workplane:
    """Cut the lens, the ring's window, the grille, the shutter's pivot and the buttons."""
    cone = cq.Workplane("XY").center(*s.eye).circle(s.lens_out / 2)
    solid = solid.cut(cone.workplane(offset=s.front).circle(s.lens_in / 2).loft(combine=True))
    window = _discs((s.eye,), s.window_out, -1, s.front + 2).cut(
        _discs((s.eye,), s.window_in, -1, s.front + 2)
    )
    for turn in (0, 90):
        spoke = cq.Workplane("XY").rect(s.window_out + 2, s.spoke).extrude(s.front + 4).translate((0, 0, -2))
        window = window.cut(spoke.rotate((0, 0, 0), (0, 0, 1), turn).translate((*s.eye, 0)))
    solid = solid.cut(window)
    solid = solid.cut(_discs(s.grille_holes, s.grille_hole, -1, s.front + 2))
    solid = solid.cut(_discs((s.pivot,), s.screw, -1, s.front + 2))
    tops = cq.Workplane("XZ", origin=(0, s.high / 2 + 1, 0)).pushPoints(
        [(x, s.button_at) for x in s.button_places]
    )
    return solid.cut(tops.circle(s.button_hole / 2).extrude(s.wall + 4))


def back(s: Sizes = SIZES) -> cq.Workplane:
    """Return the back plate: the Pi's posts, air slots, the power button and the cable's opening."""
    begin = s.deep - s.back
    solid = _box(s.back_plate, begin, s.back, s.corner - s.wall - s.play)
    solid = solid.cut(_discs(s.posts, s.screw, begin - 1, s.back + 2))
    pi = tuple(
        (s.pi_middle[0] + side * s.pi_holes[0] / 2, s.pi_middle[1] + end * s.pi_holes[1] / 2)
        for side in (-1, 1)
        for end in (-1, 1)
    )
    solid = solid.union(_discs(pi, 7.5, begin - s.pi_post, s.pi_post + 0.1))
    solid = solid.cut(_discs(pi, s.pi_insert, begin - s.pi_post - 1, s.pi_post + 2))
    slots = cq.Workplane("XY").workplane(offset=begin - 1).center(0, -40)
    solid = solid.cut(slots.rarray(7, 1, 9, 1).slot2D(40, 3, 90).extrude(s.back + 2))
    solid = solid.cut(_discs(((-38.0, -74.0),), s.button_hole, begin - 1, s.back + 2))
    cable = cq.Workplane("XY").workplane(offset=begin - 1).center(30, -74).slot2D(20, 11).extrude(s.back + 2)
    return solid.cut(cable)


def bracket(s: Sizes = SIZES) -> cq.Workplane:
    """Return the plate behind the ring that carries the camera."""
    begin = s.front + s.bracket_at
    plate = cq.Workplane("XY").workplane(offset=begin).center(s.eye[0], s.eye[1] + 4)
    solid = plate.rect(s.bracket_wide, s.bracket_high).extrude(s.bracket).edges("|Z").fillet(4)
    solid = solid.cut(_discs(s.bracket_screws, s.screw, begin - 1, s.bracket + 2))
    solid = solid.cut(_discs(s.camera_screws, s.camera_screw, begin - 1, s.bracket + 2))
    ribbon = cq.Workplane("XY").workplane(offset=begin - 1).center(s.eye[0], s.eye[1] - 8).rect(22, 7)
    return solid.cut(ribbon.extrude(s.bracket + 2))


def diffuser(s: Sizes = SIZES) -> cq.Workplane:
    """Return the diffusing ring between the window and the LEDs; print it in white or clear."""
    return _discs((s.eye,), s.ring_out, s.front, s.diffuser).cut(
        _discs((s.eye,), s.ring_in - 4, s.front - 1, s.diffuser + 2)
    )


def shutter(s: Sizes = SIZES, turn: float = 0.0) -> cq.Workplane:
    """Return the blade that covers the lens; opened by `turn` degrees."""
    begin = -s.shutter - 0.2
    head = _discs((s.eye,), s.shutter_head, begin, s.shutter)
    foot = _discs((s.pivot,), 10.0, begin, s.shutter)
    neck = cq.Workplane("XY").workplane(offset=begin).center(s.eye[0], (s.eye[1] + s.pivot[1]) / 2)
    solid = head.union(foot).union(neck.rect(s.shutter_neck, s.shutter_arm).extrude(s.shutter))
    solid = solid.cut(_discs((s.pivot,), s.screw, begin - 1, s.shutter + 2))
    return solid.rotate((*s.pivot, 0), (*s.pivot, 1), -turn)


PARTS = {"body": body, "back": back, "bracket": bracket, "diffuser": diffuser, "shutter": shutter}
