"""The adversarial autoencoder: its prior, its turns, its weight."""

from __future__ import annotations

import numpy as np
import pytest
from small import build, bytes_of, inputs

from genbench.models.parts.noise import Normal, Ring, petals
from genbench.models.updates import descend, pixel_scores
from genbench.system.backend import tf


@pytest.mark.parametrize(
    ("prior", "expected"), [("normal", Normal((3,))), ("ring", Ring((3,))), ("mixture", None)]
)
def test_an_aae_is_sampled_from_the_prior_it_was_trained_on(prior: str, expected: object) -> None:
    model = build("aae", prior=prior)
    drawn = model.samplers["decoder"].prior
    assert drawn is model.noise["latents"]
    if expected is None:
        np.testing.assert_array_equal(drawn.means, petals(3).means)
    else:
        assert drawn == expected


def test_each_turn_of_an_aae_changes_its_own_networks() -> None:
    model = build("aae")
    images, _, noise = inputs(model, 0)
    for turn in (("discriminator",), ("encoder", "decoder")):
        before = {scope: bytes_of(network) for scope, network in model.networks.items()}
        with tf.GradientTape() as tape:
            codes = model.encoder(images)
            loss = pixel_scores(images, model.decoder(codes))["loss"]
            loss += model.discriminator_losses(codes, noise["latents"])["loss_d"]
        descend(model, tape, loss, *turn)
        found = {s for s, network in model.networks.items() if bytes_of(network) != before[s]}
        assert found == set(turn)


def test_the_weight_of_an_aae_is_what_the_discriminator_has_to_say_to_the_encoder() -> None:
    light, heavy = (build("aae", adversarial_weight=weight) for weight in (1.0, 100.0))
    images, labels, noise = inputs(light, 0)
    for model in (light, heavy):
        model.step(images, labels, noise)
    assert bytes_of(light.encoder) != bytes_of(heavy.encoder)
    for scope in ("decoder", "discriminator"):
        assert bytes_of(light.networks[scope]) == bytes_of(heavy.networks[scope])
