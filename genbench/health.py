"""Signs that training has gone wrong, each with its cause and the usual cure."""

from __future__ import annotations

import numpy as np

ACTIVE_VARIANCE = 0.01


def active_units(means: np.ndarray) -> np.ndarray:
    """Returns which latents carry something about the images, bool [latent_size].

    Args:
        means: float32 [n, latent_size], posterior means of different images.

    Reference:
        Burda et al. 2015, arXiv:1509.00519, section 5.2: the variance of the mean over the
        images exceeds 0.01.
    """
    return means.var(axis=0) > ACTIVE_VARIANCE


def posterior_collapse(means: np.ndarray, *, beta: float) -> list[str]:
    """Returns an alarm if no latent is active.

    Args:
        means: float32 [n, latent_size], posterior means of held-out images.
        beta: weight of the KL term, for the advice.
    """
    if active_units(means).any():
        return []
    return [
        f"The posterior has collapsed: none of the {means.shape[1]} latents carries anything "
        "about the images, and every reconstruction is the mean image. "
        f"Lower beta (now {beta:g}, where 1 is the evidence lower bound)."
    ]
