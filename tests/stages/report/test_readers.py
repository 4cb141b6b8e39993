from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from genbench import data
from genbench.models import building
from genbench.stages.report.dense import DenseLayer
from genbench.stages.report.readers import readers
from genbench.stages.report.room import PAGE, Room
from genbench.system.backend import keras


@pytest.fixture(scope="module")
def validation(blobs):
    """The validation images of the blobs."""
    return data.load(str(blobs), "validation")


def test_a_vae_answers_with_the_means_of_its_codes(vae_run, validation):
    model: Any = building.load(vae_run)[0]
    found = readers(model, validation, seed=0, room=Room(1))
    assert found.encoder is not None
    assert found.encoder[-1].n == model.latent_size
    assert (found.critic, found.has, found.absent) == (None, ("encoder",), [])


def test_a_gan_answers_with_its_discriminator(gan_run, validation):
    model: Any = building.load(gan_run)[0]
    critic = readers(model, validation, seed=0, room=Room(1)).critic
    assert critic is not None
    logits = model.discriminator(validation.images / np.float32(255)).numpy()
    assert critic.is_odds
    assert critic.real == pytest.approx(np.median(logits), abs=1e-4)


def test_a_convolutional_network_is_named_as_absent(gan_run, validation):
    model, _ = building.load(gan_run)
    network = _convolution(model.networks["discriminator"].input_shape[1:])
    other: Any = SimpleNamespace(networks={"encoder": network}, samplers=model.samplers)
    assert readers(other, validation, seed=0, room=Room(1)).absent == ["encoder"]


def test_without_the_data_nothing_answers(vae_run):
    model, _ = building.load(vae_run)
    assert readers(model, None, seed=0, room=Room(1)).has == ()


def _convolution(shape):
    layers = keras.layers
    return keras.Sequential(
        [keras.Input(shape), layers.Conv2D(1, 3), layers.Flatten(), layers.Dense(2)]
    )


def test_what_no_longer_fits_the_page_is_left_out_and_said(vae_run, validation):
    model, _ = building.load(vae_run)
    room = Room(1)
    assert not room.takes([DenseLayer("x" * PAGE, "", 1, "linear")])
    found = readers(model, validation, seed=0, room=room)
    assert (found.encoder, found.is_too_heavy, found.absent) == (None, True, [])
