"""What is measured of a run: its model as a density, and the images, each known by its row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from genbench.data import Split
from genbench.data.images import dequantised
from genbench.models import building, trained_on
from genbench.models.config import Config
from genbench.models.density import Density, density
from genbench.models.protocols import Model
from genbench.models.running.plans import N_IMAGES, Given
from genbench.runs import Run
from genbench.system.randomness import rng_for


@dataclass(frozen=True, eq=False)
class Subject:
    """A run's model, and held-out and validation images in an order that is the same for all runs.

    Attributes:
        held_out, validation: as they are at rest, shuffled.
        weights: the seal of the model's.
    """

    run: Run
    config: Config
    model: Model
    density: Density
    step: int
    weights: str
    held_out: Split
    validation: Split
    held_out_sha256: str
    validation_sha256: str

    @property
    def n_dimensions(self) -> int:
        """Pixels times channels."""
        return int(np.prod(self.held_out.image_shape))

    def labels(self, split: Split, rows: np.ndarray) -> np.ndarray:
        """Returns the labels of rows as the model is told them, int64 [n]; zeros if it is not."""
        return split.labels_of(rows) * bool(self.density.n_classes)

    def blocks(self, part: str, n: int, *, variance: float = 0.0) -> list[Given]:
        """Returns the first n images of a part, dequantised, N_IMAGES at a time.

        Args:
            part: "held_out" or "validation".
            n: at most all are taken.
            variance: of the pixels.
        """
        split = {"held_out": self.held_out, "validation": self.validation}[part]
        n = min(n, len(split))
        found = []
        for start in range(0, n, N_IMAGES):
            rows = np.arange(start, min(start + N_IMAGES, n))
            images = dequantised(split.images[rows], rows)
            found.append(Given(images, self.labels(split, rows), rows, variance, part))
        return found


def subject(run: Run) -> Subject:
    """Returns what is measured of a run.

    Raises:
        FileNotFoundError: it has no checkpoint, or its data are gone.
        BrokenRun: its files are damaged, or the data are others.
        InvalidInput: its model is no density; see `models.density.density`.
    """
    model, step = building.load(run)
    held_out, validation = trained_on.load(run, "held_out"), trained_on.load(run, "validation")
    return Subject(
        run=run,
        config=building.read_config(run).config,
        model=model,
        density=density(model),
        step=step,
        weights=run.weights_here(),
        held_out=_shuffled(held_out),
        validation=_shuffled(validation),
        held_out_sha256=held_out.sha256,
        validation_sha256=validation.sha256,
    )


def _shuffled(split: Split) -> Split:
    # Test sets may be ordered by difficulty.
    return split.take(rng_for(0, "likelihood").permutation(len(split)))
