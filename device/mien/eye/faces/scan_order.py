"""Where to look for a face: the whole picture, and tiles of it so that small faces are seen too.

Measured with heads pasted into 640x480: tiles of 240 px at a stride of 160 find 99 % at 100 px, tiles of
160 px at a stride of 100 find 97 % at 48 px; the whole frame alone only 78 % at 160 px.
"""

from itertools import chain, zip_longest

from mien.eye.faces.boxes import Square

# Side of a tile by its stride: neighbours share a third, so that a face is whole in one of them.
OVERLAP = 1.5
SIDES = (240.0, 160.0)


def whole(width: int, height: int) -> Square:
    """Return the square that holds the whole picture."""
    return Square(width / 2, height / 2, float(max(width, height)))


def tiles(width: int, height: int, side: float) -> list[Square]:
    """Return squares of `side` that cover the picture, overlapping by at least a third of their side."""
    return [Square(x, y, side) for y in _middles(height, side) for x in _middles(width, side)]


def _middles(length: int, side: float) -> list[float]:
    """Return the middles of the fewest evenly spread spans of `side` that cover `length` with overlap."""
    room = length - side
    if room <= 0:
        return [length / 2]
    steps = max(1, -int(-room * OVERLAP // side))
    return [side / 2 + room * k / steps for k in range(steps + 1)]


def sides(width: int, height: int, smallest: float = SIDES[-1]) -> list[float]:
    """Return the sides of tiles for a thorough search: from the shorter side of the picture down."""
    side, found = float(min(width, height)), []
    while side > smallest * 1.2:
        found.append(side)
        side /= OVERLAP
    return [*found, smallest] if found else []


def everywhere(width: int, height: int) -> list[Square]:
    """Return every square of a thorough search of one picture, the largest first.

    The first reach past the picture: a face that fills it is found only with room around it.
    """
    all_of_it = whole(width, height)
    roomy = [Square(all_of_it.x, all_of_it.y, all_of_it.side * grow) for grow in (2.0, 1.5, 1.0)]
    return [*roomy, *chain(*(tiles(width, height, side) for side in sides(width, height)))]


def scan_order(width: int, height: int) -> list[Square]:
    """Return the squares to look at in turn while watching: large and small tiles in alternation.

    The whole frame comes first and again between the tiles, so that somebody close is seen at once.
    """
    large, small = (tiles(width, height, side) for side in SIDES)
    mixed = [tile for pair in zip_longest(_spread(large), _spread(small)) for tile in pair if tile]
    turns: list[Square] = []
    for number, tile in enumerate(mixed):
        if number % 8 == 0:
            turns.append(whole(width, height))
        turns.append(tile)
    return turns


def _spread(squares: list[Square]) -> list[Square]:
    """Return the squares so that neighbours do not follow each other: somebody who moves is met sooner."""
    return squares[::2] + squares[1::2]
