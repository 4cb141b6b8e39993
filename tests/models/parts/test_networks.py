"""Networks have the shapes, the sizes and the ranges that they promise."""

from __future__ import annotations

import numpy as np
import pytest

from genbench.models.parts import networks, precision
from genbench.system.backend import keras, tf

IMAGE_SHAPE = (8, 12, 3)
IMAGES = np.random.default_rng(0).random((4, *IMAGE_SHAPE), dtype=np.float32)
LABELS = np.eye(3, dtype=np.float32)[[0, 1, 2, 0]]
KINDS = pytest.mark.parametrize("channels", [(), (4,), (4, 6)], ids=str)


def test_the_tutorials_sizes_are_counted_by_hand() -> None:
    encoder = networks.encoder((28, 28, 1), 2, outputs=("mean", "logvar"), hidden_sizes=(256,))
    decoder = networks.decoder(2, (28, 28, 1), hidden_sizes=(256,))
    assert encoder.count_params() == 784 * 256 + 256 + 2 * (256 * 2 + 2)
    assert decoder.count_params() == 2 * 256 + 256 + 256 * 784 + 784


def test_the_convolutions_sizes_are_counted_by_hand() -> None:
    encoder = networks.encoder(
        (28, 28, 1), 2, outputs=("mean", "logvar"), hidden_sizes=(32,), channels=(32, 64, 64, 64)
    )
    decoder = networks.decoder(2, (28, 28, 1), hidden_sizes=(), channels=(32, 64, 64, 64))
    convolutions = 9 * (1 * 32 + 32 * 64 + 2 * 64 * 64) + 32 + 3 * 64
    assert encoder.count_params() == convolutions + 14 * 14 * 64 * 32 + 32 + 2 * (32 * 2 + 2)
    assert decoder.count_params() == 14 * 14 * 64 * 3 + 9 * 64 * 32 + 32 + 9 * 32 + 1


@KINDS
def test_an_encoder_gives_each_output_for_each_image(channels: tuple[int, ...]) -> None:
    encoder = networks.encoder(
        IMAGE_SHAPE, 5, outputs=("mean", "logvar"), hidden_sizes=(7, 6), channels=channels
    )
    mean, logvar = encoder(IMAGES)
    assert mean.shape == logvar.shape == (4, 5)


@KINDS
def test_a_decoder_gives_logits(channels: tuple[int, ...]) -> None:
    decoder = networks.decoder(5, IMAGE_SHAPE, hidden_sizes=(7,), channels=channels)
    logits = decoder(10 * np.ones((4, 5), np.float32)).numpy()
    assert logits.shape == (4, *IMAGE_SHAPE)
    assert logits.min() < 0


@KINDS
def test_a_generator_draws_pictures_in_range(channels: tuple[int, ...]) -> None:
    generator = networks.generator(5, IMAGE_SHAPE, hidden_sizes=(7, 6), channels=channels)
    pictures = generator(100 * tf.random.stateless_normal([4, 5], seed=(0, 0))).numpy()
    assert pictures.shape == (4, *IMAGE_SHAPE)
    assert np.all((pictures >= 0) & (pictures <= 1))


@KINDS
@pytest.mark.parametrize("is_spectral", [False, True])
def test_a_discriminator_gives_one_logit_for_each_image(
    channels: tuple[int, ...], is_spectral: bool
) -> None:
    discriminator = networks.discriminator(
        IMAGE_SHAPE, hidden_sizes=(7, 6), channels=channels, is_spectral=is_spectral
    )
    assert discriminator(IMAGES).shape == (4, 1)


def test_networks_with_classes_hear_the_label() -> None:
    encoder = networks.encoder(
        IMAGE_SHAPE, 2, outputs=("codes",), hidden_sizes=(7,), channels=(4,), n_classes=3
    )
    discriminator = networks.discriminator(IMAGE_SHAPE, hidden_sizes=(7,), n_classes=3)
    for network in (encoder, discriminator):
        assert not np.allclose(network([IMAGES, LABELS]), network([IMAGES, LABELS[::-1]]))


def test_a_size_that_convolutions_cannot_halve_is_refused() -> None:
    with pytest.raises(ValueError, match=r"divisible by 4\. Received: 30 x 28"):
        networks.discriminator((30, 28, 1), hidden_sizes=(), channels=(4, 6))
    with pytest.raises(ValueError, match=r"divisible by 4\. Received: 30 x 28"):
        networks.generator(5, (30, 28, 1), hidden_sizes=(), channels=(4, 6))


def test_a_tied_decoder_owns_its_biases_alone() -> None:
    encoder = networks.encoder(IMAGE_SHAPE, 3, outputs=("codes",), hidden_sizes=(7, 5))
    decoder = networks.tied_decoder(encoder, IMAGE_SHAPE)
    assert [tuple(v.shape) for v in decoder.variables] == [(5,), (7,), (8 * 12 * 3,)]
    codes = np.ones((2, 3), np.float32)
    k1, _, k2, _, k3, _ = (v.numpy() for v in encoder.variables)
    hidden = np.maximum(np.maximum(codes @ k3.T, 0) @ k2.T, 0)
    np.testing.assert_allclose(
        decoder(codes), (hidden @ k1.T).reshape(2, *IMAGE_SHAPE), rtol=1e-4, atol=1e-6
    )


def test_masks_silence_hidden_units() -> None:
    encoder = networks.encoder(IMAGE_SHAPE, 3, outputs=("codes",), hidden_sizes=(7,))
    silent = networks.call_with_masks(encoder, IMAGES, {"hidden_1": np.zeros((4, 7), np.float32)})
    np.testing.assert_array_equal(silent, np.zeros((4, 3)))
    np.testing.assert_array_equal(networks.call_with_masks(encoder, IMAGES, {}), encoder(IMAGES))


def test_bfloat16_computes_in_bfloat16_and_keeps_float32() -> None:
    with precision.policy("bfloat16"):
        discriminator = networks.discriminator(IMAGE_SHAPE, hidden_sizes=(7,), channels=(4,))
    assert discriminator.get_layer("hidden_1").compute_dtype == "bfloat16"
    assert {v.dtype for v in discriminator.variables} == {"float32"}
    assert discriminator(IMAGES).dtype == tf.float32
    assert keras.config.dtype_policy().name == "float32"
