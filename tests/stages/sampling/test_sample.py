import shutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from genbench.models.parts import noise
from genbench.models.protocols import Sampler
from genbench.models.running.inference import BATCH_SIZE, decode, draw
from genbench.stages.sampling.sample import sample
from genbench.system import randomness
from genbench.system.backend import keras, tf

MEAN_AND_DRAWS = ("decoder", "draws")


def load_model(path) -> Any:
    return keras.models.load_model(path)


def bytes_of(paths):
    return [path.read_bytes() for path in paths.values()]


def test_samples_are_as_the_run_directory_says(vae_copy):
    written = sample(vae_copy, n=7, seed=3)
    assert written["decoder"] == vae_copy.path / "samples.npz"
    with np.load(written["decoder"]) as file:
        assert (file["images"].shape, file["images"].dtype) == ((7, 8, 8, 1), np.uint8)
        assert (int(file["seed"]), int(file["step"])) == (3, 60)
    assert (vae_copy.path / "samples.png").is_file()


def test_every_sampler_has_its_files(gan_copy, vae_copy):
    shutil.rmtree(gan_copy.weights)
    assert sample(gan_copy, n=3) == {
        "generator_ema": gan_copy.path / "samples.npz",
        "generator": gan_copy.path / "samples-generator.npz",
    }
    shutil.rmtree(vae_copy.weights)
    assert sample(vae_copy, n=3) == {
        "decoder": vae_copy.path / "samples.npz",
        "draws": vae_copy.path / "samples-draws.npz",
    }


def test_samples_say_what_they_are(vae_copy):
    sample(vae_copy, n=3)
    assert vae_copy.read_samples().about == "means of p(x|z)"
    assert vae_copy.read_samples("draws").about == "draws from p(x|z), each value 0 or 1"


def test_a_draw_has_the_latents_of_the_mean_with_its_number(vae_copy):
    means, draws = (np.load(sample(vae_copy, n=1500)[name])["images"] for name in MEAN_AND_DRAWS)
    assert set(np.unique(draws)) == {0, 255}
    # Given its mean, a pixel is white as often: over many pixels the shares are the means.
    for low in (0.1, 0.3, 0.5, 0.7):
        chosen = (means >= 255 * low) & (means < 255 * (low + 0.2))
        expected = means[chosen].mean()
        assert draws[chosen].mean() == pytest.approx(expected, abs=4 * 128 / chosen.sum() ** 0.5)


def test_pixels_are_drawn_anew_in_each_batch():
    def noise_alone(latents, pixels):
        return pixels

    prior = noise.Normal((1,))
    sampler = Sampler(prior, noise_alone, pixels=noise.Uniform((2, 2, 1)))
    drawn = draw(sampler, n=2 * BATCH_SIZE, seed=0)
    assert (drawn[:BATCH_SIZE] != drawn[BATCH_SIZE:]).mean() > 0.9


def test_a_fitted_prior_has_files_of_its_own_that_say_so(vae_copy):
    own = sample(vae_copy, n=30)["decoder"]
    fitted = sample(vae_copy, n=30, prior="gmm")
    assert fitted == {"gmm": vae_copy.path / "samples-gmm.npz"}
    with np.load(own) as before, np.load(fitted["gmm"]) as after:
        assert (str(before["sampler"]), str(after["sampler"])) == ("decoder", "gmm")
        assert str(after["about"]).endswith("fitted to codes")
        assert (before["images"] != after["images"]).any()


def test_a_configuration_may_ask_for_the_fitted_prior(vae_copy):
    asked = np.load(sample(vae_copy, n=30, prior="gmm")["gmm"])["images"]
    record = vae_copy.read_config_as(dict)
    vae_copy.write_config(replace(record, config={**record.config, "fitted_prior": True}))
    assert list(sample(vae_copy, n=30))[:3] == ["gmm", "decoder", "draws"]
    usual = vae_copy.read_samples()
    assert usual.sampler == "gmm"
    np.testing.assert_array_equal(usual.images, asked)


def test_a_prior_is_not_fitted_without_codes(gan_copy):
    with pytest.raises(ValueError, match="prior=gmm needs a model with an encoder"):
        sample(gan_copy, n=3, prior="gmm")


def test_the_same_seed_gives_the_same_bytes(gan_copy):
    first = bytes_of(sample(gan_copy, n=5, seed=1))
    assert bytes_of(sample(gan_copy, n=5, seed=1)) == first


def test_another_seed_gives_other_samples(gan_copy):
    first, second = (
        np.load(sample(gan_copy, n=5, seed=seed)["generator"])["images"] for seed in (1, 2)
    )
    assert (first != second).any()


@pytest.mark.parametrize("pixels", [None, noise.Uniform((8, 8, 1))])
@pytest.mark.parametrize("n", [1, BATCH_SIZE - 1, BATCH_SIZE + 1])
def test_a_sample_is_the_same_for_every_n(gan_run, n, pixels):
    network = load_model(gan_run.networks_folder / "generator.keras")

    def decode(latents, drawn=0.0):
        return tf.abs(network(latents) - drawn)

    sampler = Sampler(noise.Uniform((4,), low=-1, high=1), decode, pixels=pixels)
    many = draw(sampler, n=2 * BATCH_SIZE, seed=0)
    np.testing.assert_array_equal(draw(sampler, n=n, seed=0), many[:n])


@pytest.mark.parametrize("scope", ["generator", "generator_ema"])
def test_the_saved_generator_gives_the_samples(gan_copy, scope):
    file = sample(gan_copy, n=50, seed=0)[scope]
    network = load_model(gan_copy.networks_folder / f"{scope}.keras")
    latents = randomness.rng_for(0, "sample").random((50, 4), np.float32) * 2 - 1
    expected = np.rint(network(latents).numpy() * 255)
    np.testing.assert_allclose(np.load(file)["images"].astype(float), expected, atol=1)


def test_the_saved_decoder_gives_the_samples(vae_copy):
    file = sample(vae_copy, n=50, seed=0)["decoder"]
    network = load_model(vae_copy.networks_folder / "decoder.keras")
    latents = randomness.rng_for(0, "sample").standard_normal((50, 2), np.float32)
    logits = network(latents).numpy()
    expected = np.rint(255 / (1 + np.exp(-logits)))
    np.testing.assert_allclose(np.load(file)["images"].astype(float), expected, atol=1)


def test_latents_are_decoded_in_order():
    prior = noise.Normal((2,))
    sampler = Sampler(prior, lambda latents: tf.reshape(latents[:, 0], [-1, 1, 1, 1]))
    latents = np.stack([np.arange(700) % 256 / 255, np.ones(700)], axis=1).astype(np.float32)
    np.testing.assert_array_equal(decode(sampler, latents).ravel(), np.arange(700) % 256)


@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": -1}, {"seed": -1}])
def test_a_wrong_number_is_refused_by_name(vae_copy, arguments):
    (name,) = arguments
    with pytest.raises(ValueError, match=f"{name} must .* Received: {name}="):
        sample(vae_copy, **arguments)


def test_a_run_without_checkpoint_names_the_command(vae_copy):
    for path in vae_copy.checkpoints.iterdir():
        path.unlink()
    with pytest.raises(
        FileNotFoundError,
        match=r"no whole checkpoint. `genbench train vae .*--restart` trains it again",
    ):
        sample(vae_copy)
