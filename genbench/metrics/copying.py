"""Metrics of memory: are the samples new, or copies of training images?

The search for the nearest training samples costs most of the time; `nearest_training`, called
once, serves all that take its answer.
"""

from __future__ import annotations

import numpy as np

from genbench.metrics.checks import check_n_rows, check_positive_integer, feature_matrices
from genbench.metrics.distances import Neighbours, nearest, squared_distance_blocks


def nearest_training(train: np.ndarray, fake: np.ndarray, k: int = 1) -> Neighbours:
    """Returns the k nearest training samples of each fake, to be looked at beside it.

    Args:
        train: [n, feature_size], n >= k; pixels or features.
        fake: [m, feature_size].
        k: how many.

    Returns:
        Neighbours: distances float64 [m, k], ascending, and indices int64 [m, k] into train.

    Raises:
        ValueError: see `feature_matrices`, or too few training samples.
    """
    check_positive_integer(k=k)
    train, fake = feature_matrices(train=train, fake=fake, least=1)
    check_n_rows(k, train=train)
    return nearest(train, fake, k)


def authenticity(
    train: np.ndarray, fake: np.ndarray, *, fake_neighbours: Neighbours | None = None
) -> float:
    """Returns the share of fakes that are no copies, in [0, 1].

    A fake counts as a copy where it is at least as close to its nearest training sample as that
    sample is to any other of the training set. Fresh real data does not reach 1 either: read it
    beside the row of held-out images.

    Sees copies of `train`; blind to quality (noise is authentic) and to repetition.

    Args:
        train: [n, feature_size], what the model was trained on, n >= 2.
        fake: [m, feature_size].
        fake_neighbours: `nearest_training(train, fake)`, where at hand.

    Raises:
        ValueError: see `feature_matrices`.

    Reference:
        Alaa et al. 2022, arXiv:2102.08921.
    """
    train, fake = feature_matrices(train=train, fake=fake)
    distances, indices = _to_nearest(train, fake, fake_neighbours)
    found, place = np.unique(indices, return_inverse=True)
    # The nearest to a training sample is itself; the second is what counts.
    spacing = nearest(train, train[found], 2).distances[:, 1]
    return float(np.mean(distances > spacing[place]))


def copying(
    train: np.ndarray,
    test: np.ndarray,
    fake: np.ndarray,
    *,
    n_cells: int = 10,
    least: int = 20,
    seed: int = 0,
    centres: np.ndarray | None = None,
    test_neighbours: Neighbours | None = None,
    fake_neighbours: Neighbours | None = None,
) -> float:
    """Returns C_T: do fakes lie closer to the training set than held-out data does?

    The Mann-Whitney statistic of the two sets of distances, as a z-score, in each of n_cells
    k-means cells of the training set, averaged by the held-out samples in the cell. About
    N(0, 1) in each cell where fakes are fresh draws; far below 0 for copies, far above 0 for
    fakes that keep away from the data.

    Sees copying, also of a part of the data; a blurred or noisy model hides it.

    Args:
        train: [n, feature_size], what the model was trained on.
        test: [m, feature_size], held-out real data.
        fake: [l, feature_size].
        n_cells: cells of the training set.
        least: a cell counts where it holds so many fakes and so many held-out samples.
        seed: of the cells' first centres.
        centres: `cell_centres(train, n_cells, seed)`, where at hand.
        test_neighbours: `nearest_training(train, test)`, where at hand.
        fake_neighbours: `nearest_training(train, fake)`, where at hand.

    Raises:
        ValueError: see `feature_matrices`, or no cell with enough samples.

    Reference:
        Meehan et al. 2020, arXiv:2004.05675.
    """
    check_positive_integer(n_cells=n_cells, least=least)
    train, test, fake = feature_matrices(train=train, test=test, fake=fake, least=least)
    check_n_rows(n_cells, train=train)
    if centres is None:
        centres = cell_centres(train, n_cells, seed)
    test_cells, fake_cells = _cells(centres, test), _cells(centres, fake)
    test_distances, _ = _to_nearest(train, test, test_neighbours)
    fake_distances, _ = _to_nearest(train, fake, fake_neighbours)

    scores, weights = [], []
    for cell in range(n_cells):
        in_test, in_fake = test_cells == cell, fake_cells == cell
        if min(in_test.sum(), in_fake.sum()) >= least:
            scores.append(_mann_whitney_z(test_distances[in_test], fake_distances[in_fake]))
            weights.append(in_test.sum())
    if not scores:
        raise ValueError(
            f"No cell of the training set holds {least} held-out samples and {least} fakes. "
            f"Received: {len(test)} held-out samples, {len(fake)} fakes, n_cells={n_cells}. "
            "Draw more samples or lower n_cells."
        )
    return float(np.average(scores, weights=weights))


def cell_centres(train: np.ndarray, n_cells: int = 10, seed: int = 0) -> np.ndarray:
    """Returns the centres of `copying`'s cells, float64 [n_cells, feature_size].

    They are those after 20 rounds of k-means; an empty cell keeps its centre.

    Args:
        train: [n, feature_size], n >= n_cells.
        n_cells: how many.
        seed: of the first centres.

    Raises:
        ValueError: see `feature_matrices`, or too few training samples.
    """
    check_positive_integer(n_cells=n_cells)
    (train,) = feature_matrices(train=train)
    check_n_rows(n_cells, train=train)
    # scikit-learn's KMeans takes a seventh of the time (0.1 s for 10,000 rows) after 0.8 s of
    # import; its centres differ by 7e-16, so that scores would not keep their bytes.
    centres = train[np.random.default_rng(seed).choice(len(train), n_cells, replace=False)]
    for _ in range(20):
        members = (_cells(centres, train) == np.arange(n_cells)[:, None]).astype(np.float64)
        counts = members.sum(axis=1)
        filled = counts > 0
        centres[filled] = (members @ train)[filled] / counts[filled, None]
    return centres


def _cells(centres: np.ndarray, samples: np.ndarray) -> np.ndarray:
    """Returns the index of the nearest centre of each sample, int64 [n]."""
    blocks = squared_distance_blocks(centres, samples)
    return np.concatenate([np.argmin(squared, axis=1) for _, squared in blocks])


def _to_nearest(
    train: np.ndarray, samples: np.ndarray, neighbours: Neighbours | None
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the distance and the index of the nearest training sample of each sample."""
    if neighbours is None:
        neighbours = nearest(train, samples, 1)
    if len(neighbours.indices) != len(samples):
        raise ValueError(
            f"neighbours must be of {len(samples)} samples. Received: {len(neighbours.indices)}. "
            "Pass nearest_training of the same samples."
        )
    return neighbours.distances[:, 0], neighbours.indices[:, 0]


def _mann_whitney_z(test: np.ndarray, fake: np.ndarray) -> float:
    """Returns the z-score of the pairs in which the fake is the farther; a tie is half a pair."""
    # As scipy.stats.mannwhitneyu, whose module takes 0.4 s to load and gives no z-score.
    test = np.sort(test)
    ranks = np.searchsorted(test, fake, "left") + np.searchsorted(test, fake, "right")
    n_pairs = len(test) * len(fake)
    spread = np.sqrt(n_pairs * (len(test) + len(fake) + 1) / 12)
    return (ranks.sum() / 2 - n_pairs / 2) / spread
