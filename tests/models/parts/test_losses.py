"""Losses against NumPy and closed forms: one image, many, and shapes that do not fit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from genbench.models.parts import losses
from genbench.system.backend import tf

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((5, 4, 3, 2), dtype=np.float32)
OTHER = RANDOM.standard_normal((5, 4, 3, 2)).astype(np.float32)
VERDICTS = np.array([[-200.0], [-1.5], [0.0], [2.0], [200.0]], np.float32)


def test_bernoulli_nll_of_one_pixel() -> None:
    loss = losses.bernoulli_nll(tf.ones([1, 1, 1, 1]), tf.fill([1, 1, 1, 1], math.log(3.0)))
    np.testing.assert_allclose(loss, [-np.log(0.75)], rtol=1e-6)


def test_bernoulli_nll_sums_over_pixels() -> None:
    probabilities = 1 / (1 + np.exp(-OTHER.astype(np.float64)))
    expected = -(IMAGES * np.log(probabilities) + (1 - IMAGES) * np.log(1 - probabilities))
    np.testing.assert_allclose(
        losses.bernoulli_nll(tf.constant(IMAGES), tf.constant(OTHER)),
        expected.sum(axis=(1, 2, 3)),
        rtol=1e-5,
    )


def test_bernoulli_nll_stays_finite_far_out() -> None:
    logits = tf.constant([[[[1e4]]], [[[-1e4]]]])
    np.testing.assert_allclose(losses.bernoulli_nll(1 - tf.sigmoid(logits), logits), [1e4, 1e4])


def test_gaussian_nll_of_one_pixel() -> None:
    loss = losses.gaussian_nll(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, 1]), sigma=0.5)
    np.testing.assert_allclose(loss, [-stats.norm.logpdf(0, 1, 0.5)], rtol=1e-6)


def test_gaussian_nll_is_the_negative_log_density() -> None:
    expected = -stats.norm.logpdf(IMAGES, OTHER, 0.3).sum(axis=(1, 2, 3))
    loss = losses.gaussian_nll(tf.constant(IMAGES), tf.constant(OTHER), sigma=0.3)
    np.testing.assert_allclose(loss, expected, rtol=1e-5)


def test_squared_error_of_one_pixel() -> None:
    loss = losses.squared_error(tf.zeros([1, 1, 1, 1]), tf.fill([1, 1, 1, 1], 3.0))
    np.testing.assert_array_equal(loss, [9.0])


def test_squared_error_sums_over_pixels() -> None:
    loss = losses.squared_error(tf.constant(IMAGES), tf.constant(OTHER))
    np.testing.assert_allclose(loss, ((IMAGES - OTHER) ** 2).sum(axis=(1, 2, 3)), rtol=1e-5)


def test_kl_is_zero_at_the_prior() -> None:
    kl = losses.kl_standard_normal(tf.zeros([3, 2]), tf.zeros([3, 2]))
    np.testing.assert_allclose(kl, np.zeros(3), atol=1e-6)


def test_kl_of_one_latent_is_its_integral() -> None:
    def integrand(z: float) -> float:
        posterior = stats.norm.logpdf(z, 0.7, 0.4)
        return float(np.exp(posterior) * (posterior - stats.norm.logpdf(z)))

    expected, _ = integrate.quad(integrand, -5, 5)
    kl = losses.kl_standard_normal(tf.constant([[0.7]]), tf.constant([[2 * math.log(0.4)]]))
    np.testing.assert_allclose(kl, [expected], rtol=1e-5)


def test_kl_sums_over_latents() -> None:
    mean, logvar = OTHER[:, :, 0, 0], OTHER[:, :, 1, 1]
    expected = -0.5 * (1 + logvar - mean**2 - np.exp(logvar)).sum(axis=1)
    kl = losses.kl_standard_normal(tf.constant(mean), tf.constant(logvar))
    np.testing.assert_allclose(kl, expected, rtol=1e-5)
    assert (kl.numpy() > 0).all()


@pytest.mark.parametrize(
    ("loss", "sign"), [(losses.real_loss, 1.0), (losses.fake_loss, -1.0)], ids=["real", "fake"]
)
class TestVerdicts:
    def test_an_undecided_verdict_costs_log_2(self, loss: Callable, sign: float) -> None:
        np.testing.assert_allclose(loss(tf.zeros([1, 1])), [np.log(2)], rtol=1e-6)

    def test_it_is_the_log_loss(self, loss: Callable, sign: float) -> None:
        expected = -stats.logistic.logcdf(sign * VERDICTS[:, 0].astype(np.float64))
        np.testing.assert_allclose(loss(tf.constant(VERDICTS)), expected, rtol=1e-6, atol=1e-30)

    def test_it_takes_one_logit_per_image(self, loss: Callable, sign: float) -> None:
        for shape in ([5], [5, 2], [5, 1, 1]):
            with pytest.raises(ValueError, match=r"logits must have the shape \[b, 1\]"):
                loss(tf.zeros(shape))


# What each loss makes of logits D: of real images, of fakes, and for the generator.
FORMULAS = {
    "non_saturating": (
        lambda d: np.log1p(np.exp(-d)),
        lambda d: np.log1p(np.exp(d)),
        lambda d: np.log1p(np.exp(-d)),
    ),
    "minimax": (
        lambda d: np.log1p(np.exp(-d)),
        lambda d: np.log1p(np.exp(d)),
        lambda d: -np.log1p(np.exp(d)),
    ),
    "least_squares": (
        lambda d: (d - 1) ** 2 / 2,
        lambda d: d**2 / 2,
        lambda d: (d - 1) ** 2 / 2,
    ),
    "hinge": (lambda d: np.maximum(0, 1 - d), lambda d: np.maximum(0, 1 + d), lambda d: -d),
    "wasserstein": (lambda d: -d, lambda d: d, lambda d: -d),
}


@pytest.mark.parametrize("name", losses.ADVERSARIAL)
class TestAdversarialLosses:
    def test_they_are_their_formulas(self, name: str) -> None:
        logits = np.array([[-3.0], [-1.0], [0.0], [0.5], [2.0]], np.float32)
        adversarial = losses.ADVERSARIAL[name]
        for loss, formula in zip(
            (adversarial.real, adversarial.fake, adversarial.generator), FORMULAS[name], strict=True
        ):
            expected = formula(logits[:, 0].astype(np.float64))
            np.testing.assert_allclose(loss(tf.constant(logits)), expected, rtol=1e-5)

    def test_they_take_one_logit_per_image(self, name: str) -> None:
        adversarial = losses.ADVERSARIAL[name]
        for loss in (adversarial.real, adversarial.fake, adversarial.generator):
            with pytest.raises(ValueError, match=r"logits must have the shape \[b, 1\]"):
                loss(tf.zeros([5]))


def bowl(images: tf.Tensor) -> tf.Tensor:
    """D(x) = ||x||^2, whose gradient is 2 x."""
    return tf.reduce_sum(images**2, axis=[1, 2, 3])[:, None]


def test_r1_is_half_the_squared_slope_at_each_image() -> None:
    expected = 0.5 * 4 * (IMAGES**2).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(losses.r1_penalty(bowl, tf.constant(IMAGES)), expected, rtol=1e-5)


def test_the_gradient_penalty_is_taken_between_the_images() -> None:
    mixing = RANDOM.random((5, 1, 1, 1), dtype=np.float32)
    between = mixing * IMAGES + (1 - mixing) * OTHER
    norms = 2 * np.sqrt((between**2).sum(axis=(1, 2, 3)))
    penalty = losses.gradient_penalty(
        bowl, tf.constant(IMAGES), tf.constant(OTHER), tf.constant(mixing)
    )
    np.testing.assert_allclose(penalty, (norms - 1) ** 2, rtol=1e-4)


def test_the_gradient_penalty_has_a_gradient_where_the_slope_is_zero() -> None:
    images = tf.zeros([2, 4, 3, 2])
    with tf.GradientTape() as tape:
        tape.watch(images)
        penalty = losses.gradient_penalty(bowl, images, images, tf.zeros([2, 1, 1, 1]))
    gradient: Any = tape.gradient(penalty, images)
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize(
    "loss",
    [
        losses.bernoulli_nll,
        lambda a, b: losses.gaussian_nll(a, b, sigma=1.0),
        losses.squared_error,
        losses.kl_standard_normal,
        lambda a, b: losses.gradient_penalty(bowl, a, b, tf.zeros([5, 1])),
    ],
    ids=["bernoulli_nll", "gaussian_nll", "squared_error", "kl", "gradient_penalty"],
)
def test_shapes_that_differ_are_refused(loss: Callable) -> None:
    with pytest.raises(ValueError, match=r"must have equal shapes. Received: .*\(5, 4\)"):
        loss(tf.zeros([5, 4]), tf.zeros([5, 1]))
