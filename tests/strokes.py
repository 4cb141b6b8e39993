"""A picture of a digit as the strokes of a pen, for a hand to draw again."""

from __future__ import annotations

import numpy as np

# The eight neighbours in a circle, from the one above.
AROUND = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
Point = tuple[int, int]


def strokes(image: np.ndarray, threshold: int = 96) -> list[list[tuple[float, float]]]:
    """Returns lists of points (x, y) in the unit square, of a picture uint8 [h, w]."""
    height, width = image.shape
    left = {(int(y), int(x)) for y, x in np.argwhere(thinned(image > threshold))}
    found = []
    while left:
        path = _path(left)
        left -= set(path)
        found.append([((x + 0.5) / width, (y + 0.5) / height) for y, x in path])
    return found


def thinned(ink: np.ndarray) -> np.ndarray:
    """Returns the lines in the middle of ink, bool [h, w], one pixel wide.

    Reference:
        Zhang and Suen 1984, "A fast parallel algorithm for thinning digital patterns".
    """
    ink = np.pad(ink, 1)
    while True:
        before = ink.sum()
        for first, second in (((0, 2, 4), (2, 4, 6)), ((0, 2, 6), (0, 4, 6))):
            ring = np.stack([np.roll(ink, (-y, -x), (0, 1)) for y, x in AROUND])
            n = ring.sum(0)
            n_edges = (~ring & np.roll(ring, -1, 0)).sum(0)
            is_outer = ~ring[list(first)].all(0) & ~ring[list(second)].all(0)
            ink &= ~((n >= 2) & (n <= 6) & (n_edges == 1) & is_outer)
        if ink.sum() == before:
            return ink[1:-1, 1:-1]


def _path(left: set[Point]) -> list[Point]:
    """Returns a path through what is left, from an end where there is one."""
    here = min(left, key=lambda point: (len(_near(point, left)), point))
    path = [here]
    while True:
        near = [point for point in _near(here, left) if point not in path]
        if not near:
            # A loop is closed.
            return path + [p for p in _near(here, set(path)) if p == path[0] and len(path) > 3]
        here = near[0]
        path.append(here)


def _near(point: Point, among: set[Point]) -> list[Point]:
    """Returns the neighbours of a point, those beside it before those across."""
    y, x = point
    return [(y + i, x + j) for i, j in AROUND[::2] + AROUND[1::2] if (y + i, x + j) in among]
