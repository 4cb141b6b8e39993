"""Faults in doses: real images with a little more of one fault each time.

From which dose on does a metric see it? What no dose shows is what the metric is blind to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from genbench.data import Split
from genbench.data.images import to_uint8
from genbench.scoring.faults import noise, some_memorised

Spoil = Callable[[Split, Split, float, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Sweep:
    """A fault, and the doses in which it is given.

    Attributes:
        unit: what a dose is, in words.
        doses: from the least to the most.
        spoil: returns uint8 [n, h, w, c] of fresh real images [n, h, w, c] with their labels, the
            training images, a dose, and the source of all that is random.
        is_copied: whether the fault is copying, which takes dear searches to see.
    """

    unit: str
    doses: tuple[float, ...]
    spoil: Spoil
    is_copied: bool = False


def blurred(real: Split, train: Split, sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the real images under a Gaussian blur of sigma pixels."""
    smooth = ndimage.gaussian_filter(real.images.astype(np.float64), (0, sigma, sigma, 0))
    return np.rint(smooth).astype(np.uint8)


def noisy(real: Split, train: Split, deviation: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the real images under Gaussian noise, its deviation a share of white."""
    pixels = real.images / 255 + rng.normal(0, deviation, real.images.shape)
    return to_uint8(np.clip(pixels, 0, 1).astype(np.float32))


def memorised(real: Split, train: Split, share: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the real images, a share of them replaced by a few training images."""
    return _replaced(real, share, lambda n: rng.choice(some_memorised(train.images, rng), n), rng)


def contaminated(real: Split, train: Split, share: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the real images, a share of them replaced by noise."""
    return _replaced(real, share, lambda n: noise(train.images, n, rng), rng)


def without_classes(real: Split, train: Split, n: float, rng: np.random.Generator) -> np.ndarray:
    """Returns the real images, those of n classes replaced by training images of the others."""
    left_out = rng.permutation(len(real.classes))[: int(n)]
    is_out = np.isin(real.known_labels, left_out)
    others = train.images[~np.isin(train.known_labels, left_out)]
    images = real.images.copy()
    images[is_out] = others[rng.permutation(len(others))[: is_out.sum()]]
    return images


SWEEPS = {
    "blur": Sweep("pixels of deviation", (0.25, 0.5, 0.7, 1.0, 2.0, 3.0), blurred),
    "pixel noise": Sweep("deviation (white is 1)", (0.05, 0.1, 0.2, 0.3, 0.5), noisy),
    "memorised": Sweep(
        "share of the images", (0.05, 0.1, 0.25, 0.5, 1.0), memorised, is_copied=True
    ),
    "classes left out": Sweep("number of classes", (1, 2, 5), without_classes),
    "contamination": Sweep("share of the images", (0.01, 0.02, 0.05, 0.1, 0.2, 0.5), contaminated),
}


def _replaced(
    real: Split, share: float, others: Callable[[int], np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Returns the images of `real`, a share of them replaced by as many others."""
    rows = rng.permutation(len(real))[: round(share * len(real))]
    images = real.images.copy()
    images[rows] = others(len(rows))
    return images
