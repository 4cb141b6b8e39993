from typing import Any

import numpy as np
import pytest
from read_page import pixels

from genbench.data import images
from genbench.models.parts.noise import Normal, Uniform
from genbench.models.protocols import Sampler
from genbench.stages.report.plane import N_TILES, Plane, plane
from genbench.stages.report.room import Room
from genbench.system import randomness
from genbench.system.backend import keras


class Convolutional:
    """A stand-in for a model whose generator is no chain of dense layers."""

    def __init__(self, prior):
        latents = keras.Input(prior.shape)
        hidden = keras.layers.Reshape((3, 3, 1))(keras.layers.Dense(9)(latents))
        picture = keras.layers.Conv2D(1, 3, padding="same", activation="sigmoid")(hidden)
        self.networks = {"generator": keras.Model(latents, picture)}
        self.samplers = {"generator": Sampler(prior, self.networks["generator"])}


def convolutional(prior) -> Any:
    return Convolutional(prior)


def test_any_other_network_is_decoded_beforehand():
    found = plane(convolutional(Normal((5,))), None, seed=0, room=Room(1))
    assert found.decoder is None
    assert found.sprite is not None
    assert found.sprite["n"] == N_TILES**2


def test_the_first_tile_is_the_first_corner():
    model = convolutional(Normal((5,)))
    found = plane(model, None, seed=0, room=Room(1))
    assert found.sprite is not None
    tile = pixels(str(found.sprite["uri"]))[:3, :3, 0]
    corners = Normal((5,)).draw(randomness.rng_for(0, "explorer"), 4)
    expected = images.to_uint8(model.samplers["generator"].sample(corners[:1]).numpy())
    np.testing.assert_allclose(tile.astype(int), expected[0, ..., 0].astype(int), atol=1)


def test_between_corners_latents_are_as_spread_as_the_prior():
    corners = np.random.default_rng(0).standard_normal((4, 20_000))
    middle = Plane("corners", "normal", -3, 3, corners).latents(np.array([0.5]), np.array([0.5]))
    assert middle.std() == pytest.approx(1, abs=0.02)


def test_a_uniform_prior_stays_uniform_between_corners():
    corners = np.random.default_rng(0).standard_normal((4, 20_000))
    middle = Plane("corners", "uniform", -1, 1, corners).latents(np.array([0.3]), np.array([0.6]))
    assert abs(middle).max() <= 1
    assert middle.var() == pytest.approx(1 / 3, abs=0.01)


def test_two_uniform_latents_are_shown_within_their_range():
    found = plane(convolutional(Uniform((2,), low=-1, high=1)), None, seed=0, room=Room(1))
    assert (found.plane, found.low, found.high) == ("latents", -1, 1)
