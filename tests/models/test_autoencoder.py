"""The autoencoders: plain, tied, denoising, with dropout, adversarial, linear."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.decomposition import PCA
from small import build, bytes_of, digits, inputs, small, take_steps

from genbench.models import building
from genbench.models.autoencoder import CORRUPTIONS
from genbench.models.parts.noise import Normal, Ring, petals
from genbench.models.updates import descend, pixel_scores
from genbench.system.backend import tf


def test_tied_kernels_are_one_variable_each() -> None:
    tied, free = build("tied-ae"), build("ae")
    shapes = [tuple(variable.shape) for variable in tied.decoder.variables]
    assert shapes == [(12,), (16,), (64,)]
    assert len(free.decoder.variables) == 6
    before = bytes_of(tied.encoder)
    codes = np.ones((2, 3), np.float32)
    pictures = tied.decode(codes).numpy()
    tied.encoder.variables[0].assign(2 * tied.encoder.variables[0])
    assert bytes_of(tied.encoder) != before
    assert not np.allclose(tied.decode(codes), pictures)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_corruption_is_of_its_kind_and_strength(corruption: str) -> None:
    images = tf.fill([50, 8, 8, 1], 0.5)
    model = build("denoising-ae", corruption=corruption, corruption_level=0.4)
    noise = model.noise["corruption"].draw(np.random.default_rng(0), 50)
    corrupted = model.corrupt(images, {"corruption": tf.constant(noise)}).numpy()
    low, high = (corrupted == 0).mean(), (corrupted == 1).mean()
    # A normal number is 1.25 deviations off with probability 0.1056 on either side.
    expected = {"gaussian": (0.1056, 0.1056), "masking": (0.4, 0), "salt_and_pepper": (0.2, 0.2)}
    assert (low, high) == pytest.approx(expected[corruption], abs=0.02)


def test_a_denoiser_is_scored_against_the_clean_images() -> None:
    model = build("denoising-ae")
    images, labels, noise = inputs(model, 0)
    stages = model.compare(images, labels, noise)
    assert list(stages) == ["original", "corrupted", "comes back"]
    error = tf.reduce_mean((stages["comes back"] - images) ** 2)
    scored = model.validate(images, labels, noise)
    assert float(scored["squared_error"]) == pytest.approx(float(error), rel=1e-5)


def test_dropout_acts_in_training_and_not_in_evaluation() -> None:
    model = build("dropout-ae")
    images, labels, noise = inputs(model, 0)
    assert set(noise) == {"hidden_1", "hidden_2"}
    plain = model.validate(images, labels, {})
    assert float(plain["loss"]) != float(model.step(images, labels, noise)["loss"])


@pytest.mark.parametrize(
    ("prior", "expected"), [("normal", Normal((3,))), ("ring", Ring((3,))), ("mixture", None)]
)
def test_an_aae_is_sampled_from_the_prior_it_was_trained_on(prior: str, expected: object) -> None:
    model = build("aae", prior=prior)
    drawn = model.samplers["decoder"].prior
    assert drawn is model.noise["latents"]
    if expected is None:
        np.testing.assert_array_equal(drawn.means, petals(3).means)
    else:
        assert drawn == expected


def test_each_turn_of_an_aae_changes_its_own_networks() -> None:
    model = build("aae")
    images, _, noise = inputs(model, 0)
    for turn in (("discriminator",), ("encoder", "decoder")):
        before = {scope: bytes_of(network) for scope, network in model.networks.items()}
        with tf.GradientTape() as tape:
            codes = model.encoder(images)
            loss = pixel_scores(images, model.decoder(codes))["loss"]
            loss += model.judge(codes, noise["latents"])["loss_d"]
        descend(model, tape, loss, *turn)
        found = {s for s, network in model.networks.items() if bytes_of(network) != before[s]}
        assert found == set(turn)


def test_the_weight_of_an_aae_is_what_the_discriminator_has_to_say_to_the_encoder() -> None:
    light, heavy = (build("aae", adversarial_weight=weight) for weight in (1.0, 100.0))
    images, labels, noise = inputs(light, 0)
    for model in (light, heavy):
        model.step(images, labels, noise)
    assert bytes_of(light.encoder) != bytes_of(heavy.encoder)
    for scope in ("decoder", "discriminator"):
        assert bytes_of(light.networks[scope]) == bytes_of(heavy.networks[scope])


def test_pca_is_the_pca_of_all_images_so_far() -> None:
    model = build("pca")
    take_steps(model, 0, 20)
    # The rows of the first 20 steps, from another reading of the stream.
    pixels = np.concatenate([inputs(model, step)[0].numpy() for step in range(20)])
    oracle = PCA(3, svd_solver="full").fit(pixels.reshape(len(pixels), -1).astype(np.float64))
    images = (digits()[0][:50] / np.float32(255)).astype(np.float32)
    restored = model.decoder(model.encode(images, np.zeros(50, np.int64))).numpy()
    expected = oracle.inverse_transform(oracle.transform(images.reshape(50, -1)))
    np.testing.assert_allclose(restored.reshape(50, -1), expected, atol=1e-3)


@pytest.mark.parametrize("latent_size", [64, 65])
def test_pca_must_leave_something_out(latent_size: int) -> None:
    config = dataclasses.replace(small("pca"), latent_size=latent_size)
    with pytest.raises(ValueError, match=f"latent_size={latent_size}, and 64 pixels"):
        building.build(config, (8, 8, 1), n_classes=10)


def test_pca_draws_with_the_covariance_of_its_model() -> None:
    model = build("pca")
    take_steps(model, 0, 20)
    pixels = np.concatenate([inputs(model, step)[0].numpy() for step in range(20)])
    oracle = PCA(3, svd_solver="full").fit(pixels.reshape(len(pixels), -1).astype(np.float64))
    kernel = model.decoder.get_layer("pixels").kernel.numpy()
    n = len(pixels)
    # scikit-learn divides by n - 1, and the maximum of the likelihood by n.
    expected = oracle.get_covariance() * (n - 1) / n
    noise = oracle.noise_variance_ * (n - 1) / n
    np.testing.assert_allclose(kernel.T @ kernel, expected - noise * np.eye(64), atol=1e-4)
    latents, ones = np.zeros((1, 3), np.float32), np.ones((1, 8, 8, 1), np.float32)
    drawn = model.draw(latents, 0.1 * ones).numpy() - model.decode(latents).numpy()
    inside = model.decode(latents).numpy() > 0.01
    np.testing.assert_allclose(drawn[inside], 0.1 * np.sqrt(noise), rtol=1e-3)
