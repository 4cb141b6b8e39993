"""The samples that the page shows, and the training images nearest to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from genbench.data import Split, images
from genbench.metrics.distances import nearest
from genbench.stages.report.sheets import Sheet, rounded, sheet

# Training images that are searched at a time, for the memory's sake.
BLOCK = 8192


@dataclass(frozen=True)
class ShownSamples:
    """Samples of a run, as the page has them."""

    sheet: Sheet
    unseen: Sheet
    """Other samples, for the blind test."""
    nearest: Sheet | None = None
    """The nearest training image of each; None where the data set is not here."""
    distances: Sequence[float] = ()
    """How far each is from it: the RMS difference of the pixels, in [0, 1]."""


def show_samples(drawn: np.ndarray, train: Split | None, *, n: int, n_quiz: int) -> ShownSamples:
    """Returns what the page shows of samples uint8 [n, h, w, c].

    Args:
        drawn: the samples.
        train: the training split, or None where it is not here.
        n: how many are shown.
        n_quiz: samples that the blind test may show.
    """
    shown, n_columns = drawn[:n], int(np.sqrt(n))
    # Other pictures than the reader has just looked at, where there are any.
    unseen = sheet(drawn[n : n + n_quiz] if len(drawn) >= n + n_quiz else drawn[-n_quiz:])
    own = sheet(shown, n_columns=n_columns)
    if train is None or train.images.shape[1:] != shown.shape[1:]:
        return ShownSamples(own, unseen)
    rows, distances = _nearest(train.images, shown)
    neighbours = sheet(train.images[rows], n_columns=n_columns)
    return ShownSamples(own, unseen, neighbours, rounded(distances, 3))


def _nearest(train: np.ndarray, shown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the row of the nearest training image of each, and the RMS difference in [0, 1]."""
    queries = images.to_float(shown).reshape(len(shown), -1).astype(np.float64)
    rows = np.zeros(len(shown), np.int64)
    distances = np.full(len(shown), np.inf)
    for start in range(0, len(train), BLOCK):
        block = images.to_float(train[start : start + BLOCK])
        # No metric, which would ask for pictures that differ: of equal ones the first is nearest.
        found = nearest(block.reshape(len(block), -1).astype(np.float64), queries, 1)
        closer = found.distances[:, 0] < distances
        rows[closer] = start + found.indices[closer, 0]
        distances[closer] = found.distances[closer, 0]
    return rows, distances / np.sqrt(queries.shape[1])
