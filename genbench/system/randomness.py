"""The random generator that belongs to a key."""

from __future__ import annotations

import numpy as np


def rng_for(*key: int | str) -> np.random.Generator:
    """Returns the random generator that belongs to a key, such as (seed, "latents", step)."""
    words = [part if isinstance(part, int) else int.from_bytes(part.encode()) for part in key]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))
