"""The Fréchet distance between Gaussians fitted to two sets of features, and its bias."""

from __future__ import annotations

import numpy as np

from genbench.metrics.checks import check_n_rows, check_positive_integer, feature_matrices

_N_PARTS = (1, 2, 3, 4)


def frechet_distance(real: np.ndarray, fake: np.ndarray) -> float:
    """Returns |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), with unbiased covariances.

    Sees a shift or a change of spread; blind to copying, and to all beyond the second moments.
    Biased upwards by about 1/n (`frechet_null`): compare only distances of equal n. Rounding can
    leave a distance of equal sets slightly negative; it is not clipped.

    Args:
        real: [n, feature_size], n > feature_size.
        fake: [m, feature_size], m > feature_size.

    Raises:
        ValueError: see `feature_matrices`, or too few rows.

    Reference:
        Dowson and Landau 1982, equation 4; Heusel et al. 2017, arXiv:1706.08500, equation 6.
    """
    real, fake = _samples(n_parts=1, real=real, fake=fake)
    return _distance(real, fake)


def frechet_null(real: np.ndarray, *, n_real: int, n_fake: int) -> float:
    """Returns the distance to expect between n_real and n_fake fresh draws of what `real` is.

    No model can be expected to score below it. To first order in 1/n, from the second and the
    fourth moments of `real`, so without the assumption that features are Gaussian. For N(0, I)
    it is d (1/n + 1/m) + d (d + 1) / 4 (1/n + 1/m).

    Args:
        real: [n, feature_size], n > feature_size; the more, the better the moments.
        n_real: rows of the one draw.
        n_fake: rows of the other.

    Raises:
        ValueError: see `feature_matrices`, or too few rows.
    """
    (real,) = _samples(n_parts=1, real=real)
    check_positive_integer(n_real=n_real, n_fake=n_fake)
    centred = real - real.mean(axis=0)
    _, singular, axes = np.linalg.svd(np.linalg.qr(centred, mode="r"))
    varies = singular > singular[0] * 1e-12  # a constant feature adds nothing
    squares = (centred @ axes[varies].T) ** 2
    variances = squares.mean(axis=0)
    # Where C = diag(v), an error E of C adds sum E_ij^2 / (v_i + v_j) / 2 to the distance, and
    # n E_ij^2 is on average the variance of x_i x_j.
    errors = squares.T @ squares / len(real) - np.diag(variances**2)
    spread = np.sum(errors / (variances[:, None] + variances)) / 2
    return float((variances.sum() + spread) * (1 / n_real + 1 / n_fake))


def frechet_extrapolated(real: np.ndarray, fake: np.ndarray, seed: int = 0) -> float:
    """Returns the distance at infinite n: the intercept of a line through distances of fewer rows.

    Both sets are shuffled and split into 1, 2, 3 and 4 parts, without replacement; the mean
    distance of the parts grows with 1/n, so linearly with the number of parts, and 0 parts stand
    for infinite n. Unequal n may be compared. Can be slightly negative; it is not clipped.

    Args:
        real: [n, feature_size], at least 4 rows more than 4 feature_size.
        fake: [m, feature_size], the same.
        seed: of the shuffles.

    Raises:
        ValueError: see `feature_matrices`, or too few rows.

    Reference:
        After Chong and Forsyth 2020, arXiv:1911.07023, who vary the fake rows alone.
    """
    real, fake = _samples(n_parts=_N_PARTS[-1], real=real, fake=fake)
    rng = np.random.default_rng(seed)
    distances = []
    for n_parts in _N_PARTS:
        real_parts = np.array_split(rng.permutation(real), n_parts)
        fake_parts = np.array_split(rng.permutation(fake), n_parts)
        parts = zip(real_parts, fake_parts, strict=True)
        distances.append(np.mean([_distance(*pair) for pair in parts]))
    return float(np.polyfit(_N_PARTS, distances, deg=1)[-1])


def _samples(n_parts: int, **matrices: np.ndarray) -> list[np.ndarray]:
    """Returns the matrices checked, each with rows enough for covariances of full rank."""
    samples = feature_matrices(least=2, **matrices)
    check_n_rows(n_parts * (samples[0].shape[1] + 1), **dict(zip(matrices, samples, strict=True)))
    return samples


def _distance(real: np.ndarray, fake: np.ndarray) -> float:
    shift = real.mean(axis=0) - fake.mean(axis=0)
    real_root, fake_root = _root(real), _root(fake)
    # tr (C1 C2)^(1/2) is the nuclear norm of C1^(1/2) C2^(1/2), or of any other pair of roots.
    cross = np.linalg.norm(real_root @ fake_root.T, ord="nuc")
    return float(shift @ shift + np.sum(real_root**2) + np.sum(fake_root**2) - 2 * cross)


def _root(samples: np.ndarray) -> np.ndarray:
    """Returns a triangular R with R'R the unbiased covariance; no eigenvalue to clip."""
    return np.linalg.qr(samples - samples.mean(axis=0), mode="r") / np.sqrt(len(samples) - 1)
