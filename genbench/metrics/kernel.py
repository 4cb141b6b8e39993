"""The kernel distance: the squared maximum mean discrepancy under a cubic polynomial kernel."""

from __future__ import annotations

import numpy as np

from genbench.metrics.checks import feature_matrices
from genbench.metrics.distances import BLOCK_SIZE, row_blocks


def kernel_distance(real: np.ndarray, fake: np.ndarray) -> float:
    """Returns the unbiased MMD^2 under k(x, y) = (x.y / feature_size + 1)^3.

    Features are divided by the root mean square of the real ones first: on raw features of
    another scale the kernel's constant drowns the rest, or is drowned. Zero on average between
    draws of one distribution, at any n, and slightly negative as often as not; not clipped.

    Sees differences in the first three moments; blind to copying.

    Args:
        real: [n, feature_size], n >= 2.
        fake: [m, feature_size], m >= 2.

    Raises:
        ValueError: see `feature_matrices`.

    Reference:
        Bińkowski et al. 2018, arXiv:1801.01401, section 4; Gretton et al. 2012, equation 3.
    """
    real, fake = feature_matrices(real=real, fake=fake)
    scale = np.sqrt(np.mean(real**2) * real.shape[1])
    # The kernel's 1 is one more feature, so that k(x, y) = (x.y)^3.
    real = np.column_stack([real / scale, np.ones(len(real))])
    fake = np.column_stack([fake / scale, np.ones(len(fake))])
    between = _sum_of_cubes(real, fake) / (len(real) * len(fake))
    return float(_mean_of_others(real) + _mean_of_others(fake) - 2 * between)


def _mean_of_others(x: np.ndarray) -> float:
    """Returns the mean kernel between different rows."""
    n = len(x)
    own = np.sum(np.sum(x**2, axis=1) ** 3)
    return (_sum_of_cubes(x, x) - own) / (n * (n - 1))


def _sum_of_cubes(x: np.ndarray, y: np.ndarray) -> float:
    """Returns the sum of the kernels of all pairs of rows."""
    total = 0.0
    for rows in row_blocks(len(x), len(y), BLOCK_SIZE):
        products = x[rows] @ y.T
        total += float(np.vdot(products**2, products))
    return total
