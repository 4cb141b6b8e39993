"""The layers of our own, beside those of Keras that stand in for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from genbench.models.parts import layers, networks
from genbench.system.backend import keras, tf

IMAGE_SHAPE = (8, 12, 3)


IMAGES = np.random.default_rng(0).random((4, *IMAGE_SHAPE), dtype=np.float32)


LABELS = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]


def test_a_spectral_kernel_has_the_norm_one() -> None:
    network = networks.discriminator(IMAGE_SHAPE, hidden_sizes=(), is_spectral=True)
    for _ in range(3):
        network(IMAGES, training=True)
    slope = network.get_layer("verdict").layer.kernel.numpy()
    logits = network(IMAGES).numpy()
    expected = IMAGES.reshape(4, -1) @ (slope / np.linalg.norm(slope, 2))
    np.testing.assert_allclose(logits, expected, rtol=1e-3, atol=1e-5)


def test_fakes_are_held_to_the_estimate_of_the_images_before_them() -> None:
    network = networks.discriminator(IMAGE_SHAPE, hidden_sizes=(7,), n_classes=3, is_spectral=True)
    given = [IMAGES, LABELS]
    np.testing.assert_array_equal(network(given, training=True), network(given))


def test_networks_with_layers_of_our_own_are_saved_with_those_of_keras(tmp_path: Path) -> None:
    encoder = networks.encoder(IMAGE_SHAPE, 3, outputs=("codes",), hidden_sizes=(7,))
    linear = networks.linear_encoder(IMAGE_SHAPE, 3)
    linear(IMAGES, training=True)
    codes = np.ones((2, 3), np.float32)
    for network, given in (
        (networks.tied_decoder(encoder, IMAGE_SHAPE), codes),
        (networks.decoder(3, IMAGE_SHAPE, hidden_sizes=(), channels=(4, 6)), codes),
        (linear, IMAGES),
        (
            networks.discriminator(
                IMAGE_SHAPE, hidden_sizes=(7,), channels=(4,), n_classes=3, is_spectral=True
            ),
            [IMAGES, LABELS],
        ),
    ):
        layers.with_keras_layers(network).save(tmp_path / "network.keras")
        read: Any = keras.models.load_model(tmp_path / "network.keras")
        assert {type(layer).__module__.partition(".")[0] for layer in read.layers} == {"keras"}
        np.testing.assert_allclose(read(given), network(given), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("n_channels", [1, 3])
def test_a_convolution_to_few_channels_is_keras_own(n_channels: int) -> None:
    ours = layers.PixelConvolution(n_channels)
    images = tf.random.stateless_normal([2, 6, 5, 4], seed=(0, 0))
    ours.build(images.shape)
    theirs, weights = ours.replacement()
    theirs.build(images.shape)
    theirs.set_weights(weights)
    found = []
    for layer in (ours, theirs):
        with tf.GradientTape() as tape:
            tape.watch(images)
            outputs = layer(images)
            loss = tf.reduce_sum(tf.sin(outputs))
        found.append([outputs, *tape.gradient(loss, [images, *layer.trainable_variables])])
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
