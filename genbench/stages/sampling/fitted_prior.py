"""A mixture of Gaussians fitted to codes, to sample from in the place of the prior."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from genbench.models import trained_on
from genbench.models.parts.noise import Labelled, Mixture
from genbench.models.protocols import Autoencoder, Model, Sampler
from genbench.models.running.inference import in_batches
from genbench.runs import Run
from genbench.system import randomness
from genbench.system.backend import as_graph
from genbench.system.errors import InvalidInput
from genbench.system.threads import one_core

# Codes that a mixture is fitted to; fewer for each of the steps of which the best is sought.
N_CODES, N_CODES_TO_SELECT = 10_000, 2_000
GMM = "gmm"
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

    if len(codes) < 2:
        raise InvalidInput(
            f"A mixture is fitted to 2 codes or more. Received: {len(codes)} training image. "
            "Leave the prior to the model."
        )
    if n_components is None:
        n_components = min(max(len(codes) // CODES_PER_COMPONENT, 1), MOST_COMPONENTS)
    # The products are small: threads of their own make it five times slower.
    with one_core():
        mixture: Any = GaussianMixture(n_components, random_state=seed)
        mixture.fit(codes.astype(np.float64))
    return Mixture(mixture.weights_, mixture.means_, np.linalg.cholesky(mixture.covariances_))


def with_fitted_prior(
    run: Run, model: Model, sampler: Sampler, seed: int, *, n_codes: int = N_CODES
) -> Sampler:
    """Returns a sampler with a mixture fitted to codes in the place of its prior."""
    if not isinstance(model, Autoencoder):
        raise InvalidInput(
            f"prior=gmm needs a model with an encoder, and {run.path} has none. Leave it out.",
            "prior",
        )
    split = trained_on.load(run, "train")
    rows = randomness.rng_for(seed, "codes").permutation(len(split))[:n_codes]
    codes = in_batches(as_graph(model.encode), split.images[rows], split.labels_of(rows))
    fitted = fit_mixture(codes, seed=seed)
    own = sampler.prior
    prior = replace(own, latents=fitted) if isinstance(own, Labelled) else fitted
    about = f"{sampler.about}, latents from a mixture of Gaussians fitted to codes"
    return Sampler(prior, sampler.sample, about)
