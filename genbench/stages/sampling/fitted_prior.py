"""A mixture of Gaussians fitted to codes, to sample from in the place of the prior."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from genbench.models import trained_on
from genbench.models.parts.noise import Labelled, Mixture, Noise, draw_steps
from genbench.models.protocols import Autoencoder, Model, Sampler, Variational
from genbench.models.running.inference import in_batches
from genbench.runs import Run
from genbench.system import randomness
from genbench.system.backend import as_graph
from genbench.system.errors import InvalidInput
from genbench.system.threads import in_threads, one_core

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture
    from tensorflow import Tensor

# Codes that a mixture is fitted to, several draws of an image where there are fewer images. (Of
# vae-16 on mnist5k 10,000 draws of 4,000 images give the number of components that does best on
# held-out codes; one draw of each gives half as many, and costs half a nat.) Fewer for each of the
# steps of which the best is sought.
N_CODES, N_CODES_TO_SELECT = 10_000, 2_000
GMM = "gmm"

Covariance = Literal["full", "diag"]
COVARIANCES: tuple[Covariance, ...] = ("full", "diag")
N_COMPONENTS = (1, 2, 5, 10, 20, 30, 50, 100)


@dataclass(frozen=True)
class Form:
    """What a mixture is like before it is fitted: how many Gaussians, and what each may be."""

    n_components: int
    covariance: Covariance


def fit_mixture(codes: np.ndarray, *, seed: int, form: Form | None = None) -> Mixture:
    """Returns a mixture of Gaussians fitted to codes, to sample from in the place of the prior.

    Args:
        codes: float32 [n, latent_size], of training images.
        seed: fixes where the fit starts.
        form: how many Gaussians of which kind. None: see `best_form`.

    Raises:
        ValueError: there are fewer codes than components, or they are not finite.

    Reference:
        Ghosh et al. 2019, arXiv:1903.12436, section 4.
    """
    form = form or best_form(codes, seed=seed)
    with _unsettled():
        fitted: Any = _fit(codes, form, seed)
    # The root of a diagonal covariance is diagonal too.
    if fitted.covariance_type == "full":
        factors = np.linalg.cholesky(fitted.covariances_)
    else:
        factors = np.sqrt(fitted.covariances_)[..., None] * np.eye(codes.shape[1])
    return Mixture(fitted.weights_, fitted.means_, factors)


def best_form(codes: np.ndarray, *, seed: int) -> Form:
    """Returns the form of the mixture that Schwarz's criterion prefers for these codes.

    Of the likelihood it takes off half a log n for each number that is fitted. Without that, 20
    full covariances of 64 latents describe 4,000 standard normal codes so well that they lose 6.5
    nats on others. Of each kind the number of components rises until it gets worse.

    Args:
        codes: float32 [n, latent_size], of training images.
        seed: fixes where the fits start.

    Raises:
        ValueError: there are fewer than two codes, or they are not finite.

    Reference:
        Schwarz 1978, "Estimating the dimension of a model".
    """
    if len(codes) < 2:
        raise InvalidInput(
            f"A mixture is fitted to 2 codes or more. Received: {len(codes)} training image. "
            "Leave the prior to the model."
        )
    with _unsettled():
        tried = in_threads(lambda kind: [*_until_worse(codes, kind, seed)], COVARIANCES)
        criteria = dict(itertools.chain.from_iterable(tried))
    return min(criteria, key=criteria.__getitem__)


def _until_worse(
    codes: np.ndarray, covariance: Covariance, seed: int
) -> Iterator[tuple[Form, float]]:
    """Gives forms of more and more components with their criterion, the last one worse."""
    least = np.inf
    for n_components in N_COMPONENTS:
        # Two equal codes make a Gaussian of no width, whose likelihood knows no end.
        if n_components > 1 and n_components * (codes.shape[1] + 1) > len(codes):
            return
        form = Form(n_components, covariance)
        criterion = float(_fit(codes, form, seed).bic(codes.astype(np.float64)))
        yield form, criterion
        if criterion >= least:
            return
        least = criterion


def _fit(codes: np.ndarray, form: Form, seed: int) -> GaussianMixture:
    # Imported here: 0.7 s, for those who ask for it alone.
    from sklearn.mixture import GaussianMixture

    mixture = GaussianMixture(form.n_components, covariance_type=form.covariance, random_state=seed)
    # The products are small: threads of their own make it five times slower.
    with one_core():
        return mixture.fit(codes.astype(np.float64))


@contextmanager
def _unsettled() -> Iterator[None]:
    """Lets fits be that have not settled, or have found fewer clusters than they were to.

    They are held to the criterion as they are. The filters of warnings are those of all threads,
    so this stands around these.
    """
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield


class FittedPrior:
    """Samplers with a mixture fitted to codes in the place of a model's prior.

    The form of the mixture is chosen for the weights that the model comes with; with other
    weights of the same training the same form is fitted anew.

    Args:
        run: its training images have the codes.
        model: of the run, with the weights of its last checkpoint.
        sampler: whose prior is replaced.
        seed: fixes which images, the draws of their codes, and where fits start.

    Raises:
        ValueError: the model has no encoder.
    """

    def __init__(self, run: Run, model: Model, sampler: Sampler, seed: int) -> None:
        if not isinstance(model, Autoencoder):
            raise InvalidInput(
                f"prior=gmm needs a model with an encoder, and {run.path} has none. Leave it out.",
                "prior",
            )
        self._encoder, self._noise = model, model.noise
        self._run, self._sampler, self._seed = run, sampler, seed
        self._forms: dict[int, Form] = {}

    def form(self, n_codes: int) -> Form:
        """Returns the form for so many codes, chosen when it is first asked for."""
        if n_codes not in self._forms:
            self._forms[n_codes] = best_form(self._codes(n_codes), seed=self._seed)
        return self._forms[n_codes]

    def fit(self, n_codes: int = N_CODES) -> Sampler:
        """Returns the sampler with a mixture fitted to the codes that the model now gives."""
        form = self.form(n_codes)
        fitted = fit_mixture(self._codes(n_codes), seed=self._seed, form=form)
        own = self._sampler.prior
        prior = replace(own, latents=fitted) if isinstance(own, Labelled) else fitted
        n = form.n_components
        mixture = f"a mixture of {n} Gaussians" if n > 1 else "a Gaussian"
        about = f"{self._sampler.about}, latents from {mixture} fitted to codes"
        return Sampler(prior, self._sampler.sample, about)

    def _codes(self, n: int) -> np.ndarray:
        """Returns codes of n training images; where there are fewer, several of each."""
        split = trained_on.load(self._run, "train")
        order = randomness.rng_for(self._seed, "codes").permutation(len(split))
        # Where codes are no draws, to have them twice would say nothing more.
        rows = np.resize(order, n) if isinstance(self._encoder, Variational) else order[:n]
        images, labels = split.images[rows], split.labels_of(rows)
        return drawn_codes(self._encoder, self._noise, images, labels, seed=self._seed)


def drawn_codes(
    model: Autoencoder,
    noise: Mapping[str, Noise],
    images: np.ndarray,
    labels: np.ndarray,
    *,
    seed: int,
) -> np.ndarray:
    """Returns a code of each image, float32 [n, latent_size]: a draw of it, where it has a width.

    What a decoder knows are draws from q(z|x). Their means alone are less wide, and a prior that
    is fitted to them leaves out what lies between.

    Args:
        model: turns images into codes.
        noise: what the model's step draws for an image.
        images: uint8 [n, h, w, c].
        labels: int64 [n], for a conditional model.
        seed: fixes the draws.
    """
    if not isinstance(model, Variational):
        return in_batches(as_graph(model.encode), images, labels)
    draws = draw_steps(noise, seed=seed, start=0, stop=1, n=len(images))
    posterior = model.posterior

    def code(images: Tensor, labels: Tensor, *parts: Tensor) -> Tensor:
        return posterior(images, labels, dict(zip(draws, parts, strict=True)))[2]

    return in_batches(as_graph(code), images, labels, *(draw[0] for draw in draws.values()))
