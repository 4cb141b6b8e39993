"""How chains are annealed, and towards what."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from genbench.models.running.moves import N_AT_ONCE
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor

# Images whose chains are moved together, always as many: a product of another number of rows may
# differ in its last bit, and chains soon differ by more than that.
N_IMAGES = 50
# Of the way on which the steps are found: a fifth of the temperatures, but enough to adapt in.
PILOT_SHARE, FEWEST_PILOT = 5, 100


@dataclass(frozen=True)
class Plan:
    """How chains are annealed.

    Attributes:
        temperatures: on the way from the prior to the posterior.
        chains: of each image.
        leapfrog: steps of a move.
        seed: of all randomness.
    """

    temperatures: int = 1000
    chains: int = 4
    leapfrog: int = 5
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("temperatures", "chains", "leapfrog"):
            if getattr(self, name) < 1:
                raise InvalidInput(
                    f"{name} must be a positive integer. Received: {name}={getattr(self, name)}.",
                    name,
                )

    @property
    def pilot(self) -> int:
        """Temperatures of the way on which the steps are found."""
        return max(FEWEST_PILOT, self.temperatures // PILOT_SHARE)

    def n_calls(self, *, ways: int) -> int:
        """Returns the compiled calls that a pilot and so many ways take."""
        return math.ceil(self.pilot / N_AT_ONCE) + ways * math.ceil(self.temperatures / N_AT_ONCE)


class Given(NamedTuple):
    """What is annealed towards: images float32 [n, h, w, c], labels int64 [n], the variance.

    `name` and `rows`, int64 [n], are what the images are known by, on which their randomness
    depends.
    """

    images: np.ndarray
    labels: np.ndarray
    rows: np.ndarray
    variance: float
    name: str

    def filled(self, n_chains: int) -> tuple[Tensor, Tensor, Tensor]:
        """Returns a row for each chain of N_IMAGES images, those that are missing the last."""
        n_missing = N_IMAGES - len(self.images)
        images = np.pad(self.images, [(0, n_missing)] + [(0, 0)] * 3, mode="edge")
        labels = np.pad(self.labels, (0, n_missing), mode="edge")
        images, labels = (np.repeat(array, n_chains, axis=0) for array in (images, labels))
        return tf.constant(images), tf.constant(labels), tf.constant(self.variance, tf.float32)
