"""Metrics of k-nearest-neighbour balls: how far each set reaches into the other.

Each works out how far the samples of a set lie apart; where several are wanted, work out
`neighbour_distances` of both sets once and pass them: that halves the time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from genbench.metrics.checks import (
    check_fraction,
    check_n_rows,
    check_positive_integer,
    feature_matrices,
    feature_matrix,
)
from genbench.metrics.distances import balls_around, leave_one_out, nearest


class PrecisionRecallDensityCoverage(NamedTuple):
    """precision, recall and coverage lie in [0, 1]; density may exceed 1."""

    precision: float
    recall: float
    density: float
    coverage: float


class PrecisionRecall(NamedTuple):
    """Both lie in [0, 1]."""

    precision: float
    recall: float


class NearestNeighbourAccuracy(NamedTuple):
    """The share of each set whose nearest other sample is of its own set; 0.5 is the best."""

    real: float
    fake: float


def neighbour_distances(samples: np.ndarray, k: int = 5) -> np.ndarray:
    """Returns the distances of each sample to its k nearest others, float64 [n, k], ascending.

    Args:
        samples: [n, feature_size], n > k.
        k: how many.

    Raises:
        ValueError: see `feature_matrices`.
    """
    check_positive_integer(k=k)
    samples = feature_matrix("samples", samples)
    check_n_rows(k + 1, samples=samples)
    return leave_one_out(samples, k)


def precision_recall_density_coverage(
    real: np.ndarray,
    fake: np.ndarray,
    k: int = 5,
    *,
    real_distances: np.ndarray | None = None,
    fake_distances: np.ndarray | None = None,
) -> PrecisionRecallDensityCoverage:
    """Returns four answers to: who lies in whose balls? A ball reaches to the k-th neighbour.

    Precision: fakes in some real ball. Recall: reals in some fake ball. Density: real balls
    around a fake, over k. Coverage: reals with a fake in their ball; .969 between two draws of
    1,000 at k = 5, where the others depend on the features. All depend on n: compare equal n.

    Precision and density see fakes far from the data, and are blind to blur, to copying and to
    what lies near real outliers, even noise (see `capped_precision_recall`). Recall and coverage
    see lost variety, and one or few pictures repeated.

    Args:
        real: [n, feature_size], n > k.
        fake: [m, feature_size], m > k.
        k: neighbours that set a ball's radius.
        real_distances: `neighbour_distances(real, k)`, of this k or more, where at hand.
        fake_distances: the same of fake.

    Raises:
        ValueError: see `feature_matrices`.

    Reference:
        Naeem et al. 2020, arXiv:2002.09797.
    """
    real, fake, real_radii, fake_radii = _balls(real, fake, k, real_distances, fake_distances)
    around_fake = balls_around(real, real_radii, fake)
    around_real = balls_around(fake, fake_radii, real)
    nearest_fake = nearest(fake, real, 1).distances[:, 0]
    return PrecisionRecallDensityCoverage(
        precision=_share(around_fake > 0),
        recall=_share(around_real > 0),
        density=float(1 / k * around_fake.mean()),
        coverage=_share(nearest_fake < real_radii),
    )


def improved_precision_recall(
    real: np.ndarray,
    fake: np.ndarray,
    k: int = 3,
    *,
    real_distances: np.ndarray | None = None,
    fake_distances: np.ndarray | None = None,
) -> PrecisionRecall:
    """Returns precision (fakes in some real ball) and recall (reals in some fake ball).

    The balls are closed. Sees and misses what `precision_recall_density_coverage` does.

    Args:
        real: [n, feature_size], n > k.
        fake: [m, feature_size], m > k.
        k: neighbours that set a ball's radius.
        real_distances: `neighbour_distances(real, k)`, of this k or more, where at hand.
        fake_distances: the same of fake.

    Raises:
        ValueError: see `feature_matrices`.

    Reference:
        Kynkäänniemi et al. 2019, arXiv:1904.06991, equations 1 and 2.
    """
    return _closed_balls(*_balls(real, fake, k, real_distances, fake_distances))


def capped_precision_recall(
    real: np.ndarray,
    fake: np.ndarray,
    k: int = 5,
    quantile: float = 0.5,
    *,
    real_distances: np.ndarray | None = None,
    fake_distances: np.ndarray | None = None,
) -> PrecisionRecall:
    """Returns precision and recall with no ball larger than the median real one.

    A real outlier has a huge ball, and one such ball can hold all the noise there is. Here no
    radius, real or fake, exceeds a quantile of the real radii, so that the bulk of the data sets
    the scale. Two draws of one distribution score lower than without the cap: read both beside
    the row of real images.

    Precision sees the noise that other precisions take for data; it is blind to blur and to
    copying. Recall sees lost variety, also where a few wild fakes have huge balls.

    Args:
        real: [n, feature_size], n > k.
        fake: [m, feature_size], m > k.
        k: neighbours that set a ball's radius, where it is not capped.
        quantile: of the real radii, in (0, 1).
        real_distances: `neighbour_distances(real, k)`, of this k or more, where at hand.
        fake_distances: the same of fake.

    Raises:
        ValueError: see `feature_matrices`, or quantile outside (0, 1).
    """
    check_fraction(quantile=quantile)
    real, fake, real_radii, fake_radii = _balls(real, fake, k, real_distances, fake_distances)
    cap = np.quantile(real_radii, quantile)
    return _closed_balls(real, fake, np.minimum(real_radii, cap), np.minimum(fake_radii, cap))


def nearest_neighbour_accuracy(
    real: np.ndarray,
    fake: np.ndarray,
    *,
    real_distances: np.ndarray | None = None,
    fake_distances: np.ndarray | None = None,
) -> NearestNeighbourAccuracy:
    """Returns how well the nearest other sample tells real from fake, for each set apart.

    0.5 where the sets are draws of one distribution. Real above 0.5: the fakes keep away from
    the data. Fake above 0.5: they crowd together, as repeated pictures do. Below 0.5: they sit
    on the real ones. A tie, which copies make, counts one half.

    Sees almost every difference, and copies of `real`; says little of its kind.

    Args:
        real: [n, feature_size], n >= 2.
        fake: [n, feature_size], as many, since the chance level depends on it.
        real_distances: `neighbour_distances(real)`, where at hand.
        fake_distances: the same of fake.

    Raises:
        ValueError: see `feature_matrices`, or unequal numbers.

    Reference:
        Lopez-Paz and Oquab 2017, arXiv:1610.06545; Xu et al. 2018, arXiv:1806.07755.
    """
    real, fake = feature_matrices(real=real, fake=fake)
    if len(real) != len(fake):
        raise ValueError(
            "real and fake must have equally many rows. "
            f"Received: {len(real)} and {len(fake)}. Pass a draw of {min(len(real), len(fake))}."
        )
    to_real = _radii("real_distances", real, 1, real_distances)
    to_fake = _radii("fake_distances", fake, 1, fake_distances)
    return NearestNeighbourAccuracy(
        real=_accuracy(to_real, nearest(fake, real, 1).distances[:, 0]),
        fake=_accuracy(to_fake, nearest(real, fake, 1).distances[:, 0]),
    )


def _balls(
    real: np.ndarray,
    fake: np.ndarray,
    k: int,
    real_distances: np.ndarray | None,
    fake_distances: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Returns real and fake, checked, and the radii of their balls."""
    check_positive_integer(k=k)
    real, fake = feature_matrices(real=real, fake=fake, least=k + 1)
    real_radii = _radii("real_distances", real, k, real_distances)
    fake_radii = _radii("fake_distances", fake, k, fake_distances)
    return real, fake, real_radii, fake_radii


def _radii(name: str, samples: np.ndarray, k: int, distances: np.ndarray | None) -> np.ndarray:
    """Returns the distance of each sample to its k-th nearest other."""
    if distances is None:
        distances = leave_one_out(samples, k)
    shape = np.shape(distances)
    if len(shape) != 2 or shape[0] != len(samples) or shape[1] < k:
        raise ValueError(
            f"{name} must be [{len(samples)}, {k} or more]. Received: shape {shape}. "
            "Pass neighbour_distances of the same samples."
        )
    return distances[:, k - 1]


def _closed_balls(
    real: np.ndarray, fake: np.ndarray, real_radii: np.ndarray, fake_radii: np.ndarray
) -> PrecisionRecall:
    around_fake = balls_around(real, real_radii, fake, inside=np.less_equal)
    around_real = balls_around(fake, fake_radii, real, inside=np.less_equal)
    return PrecisionRecall(precision=_share(around_fake > 0), recall=_share(around_real > 0))


def _accuracy(to_own: np.ndarray, to_other: np.ndarray) -> float:
    return _share(to_own < to_other) + _share(to_own == to_other) / 2


def _share(selected: np.ndarray) -> float:
    return float(selected.mean())
