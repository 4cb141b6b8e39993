"""Models as densities: the maps of standard normal numbers to latents, and what is a mean."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats
from small import build, digits

from genbench.models.density import LinearPosterior, density
from genbench.models.parts.noise import Labelled, Mixture, Normal, Ring, Uniform, petals
from genbench.models.protocols import Sampler
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

PRIORS = [Normal((3,)), Uniform((3,), low=-1.0, high=1.0), Ring((3,)), petals(3)]


def around(prior: Any) -> Any:
    """Returns a model whose pictures are its latents."""
    sample = Sampler(prior, lambda latents: latents[:, None, None, :], about="latents")
    return SimpleNamespace(samplers={"usual": sample})


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: type(prior).__name__)
def test_normal_numbers_become_draws_of_the_prior(prior: Any) -> None:
    found = density(around(prior))
    normal = np.random.default_rng(0).standard_normal([4000, found.size], np.float32)
    pictures = found.picture(tf.constant(normal), tf.zeros([4000], tf.int64)).numpy()
    latents = (256 * pictures[:, 0, 0] - 0.5) / 255
    drawn = prior.draw(np.random.default_rng(1), 4000)
    for ours, theirs in zip(latents.T, drawn.T, strict=True):
        assert stats.ks_2samp(ours, theirs).pvalue > 0.001  # pyright: ignore
    for measure in (lambda a: a[:, 0] * a[:, 1], lambda a: np.linalg.norm(a, axis=1)):
        assert stats.ks_2samp(measure(latents), measure(drawn)).pvalue > 0.001  # pyright: ignore


def test_a_labelled_prior_takes_the_images_label() -> None:
    found = density(around(Labelled(Normal((2,)), 4)))
    assert (found.size, found.n_classes) == (2, 4)
    pictures = found.picture(tf.zeros([2, 2]), tf.constant([3, 0], tf.int64)).numpy()
    one_hot = (256 * pictures[:, 0, 0, 2:] - 0.5) / 255
    np.testing.assert_allclose(one_hot, np.eye(4)[[3, 0]], atol=1e-6)


def test_the_likelihood_of_a_pair_is_that_of_its_row_and_column() -> None:
    model: Any = build("gan")
    found = density(model)
    rng = np.random.default_rng(0)
    latents = tf.constant(rng.standard_normal([3, found.size], np.float32))
    images, labels = tf.constant(rng.random([3, 8, 8, 1], np.float32)), tf.zeros([3], tf.int64)
    variance = tf.constant(0.05)
    pairs = found.log_likelihoods(latents, labels, images, variance).numpy()
    alone = found.log_likelihood(latents, images, labels, variance).numpy()
    np.testing.assert_allclose(np.diag(pairs), alone, rtol=1e-4)
    pictures = found.picture(latents, labels).numpy().astype(float)
    known = stats.norm.logpdf(images.numpy(), pictures, 0.05**0.5).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(alone, known, rtol=1e-4)


def test_a_prior_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"normal, uniform, a ring or a mixture\. Received: Si"):
        density(around(SimpleNamespace(shape=(2,))))
    assert isinstance(petals(2), Mixture)


def test_principal_components_know_their_posterior() -> None:
    """log p(x, z) - log p(z|x) is log p(x), wherever z is."""
    model: Any = build("pca")
    images = digits()[0][:300] / np.float32(255)
    model.step(tf.constant(images), tf.zeros([300], tf.int64), {})
    posterior = LinearPosterior(model, density(model), 0.02)
    few, labels = tf.constant(images[:5]), tf.zeros([5], tf.int64)
    mean, log_width = (part.numpy() for part in posterior.proposal(few, labels))
    z = mean + np.exp(log_width) * np.float32(0.7)
    nll = posterior.nll(few, labels, tf.constant(z))[0].numpy()
    ratio = stats.norm.logpdf(z) - stats.norm.logpdf(z, mean, np.exp(log_width))
    known = model.log_density(images[:5], variance=0.02)
    np.testing.assert_allclose(ratio.sum(axis=1) - nll, known, atol=0.02)
