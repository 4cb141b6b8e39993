"""Log-likelihoods of pictures, in nats: exact, by a kernel around samples, and from weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logsumexp

from genbench.metrics.checks import check_positive_integer, feature_matrix
from genbench.metrics.distances import squared_distance_blocks

LOG_2PI = float(np.log(2 * np.pi))
# How slowly the schedule leaves both its ends. With 4, of Wu et al., the first steps from the prior
# of 50 latents cost 3 nats more at 1,000 temperatures.
STEEPNESS = 6.0


def log_mean_weight(log_weights: ArrayLike) -> np.ndarray:
    """Returns the logarithm of each row's mean weight, float64 [n]: an estimate of log p(x).

    On average it is never above log p(x), where the weights are right on average (Jensen).

    Args:
        log_weights: [n, k], in nats; -inf is a weight of zero.

    Raises:
        ValueError: one is nan or +inf, of which no mean can be taken; says how many.
    """
    weights = np.asarray(log_weights, np.float64)
    n_broken = np.count_nonzero(np.isnan(weights) | (weights == np.inf))
    if n_broken:
        raise ValueError(
            f"log_weights must be finite. Received: nan or inf in {n_broken:,} of "
            f"{weights.size:,}. Look for a model that diverged."
        )
    return np.asarray(logsumexp(weights, axis=1)) - np.log(weights.shape[1])


def effective_sample_size(log_weights: ArrayLike) -> np.ndarray:
    """Returns how many equal weights each row [n, k] is worth, float64 [n], from 1 to k.

    Reference:
        Kong 1992, "A note on importance sampling using standardized weights".
    """
    weights = np.asarray(log_weights, np.float64)
    first, second = (np.asarray(logsumexp(k * weights, axis=1)) for k in (1, 2))
    return np.exp(2 * first - second)


def sigmoid_schedule(n: int) -> np.ndarray:
    """Returns the n + 1 inverse temperatures of an annealing, float64, from 0 to 1.

    They are close together at both ends, where the distributions change fastest.

    Raises:
        ValueError: n is not positive.

    Reference:
        Grosse et al. 2015, arXiv:1511.02543, section 5; Wu et al. 2017, arXiv:1611.04273.
    """
    check_positive_integer(n=n)
    raw = expit(STEEPNESS * (2 * np.arange(n + 1) / n - 1))
    return (raw - raw[0]) / (raw[-1] - raw[0])


def linear_gaussian_log_density(
    images: ArrayLike, *, mean: ArrayLike, factors: ArrayLike, variance: float
) -> np.ndarray:
    """Returns log N(x; mean, W W' + variance I) of each image, in nats, float64 [n].

    Args:
        images: [n, n_pixels].
        mean: [n_pixels].
        factors: W, [n_pixels, latent_size].
        variance: of each pixel, given the latents; positive.

    Raises:
        ValueError: images or factors are no finite matrix, or the variance is not positive.

    Reference:
        Tipping and Bishop 1999, "Probabilistic principal component analysis", equation 4.
    """
    images, factors = feature_matrix("images", images), feature_matrix("factors", factors)
    _check_variance(variance)
    n_pixels, size = factors.shape
    centred = images - np.asarray(mean, np.float64)
    # The determinant and inverse of [n_pixels, n_pixels] from those of [size, size] (Woodbury).
    inner = factors.T @ factors + variance * np.eye(size)
    explained = centred @ factors
    squared = (centred**2).sum(axis=1)
    squared -= (explained * np.linalg.solve(inner, explained.T).T).sum(axis=1)
    log_determinant = np.linalg.slogdet(inner)[1] + (n_pixels - size) * np.log(variance)
    return -0.5 * (n_pixels * LOG_2PI + log_determinant + squared / variance)


def parzen_log_density(
    centres: ArrayLike, images: ArrayLike, *, variances: ArrayLike
) -> np.ndarray:
    """Returns the log-density of each image under Gaussian kernels around samples, in nats.

    It says little of the samples: blurred copies of a training set have more of it than the set
    itself, and in many dimensions it is far below log p(x), however many samples there are.

    Args:
        centres: [m, n_pixels], the samples.
        images: [n, n_pixels].
        variances: [k], of each pixel; all positive.

    Returns:
        float64 [k, n], a row for each variance.

    Raises:
        ValueError: no finite matrices, or a variance is not positive.

    Reference:
        Breuleux et al. 2011, "Quickly generating representative samples"; Theis et al. 2015,
        arXiv:1511.01844, section 3, for what is wrong with it.
    """
    centres, images = feature_matrix("centres", centres), feature_matrix("images", images)
    variances = np.asarray(variances, np.float64)
    for variance in variances:
        _check_variance(variance)
    found = np.empty((len(variances), len(images)))
    for rows, squared in squared_distance_blocks(centres, images):
        for i, variance in enumerate(variances):
            found[i, rows] = logsumexp(-0.5 * squared / variance, axis=1)
    constants = 0.5 * images.shape[1] * (LOG_2PI + np.log(variances)) + np.log(len(centres))
    return found - constants[:, None]


def bits_per_dimension(nats: float, n_dimensions: int, *, n_levels: int) -> float:
    """Returns what a log-likelihood per image is in bits for each pixel and channel.

    Args:
        nats: of an image; of grey levels as the density of the dequantised pixels in [0, 1].
        n_dimensions: pixels times channels.
        n_levels: of a pixel: 256 of bytes, 1 where the nats are of a probability as they stand.

    Reference:
        Theis et al. 2015, arXiv:1511.01844, section 3.1.
    """
    return float(np.log2(n_levels) - nats / (n_dimensions * np.log(2)))


def _check_variance(variance: float) -> None:
    if not 0 < variance < np.inf:
        raise ValueError(f"variance must be a positive number. Received: {variance}.")
