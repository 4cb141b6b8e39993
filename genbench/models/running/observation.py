"""The variance of the pixels around a model's pictures that suits images best."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import softmax

from genbench.models.running.annealing import Annealer
from genbench.models.running.plans import Given
from genbench.system.backend import as_graph, tf

if TYPE_CHECKING:
    from tensorflow import Tensor

FIRST = 0.04
# Of the variance, in each direction: a hundredth moves log p(x) by some .02 nats at the best.
CLOSE = 0.01
MOST_ROUNDS = 10


def suited_variance(annealer: Annealer, given: Given) -> float:
    """Returns the variance under which images are about as probable as they can be.

    Each round anneals chains to the posteriors and takes the mean squared error of their pictures
    (expectation-maximisation). As latents are few beside pixels it soon stands still. A variance
    that is not quite the best takes a little off log p(x), and makes no estimate of it wrong.

    Args:
        annealer: of the model.
        given: up to N_IMAGES images that are not to be measured; their variance is not heeded.

    Reference:
        Dempster et al. 1977, "Maximum likelihood from incomplete data via the EM algorithm".
    """

    @as_graph
    def errors(latents: Tensor, images: Tensor, labels: Tensor) -> Tensor:
        difference = images - annealer.density.picture(latents, labels)
        return tf.reduce_mean(tf.square(difference), axis=[1, 2, 3])

    n, n_chains = len(given.images), annealer.plan.chains
    variance = FIRST
    for _ in range(MOST_ROUNDS):
        there = given._replace(variance=variance)
        way = annealer.pilot(there)
        images, labels, _ = there.filled(n_chains)
        of_chains = errors(tf.constant(way.latents), images, labels).numpy()
        # Chains that have come to a poor place weigh less.
        shares = softmax(way.log_weights.reshape(-1, n_chains), axis=1)
        found = float(np.mean((shares * of_chains.reshape(-1, n_chains)).sum(axis=1)[:n]))
        if not found > 0 or abs(math.log(found / variance)) < CLOSE:
            return found
        variance = found
    return variance
