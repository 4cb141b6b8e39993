"""Images as arrays: uint8 at rest, float32 in [0, 1] in flight, always [n, h, w, c]."""

from __future__ import annotations

from typing import Any

import numpy as np

from genbench.system.randomness import rng_for


def to_float(images: np.ndarray) -> np.ndarray:
    """Returns images uint8 [n, h, w, c] as float32 [n, h, w, c] in [0, 1].

    Raises:
        TypeError: the images are not uint8.
    """
    if images.dtype != np.uint8:
        raise TypeError(f"images must be uint8. Received: {images.dtype}.")
    return images.astype(np.float32) / np.float32(255)


def to_uint8(images: np.ndarray) -> np.ndarray:
    """Returns images float32 [n, h, w, c] in [0, 1] as uint8, rounded to the nearest level.

    Raises:
        ValueError: a value is not finite or lies outside [0, 1].
    """
    if not (np.min(images) >= 0 and np.max(images) <= 1):
        raise ValueError(
            "images must lie in [0, 1]. "
            f"Received: values from {np.min(images)} to {np.max(images)}."
        )
    return np.rint(images * np.float32(255)).astype(np.uint8)


def dequantised(images: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Returns grey levels with uniform noise between them, (level + u) / 256: float32 in [0, 1].

    So pixels have a density, which is at most the probability of the levels themselves.

    Args:
        images: uint8 [n, h, w, c].
        rows: int64 [n], what each image is known by: the same row has the same noise.

    Reference:
        Uria et al. 2013, arXiv:1306.0186, section 5.2; Theis et al. 2015, arXiv:1511.01844.
    """
    noise = [
        rng_for("dequantised", row).random(images.shape[1:], np.float32) for row in rows.tolist()
    ]
    return (images + np.stack(noise)) / np.float32(256)


def among_dequantised(pictures: Any) -> Any:
    """Returns where pictures in [0, 1] lie among dequantised ones: level + 1/2 in the middle.

    Args:
        pictures: an array or tensor of any shape, 1 for the level 255.
    """
    return (255.0 * pictures + 0.5) / 256.0
