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
from scipy.special import ndtr

from genbench.system.errors import InvalidInput
from genbench.system.randomness import rng_for

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
        """Returns float32 [n, *shape]."""
        return rng.standard_normal((n, *self.shape), dtype=np.float32)


@dataclass(frozen=True)
class Uniform:
    """Independent numbers spread evenly over [low, high)."""

    shape: Shape
    low: float = 0.0
    high: float = 1.0

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, *shape] in [low, high)."""
        unit = rng.random((n, *self.shape), dtype=np.float32)
        return np.float32(self.low) + unit * np.float32(self.high - self.low)


@dataclass(frozen=True)
class Mask:
    """Factors that drop each number with a probability, and make up for it in those kept."""

    shape: Shape
    dropped: float

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, *shape], each 0 or 1 / (1 - dropped)."""
        is_kept = rng.random((n, *self.shape), dtype=np.float32) >= self.dropped
        return is_kept / np.float32(1 - self.dropped)


@dataclass(frozen=True)
class Ring:
    """Points around a circle or sphere about the origin, `width` the deviation across it."""

    shape: Shape
    radius: float = 2.0
    width: float = 0.1

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, size], where the shape is (size,)."""
        normal = rng.standard_normal((n, self.shape[0] + 1), dtype=np.float32)
        direction, across = normal[:, 1:], normal[:, :1]
        unit = direction / np.linalg.norm(direction, axis=1, keepdims=True)
        return unit * (np.float32(self.radius) + np.float32(self.width) * across)


@dataclass(frozen=True, eq=False)
class Mixture:
    """A mixture of Gaussians.

    Args:
        weights: float [k], sum 1.
        means: float [k, d].
        factors: float [k, d, d], a root of each covariance: factor @ factor.T.
    """

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    @property
    def shape(self) -> Shape:
        return self.means.shape[1:]

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, d]."""
        # One array, so that a row does not depend on how many there are.
        normal = rng.standard_normal((n, 1 + self.means.shape[1]))
        edges = np.cumsum(self.weights)[:-1]
        component = np.searchsorted(edges, ndtr(normal[:, 0]), side="right")
        spread = np.einsum("nij,nj->ni", self.factors[component], normal[:, 1:])
        return (self.means[component] + spread).astype(np.float32)


def petals(size: int, *, n: int = 10) -> Mixture:
    """Returns n Gaussians in the first two coordinates, as petals; the others are standard.

    Each is long (0.5) towards the middle and narrow (0.1) across.

    Raises:
        ValueError: size is less than 2.

    Reference:
        Makhzani et al. 2015, arXiv:1511.05644, section 2.3, of whose kind this is.
    """
    if size < 2:
        raise InvalidInput(
            f"Petals need a latent_size of 2 or more. Received: {size}.", "latent_size"
        )
    angles = 2 * np.pi * np.arange(n) / n
    cos, sin = np.cos(angles), np.sin(angles)
    means = np.zeros((n, size))
    means[:, 0], means[:, 1] = 2 * cos, 2 * sin
    factors = np.tile(np.eye(size), (n, 1, 1))
    factors[:, :2, :2] = np.moveaxis(
        np.array([[0.5 * cos, -0.1 * sin], [0.5 * sin, 0.1 * cos]]), 2, 0
    )
    return Mixture(np.full(n, 1 / n), means, factors)


@dataclass(frozen=True)
class Labelled:
    """Latents that end with a one-hot label.

    Measured samples take independent labels (`counts`): in equal shares, a perfect model would come
    nearer to the data than independent pictures of the data itself do.
    """

    latents: Noise
    n_classes: int
    label: int | None = None
    """Of all latents. None: every class has its share."""
    counts: tuple[int, ...] | None = None
    """What the probabilities of the classes are in proportion to. None: they come in turn."""
    seed: int = 0
    """Of labels that are drawn."""

    @property
    def shape(self) -> Shape:
        return (self.latents.shape[0] + self.n_classes,)

    def labels(self, n: int) -> np.ndarray:
        """Returns the label of each latent, int64 [n]. Label i is the same for every n > i."""
        if self.label is not None:
            return np.full(n, self.label)
        if self.counts is None:
            return np.arange(n) % self.n_classes
        places = rng_for(self.seed, "labels").random(n)
        edges = np.cumsum(self.counts)[:-1] / sum(self.counts)
        return np.searchsorted(edges, places, side="right")

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Returns float32 [n, latent_size + n_classes], the label one-hot at the end."""
        one_hot = np.eye(self.n_classes, dtype=np.float32)[self.labels(n)]
        return np.concatenate([self.latents.draw(rng, n), one_hot], axis=1)


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
        name: np.stack([noise.draw(rng_for(seed, name, step), n) for step in range(start, stop)])
        for name, noise in noises.items()
    }
