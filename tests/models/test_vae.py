"""The variational autoencoders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special, stats
from small import build, inputs, small_recipe, take_steps

from genbench.models import building, recipes
from genbench.models.parts.noise import Labelled, Normal
from genbench.models.running import weights
from genbench.models.vae import VAE, VAEConfig
from genbench.system.backend import tf
from genbench.system.errors import InvalidInput


def test_mean_losses_are_the_vae_tutorial() -> None:
    """The tutorial's loss, written out: means over the pixels and over the latents."""
    # The recipe has the factors of 784 pixels and 2 latents; here are 64 and 3.
    ours, theirs = build("vae-tutorial", beta=64 / 3), build("vae-tutorial")
    for optimizer in ours.optimizers.values():
        optimizer.epsilon = 64e-8
    for optimizer in theirs.optimizers.values():
        optimizer.epsilon = 1e-8
    take_steps(ours, 0, 5)
    for step in range(5):
        images, _, noise = inputs(theirs, step)
        with tf.GradientTape(persistent=True) as tape:
            mean, logvar = theirs.encoder(images)
            pictures = tf.sigmoid(theirs.decoder(mean + tf.exp(0.5 * logvar) * noise["epsilon"]))
            kl = -0.5 * tf.reduce_mean(1 + logvar - mean**2 - tf.exp(logvar))
            loss = 0.5 * tf.reduce_mean((images - pictures) ** 2) + kl
        for scope, optimizer in theirs.optimizers.items():
            variables = theirs.networks[scope].trainable_variables
            optimizer.apply(tape.gradient(loss, variables), variables)
    assert_close(ours, theirs)


def test_the_logged_loss_is_the_sum_of_its_parts() -> None:
    model = build("vae", beta=3.0)
    for scalars in take_steps(model, 0, 3):
        assert scalars["kl"] >= 0
        assert scalars["loss"] == pytest.approx(scalars["nll"] + 3.0 * scalars["kl"], rel=1e-5)


def test_validation_images_are_scored_by_the_loss_that_is_trained() -> None:
    model = build("vae", beta=3.0)
    scored = model.validate(*inputs(model, 0))
    stepped = model.step(*inputs(model, 0))
    for name in ("loss", "nll", "kl"):
        assert float(stepped[name]) == pytest.approx(float(scored[name]), rel=1e-6)


def test_held_out_losses_are_comparable_during_a_warm_up() -> None:
    model = build("beta-vae", beta=4.0, warmup_steps=8)
    scored = model.validate(*inputs(model, 0))
    assert float(scored["loss"]) == pytest.approx(float(scored["nll"] + 4.0 * scored["kl"]))
    assert "beta" not in scored


def test_codes_are_posterior_means_and_need_no_noise() -> None:
    model = build("vae")
    images, labels, _ = inputs(model, 0)
    np.testing.assert_array_equal(model.encode(images, labels), model.encoder(images)[0])


def test_the_variance_for_a_deviation_is_the_conv_tutorial() -> None:
    """The tutorial's loss, written out; its epsilon stands beside the square of a gradient."""
    # -5e-4 mean over 3 latents is 1e-3 KL / 3, and a mean over 64 pixels a 64th of the sum.
    ours, theirs = build("conv-vae-tutorial", beta=64e-3 / 3), build("conv-vae-tutorial")
    for optimizer in ours.optimizers.values():
        optimizer.epsilon = 64**2 * 1e-7
    for optimizer in theirs.optimizers.values():
        optimizer.epsilon = 1e-7
    take_steps(ours, 0, 3)
    for step in range(3):
        images, _, noise = inputs(theirs, step)
        with tf.GradientTape(persistent=True) as tape:
            mean, logvar = theirs.encoder(images)
            logits = theirs.decoder(mean + tf.exp(logvar) * noise["epsilon"])
            entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, logits)
            kl = -5e-4 * tf.reduce_mean(1 + logvar - mean**2 - tf.exp(logvar))
            loss = tf.reduce_mean(entropy) + kl
        for scope, optimizer in theirs.optimizers.items():
            variables = theirs.networks[scope].trainable_variables
            optimizer.apply(tape.gradient(loss, variables), variables)
    assert_close(ours, theirs)


def test_the_tutorials_true_betas_are_in_the_recipes() -> None:
    """Means over 784 pixels and 2 latents, in units of sums over both."""
    assert vae_config("vae-tutorial").beta == pytest.approx(784 / 2)
    assert vae_config("conv-vae-tutorial").beta == pytest.approx(784 * 5e-4 * 2 / 2)


def test_beta_rises_with_the_step_and_goes_on_after_a_restart() -> None:
    model = build("beta-vae", beta=4.0, warmup_steps=8)
    betas = [scalars["beta"] for scalars in take_steps(model, 0, 5)]
    assert betas == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5])
    resumed = build("beta-vae", beta=4.0, warmup_steps=8)
    weights.restore(resumed, weights.state(model))
    betas = [scalars["beta"] for scalars in take_steps(resumed, 5, 10)]
    assert betas == pytest.approx([3.0, 3.5, 4.0, 4.0, 4.0])


def test_the_label_chooses_what_is_drawn() -> None:
    model = build("cvae")
    take_steps(model, 0, 20)
    prior = model.samplers["decoder"].prior
    assert prior == Labelled(Normal((3,)), 10)
    latents = np.zeros((10, 13), np.float32)
    latents[:, 3:] = np.eye(10)
    pictures = model.decode(latents).numpy()
    assert len(np.unique(pictures.reshape(10, -1), axis=0)) == 10


def test_a_gaussian_draw_is_the_mean_and_noise_of_width_sigma() -> None:
    model = build("vae", likelihood="gaussian", sigma=0.1)
    latents = np.zeros((1, 3), np.float32)
    noise = np.linspace(-9, 9, 64, dtype=np.float32).reshape(1, 8, 8, 1)
    expected = np.clip(model.decode(latents).numpy() + 0.1 * noise, 0, 1)
    np.testing.assert_allclose(model.draw(latents, noise).numpy(), expected, atol=1e-6)


@pytest.mark.parametrize("recipe", ["cvae", "cgan"])
def test_a_condition_without_labels_is_refused(recipe: str) -> None:
    with pytest.raises(ValueError, match="needs labels, and the data set has none"):
        building.build(small_recipe(recipe), (8, 8, 1), n_classes=0)


def test_a_recipe_that_is_wrong_says_what_is_right() -> None:
    with pytest.raises(ValueError, match="latent_size must be a positive integer"):
        VAEConfig(latent_size=-3)


def vae_config(recipe: str) -> VAEConfig:
    config = recipes.get(recipe).config
    assert isinstance(config, VAEConfig)
    return config


def assert_close(ours: VAE, theirs: VAE) -> None:
    for scope in ours.networks:
        for a, b in zip(
            ours.networks[scope].variables, theirs.networks[scope].variables, strict=True
        ):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)


def test_the_importance_weighted_loss_is_its_formula() -> None:
    model = build("iwae", n_importance=5)
    images, labels, noise = inputs(model, 0)
    mean, logvar = (part.numpy().astype(float) for part in model.encoder(images))
    weights = []
    for epsilon in noise["epsilon"].numpy().swapaxes(0, 1).astype(float):
        latents = mean + np.exp(logvar / 2) * epsilon
        logits = model.decoder(tf.constant(latents, tf.float32)).numpy().astype(float)
        nll = np.logaddexp(0, logits) - logits * images.numpy()
        ratio = stats.norm.logpdf(latents) - stats.norm.logpdf(latents, mean, np.exp(logvar / 2))
        weights.append(ratio.sum(axis=1) - nll.sum(axis=(1, 2, 3)))
    expected = -np.mean(special.logsumexp(weights, axis=0) - np.log(5))
    scalars, pictures = model.bound(images, labels, noise)
    assert float(scalars["loss"]) == pytest.approx(expected, rel=1e-5)
    parts = float(scalars["nll"] + scalars["kl"] - scalars["gain"])
    assert parts == pytest.approx(expected, rel=1e-5)
    assert float(scalars["gain"]) > 0
    assert pictures.shape == images.shape


@pytest.mark.parametrize("changes", [{"beta": 2.0}, {"warmup_steps": 10}])
def test_an_importance_weighted_bound_has_the_whole_kl_term(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="beta=1 and no warmup_steps"):
        VAEConfig(n_importance=5, **changes)


def test_layers_may_be_hyperbolic_tangents() -> None:
    layers = [layer for layer in build("iwae").encoder.layers if "hidden" in layer.name]
    assert {layer.activation.__name__ for layer in layers} == {"tanh"}
