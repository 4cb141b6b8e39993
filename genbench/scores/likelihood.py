"""How probable a variational model makes held-out images: bounds, in nats per image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logsumexp

from genbench.data import Split
from genbench.models.parts.noise import Noise, draw_steps
from genbench.models.protocols import Model, Variational
from genbench.models.running.inference import in_batches, is_conditional
from genbench.scores import records
from genbench.scores.records import Entry
from genbench.scores.table import HIGHER
from genbench.system.backend import as_graph
from genbench.system.randomness import generator

if TYPE_CHECKING:
    from tensorflow import Tensor

N_IMAGES, N_DRAWS = 2000, 50


def likelihood(model: Model, held_out: Split) -> dict[str, Entry]:
    """Returns the evidence lower bound of held-out images, and the tighter importance-weighted one.

    Both are lower bounds on log p(x) with the whole KL term, whatever beta was in the training:
    the mean over draws z of log w = log p(x, z) - log q(z|x), and the logarithm of the mean of w.
    The space in their names is the distribution of the pixels: nats of Bernoulli pixels are no
    nats of Gaussian ones, and on grey values the former are a cross-entropy and no likelihood; nor
    are nats of log p(x|y), which a model bounds that is told the label y. p(z) is the normal
    distribution of the training, also where samples come from a fitted one. {} for a model
    without a density.

    Args:
        model: a built model.
        held_out: the images, of which at most 2,000 are taken, with 50 draws for each.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, equation 8.
    """
    if not isinstance(model, Variational):
        return {}
    log_weights = _log_weights(model, model.noise, held_out)
    bounds = {
        "elbo": log_weights.mean(axis=1),
        "iwae": logsumexp(log_weights, axis=1) - np.log(N_DRAWS),
    }
    space = model.likelihood + "-given-class" * is_conditional(model)
    return {
        f"{name}/{space}": records.image_entry(values, better=HIGHER, space=space)
        for name, values in bounds.items()
    }


def _log_weights(model: Variational, noises: Mapping[str, Noise], held_out: Split) -> np.ndarray:
    """Returns log w of each image and draw, float64 [n, N_DRAWS]."""
    rows = generator(0, "likelihood").permutation(len(held_out))[:N_IMAGES]
    images, labels = held_out.images[rows], held_out.labels_of(rows)
    draws = draw_steps(noises, seed=0, start=0, stop=N_DRAWS, n=len(rows))

    @as_graph
    def weigh(images: Tensor, labels: Tensor, *noise: Tensor) -> Tensor:
        return model.log_weights(images, labels, dict(zip(draws, noise, strict=True)))

    columns = [
        in_batches(weigh, images, labels, *(noise[i] for noise in draws.values()))
        for i in range(N_DRAWS)
    ]
    return np.stack(columns, axis=1).astype(np.float64)
