"""Metrics of repetition: the birthday test, which says how many pictures a model can draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import special

from genbench.metrics.checks import check_fraction, check_positive_integer, feature_matrices
from genbench.metrics.distances import balls_around, leave_one_out, nearest


class BirthdayDuplicates(NamedTuple):
    """How often two fakes are one picture, and how many pictures that speaks of.

    Attributes:
        n_duplicates: pairs of fakes closer than `threshold`.
        support_size: pictures the model can draw, were all as likely; None without a duplicate.
        low: lower end of its 95 % interval.
        high: upper end; None without a duplicate.
        threshold: the distance below which two samples count as one picture.
        pairs: int64 [n, 2], the closest pairs of fakes, the closest first.
        distances: float64 [n], theirs.
    """

    n_duplicates: int
    support_size: float | None
    low: float
    high: float | None
    threshold: float
    pairs: np.ndarray
    distances: np.ndarray


def birthday_duplicates(
    real: np.ndarray, fake: np.ndarray, *, quantile: float = 0.01, n_pairs: int = 20
) -> BirthdayDuplicates:
    """Returns the duplicates among the fakes, and the support size they speak of.

    Of n draws from N equally likely pictures, n (n - 1) / (2 N) pairs are equal on average. Two
    fakes are one picture where they are closer than a low quantile of the real nearest-neighbour
    distances. No support beyond that of the real data can be seen so: read it beside the row of
    real images, and look at the pairs.

    Sees few pictures drawn again and again; blind to quality and to copying.

    Args:
        real: [n, feature_size], n >= 2.
        fake: [m, feature_size], m >= 2.
        quantile: of the real nearest-neighbour distances, in (0, 1).
        n_pairs: the most pairs to give back.

    Raises:
        ValueError: see `feature_matrices`, or real data that repeats itself.

    Reference:
        After Arora and Zhang 2017, arXiv:1706.08224, who look for a first duplicate; all are
        counted here.
    """
    check_fraction(quantile=quantile)
    check_positive_integer(n_pairs=n_pairs)
    real, fake = feature_matrices(real=real, fake=fake)
    threshold = np.quantile(leave_one_out(real, 1), quantile)
    if threshold == 0:
        raise ValueError(
            f"real must not repeat itself. Received: {quantile:.0%} of {len(real)} rows are equal "
            "to another. Drop the repeats or raise quantile."
        )
    # Each fake lies in its own ball, and each pair is counted twice.
    n_duplicates = int(balls_around(fake, threshold, fake).sum() - len(fake)) // 2
    n_all = len(fake) * (len(fake) - 1) / 2
    pairs, distances = _closest_pairs(fake, n_pairs)
    # Ends of the exact interval of a Poisson mean.
    most = special.gammaincinv(n_duplicates + 1, 0.975)
    fewest = special.gammaincinv(n_duplicates, 0.025) if n_duplicates else None
    return BirthdayDuplicates(
        n_duplicates=n_duplicates,
        support_size=n_all / n_duplicates if n_duplicates else None,
        low=float(n_all / most),
        high=float(n_all / fewest) if fewest else None,
        threshold=float(threshold),
        pairs=pairs,
        distances=distances,
    )


def _closest_pairs(samples: np.ndarray, n_pairs: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the closest pairs among those of each sample and its nearest other."""
    found = nearest(samples, samples, 2)
    rows = np.arange(len(samples))
    # Equal samples may stand in either order: take the one that is not the sample itself.
    others = np.where(found.indices[:, 0] == rows, found.indices[:, 1], found.indices[:, 0])
    pairs = np.sort(np.column_stack([rows, others]), axis=1)
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    distances = found.distances[first, 1]
    closest = np.argsort(distances, kind="stable")[:n_pairs]
    return pairs[closest], distances[closest]
