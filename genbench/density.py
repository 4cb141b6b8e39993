"""A density fitted to codes after training, so that any autoencoder can be sampled well."""

from __future__ import annotations

from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from genbench.models.parts.noise import Mixture

MOST_COMPONENTS = 50
CODES_PER_COMPONENT = 200


def fit_mixture(codes: np.ndarray, *, seed: int, n_components: int | None = None) -> Mixture:
    """Returns a mixture of Gaussians fitted to codes, to sample from in the place of the prior.

    Args:
        codes: float32 [n, latent_size], of training images.
        seed: fixes where the fit starts.
        n_components: Gaussians, each with a full covariance. None: one for 200 codes, 50 at most.

    Raises:
        ValueError: there are fewer codes than components, or they are not finite.

    Reference:
        Ghosh et al. 2019, arXiv:1903.12436, section 4.
    """
    # Imported here: 0.7 s, for those who ask for it alone.
    from sklearn.mixture import GaussianMixture

    if n_components is None:
        n_components = min(max(len(codes) // CODES_PER_COMPONENT, 1), MOST_COMPONENTS)
    # The products are small: threads of their own make it five times slower.
    with threadpool_limits(1, "blas"):
        mixture: Any = GaussianMixture(n_components, random_state=seed)
        mixture.fit(codes.astype(np.float64))
    return Mixture(mixture.weights_, mixture.means_, np.linalg.cholesky(mixture.covariances_))
