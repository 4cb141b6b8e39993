"""Metrics of codes: which latents carry something, and how much of it."""

from __future__ import annotations

import numpy as np

# Above it, a latent counts as active.
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


def kl_per_latent(means: np.ndarray, logvars: np.ndarray) -> np.ndarray:
    """Returns what each latent says about the images, float [latent_size], in nats.

    Args:
        means: float32 [n, latent_size], of the posteriors of different images.
        logvars: float32 [n, latent_size], logarithms of their variances.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, appendix B: one latent's term of the KL to the
        prior, averaged over the images.
    """
    return 0.5 * (means**2 + np.exp(logvars) - logvars - 1).mean(axis=0, dtype=np.float64)
