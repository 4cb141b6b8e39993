"""What every trainer must do, as a table over all recipes; then what each kind must do."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np
import pytest

from genbench import data, noise, recipes, trainers
from genbench.backend import tf
from genbench.config import Config
from genbench.recipes.adversarial import ADVERSARIAL
from genbench.trainers import GANConfig, VAEConfig, execution
from genbench.trainers.gan import GAN
from genbench.trainers.labels import behind
from genbench.trainers.vae import VAE

BATCH_SIZE = 16
RECIPES = pytest.mark.parametrize("recipe", recipes.RECIPES)
# A recipe's own numbers, small enough to compile and run in a moment.
SMALL = {
    "batch_size": BATCH_SIZE,
    "latent_size": 3,
    "hidden_sizes": (16, 12),
    "generator_sizes": (16,),
    "discriminator_sizes": (16,),
}
SMALL_CHANNELS = (4, 6)
# The networks that an optimizer updates, where they are not the one it is named after.
TURNS = {"autoencoder": ("encoder", "decoder")}


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
    fitting: dict = {name: value for name, value in SMALL.items() if name in fields}
    if getattr(config, "channels", ()):
        fitting["channels"] = SMALL_CHANNELS
    return dataclasses.replace(config, **fitting, **changes)


def build(recipe: str, **changes: object) -> trainers.Trainer:
    return trainers.build(small(recipe, **changes), (8, 8, 1), n_classes=10)


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
    for turn, optimizer in trainer.optimizers.items():
        weights = [
            weight
            for scope in TURNS.get(turn, (turn,))
            for weight in trainer.networks[scope].trainable_variables
        ]
        shapes = [tuple(weight.shape) for weight in weights]
        slots = [tuple(v.shape) for v in optimizer.variables if len(v.shape)]
        n_slots = len(slots) // len(shapes)
        assert sorted(slots) == sorted(shapes * n_slots)


@RECIPES
def test_training_reaches_every_network(recipe: str) -> None:
    trainer = build(recipe)
    before = {scope: bytes_of(network) for scope, network in trainer.networks.items()}
    take_steps(trainer, 0, 5)
    for scope, network in trainer.networks.items():
        assert bytes_of(network) != before[scope]


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


# pca is at its best on its first batch.
@pytest.mark.parametrize("recipe", recipes.RECIPES.keys() - {"pca"})
def test_the_loss_falls_on_real_digits(recipe: str) -> None:
    trainer, initial, run_chunk = compiled(recipe)
    execution.restore(trainer, initial)
    chunks = [run_chunk(*batches(trainer, start, start + 20)) for start in range(0, 60, 20)]
    # An adversary's loss may rise while it learns: it is its opponent that got better.
    name = next(name for name in ("nll", "squared_error", "loss_d") if name in trainer.metrics)
    assert chunks[-1][name].mean() < chunks[0][name][:5].mean()


@RECIPES
def test_a_checkpoint_of_another_model_is_refused(recipe: str) -> None:
    arrays = execution.state(trainers.build(small(recipe), (12, 12, 1), n_classes=10))
    with pytest.raises(ValueError, match="does not fit"):
        execution.restore(build(recipe), arrays)


# The VAE


def test_mean_losses_are_the_vae_tutorial() -> None:
    """The tutorial's loss, written out: means over the pixels and over the latents."""
    ours, theirs = build("vae-tutorial"), build("vae-tutorial")
    assert isinstance(ours, VAE)
    assert isinstance(theirs, VAE)
    # The recipe has the factors of 784 pixels and 2 latents; here are 64 and 3.
    ours.config = dataclasses.replace(ours.config, beta=64 / 3)
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
    given = (batch, tf.constant(labels[0]), {"epsilon": tf.constant(draws["epsilon"][0])})
    scored = trainer.validate(*given)
    stepped = trainer.step(*given)
    for name, value in stepped.items():
        assert float(value) == pytest.approx(float(scored[name]), rel=1e-6)


def test_codes_are_posterior_means_and_need_no_noise() -> None:
    trainer = build("vae")
    assert isinstance(trainer, VAE)
    images, labels = digits()
    batch = tf.constant(images[:4] / np.float32(255))
    codes = trainer.encode(batch, tf.constant(labels[:4]))
    np.testing.assert_array_equal(codes, trainer.encoder(batch)[0])


# The GANs: every one of them

GANS = pytest.mark.parametrize("recipe", ADVERSARIAL)


def gan_batch(recipe: str, **changes: object) -> tuple[GAN, tuple]:
    """Returns a trainer, and the arguments of an update of its discriminator."""
    trainer = build(recipe, **changes)
    assert isinstance(trainer, GAN)
    images, labels, draws = batches(trainer, 0, 1)
    given = {name: tf.constant(draw[0]) for name, draw in draws.items()}
    batch, labels = tf.constant(images[0] / np.float32(255)), tf.constant(labels[0])
    fakes = trainer.generator(behind(given["latents"], labels, trainer.n_classes), training=True)
    return trainer, (batch, labels, fakes, given)


@GANS
def test_a_discriminator_update_leaves_the_generator_alone(recipe: str) -> None:
    trainer, given = gan_batch(recipe)
    before = {scope: bytes_of(network) for scope, network in trainer.networks.items()}
    trainer.update_discriminator(*given)
    assert bytes_of(trainer.discriminator) != before["discriminator"]
    assert bytes_of(trainer.generator) == before["generator"]
    assert bytes_of(trainer.generator_ema) == before["generator_ema"]


@GANS
def test_a_generator_update_leaves_the_discriminator_alone(
    recipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = build(recipe, n_critic=1)
    assert isinstance(trainer, GAN)
    discriminator, generator = bytes_of(trainer.discriminator), bytes_of(trainer.generator)
    monkeypatch.setattr(trainer, "update_discriminator", lambda *_: {})
    take_steps(trainer, 0, 1)
    assert bytes_of(trainer.discriminator) == discriminator
    assert bytes_of(trainer.generator) != generator


def test_the_generator_climbs_its_own_turns_gradient() -> None:
    """Sharing the fake batch changes nothing: the gradient is that of a turn of its own."""
    ours, (theirs, given) = build("gan"), gan_batch("gan")
    assert isinstance(ours, GAN)
    take_steps(ours, 0, 1)
    theirs.update_discriminator(*given)
    with tf.GradientTape() as tape:
        logits = theirs.discriminator(theirs.generator(given[-1]["latents"]))
        loss = tf.reduce_mean(-tf.math.log_sigmoid(logits))
    weights = theirs.generator.trainable_variables
    theirs.optimizers["generator"].apply(tape.gradient(loss, weights), weights)
    for a, b in zip(ours.generator.variables, theirs.generator.variables, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_the_generator_waits_for_the_critic() -> None:
    trainer = build("wgan-gp", n_critic=3)
    for step in range(6):
        before = bytes_of(trainer.networks["generator"])
        take_steps(trainer, step, step + 1)
        is_updated = bytes_of(trainer.networks["generator"]) != before
        assert is_updated == (step in (2, 5))


def test_smoothing_moves_the_target_of_real_images() -> None:
    trainer, given = gan_batch("gan", label_smoothing=0.1)
    logits = trainer.discriminator(given[0]).numpy().astype(np.float64)
    expected = np.mean(0.9 * np.log1p(np.exp(-logits)) + 0.1 * np.log1p(np.exp(logits)))
    scalars = trainer.update_discriminator(*given)
    assert float(scalars["loss_d_real"]) == pytest.approx(expected, rel=1e-5)


def test_smoothing_is_refused_where_a_loss_has_no_target() -> None:
    with pytest.raises(ValueError, match="label_smoothing needs a loss with targets"):
        GANConfig(adversarial="hinge", label_smoothing=0.1)


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
