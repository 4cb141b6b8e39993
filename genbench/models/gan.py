"""The generative adversarial network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from genbench.models.conditioning import append_labels, n_conditions, with_labels
from genbench.models.config import Config
from genbench.models.fields import Count, Fraction, NonNegative, Positive
from genbench.models.parts import losses, networks
from genbench.models.parts.noise import Labelled, Noise, Uniform
from genbench.models.parts.statistics import BatchStatistics
from genbench.models.protocols import Sampler
from genbench.models.updates import build_optimizers
from genbench.system.backend import keras, tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class GANConfig(Config):
    """A generative adversarial network, dense or convolutional."""

    latent_size: Count = 100
    """Numbers in a latent, each uniform in (-1, 1)."""
    channels: tuple[Count, ...] = ()
    """Channels of the discriminator's convolutions, in reverse the generator's; dense without."""
    generator_sizes: tuple[Count, ...] = (128,)
    """Units of the generator's dense hidden layers, before any convolution."""
    discriminator_sizes: tuple[Count, ...] = (128,)
    """Units of the discriminator's dense hidden layers, after any convolution."""
    conditional: bool = False
    """Give both networks the label, so that the class to draw can be chosen."""
    adversarial: Literal["non_saturating", "minimax", "least_squares", "hinge", "wasserstein"] = (
        "non_saturating"
    )
    """The losses of the two networks."""
    label_smoothing: Fraction = 0.0
    """Share of "fake" in the discriminator's target for real images."""
    penalty: Literal["none", "gradient", "r1"] = "none"
    """Of the discriminator's slope: where it is not 1 between real and fake, or r1 at real."""
    penalty_weight: NonNegative = 10.0
    """Weight of the penalty in loss_d."""
    spectral_normalization: bool = False
    """Divide each kernel of the discriminator by its largest singular value."""
    n_critic: Count = 1
    """Updates of the discriminator for one of the generator; a step is one of the former."""
    learning_rate: Positive = 2e-4
    """Step size of both optimizers."""
    beta_1: Fraction = 0.5
    """Momentum of both Adams."""
    beta_2: Fraction = 0.999
    """Decay of the squared gradients of both Adams."""
    ema_decay: Fraction = 0.999
    """Decay of the moving average of the generator's weights; it starts lower and rises to this."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.label_smoothing and self.adversarial in ("hinge", "wasserstein"):
            raise InvalidInput(
                "label_smoothing needs a loss with targets: non_saturating, minimax or "
                f"least_squares. Received: adversarial={self.adversarial!r}.",
                "label_smoothing",
                "adversarial",
            )
        is_bounded = self.spectral_normalization or (
            self.penalty != "none" and self.penalty_weight > 0
        )
        if self.adversarial == "wasserstein" and not is_bounded:
            raise InvalidInput(
                "adversarial=wasserstein needs a critic whose slope is bounded: it measures no "
                "distance otherwise, and grows without end. Set penalty=gradient, with a "
                "penalty_weight above 0, or spectral_normalization.",
                "adversarial",
                "penalty",
                "penalty_weight",
                "spectral_normalization",
            )
        if self.devices > 1 and self.channels:
            raise InvalidInput(
                f"channels need devices=1. Received: devices={self.devices}. The generator's batch "
                "normalisation would take the statistics of each device's share in the place of "
                "the whole batch's.",
                "channels",
                "devices",
            )
        if self.devices > 1 and self.n_critic > 1:
            raise InvalidInput(
                f"n_critic={self.n_critic} needs devices=1. Received: devices={self.devices}. "
                "Under a condition Keras does not add up gradients (keras issue 18666).",
                "n_critic",
                "devices",
            )


class GAN:
    """Trains a discriminator and a generator in turn, the discriminator first.

    loss_d = E[real(D(x))] + E[fake(D(G(z)))] + penalty and loss_g = E[generator(D(G(z)))], with
    the functions that `losses.ADVERSARIAL` has under the configuration's name.

    Reference:
        Goodfellow et al. 2014, arXiv:1406.2661, algorithm 1.
        Mirza and Osindero 2014, arXiv:1411.1784, for the labels.
        Salimans et al. 2016, arXiv:1606.03498, section 3.4, for the smoothing.
    """

    metrics = ("loss_d", "loss_g", "loss_d_real", "loss_d_fake", "penalty")

    def __init__(self, config: GANConfig, image_shape: networks.ImageShape, n_classes: int) -> None:
        self.config = config
        self.n_classes = n_conditions(config.conditional, n_classes)
        self.losses = losses.ADVERSARIAL[config.adversarial]
        generator = partial(
            networks.generator,
            config.latent_size + self.n_classes,
            image_shape,
            hidden_sizes=config.generator_sizes,
            channels=config.channels[::-1],
        )
        discriminator = partial(
            networks.discriminator,
            image_shape,
            hidden_sizes=config.discriminator_sizes,
            channels=config.channels,
            n_classes=self.n_classes,
            is_spectral=config.spectral_normalization,
        )
        self.generator, self.discriminator = networks.build(generator, discriminator)
        self.generator_ema = keras.models.clone_model(self.generator)
        self.generator_ema.set_weights(self.generator.get_weights())
        self.generator_ema.trainable = False
        self.networks = {
            "generator": self.generator,
            "discriminator": self.discriminator,
            "generator_ema": self.generator_ema,
        }
        self.optimizers = build_optimizers(
            {
                scope: keras.optimizers.Adam(
                    config.learning_rate, beta_1=config.beta_1, beta_2=config.beta_2
                )
                for scope in ("discriminator", "generator")
            },
            self.networks,
        )
        prior = Uniform((config.latent_size,), low=-1.0, high=1.0)
        self.noise: dict[str, Noise] = {"latents": prior}
        if config.penalty == "gradient":
            self.noise["mixing"] = Uniform((1, 1, 1))
        given = Labelled(prior, self.n_classes) if self.n_classes else prior
        self.statistics = BatchStatistics(self.generator_ema, given)
        self.samplers = {
            "generator_ema": Sampler(
                given, self.generator_ema, about="generator with averaged weights"
            ),
            "generator": Sampler(given, self.generator, about="generator as last updated"),
        }

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates discriminator and, when due, generator, on [b, h, w, c]; see `Model.step`."""
        # The generator does not change before its own turn: both turns share one fake batch.
        with tf.GradientTape() as fake_tape:
            fakes = self.generator(
                append_labels(noise["latents"], labels, self.n_classes), training=True
            )
        scalars = self.update_discriminator(images, labels, fakes, noise)
        with tf.GradientTape() as tape:
            tape.watch(fakes)
            logits = self.discriminator(with_labels(fakes, labels, self.n_classes))
            loss_g = tf.reduce_mean(self.losses.generator(logits))

        def update() -> Tensor:
            slope = tape.gradient(loss_g, fakes)
            weights = self.generator.trainable_variables
            gradients = fake_tape.gradient(fakes, weights, output_gradients=slope)
            self.optimizers["generator"].apply(gradients, weights)
            self.update_average()
            return loss_g

        if self.config.n_critic == 1:
            return {**scalars, "loss_g": update()}
        n_updates: Any = self.optimizers["discriminator"].iterations
        tf.cond(n_updates % self.config.n_critic == 0, update, lambda: loss_g)
        return {**scalars, "loss_g": loss_g}

    def update_discriminator(
        self, images: Tensor, labels: Tensor, fakes: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates the discriminator alone.

        Args:
            images: float32 [b, h, w, c] in [0, 1].
            labels: int64 [b], of both the images and the fakes.
            fakes: float32 [b, h, w, c] in [0, 1].
            noise: `mixing` float32 [b, 1, 1, 1] for the gradient penalty.

        Returns:
            `loss_d`, and its parts `loss_d_real`, `loss_d_fake` and `penalty`, the last not yet
            weighted: float32 [] each.
        """
        smoothing = self.config.label_smoothing
        with tf.GradientTape() as tape:
            # The power iteration of spectral normalisation goes on here, and nowhere else; the
            # fakes are held to the estimate that it arrives at, as the images are.
            logits = self.discriminator(with_labels(images, labels, self.n_classes), training=True)
            fake_logits = self.discriminator(with_labels(fakes, labels, self.n_classes))
            real = self.losses.real(logits)
            if smoothing:
                real = (1 - smoothing) * real + smoothing * self.losses.fake(logits)
            loss_real = tf.reduce_mean(real)
            loss_fake = tf.reduce_mean(self.losses.fake(fake_logits))
            penalty = tf.reduce_mean(self.penalty(images, labels, fakes, noise))
            loss_d = loss_real + loss_fake + self.config.penalty_weight * penalty
        weights = self.discriminator.trainable_variables
        self.optimizers["discriminator"].apply(tape.gradient(loss_d, weights), weights)
        return {
            "loss_d": loss_d,
            "loss_d_real": loss_real,
            "loss_d_fake": loss_fake,
            "penalty": penalty,
        }

    def penalty(
        self, images: Tensor, labels: Tensor, fakes: Tensor, noise: Mapping[str, Tensor]
    ) -> Tensor:
        """Returns the penalty of the discriminator's slope, not yet weighted: float32 [b] or [1].

        Arguments as for `update_discriminator`.
        """

        def discriminate(pictures: Tensor) -> Tensor:
            return self.discriminator(with_labels(pictures, labels, self.n_classes))

        if self.config.penalty == "gradient":
            return losses.gradient_penalty(discriminate, images, fakes, noise["mixing"])
        if self.config.penalty == "r1":
            return losses.r1_penalty(discriminate, images)
        return tf.zeros([1])

    def update_average(self) -> None:
        """Moves the averaged generator's weights towards the generator's; see `settle`."""
        step = tf.cast(self.optimizers["generator"].iterations, tf.float32)
        # The average of few weights reaches back less far, or the first pictures would ghost.
        decay = tf.minimum(self.config.ema_decay, step / (step + 10.0))
        for average, value in zip(
            self.generator_ema.variables, self.generator.variables, strict=True
        ):
            if value.trainable:
                average.assign(value + decay * (average - value))

    def settle(self) -> None:
        """Measures the batch statistics of the averaged generator; see `Averaging`."""
        self.statistics.measure()
