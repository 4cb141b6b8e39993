"""The adversarial autoencoder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from genbench.models.config import Config
from genbench.models.fields import Count, Fraction, Positive
from genbench.models.parts import losses, networks
from genbench.models.parts.noise import Normal, Ring, petals
from genbench.models.protocols import Sampler
from genbench.models.updates import build_optimizers, descend, pixel_scores
from genbench.system.backend import keras, tf

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class AAEConfig(Config):
    """An adversarial autoencoder with dense layers."""

    latent_size: Count = 2
    """Numbers in a code."""
    hidden_sizes: tuple[Count, ...] = (256,)
    """Units of the encoder's hidden layers; the decoder has them in reverse."""
    discriminator_sizes: tuple[Count, ...] = (256, 256)
    """Units of the hidden layers of the discriminator, which looks at codes."""
    prior: Literal["normal", "ring", "mixture"] = "normal"
    """What the codes shall look like: standard normal, a ring of radius 2, ten petals."""
    adversarial_weight: Positive = 10.0
    """Nats of reconstruction that a nat of the discriminator's verdict is worth to the encoder."""
    beta_1: Fraction = 0.5
    """Momentum of the discriminator's Adam."""


PRIORS = {
    "normal": lambda size: Normal((size,)),
    "ring": lambda size: Ring((size,)),
    "mixture": petals,
}


class AAE:
    """Trains an autoencoder whose codes a discriminator cannot tell from draws of the prior.

    In turn: the discriminator D, on loss_d = E[-log D(z)] + E[-log(1 - D(q(x)))], z from the
    prior and q the encoder; the decoder, on the cross-entropy of the pixels in nats per image; the
    encoder, on that and adversarial_weight times loss_g = E[-log D(q(x))].

    Where the paper takes the encoder's two steps one after the other, this takes one: Adam makes
    steps of one length whatever the loss, so that the ratio of two Adams' rates would be the
    weight. With a low one the codes run away from the prior; with an equal one every step carries
    the noise of an undecided discriminator, for 170 nats on MNIST instead of 146.

    Reference:
        Makhzani et al. 2015, arXiv:1511.05644, section 2, with a deterministic encoder.
    """

    metrics = ("loss", "squared_error", "loss_d", "loss_g", "loss_d_real", "loss_d_fake")

    def __init__(self, config: AAEConfig, image_shape: networks.ImageShape, n_classes: int) -> None:
        self.config = config
        self.latent_size = config.latent_size
        latent_size, hidden_sizes = config.latent_size, config.hidden_sizes
        self.encoder, self.decoder, self.discriminator = networks.build(
            lambda: networks.encoder(
                image_shape, latent_size, outputs=("codes",), hidden_sizes=hidden_sizes
            ),
            lambda: networks.decoder(latent_size, image_shape, hidden_sizes=hidden_sizes[::-1]),
            lambda: networks.discriminator((latent_size,), hidden_sizes=config.discriminator_sizes),
        )
        self.networks = {
            "encoder": self.encoder,
            "decoder": self.decoder,
            "discriminator": self.discriminator,
        }
        self.optimizers = build_optimizers(
            {
                "encoder": keras.optimizers.Adam(config.learning_rate),
                "decoder": keras.optimizers.Adam(config.learning_rate),
                "discriminator": keras.optimizers.Adam(config.learning_rate, beta_1=config.beta_1),
            },
            self.networks,
        )
        prior = PRIORS[config.prior](config.latent_size)
        self.noise = {"latents": prior}
        self.samplers = {"decoder": Sampler(prior, self.decode, about="decoded latents")}

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates discriminator, then encoder and decoder, on [b, h, w, c]; see `Model.step`."""
        with tf.GradientTape() as tape:
            losses_d = self.discriminator_losses(self.encoder(images), noise["latents"])
        descend(self, tape, losses_d["loss_d"], "discriminator")
        with tf.GradientTape() as tape:
            codes = self.encoder(images)
            scores = pixel_scores(images, self.decoder(codes))
            loss_g = tf.reduce_mean(losses.real_loss(self.discriminator(codes)))
            # The second term does not depend on the decoder.
            loss = scores["loss"] + self.config.adversarial_weight * loss_g
        descend(self, tape, loss, "encoder", "decoder")
        return {**scores, **losses_d, "loss_g": loss_g}

    def validate(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the scalars of a step on images [n, h, w, c], without an update."""
        codes = self.encoder(images)
        loss_g = tf.reduce_mean(losses.real_loss(self.discriminator(codes)))
        losses_d = self.discriminator_losses(codes, noise["latents"])
        scores = pixel_scores(images, self.decoder(codes))
        return {**scores, **losses_d, "loss_g": loss_g}

    def discriminator_losses(self, codes: Tensor, latents: Tensor) -> dict[str, Tensor]:
        """Returns how well the discriminator tells codes from latents of the prior.

        Args:
            codes: float32 [b, latent_size], of images.
            latents: float32 [b, latent_size], of the prior.

        Returns:
            `loss_d` and its parts `loss_d_real`, `loss_d_fake`: float32 [], in nats per code.
        """
        loss_real = tf.reduce_mean(losses.real_loss(self.discriminator(latents)))
        loss_fake = tf.reduce_mean(losses.fake_loss(self.discriminator(codes)))
        return {
            "loss_d": loss_real + loss_fake,
            "loss_d_real": loss_real,
            "loss_d_fake": loss_fake,
        }

    def encode(self, images: Tensor, labels: Tensor) -> Tensor:
        """Returns the codes of the images, float32 [n, latent_size]."""
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """Returns the pictures of codes, float32 [n, h, w, c] in [0, 1]."""
        return tf.sigmoid(self.decoder(latents))

    def compare(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the images and what comes back, float32 [n, h, w, c] in [0, 1]."""
        return {"original": images, "comes back": self.decode(self.encoder(images))}
