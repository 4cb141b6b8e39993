"""Euclidean neighbours by blocks of rows: memory stays flat, whatever the number of samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

# 16 MiB of float64. Larger blocks fall out of the cache and are slower.
BLOCK_SIZE = 2**21


class Neighbours(NamedTuple):
    """The nearest points of each query, the nearest first.

    Attributes:
        distances: float64 [n, k], Euclidean; exactly 0 between equal rows.
        indices: int64 [n, k], rows of the points.
    """

    distances: np.ndarray
    indices: np.ndarray


def row_blocks(n_rows: int, n_columns: int, size: int) -> Iterator[slice]:
    """Yields slices of the rows of [n_rows, n_columns], each of `size` numbers at most."""
    step = max(1, size // n_columns)
    for start in range(0, n_rows, step):
        yield slice(start, start + step)


def squared_distance_blocks(
    points: np.ndarray, queries: np.ndarray
) -> Iterator[tuple[slice, np.ndarray]]:
    """Yields rows of the queries and their squared distances to all points, float64 [b, n].

    They come from one matrix product, so their error is 1e-15 of the squared norms, and equal
    rows may come out slightly off 0, on either side.

    Args:
        points: float64 [n, feature_size].
        queries: float64 [m, feature_size].
    """
    # |q - p|^2 = (q, |q|^2, 1) . (-2p, 1, |p|^2): no further pass over the block. Norms, and so
    # the error, are least around the mean.
    centre = points.mean(axis=0)
    points = points - centre
    ones = np.ones(len(points))
    right = np.column_stack([-2 * points, ones, (points**2).sum(axis=1)]).T
    for rows in row_blocks(len(queries), len(points), BLOCK_SIZE):
        block = queries[rows] - centre
        left = np.column_stack([block, (block**2).sum(axis=1), np.ones(len(block))])
        yield rows, left @ right


def nearest(points: np.ndarray, queries: np.ndarray, k: int) -> Neighbours:
    """Returns the k nearest points of each query as Neighbours; of equal ones the first.

    Args:
        points: float64 [n, feature_size], n at least k.
        queries: float64 [m, feature_size].
        k: how many.
    """
    distances = np.empty((len(queries), k))
    indices = np.empty((len(queries), k), np.int64)
    for rows, squared in squared_distance_blocks(points, queries):
        found = _columns_of_least(squared, k)
        # The few that count are measured again, without the product's rounding.
        measured = np.linalg.norm(queries[rows, None] - points[found], axis=2)
        order = np.argsort(measured, axis=1, kind="stable")
        distances[rows] = np.take_along_axis(measured, order, axis=1)
        indices[rows] = np.take_along_axis(found, order, axis=1)
    return Neighbours(distances, indices)


def leave_one_out(points: np.ndarray, k: int) -> np.ndarray:
    """Returns the distances of each point to its k nearest others, float64 [n, k], ascending.

    Args:
        points: float64 [n, feature_size], n above k.
        k: how many.
    """
    # The first neighbour is the point itself, or an equal one: at 0 either way.
    return nearest(points, points, k + 1).distances[:, 1:]


def _columns_of_least(squared: np.ndarray, k: int) -> np.ndarray:
    """Returns the columns of the k least entries of each row, in ascending order of column.

    The block may be overwritten.
    """
    if k <= 2:  # two passes for the least are five times as fast as the partition below
        found = np.argmin(squared, axis=1)[:, None]
        if k == 1:
            return found
        np.put_along_axis(squared, found, np.inf, axis=1)
        return np.sort(np.column_stack([found, np.argmin(squared, axis=1)]), axis=1)
    return np.sort(np.argpartition(squared, k - 1, axis=1)[:, :k], axis=1)


def balls_around(
    centres: np.ndarray, radii: np.ndarray, queries: np.ndarray, inside: np.ufunc = np.less
) -> np.ndarray:
    """Returns how many balls hold each query, int64 [m].

    Args:
        centres: float64 [n, feature_size].
        radii: float64 [n], or [] for all.
        queries: float64 [m, feature_size].
        inside: np.less for open balls, np.less_equal for closed ones.
    """
    counts = np.empty(len(queries), np.int64)
    for rows, squared in squared_distance_blocks(centres, queries):
        counts[rows] = np.count_nonzero(inside(squared, radii**2), axis=1)
    return counts
