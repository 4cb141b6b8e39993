"""What a model's own encoder bounds, and what a grid or a formula says of a small or linear one."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from genbench.data.images import to_float
from genbench.metrics.likelihood import log_mean_weight
from genbench.models import trained_on
from genbench.models.density import LinearPosterior
from genbench.models.pca import PCA
from genbench.models.protocols import Variational
from genbench.models.running.importance import Bound, Proposing, evidence_bound, log_weights
from genbench.models.running.inference import is_conditional
from genbench.models.running.quadrature import MOST_LATENTS, Quadrature, quadrature
from genbench.stages.likelihood.annealed import check_finite
from genbench.stages.likelihood.finished import Finished
from genbench.stages.likelihood.subject import Subject
from genbench.system.backend import tf

# Codes for each image on the way to K.
FEW = (1, 50)
# Images that are finished together.
N_TOGETHER = 50


class Own(NamedTuple):
    """What is known of images under a model's own pixels, in nats.

    Attributes:
        bound: the evidence lower bound of each.
        by_k: by the number of codes, the importance-weighted one of each, float64 [n].
        grid: log p(x) by a grid, of few images; None with more than two latents.
    """

    bound: Bound
    by_k: dict[int, np.ndarray]
    grid: Quadrature | None


def own_bounds(
    subject: Subject, finished: Finished, *, n: int, n_on_grid: int, k: int
) -> Own | None:
    """Returns a VAE's own bounds on n held-out images; None for another model."""
    model = subject.model
    if not isinstance(model, Variational):
        return None
    shown = trained_on.shown(subject.config, subject.held_out)
    images, labels = shown.images[:n], shown.labels_of(np.arange(min(n, len(shown))))
    by_k = {
        codes: _by_importance(
            subject, model, images, labels, finished, name=f"own-{codes}", k=codes
        )
        for codes in sorted({*(few for few in FEW if few < k), k})
    }
    grid = None
    if model.latent_size <= MOST_LATENTS:
        few = to_float(images[:n_on_grid])
        heeded = labels[:n_on_grid] * is_conditional(model)
        grid = _on_grid(
            finished, f"grid-own-{len(few)}",
            lambda: quadrature(model.log_likelihoods, few, heeded, size=model.latent_size),
        )  # fmt: skip
    return Own(evidence_bound(model, images, labels), by_k, grid)


def on_grid(subject: Subject, finished: Finished, *, n: int, variance: float) -> Quadrature | None:
    """Returns log p(x) of n held-out images under the observation model for all, by a grid.

    None where the density is of more than two numbers.
    """
    density = subject.density
    if density.size > MOST_LATENTS:
        return None
    blocks = subject.blocks("held_out", n)
    images = np.concatenate([block.images for block in blocks])
    labels = np.concatenate([block.labels for block in blocks])

    def pairs(latents: tf.Tensor, told: tf.Tensor, given: tf.Tensor) -> tf.Tensor:
        return density.log_likelihoods(latents, told, given, tf.constant(variance, tf.float32))

    return _on_grid(
        finished,
        f"grid-shared-{len(images)}",
        lambda: quadrature(pairs, images, labels, size=density.size),
    )


def exactly(subject: Subject, *, n: int, variance: float) -> np.ndarray | None:
    """Returns log p(x) of n held-out images under principal components; None of other models."""
    if not isinstance(subject.model, PCA):
        return None
    blocks = subject.blocks("held_out", n)
    found = [subject.model.log_density(block.images, variance=variance) for block in blocks]
    return np.concatenate(found)


def linear_bound(
    subject: Subject, finished: Finished, *, n: int, k: int, variance: float
) -> np.ndarray | None:
    """Returns the importance-weighted bound of principal components; None of other models."""
    if not isinstance(subject.model, PCA):
        return None
    posterior = LinearPosterior(subject.model, subject.density, variance)
    images = np.concatenate([block.images for block in subject.blocks("held_out", n)])
    labels = np.zeros(len(images), np.int64)
    return _by_importance(subject, posterior, images, labels, finished, name=f"linear-{k}", k=k)


def _by_importance(
    subject: Subject, model: Proposing, images: np.ndarray, labels: np.ndarray,
    finished: Finished, *, name: str, k: int,
) -> np.ndarray:  # fmt: skip
    found = []
    for first in range(0, len(images), N_TOGETHER):
        rows = slice(first, first + N_TOGETHER)

        def make(rows: slice = rows, first: int = first) -> dict[str, np.ndarray]:
            weights = log_weights(model, images[rows], labels[rows], k=k, first=first)
            check_finite(subject, weights, "held-out")
            return {"values": log_mean_weight(weights)}

        block = f"{name}-{first:06d}-{len(images[rows])}"
        found.append(finished.block(block, make)["values"])
    return np.concatenate(found)


def _on_grid(finished: Finished, name: str, make: Callable[[], Quadrature]) -> Quadrature:
    def arrays() -> dict[str, np.ndarray]:
        grid = make()
        return {"values": grid.values, "rest": np.array([grid.step, grid.moved])}

    kept = finished.block(name, arrays)
    return Quadrature(kept["values"], *map(float, kept["rest"]))
