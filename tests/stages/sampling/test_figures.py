import numpy as np
import pytest

from genbench import pictures
from genbench.models.parts import noise
from genbench.models.protocols import Sampler
from genbench.stages.sampling import figures
from genbench.system import randomness
from genbench.system.backend import tf


@pytest.fixture
def drawn(monkeypatch):
    """What reaches the plots, by the function and then as it was called."""
    seen = {}
    for name in ("latents", "manifold", "rows"):
        plot = getattr(pictures, name)

        def note(*args, _name=name, _plot=plot, **kwargs):
            seen.setdefault(_name, []).append(args)
            return _plot(*args, **kwargs)

        monkeypatch.setattr(pictures, name, note)
    return seen


def test_a_vae_of_two_latents_has_every_figure(vae_copy):
    written = figures.draw_figures(vae_copy)
    names = ["curves", "interpolation", "latents", "manifold", "reconstructions"]
    assert sorted(path.stem for path in written) == names
    assert all(path.is_file() and path.parent == vae_copy.figures for path in written)


def test_a_gan_has_the_figures_that_need_no_encoder(gan_copy):
    written = figures.draw_figures(gan_copy)
    assert [path.stem for path in written] == ["curves", "interpolation"]


def test_the_same_run_gives_the_same_figures(gan_copy):
    first = [path.read_bytes() for path in figures.draw_figures(gan_copy)]
    assert [path.read_bytes() for path in figures.draw_figures(gan_copy)] == first


def test_reconstructions_show_originals_and_what_comes_back(vae_copy, blobs, drawn):
    figures.draw_figures(vae_copy)
    (rows,) = drawn["rows"][-1]
    assert list(rows) == ["original", "comes back"]
    first = rows["original"][1:9, 1:9]
    with np.load(blobs) as file:
        assert any(np.array_equal(first[..., 0], image) for image in file["images"])
    assert not np.array_equal(rows["original"], rows["comes back"])


def test_codes_keep_their_labels(vae_copy, blobs, drawn):
    figures.draw_figures(vae_copy)
    [(codes, labels, classes)] = drawn["latents"]
    assert codes.shape == (80, 2)
    np.testing.assert_array_equal(np.bincount(labels), [20, 20, 20, 20])
    assert classes == ("0", "1", "2", "3")


def test_the_manifold_grows_to_the_right_and_upwards():
    def decode(latents):
        # The first latent is shown by red, the second by green.
        colours = tf.concat([latents / 4 + 0.5, tf.zeros_like(latents[:, :1])], axis=1)
        return tf.reshape(colours, [-1, 1, 1, 3])

    picture = figures.manifold(Sampler(noise.Normal((2,)), decode)).astype(int)
    assert picture.shape == (15, 15, 3)
    assert (np.diff(picture[..., 0], axis=1) > 0).all()
    assert (np.diff(picture[..., 1], axis=0) < 0).all()
    np.testing.assert_array_equal(picture[7, 7], [128, 128, 0])


def test_the_manifold_stands_at_the_quantiles_of_the_prior():
    # Φ(1.6449) = 0.95 and Φ(0) = 0.5.
    np.testing.assert_allclose(figures.MANIFOLD[[0, 7, 14]], [-1.6449, 0, 1.6449], atol=1e-4)


def test_interpolations_lead_from_one_latent_to_the_other(monkeypatch):
    prior = noise.Normal((2,))
    asked = []

    def decode(sampler, latents):
        asked.append(latents)
        return np.zeros([len(latents), 1, 1, 1], np.uint8)

    monkeypatch.setattr(figures, "decode", decode)
    figures._interpolations(Sampler(prior, lambda latents: latents), seed=0)
    strip = asked[0][: figures.N_STOPS]
    drawn = prior.draw(randomness.rng_for(0, "strips"), 2 * figures.N_STRIPS)
    np.testing.assert_allclose(strip[[0, -1]], drawn[[0, figures.N_STRIPS]])
    np.testing.assert_allclose(np.diff(strip, 2, axis=0), 0, atol=1e-6)
