import numpy as np
import pytest

from genbench.models.parts.noise import Labelled, Uniform
from genbench.models.protocols import Sampler
from genbench.stages.exploration import inversion
from genbench.system.backend import tf

SIDE = 6
AXES = np.linalg.qr(np.random.default_rng(0).normal(size=(SIDE * SIDE, 3)))[0].T.astype(np.float32)


def plain(latents):
    """A linear generator, whose latents are known by least squares."""
    return tf.reshape(0.5 + 0.4 * latents @ AXES, [-1, SIDE, SIDE, 1])


@pytest.fixture
def sampler():
    return Sampler(Uniform((3,), low=-1.0, high=1.0), plain)


@pytest.fixture
def pictures():
    """Pictures of the linear generator, and noise of which it can draw a part only."""
    rng = np.random.default_rng(1)
    drawn = plain(tf.constant(rng.uniform(-0.6, 0.6, [4, 3]), tf.float32)).numpy()
    noisy = drawn + rng.normal(0, 0.05, drawn.shape)
    return np.rint(255 * np.clip(noisy, 0, 1)).astype(np.uint8)


def invert(sampler, pictures, labels=None, **changes):
    labels = np.zeros(len(pictures), np.int64) if labels is None else labels
    arguments = {"latent_size": 3, "n_steps": 200, **changes}
    return inversion.invert(sampler, pictures, labels, **arguments)


def test_the_latents_are_those_of_least_squares(sampler, pictures):
    flat = pictures.reshape(4, -1) / 255 - 0.5
    expected = flat @ AXES.T / 0.4
    np.testing.assert_allclose(invert(sampler, pictures), expected, atol=1e-3)


def test_latents_do_not_depend_on_their_company(sampler, pictures):
    many = invert(sampler, pictures, n_steps=5)
    np.testing.assert_array_equal(invert(sampler, pictures[2:3], n_steps=5), many[2:3])


def test_more_pictures_than_a_batch_keep_their_order(sampler, pictures):
    many = np.tile(pictures, (30, 1, 1, 1))
    found = invert(sampler, many, n_steps=5)
    np.testing.assert_array_equal(found, np.tile(found[:4], (30, 1)))


def test_latents_stay_in_the_range_of_the_prior(sampler):
    black = np.zeros([1, SIDE, SIDE, 1], np.uint8)
    assert abs(invert(sampler, black, n_steps=100)).max() <= 1


def test_the_label_is_given_and_stays():
    def draw(latents):
        return plain(latents[:, :3]) * (0.6 + 0.4 * latents[:, 3, None, None, None])

    sampler = Sampler(Labelled(Uniform((3,), low=-1.0, high=1.0), 2), draw)
    pictures = np.full([2, SIDE, SIDE, 1], 128, np.uint8)
    found = invert(sampler, pictures, np.array([1, 0]), n_steps=20)
    np.testing.assert_array_equal(found[:, 3:], [[0, 1], [1, 0]])
