"""What samples.npz holds, read whole or not at all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Samples(NamedTuple):
    """What samples.npz holds.

    Attributes:
        images: uint8 [n, h, w, c].
        seed: what they were drawn with.
        step: of the model.
        sampler: its name, and
        about: what a sample is, in a few words; nothing where an earlier genbench drew them.
        labels: int64 [n], the classes that were asked for; None of a model that is not told any.
    """

    images: np.ndarray
    seed: int
    step: int
    sampler: str = ""
    about: str = ""
    labels: np.ndarray | None = None
