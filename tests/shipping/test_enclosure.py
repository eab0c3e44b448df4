"""The enclosure: closed solids, sturdy walls, parts that fit, lens and buttons in line.

The shapes in hardware/enclosure are read from their STL files, so no CAD program is needed here.
"""

import importlib.util
import itertools
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mien.mood.events import Button

FOLDER = Path(__file__).parents[2] / "hardware/enclosure"
PARTS = ("body", "back", "bracket", "diffuser", "shutter")
THINNEST = 2.0

Triangles = NDArray[np.float64]


def sizes() -> Any:
    """Return the measures, from a script that is not in a package."""
    spec = importlib.util.spec_from_file_location("sizes", FOLDER / "sizes.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["sizes"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module.SIZES


S = sizes()


def triangles(part: str) -> Triangles:
    """Return an STL's triangles: [number, corner, x y z], millimetres."""
    raw = (FOLDER / f"{part}.stl").read_bytes()
    count = int.from_bytes(raw[80:84], "little")
    one = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("rest", "<u2")])
    corners: Triangles = np.frombuffer(raw, one, count, 84)["corners"].astype(np.float64)
    return corners


def normals(mesh: Triangles) -> NDArray[np.float64]:
    across = np.cross(mesh[:, 1] - mesh[:, 0], mesh[:, 2] - mesh[:, 0])
    long: NDArray[np.float64] = np.linalg.norm(across, axis=1, keepdims=True)
    return across / long


def distances(mesh: Triangles, begin: NDArray[np.float64], way: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far each triangle is from `begin` along `way`; inf if missed (Moeller, Trumbore)."""
    one, two = mesh[:, 1] - mesh[:, 0], mesh[:, 2] - mesh[:, 0]
    side = np.cross(way, two)
    scale = np.einsum("ij,ij->i", one, side)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = begin - mesh[:, 0]
        u = np.einsum("ij,ij->i", off, side) / scale
        turned = np.cross(off, one)
        v = (turned @ way) / scale
        far = np.einsum("ij,ij->i", two, turned) / scale
        hit = (np.abs(scale) > 1e-9) & (u >= 0) & (v >= 0) & (u + v <= 1) & (far > 1e-3)
    return np.where(hit, far, np.inf)


def bounds(mesh: Triangles) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    corners = mesh.reshape(-1, 3)
    return corners.min(axis=0), corners.max(axis=0)


def volume(mesh: Triangles) -> float:
    return float(np.einsum("ij,ij->i", mesh[:, 0], np.cross(mesh[:, 1], mesh[:, 2])).sum() / 6)


def gap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_a_closed_solid_that_a_printer_can_fill(part: str) -> None:
    mesh = triangles(part)
    names = {
        tuple(corner): number for number, corner in enumerate(np.unique(mesh.reshape(-1, 3).round(4), axis=0))
    }
    edges: dict[tuple[int, int], int] = {}
    for triangle in mesh.round(4):
        corners = [names[tuple(corner)] for corner in triangle]
        for begin, end in zip(corners, corners[1:] + corners[:1], strict=True):
            edges[begin, end] = edges.get((begin, end), 0) + 1

    assert all(count == 1 and edges.get((end, begin)) == 1 for (begin, end), count in edges.items())
    assert volume(mesh) > 0


@pytest.mark.parametrize("part", PARTS)
def test_no_wall_is_thinner_than_two_millimetres(part: str) -> None:
    """From up to 800 places on the surface, straight inwards, to the far side where that faces away."""
    mesh = triangles(part)
    outward = normals(mesh)
    chosen = np.random.default_rng(7).choice(len(mesh), min(len(mesh), 800), replace=False)
    thin = []
    for number in chosen:
        begin, way = mesh[number].mean(axis=0), -outward[number]
        far = distances(mesh, begin, way)
        nearest = int(far.argmin())
        if np.isfinite(far[nearest]) and outward[nearest] @ way > 0.9 and far[nearest] < THINNEST - 0.05:
            thin.append((begin.round(1).tolist(), round(float(far[nearest]), 2)))

    assert thin == []


def test_the_stl_files_are_made_of_these_measures() -> None:
    low, high = bounds(triangles("body"))
    assert np.allclose(high - low, (S.wide, S.high, S.deep), atol=0.1)
    low, high = bounds(triangles("back"))
    assert np.allclose((high - low)[:2], S.back_plate, atol=0.1)
    assert high[2] == pytest.approx(S.deep, abs=0.01)


def test_the_back_fits_into_the_box_with_room_to_move() -> None:
    assert 0.2 <= S.play <= 0.5
    assert all(
        plate + 2 * S.play == pytest.approx(inside)
        for plate, inside in zip(S.back_plate, S.inside, strict=True)
    )


def test_light_goes_straight_through_the_lens_hole_and_no_wall_is_seen() -> None:
    eye = np.array([*S.eye, -10.0])

    through = distances(triangles("body"), eye, np.array([0.0, 0.0, 1.0]))

    assert not np.isfinite(through).any()
    assert S.view >= 102  # diagonal field of view of the wide camera


def test_lens_ring_window_and_diffuser_share_one_middle() -> None:
    low, high = bounds(triangles("diffuser"))

    assert np.allclose((low + high)[:2] / 2, S.eye, atol=0.3)  # chords, not arcs
    assert S.ring_in < S.window_in < S.window_out < S.ring_out
    assert (S.window_in - S.lens_out) / 2 >= THINNEST


def test_the_camera_looks_through_the_middle_of_the_ring() -> None:
    from_lens = [gap(place, S.eye) for place in S.camera_screws]

    assert sorted({round(place[1] - S.eye[1], 3) for place in S.camera_screws}) == [0, S.camera_holes[1]]
    assert np.mean([place[0] for place in S.camera_screws]) == pytest.approx(S.eye[0])
    assert all(gap(place, S.eye) - 4 > S.ring_out / 2 for place in S.bracket_screws)
    assert max(from_lens) < S.bracket_high / 2


def test_the_shutter_covers_the_lens_and_open_it_covers_neither_lens_nor_ring() -> None:
    assert S.shutter_head >= S.lens_out + 2
    opened = (S.pivot[0] + S.shutter_arm, S.pivot[1])

    assert gap(opened, S.eye) - S.shutter_head / 2 > S.window_out / 2
    assert S.shutter_arm - S.shutter_neck / 2 > S.window_out / 2
    assert gap(opened, S.voice) - S.shutter_head / 2 > S.grille / 2
    assert S.pivot[0] + S.shutter_arm + S.shutter_head / 2 < S.wide / 2


def test_there_is_a_hole_on_top_for_every_button_and_none_touches_another() -> None:
    top = triangles("body")
    for place in S.button_places:
        fall = distances(top, np.array([place, S.high / 2 + 5, S.button_at]), np.array([0.0, -1.0, 0.0]))
        assert fall.min() > 20  # past the wall, deep into the box
    beside = np.array([S.button_places[0] + S.button_step / 2, S.high / 2 + 5, S.button_at])

    assert distances(top, beside, np.array([0.0, -1.0, 0.0])).min() == pytest.approx(5, abs=0.01)
    assert len(S.button_places) == len(Button)
    assert S.button_step - S.button_hole >= 10  # fingers
    assert max(S.button_places) + S.button_hole / 2 < S.inside[0] / 2 - S.post


def test_the_grille_leaves_webs_that_hold() -> None:
    webs = [gap(one, other) - S.grille_hole for one, other in itertools.combinations(S.grille_holes, 2)]

    assert min(webs) >= THINNEST
    assert all(gap(hole, S.voice) + S.grille_hole / 2 <= S.grille / 2 + 1e-6 for hole in S.grille_holes)


def test_what_is_inside_has_room() -> None:
    half_wide, half_high = S.inside[0] / 2, S.inside[1] / 2
    assert abs(S.voice[0]) + S.voice_out / 2 < half_wide
    assert abs(S.voice[1]) + S.voice_out / 2 < half_high
    assert S.voice[1] + S.voice_out / 2 < S.eye[1] - S.ring_out / 2
    assert S.front + S.voice_post + S.voice_deep + S.pi_tall + S.pi_post + S.back < S.deep
    assert abs(S.pi_middle[0]) + S.pi_board[0] / 2 < half_wide - S.post
    assert abs(S.pi_middle[1]) + S.pi_board[1] / 2 < half_high
    assert all(gap(screw, post) > S.post / 2 + 4 for screw in S.voice_screws for post in S.posts)


def test_the_buttons_hang_between_the_camera_and_the_pi() -> None:
    half, long = S.button_body[0] / 2, S.button_body[1]
    bracket_end = S.front + S.bracket_at + S.bracket + 10  # the ribbon bends behind it
    pi_begin = S.deep - S.back - S.pi_post - S.pi_tall

    assert bracket_end < S.button_at - half
    assert S.button_at + half < pi_begin
    assert S.inside[1] / 2 - long > S.voice[1] + S.voice_out / 2
