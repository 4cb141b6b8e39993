"""Metrics of the pictures themselves: sharpness, likeness, reconstruction."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np

from genbench.metrics.checks import check_n_rows, check_positive_integer, image_batch
from genbench.metrics.distances import row_blocks

# Pixels of a block, 512 KiB of float64: what is worked out of them stays in the cache.
BLOCK_SIZE = 2**16
_WINDOW_SIZE = 11
_WINDOW_SIGMA = 1.5
# Wang et al. 2004, section III-B, for values in [0, 1].
_C1 = 0.01**2
_C2 = 0.03**2


def sharpness(real: np.ndarray, fake: np.ndarray) -> float:
    """Returns the mean Laplacian variance of the fakes over that of the real images.

    1 is as sharp as real, less is blurred. Noise exceeds 1: it counts as sharp.

    Args:
        real: float [n, h, w] or [n, h, w, c] in [0, 1].
        fake: [m, h, w] or [m, h, w, c], the same.

    Raises:
        ValueError: no such images, sizes that differ, or flat real images.
    """
    real, fake = _same_size(real=real, fake=fake)
    reference = laplacian_variance(real).mean()
    if reference == 0:
        raise ValueError(
            f"real must not be flat. Received: {len(real)} images without an edge. "
            "Check how they were loaded."
        )
    return float(laplacian_variance(fake).mean() / reference)


def laplacian_variance(images: np.ndarray) -> np.ndarray:
    """Returns the variance of the Laplacian within each image, float64 [n]: high where sharp.

    Args:
        images: float [n, h, w] or [n, h, w, c] in [0, 1], h and w at least 3.

    Raises:
        ValueError: no such images.

    Reference:
        Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy".
    """
    images = image_batch("images", images)
    _check_width(3, images)
    return _by_blocks(_laplacian_variance, images)


def reconstruction_error(images: np.ndarray, reconstructions: np.ndarray) -> np.ndarray:
    """Returns the mean squared error per pixel of each image, float64 [n].

    Rewards blur: the least error belongs to the mean of all that fits. Beside it belongs the
    error of a PCA with as many latents.

    Args:
        images: float [n, h, w] or [n, h, w, c] in [0, 1].
        reconstructions: the same, one for each image.

    Raises:
        ValueError: no such images, or shapes that differ.
    """
    images, reconstructions = _pairs(images=images, reconstructions=reconstructions)
    return _by_blocks(lambda x, y: ((x - y) ** 2).mean(axis=(1, 2, 3)), images, reconstructions)


def ssim(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Returns the structural similarity of each pair of images, float64 [n], 1 where equal.

    Windows are Gaussian, 11 x 11 with a standard deviation of 1.5, and lie within the image.
    Sees lost structure more than a change of brightness. On average over the channels.

    Args:
        images: float [n, h, w] or [n, h, w, c] in [0, 1], h and w at least 11.
        others: the same, one for each image.

    Raises:
        ValueError: no such images, or shapes that differ.

    Reference:
        Wang et al. 2004, "Image quality assessment: from error visibility to structural
        similarity", equation 13.
    """
    images, others = _pairs(images=images, others=others)
    _check_width(_WINDOW_SIZE, images)
    return _by_blocks(_ssim, images, others)


def ssim_diversity(images: np.ndarray, n_pairs: int = 5000, seed: int = 0) -> float:
    """Returns the mean structural similarity of random pairs: high where variety is lost.

    Read it beside the row of real images; below that, the pictures differ more than data does,
    as noise does.

    Args:
        images: float [n, h, w] or [n, h, w, c] in [0, 1], n >= 2, h and w at least 11.
        n_pairs: pairs of different images to draw.
        seed: of the pairs.

    Raises:
        ValueError: no such images.

    Reference:
        After Odena et al. 2017, arXiv:1610.09585, section 4.2, with the single-scale similarity.
    """
    check_positive_integer(n_pairs=n_pairs)
    images = image_batch("images", images)
    check_n_rows(2, images=images)
    rng = np.random.default_rng(seed)
    first = rng.integers(len(images), size=n_pairs)
    second = (first + rng.integers(1, len(images), size=n_pairs)) % len(images)
    return float(ssim(images[first], images[second]).mean())


def _by_blocks(measure: Callable[..., np.ndarray], *batches: np.ndarray) -> np.ndarray:
    """Returns measure(*batches) as if of all images at once, in float64."""
    blocks = row_blocks(len(batches[0]), batches[0][0].size, BLOCK_SIZE)
    return np.concatenate(
        [measure(*(images[rows].astype(np.float64) for images in batches)) for rows in blocks]
    )


def _laplacian_variance(images: np.ndarray) -> np.ndarray:
    middle = images[:, 1:-1, 1:-1]
    across = images[:, 1:-1, :-2] + images[:, 1:-1, 2:]
    down = images[:, :-2, 1:-1] + images[:, 2:, 1:-1]
    return (across + down - 4 * middle).var(axis=(1, 2)).mean(axis=1)


def _ssim(images: np.ndarray, others: np.ndarray) -> np.ndarray:
    x, y = np.moveaxis(images, 3, 1), np.moveaxis(others, 3, 1)
    mean_x, mean_y = _window_means(x), _window_means(y)
    variance_x = _window_means(x * x) - mean_x**2
    variance_y = _window_means(y * y) - mean_y**2
    covariance = _window_means(x * y) - mean_x * mean_y
    luminance = (2 * mean_x * mean_y + _C1) / (mean_x**2 + mean_y**2 + _C1)
    structure = (2 * covariance + _C2) / (variance_x + variance_y + _C2)
    return (luminance * structure).mean(axis=(1, 2, 3))


def _window_means(images: np.ndarray) -> np.ndarray:
    """Returns the Gaussian means of all windows within the images [..., h, w]."""
    height, width = images.shape[-2:]
    return _band(height) @ images @ _band(width).T


@functools.cache
def _band(size: int) -> np.ndarray:
    """Returns the matrix [size - 10, size] whose rows are the window at each place."""
    offsets = np.arange(_WINDOW_SIZE) - _WINDOW_SIZE // 2
    weights = np.exp(-(offsets**2) / (2 * _WINDOW_SIGMA**2))
    weights /= weights.sum()
    return np.stack(
        [np.pad(weights, (i, size - _WINDOW_SIZE - i)) for i in range(size - _WINDOW_SIZE + 1)]
    )


def _same_size(**batches: np.ndarray) -> list[np.ndarray]:
    checked = {name: image_batch(name, images) for name, images in batches.items()}
    sizes = {name: images.shape[1:] for name, images in checked.items()}
    if len(set(sizes.values())) > 1:
        raise ValueError(
            f"{' and '.join(sizes)} must be of one size. Received: {sizes}. Resize one of them."
        )
    return list(checked.values())


def _pairs(**batches: np.ndarray) -> list[np.ndarray]:
    images, others = _same_size(**batches)
    if len(images) != len(others):
        raise ValueError(
            f"{' and '.join(batches)} must be equally many. Received: {len(images)} and "
            f"{len(others)}."
        )
    return [images, others]


def _check_width(size: int, images: np.ndarray) -> None:
    if min(images.shape[1:3]) < size:
        raise ValueError(
            f"images must be at least {size} pixels high and wide. Received: shape {images.shape}."
        )
