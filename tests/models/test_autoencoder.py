"""The autoencoder: plain, tied, denoising, with dropout."""

from __future__ import annotations

import numpy as np
import pytest
from small import build, bytes_of, inputs

from genbench.models.autoencoder import CORRUPTIONS
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
