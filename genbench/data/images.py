"""Images as arrays: uint8 at rest, float32 in [0, 1] in flight, always [n, h, w, c]."""

from __future__ import annotations

import numpy as np


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
