"""The generative adversarial network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from genbench import losses, networks
from genbench.backend import keras, tf
from genbench.config import Config, Count, Fraction, Positive
from genbench.noise import Uniform
from genbench.trainers.protocols import Sampler

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class GANConfig(Config):
    """A generative adversarial network with dense layers."""

    latent_size: Count = 100
    """Numbers in a latent, each uniform in (-1, 1)."""
    generator_sizes: tuple[Count, ...] = (128,)
    """Units of the generator's hidden layers."""
    discriminator_sizes: tuple[Count, ...] = (128,)
    """Units of the discriminator's hidden layers."""
    learning_rate: Positive = 2e-4
    """Step size of both optimizers."""
    beta_1: Fraction = 0.5
    """Momentum of both Adams."""
    ema_decay: Fraction = 0.999
    """Decay of the moving average of the generator's weights; it starts lower and rises to this."""


class GAN:
    """Trains a discriminator and a generator in turn, the discriminator first.

    loss_d = E[-log D(x)] + E[-log(1 - D(G(z)))] and, non-saturating, loss_g = E[-log D(G(z))].

    Reference:
        Goodfellow et al. 2014, arXiv:1406.2661, algorithm 1 and section 3.
    """

    metrics = ("loss_d", "loss_g", "loss_d_real", "loss_d_fake")

    def __init__(self, config: GANConfig, image_shape: networks.ImageShape) -> None:
        self.config = config
        self.generator = networks.dense_generator(
            config.latent_size,
            image_shape,
            hidden_sizes=config.generator_sizes,
            activation="sigmoid",
            name="generator",
        )
        self.discriminator = networks.dense_discriminator(
            image_shape, hidden_sizes=config.discriminator_sizes
        )
        self.generator_ema = keras.models.clone_model(self.generator)
        self.generator_ema.set_weights(self.generator.get_weights())
        self.networks = {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "generator_ema": self.generator_ema,
        }
        self.optimizers = {
            scope: keras.optimizers.Adam(config.learning_rate, beta_1=config.beta_1)
            for scope in ("discriminator", "generator")
        }
        for scope, optimizer in self.optimizers.items():
            optimizer.build(self.networks[scope].trainable_variables)
        prior = Uniform((config.latent_size,), low=-1.0, high=1.0)
        self.noise = {"latents": prior}
        self.samplers = {
            scope: Sampler(prior, self.networks[scope]) for scope in ("generator_ema", "generator")
        }

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates the discriminator, then the generator; see `Trainer.step`."""
        # The generator does not change before its own turn: both turns share one fake batch.
        with tf.GradientTape() as generator_tape:
            fakes = self.generator(noise["latents"])
        scalars = self.update_discriminator(images, fakes)
        with tf.GradientTape() as tape:
            tape.watch(fakes)
            loss_g = tf.reduce_mean(losses.real_loss(self.discriminator(fakes)))
        weights = self.generator.trainable_variables
        gradients = generator_tape.gradient(
            fakes, weights, output_gradients=tape.gradient(loss_g, fakes)
        )
        self.optimizers["generator"].apply(gradients, weights)
        self.update_average()
        return {**scalars, "loss_g": loss_g}

    def update_discriminator(self, images: Tensor, fakes: Tensor) -> dict[str, Tensor]:
        """Updates the discriminator alone, and returns its losses."""
        with tf.GradientTape() as tape:
            loss_real = tf.reduce_mean(losses.real_loss(self.discriminator(images)))
            loss_fake = tf.reduce_mean(losses.fake_loss(self.discriminator(fakes)))
            loss_d = loss_real + loss_fake
        weights = self.discriminator.trainable_variables
        self.optimizers["discriminator"].apply(tape.gradient(loss_d, weights), weights)
        return {"loss_d": loss_d, "loss_d_real": loss_real, "loss_d_fake": loss_fake}

    def update_average(self) -> None:
        """Moves the averaged generator towards the generator."""
        step = tf.cast(self.optimizers["generator"].iterations, tf.float32)
        # The average of few weights reaches back less far, or the first pictures would ghost.
        decay = tf.minimum(self.config.ema_decay, step / (step + 10.0))
        for average, value in zip(
            self.generator_ema.variables, self.generator.variables, strict=True
        ):
            average.assign(value + decay * (average - value))
