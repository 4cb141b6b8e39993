"""Random numbers, drawn outside the training step and handed to it.

The same seed gives other numbers inside XLA-compiled code than outside it, so no step draws
its own. A noise is a distribution and the shape it has for one image; what it gives depends on
the seed and the step alone, so that a resumed run is the same run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

Shape = tuple[int, ...]


class Noise(Protocol):
    """A distribution over arrays of one shape."""

    @property
    def shape(self) -> Shape:
        """Shape of the noise of one image."""
        ...

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, *shape]. Row i is the same for every n > i."""
        ...


@dataclass(frozen=True)
class Normal:
    """Independent standard normal numbers."""

    shape: Shape

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        return rng.standard_normal((n, *self.shape), dtype=np.float32)


@dataclass(frozen=True)
class Uniform:
    """Independent numbers spread evenly over [low, high)."""

    shape: Shape
    low: float = 0.0
    high: float = 1.0

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        unit = rng.random((n, *self.shape), dtype=np.float32)
        return np.float32(self.low) + unit * np.float32(self.high - self.low)


def generator(*key: int | str) -> np.random.Generator:
    """Returns the random generator that belongs to a key, such as (seed, "latents", step)."""
    words = [part if isinstance(part, int) else int.from_bytes(part.encode()) for part in key]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))


def draw_steps(
    noises: Mapping[str, Noise], *, seed: int, start: int, stop: int, n: int
) -> dict[str, np.ndarray]:
    """Returns the noise of the steps from start up to, not including, stop.

    Args:
        noises: the noise that a step needs, by name.
        seed: seed of the run.
        start: first step.
        stop: step after the last.
        n: images per step.

    Returns:
        For each name float32 [stop - start, n, *shape]; each step's part depends on the seed
        and the step alone.
    """
    return {
        name: np.stack([noise.draw(generator(seed, name, step), n) for step in range(start, stop)])
        for name, noise in noises.items()
    }
