"""The generative adversarial networks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small import build, bytes_of, inputs, take_steps

from genbench.models.conditioning import append_labels
from genbench.models.gan import GAN, GANConfig
from genbench.models.recipes.adversarial import ADVERSARIAL
from genbench.models.running import weights
from genbench.system.backend import keras, tf

GANS = pytest.mark.parametrize("recipe", ADVERSARIAL)


def gan_batch(recipe: str, **changes: object) -> tuple[GAN, tuple]:
    """Returns a model, and the arguments of an update of its discriminator."""
    model = build(recipe, **changes)
    images, labels, noise = inputs(model, 0)
    fakes = model.generator(append_labels(noise["latents"], labels, model.n_classes), training=True)
    return model, (images, labels, fakes, noise)


@GANS
def test_a_discriminator_update_leaves_the_generator_alone(recipe: str) -> None:
    model, given = gan_batch(recipe)
    before = {scope: bytes_of(network) for scope, network in model.networks.items()}
    model.update_discriminator(*given)
    assert bytes_of(model.discriminator) != before["discriminator"]
    assert bytes_of(model.generator) == before["generator"]
    assert bytes_of(model.generator_ema) == before["generator_ema"]


@GANS
def test_a_generator_update_leaves_the_discriminator_alone(
    recipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = build(recipe, n_critic=1)
    discriminator, generator = bytes_of(model.discriminator), bytes_of(model.generator)
    monkeypatch.setattr(model, "update_discriminator", lambda *_: {})
    take_steps(model, 0, 1)
    assert bytes_of(model.discriminator) == discriminator
    assert bytes_of(model.generator) != generator


def test_the_generator_climbs_its_own_turns_gradient() -> None:
    """Sharing the fake batch changes nothing: the gradient is that of a turn of its own."""
    ours, (theirs, given) = build("gan"), gan_batch("gan")
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
    model = build("wgan-gp", n_critic=3)
    for step in range(6):
        before = bytes_of(model.networks["generator"])
        take_steps(model, step, step + 1)
        is_updated = bytes_of(model.networks["generator"]) != before
        assert is_updated == (step in (2, 5))


def test_smoothing_moves_the_target_of_real_images() -> None:
    model, given = gan_batch("gan", label_smoothing=0.1)
    logits = model.discriminator(given[0]).numpy().astype(np.float64)
    expected = np.mean(0.9 * np.log1p(np.exp(-logits)) + 0.1 * np.log1p(np.exp(logits)))
    scalars = model.update_discriminator(*given)
    assert float(scalars["loss_d_real"]) == pytest.approx(expected, rel=1e-5)


def test_smoothing_is_refused_where_a_loss_has_no_target() -> None:
    with pytest.raises(ValueError, match="label_smoothing needs a loss with targets"):
        GANConfig(adversarial="hinge", label_smoothing=0.1)


@pytest.mark.parametrize(
    "bound", [{}, {"penalty": "gradient", "penalty_weight": 0.0}, {"penalty_weight": 10.0}]
)
def test_a_critic_without_a_bound_is_refused(bound: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a critic whose slope is bounded"):
        GANConfig(adversarial="wasserstein", **bound)


@pytest.mark.parametrize(
    "bound", [{"penalty": "gradient"}, {"penalty": "r1"}, {"spectral_normalization": True}]
)
def test_a_critic_with_a_bound_is_taken(bound: dict[str, Any]) -> None:
    assert GANConfig(adversarial="wasserstein", **bound).adversarial == "wasserstein"


def test_the_average_follows_the_generator() -> None:
    model = build("gan", ema_decay=0.9)
    expected = [variable.numpy() for variable in model.generator.variables]
    for step in range(1, 4):
        take_steps(model, step - 1, step)
        decay = min(0.9, step / (step + 10))
        expected = [
            decay * average + (1 - decay) * variable.numpy()
            for average, variable in zip(expected, model.generator.variables, strict=True)
        ]
    for found, value in zip(model.generator_ema.variables, expected, strict=True):
        np.testing.assert_allclose(found, value, rtol=1e-4, atol=1e-6)


def test_the_batch_statistics_of_the_average_are_measured() -> None:
    """Averages of the statistics that the weights had one by one are not those of their average."""
    model = build("dcgan", learning_rate=0.05)
    take_steps(model, 0, 3)
    before = weights.of_networks(model)
    model.settle()
    latents = model.samplers["generator_ema"].prior.draw(np.random.default_rng(7), 3000)
    values = latents
    n_seen = 0
    for layer in model.generator_ema.layers[1:]:
        if isinstance(layer, keras.layers.BatchNormalization):
            rows = np.reshape(values, (-1, values.shape[-1]))
            deviation = rows.std(axis=0)
            found: Any = layer
            off = (found.moving_mean.numpy() - rows.mean(axis=0)) / deviation
            np.testing.assert_allclose(off, 0, atol=0.1)
            np.testing.assert_allclose(found.moving_variance, deviation**2, rtol=0.2)
            n_seen += 1
        values = layer(values)
    assert n_seen == 2
    # Nothing else has changed, and measuring again gives the same bytes.
    settled = weights.of_networks(model)
    changed = {key for key in before if before[key].tobytes() != settled[key].tobytes()}
    assert {key.rpartition("/")[0] for key in changed} == {"networks/generator_ema"}
    assert len(changed) == 2 * n_seen
    model.settle()
    assert bytes_of(model.generator_ema) == [
        array.tobytes() for key, array in settled.items() if "generator_ema" in key
    ]


def test_a_step_does_not_depend_on_measured_statistics() -> None:
    settled, other = build("dcgan"), build("dcgan")
    settled.settle()
    for model in (settled, other):
        take_steps(model, 0, 1)
        model.settle()
    assert [*map(bytes_of, settled.networks.values())] == [*map(bytes_of, other.networks.values())]
