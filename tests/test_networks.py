"""Networks have the shapes, the sizes and the ranges that they promise."""

from __future__ import annotations

import numpy as np

from genbench import networks
from genbench.backend import tf

IMAGE_SHAPE = (8, 12, 3)


def test_the_tutorials_sizes_are_counted_by_hand() -> None:
    encoder = networks.dense_gaussian_encoder((28, 28, 1), 2, hidden_sizes=(256,))
    decoder = networks.dense_generator(
        2, (28, 28, 1), hidden_sizes=(256,), activation=None, name="decoder"
    )
    assert encoder.count_params() == 784 * 256 + 256 + 2 * (256 * 2 + 2)
    assert decoder.count_params() == 2 * 256 + 256 + 256 * 784 + 784


def test_an_encoder_gives_a_mean_and_a_logvar_for_each_image() -> None:
    encoder = networks.dense_gaussian_encoder(IMAGE_SHAPE, 5, hidden_sizes=(7, 6))
    mean, logvar = encoder(tf.zeros([4, *IMAGE_SHAPE]))
    assert mean.shape == logvar.shape == (4, 5)


def test_a_generator_draws_pictures_in_range() -> None:
    generator = networks.dense_generator(
        5, IMAGE_SHAPE, hidden_sizes=(7, 6), activation="sigmoid", name="generator"
    )
    pictures = generator(100 * tf.random.stateless_normal([4, 5], seed=(0, 0))).numpy()
    assert pictures.shape == (4, *IMAGE_SHAPE)
    assert np.all((pictures >= 0) & (pictures <= 1))


def test_a_discriminator_gives_one_logit_for_each_image() -> None:
    discriminator = networks.dense_discriminator(IMAGE_SHAPE, hidden_sizes=(7, 6))
    assert discriminator(tf.zeros([4, *IMAGE_SHAPE])).shape == (4, 1)
