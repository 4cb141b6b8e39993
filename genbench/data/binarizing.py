"""Pixels drawn as 0 or 1 with their grey values as probabilities, as published tables have them."""

from __future__ import annotations

import numpy as np

from genbench.data.splits import Split
from genbench.system.randomness import rng_for


def binarized(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Returns pixels 0 or 255, of which a grey value g is the latter with probability g / 255.

    Args:
        images: uint8 of any shape.
        rng: decides.

    Returns:
        uint8, of the same shape.

    Reference:
        Salakhutdinov and Murray 2008, "On the quantitative analysis of deep belief networks",
        section 4.
    """
    # One of 255 levels, 0 to 254: black stays black, and white stays white.
    level = rng.integers(0, 255, images.shape, np.uint8)
    return np.where(images > level, np.uint8(255), np.uint8(0))


def binarized_once(split: Split) -> Split:
    """Returns a split whose pixels are 0 or 255, the same each time it is asked for."""
    # The name tells train from held out, and nothing else: data are known by their content.
    part = split.name.rpartition("/")[2]
    images = binarized(split.images, rng_for("binarized", part))
    return Split(images, split.labels, split.classes, split.name)
