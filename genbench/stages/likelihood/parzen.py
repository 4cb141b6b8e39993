"""Parzen windows, for history: around a model's samples, and around images that no model drew."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from genbench.data.images import to_float
from genbench.metrics.likelihood import parzen_log_density
from genbench.models import trained_on
from genbench.models.running import inference
from genbench.scoring.faults import BLURRED, FAULTS
from genbench.stages.likelihood.finished import Finished
from genbench.stages.likelihood.subject import Subject
from genbench.system.randomness import rng_for

# Around which the window lies, and on which its width is chosen.
N_CENTRES, N_VALIDATION = 10_000, 200
SAMPLES = "samples"
VARIANCES = np.geomspace(0.05, 0.4, 8) ** 2


class Window(NamedTuple):
    """What a Parzen window says of held-out images.

    Attributes:
        values: of each, in nats, float64 [n].
        variance: that suits the validation images best.
    """

    values: np.ndarray
    variance: float


def windows(subject: Subject, finished: Finished, *, n: int) -> dict[str, Window]:
    """Returns the windows around the model's samples, real training images, and these blurred."""
    train = trained_on.load(subject.run, "train")
    n_centres = min(N_CENTRES, len(train))
    rows = rng_for(0, "parzen").permutation(len(train))[:n_centres]
    sampler = next(iter(subject.model.samplers.values()))
    centres = {
        SAMPLES: lambda: inference.draw(sampler, n=n_centres, seed=0),
        "real training images": lambda: train.images[rows],
        "blurred training images": lambda: FAULTS[BLURRED](
            train.images, n_centres, rng_for(0, "parzen", "blurred")
        ),
    }
    return {name: _window(subject, finished, name, make, n) for name, make in centres.items()}


def _window(
    subject: Subject, finished: Finished, name: str, make: Callable[[], np.ndarray], n: int
) -> Window:
    def arrays() -> dict[str, np.ndarray]:
        centres = to_float(make()).reshape(-1, subject.n_dimensions)
        held_out, validation = (
            np.concatenate([block.images for block in subject.blocks(part, some)])
            for part, some in (("held_out", n), ("validation", N_VALIDATION))
        )
        tried = parzen_log_density(
            centres, validation.reshape(len(validation), -1), variances=VARIANCES
        )
        best = VARIANCES[tried.mean(axis=1).argmax()]
        flat = held_out.reshape(len(held_out), -1)
        values = parzen_log_density(centres, flat, variances=[best])[0]
        return {"values": values, "variance": np.array(best)}

    kept = finished.block(f"parzen-{name.replace(' ', '-')}-{n}", arrays)
    return Window(kept["values"], float(kept["variance"]))
