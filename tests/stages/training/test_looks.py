import numpy as np
import pytest
from small import build

from genbench.models.parts.noise import Labelled, Normal
from genbench.models.protocols import Sampler
from genbench.pictures import grids
from genbench.runs import numbered
from genbench.stages.training.looks import looks_at, samples
from genbench.system.backend import tf


def test_pictures_show_what_the_weights_have_become(observe, tmp_path):
    observer, model = observe()
    observer.look(5)
    model.decoder.set_weights([0 * w for w in model.decoder.get_weights()])
    observer.look(10)
    _, second = numbered(tmp_path / "run" / "snapshots", ".png")[1]
    assert (grids.read(second) == 128).all()


def test_originals_stand_above_what_comes_back(observe, validation, tmp_path):
    observer, model = observe()
    model.decoder.set_weights([0 * w for w in model.decoder.get_weights()])
    observer.look(5)
    picture = grids.read(tmp_path / "run" / "reconstructions" / "00000005.png")
    above, below = picture[1:9, 1:9], picture[10:18, 1:9]
    assert any(np.array_equal(above, image) for image in validation.images)
    assert (below == 128).all()


def test_a_look_scores_validation_images_codes_and_samples(observe):
    observer, _ = observe()
    assert set(observer.look(5)) == {
        *(f"validation_{name}" for name in ("loss", "nll", "kl", "squared_error")),
        "validation_decode_variance",
        *(f"sample_{name}" for name in ("distance", "nearest", "classes", "entropy")),
        "active_units",
        "kl_per_latent",
        "prior_1nn",
    }


def test_a_posterior_that_has_collapsed_shows_in_each_measure(observe):
    observer, model = observe()
    for network in model.networks.values():
        network.set_weights([0 * w for w in network.get_weights()])
    found = observer.look(5)
    assert found["kl_per_latent"] == [0, 0]
    assert found["active_units"] == 0
    assert found["validation_decode_variance"] == 0


def test_the_nearest_neighbour_tells_codes_from_the_prior_unless_they_are_drawn_from_it(observe):
    observer, model = observe()
    *others, biases = (0 * w for w in model.encoder.get_weights())
    model.encoder.set_weights([*others, biases])
    assert observer.look(5)["prior_1nn"] == pytest.approx(0.5, abs=0.2)
    model.encoder.set_weights([*others, biases + 9])
    assert observer.look(10)["prior_1nn"] > 0.9


def test_codes_that_are_all_the_same_are_no_hindrance(validation):
    model = build("ae")
    model.encoder.set_weights([0 * w for w in model.encoder.get_weights()])
    seen = [look().numbers for look in looks_at(model, validation, seed=0)]
    assert seen[-1] == {"active_units": 0}


@pytest.mark.parametrize(
    ("recipe", "n_images", "looks"),
    [("gan", 20, 1), ("ae", 20, 4), ("vae", 20, 4), ("vae", 1, 3)],
)
def test_a_model_is_looked_at_in_the_ways_it_has(validation, recipe, n_images, looks):
    some = validation.take(np.arange(n_images))
    assert len(looks_at(build(recipe), some, seed=0)) == looks


def test_each_row_of_samples_is_one_class(validation):
    def shade_of_label(latents):
        shades = tf.cast(tf.argmax(latents[:, 3:], axis=1), tf.float32) / 9
        return tf.ones([100, 8, 8, 1]) * shades[:, None, None, None]

    sampler = Sampler(Labelled(Normal((3,)), 10), shade_of_label)
    picture = samples(sampler, validation, seed=0)().pictures["snapshots"]
    shades = grids.cells(picture, 8, 8)[:, 0, 0, 0].reshape(10, 10)
    assert (shades == shades[:, :1]).all()
    assert (np.diff(shades[:, 0].astype(int)) > 0).all()
