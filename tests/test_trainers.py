"""What every trainer must do, as a table over all recipes; then what each kind must do."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

from genbench import data, noise, recipes, trainers
from genbench.backend import tf
from genbench.config import Config
from genbench.trainers import execution
from genbench.trainers.gan import GAN
from genbench.trainers.vae import VAE, VAEConfig

BATCH_SIZE = 16
RECIPES = pytest.mark.parametrize("recipe", recipes.RECIPES)
# A recipe's own numbers, small enough to compile and run in a moment.
SMALL = {"batch_size": BATCH_SIZE, "hidden_sizes": (16,)}


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Returns 2,000 digits of 8 x 8 pixels, uint8 [n, 8, 8, 1], and their labels."""
    split = data.load("mnist5k", "train")
    cropped = split.images[:2000, 2:26, 2:26, 0]
    pooled = cropped.reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4))
    assert split.labels is not None
    return np.rint(pooled).astype(np.uint8)[..., None], split.labels[:2000]


def small(recipe: str, **changes: object) -> Config:
    config = recipes.get(recipe).config
    fields = {field.name for field in dataclasses.fields(config)}
    fitting = {name: value for name, value in SMALL.items() if name in fields}
    return dataclasses.replace(config, **fitting, **changes)


def build(recipe: str, **changes: object) -> trainers.Trainer:
    return trainers.build(small(recipe, **changes), (8, 8, 1))


@functools.cache
def compiled(recipe: str) -> tuple[trainers.Trainer, dict[str, np.ndarray], execution.Chunk]:
    """Returns a trainer, its initial state, and its steps in a graph; compiled once for all."""
    trainer = build(recipe)
    run_chunk = execution.compile_chunk(trainer, chunk_length=20, jit_compile=False)
    return trainer, execution.state(trainer), run_chunk


def batches(trainer: trainers.Trainer, start: int, stop: int, n: int = BATCH_SIZE) -> tuple:
    """Returns the images, labels and noise of some steps, as a run of seed 0 gives them."""
    images, labels = digits()
    rows = data.rows(len(images), batch_size=n, seed=0, start=start, stop=stop)
    draws = noise.draw_steps(trainer.noise, seed=0, start=start, stop=stop, n=n)
    return images[rows], labels[rows], draws


def take_steps(trainer: trainers.Trainer, start: int, stop: int) -> list[dict[str, float]]:
    """Takes steps one by one, outside any graph, and returns their scalars."""
    images, labels, draws = batches(trainer, start, stop)
    scalars = [
        trainer.step(
            tf.constant(images[i] / np.float32(255)),
            tf.constant(labels[i]),
            {name: tf.constant(draw[i]) for name, draw in draws.items()},
        )
        for i in range(stop - start)
    ]
    return [{name: float(value) for name, value in step.items()} for step in scalars]


def bytes_of(network: object) -> list[bytes]:
    return [variable.numpy().tobytes() for variable in network.variables]  # type: ignore[attr-defined]


# The table: every recipe


@RECIPES
def test_eager_graph_and_xla_agree_after_three_steps(recipe: str) -> None:
    trainer, initial, graph = compiled(recipe)
    xla = execution.compile_chunk(trainer, chunk_length=3, jit_compile=True)
    execution.restore(trainer, initial)
    expected = take_steps(trainer, 0, 3)
    weights = execution.state(trainer)
    for run_chunk in (graph, xla):
        execution.restore(trainer, initial)
        metrics = run_chunk(*batches(trainer, 0, 3))
        assert tuple(metrics) == trainer.metrics
        for name, values in metrics.items():
            np.testing.assert_allclose(
                values, [step[name] for step in expected], rtol=1e-4, atol=1e-4
            )
        for key, value in execution.state(trainer).items():
            np.testing.assert_allclose(value, weights[key], rtol=1e-3, atol=1e-4, err_msg=key)


@RECIPES
def test_a_resumed_training_is_the_same_training(recipe: str) -> None:
    whole = build(recipe)
    take_steps(whole, 0, 10)
    killed = build(recipe)
    take_steps(killed, 0, 4)
    resumed = build(recipe, seed=1)
    execution.restore(resumed, execution.state(killed))
    take_steps(resumed, 4, 10)
    expected = execution.state(whole)
    found = execution.state(resumed)
    assert expected.keys() == found.keys()
    for key, value in expected.items():
        assert value.tobytes() == found[key].tobytes(), key


@RECIPES
def test_scopes_are_disjoint_and_complete(recipe: str) -> None:
    trainer = build(recipe)
    owners = [
        (id(variable), scope)
        for scope, network in trainer.networks.items()
        for variable in network.variables
    ]
    assert len(dict(owners)) == len(owners)
    for scope, optimizer in trainer.optimizers.items():
        shapes = [tuple(w.shape) for w in trainer.networks[scope].trainable_variables]
        slots = [tuple(v.shape) for v in optimizer.variables if len(v.shape)]
        n_slots = len(slots) // len(shapes)
        assert sorted(slots) == sorted(shapes * n_slots)


@RECIPES
def test_a_step_changes_what_is_trained_and_nothing_else(recipe: str) -> None:
    trainer = build(recipe)
    before = {scope: bytes_of(network) for scope, network in trainer.networks.items()}
    take_steps(trainer, 0, 1)
    for scope, network in trainer.networks.items():
        is_trained = scope in trainer.optimizers or scope.endswith("_ema")
        assert (bytes_of(network) != before[scope]) == is_trained


@RECIPES
def test_the_same_latents_give_the_same_pictures(recipe: str) -> None:
    trainer = build(recipe)
    for sampler in trainer.samplers.values():
        latents = sampler.prior.draw(noise.generator(0, "test"), 4)
        pictures = sampler.sample(tf.constant(latents)).numpy()
        assert pictures.shape == (4, 8, 8, 1)
        assert pictures.dtype == np.float32
        assert pictures.min() >= 0
        assert pictures.max() <= 1
        assert pictures.tobytes() == sampler.sample(tf.constant(latents)).numpy().tobytes()


@RECIPES
def test_the_noise_of_a_step_does_not_depend_on_where_the_run_started(recipe: str) -> None:
    trainer = build(recipe)
    whole = noise.draw_steps(trainer.noise, seed=3, start=0, stop=5, n=4)
    part = noise.draw_steps(trainer.noise, seed=3, start=3, stop=5, n=4)
    for name in trainer.noise:
        assert whole[name].dtype == np.float32
        assert whole[name][3:].tobytes() == part[name].tobytes()


@RECIPES
def test_two_trainers_of_one_seed_start_alike(recipe: str) -> None:
    first, second = execution.state(build(recipe)), execution.state(build(recipe))
    for key, value in first.items():
        assert value.tobytes() == second[key].tobytes(), key


@RECIPES
def test_the_loss_falls_on_real_digits(recipe: str) -> None:
    trainer, initial, run_chunk = compiled(recipe)
    execution.restore(trainer, initial)
    chunks = [run_chunk(*batches(trainer, start, start + 20)) for start in range(0, 60, 20)]
    # An adversary's loss may rise while it learns: it is its opponent that got better.
    name = next(name for name in ("nll", "squared_error", "loss_d") if name in trainer.metrics)
    assert chunks[-1][name].mean() < chunks[0][name][:5].mean()


@RECIPES
def test_a_checkpoint_of_another_model_is_refused(recipe: str) -> None:
    arrays = execution.state(trainers.build(small(recipe), (12, 12, 1)))
    with pytest.raises(ValueError, match="does not fit"):
        execution.restore(build(recipe), arrays)


# The VAE


def test_mean_losses_are_the_vae_tutorial() -> None:
    """The tutorial's loss, written out: means over the pixels and over the latents."""
    ours, theirs = build("vae-tutorial"), build("vae-tutorial")
    assert isinstance(ours, VAE)
    assert isinstance(theirs, VAE)
    # The recipe's factors are those of 28 x 28 pictures; these have 8 x 8.
    ours.config = dataclasses.replace(ours.config, beta=64 / 2)
    for optimizer in ours.optimizers.values():
        optimizer.epsilon = 64e-8
    for optimizer in theirs.optimizers.values():
        optimizer.epsilon = 1e-8
    take_steps(ours, 0, 5)
    images, _, draws = batches(theirs, 0, 5)
    for i in range(5):
        batch = tf.constant(images[i] / np.float32(255))
        with tf.GradientTape(persistent=True) as tape:
            mean, logvar = theirs.encoder(batch)
            latents = mean + tf.exp(0.5 * logvar) * draws["epsilon"][i]
            pictures = tf.sigmoid(theirs.decoder(latents))
            kl = -0.5 * tf.reduce_mean(1 + logvar - mean**2 - tf.exp(logvar))
            loss = 0.5 * tf.reduce_mean((batch - pictures) ** 2) + kl
        for scope, optimizer in theirs.optimizers.items():
            weights = theirs.networks[scope].trainable_variables
            optimizer.apply(tape.gradient(loss, weights), weights)
    for scope in ours.networks:
        for a, b in zip(
            ours.networks[scope].variables, theirs.networks[scope].variables, strict=True
        ):
            np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)


def test_the_logged_loss_is_the_sum_of_its_parts() -> None:
    trainer = build("vae", beta=3.0)
    for scalars in take_steps(trainer, 0, 3):
        assert scalars["kl"] >= 0
        assert scalars["loss"] == pytest.approx(scalars["nll"] + 3.0 * scalars["kl"], rel=1e-5)


def test_held_out_images_are_scored_by_the_loss_that_is_trained() -> None:
    trainer = build("vae", beta=3.0)
    assert isinstance(trainer, VAE)
    images, labels, draws = batches(trainer, 0, 1)
    batch = tf.constant(images[0] / np.float32(255))
    noise_in = {"epsilon": tf.constant(draws["epsilon"][0])}
    scored = trainer.validate(batch, noise_in)
    stepped = trainer.step(batch, tf.constant(labels[0]), noise_in)
    for name, value in stepped.items():
        assert float(value) == pytest.approx(float(scored[name]), rel=1e-6)


def test_codes_are_posterior_means_and_need_no_noise() -> None:
    trainer = build("vae")
    assert isinstance(trainer, VAE)
    images = tf.constant(digits()[0][:4] / np.float32(255))
    np.testing.assert_array_equal(trainer.encode(images), trainer.encoder(images)[0])


# The GAN


def gan_batch() -> tuple:
    trainer = build("gan")
    assert isinstance(trainer, GAN)
    images, _, draws = batches(trainer, 0, 1)
    fakes = trainer.generator(tf.constant(draws["latents"][0]))
    return trainer, tf.constant(images[0] / np.float32(255)), fakes


def test_a_discriminator_update_leaves_the_generator_alone() -> None:
    trainer, images, fakes = gan_batch()
    before = {scope: bytes_of(network) for scope, network in trainer.networks.items()}
    trainer.update_discriminator(images, fakes)
    assert bytes_of(trainer.discriminator) != before["discriminator"]
    assert bytes_of(trainer.generator) == before["generator"]
    assert bytes_of(trainer.generator_ema) == before["generator_ema"]


def test_a_generator_update_leaves_the_discriminator_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = build("gan")
    assert isinstance(trainer, GAN)
    before = bytes_of(trainer.discriminator)
    monkeypatch.setattr(trainer, "update_discriminator", lambda *_: {})
    generator = bytes_of(trainer.generator)
    take_steps(trainer, 0, 1)
    assert bytes_of(trainer.discriminator) == before
    assert bytes_of(trainer.generator) != generator


def test_the_generator_climbs_its_own_turns_gradient() -> None:
    """Sharing the fake batch changes nothing: the gradient is that of a turn of its own."""
    ours, theirs = build("gan"), build("gan")
    assert isinstance(ours, GAN)
    assert isinstance(theirs, GAN)
    take_steps(ours, 0, 1)
    images, _, draws = batches(theirs, 0, 1)
    latents = tf.constant(draws["latents"][0])
    theirs.update_discriminator(tf.constant(images[0] / np.float32(255)), theirs.generator(latents))
    with tf.GradientTape() as tape:
        logits = theirs.discriminator(theirs.generator(latents))
        loss = tf.reduce_mean(-tf.math.log_sigmoid(logits))
    weights = theirs.generator.trainable_variables
    theirs.optimizers["generator"].apply(tape.gradient(loss, weights), weights)
    for a, b in zip(ours.generator.variables, theirs.generator.variables, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_the_average_follows_the_generator() -> None:
    trainer = build("gan", ema_decay=0.9)
    assert isinstance(trainer, GAN)
    expected = [variable.numpy() for variable in trainer.generator.variables]
    for step in range(1, 4):
        take_steps(trainer, step - 1, step)
        decay = min(0.9, step / (step + 10))
        expected = [
            decay * average + (1 - decay) * variable.numpy()
            for average, variable in zip(expected, trainer.generator.variables, strict=True)
        ]
    for found, value in zip(trainer.generator_ema.variables, expected, strict=True):
        np.testing.assert_allclose(found, value, rtol=1e-4, atol=1e-6)


# The configurations


def test_a_recipe_that_is_wrong_says_what_is_right() -> None:
    with pytest.raises(ValueError, match="latent_size must be a positive integer"):
        VAEConfig(latent_size=-3)
