"""A VAE whose reconstructions are judged by a discriminator's features: the hybrid of both.

    genbench duel vae-16 gan-16 vae_gan.py:vae-gan

It shows how such a model is put together, not how well one draws: with dense layers the
discriminator wins, and after 4,000 steps of mnist5k its pictures are no digits yet.

Reference:
    Larsen et al. 2016, arXiv:1512.09300, algorithm 1.
"""

from dataclasses import dataclass

import keras
import tensorflow as tf

import genbench as gb


@dataclass(frozen=True, kw_only=True)
class HybridConfig(gb.Config):
    """A variational autoencoder and a generative adversarial network that share the decoder."""

    latent_size: gb.Count = 16
    """Numbers in a code."""
    hidden_sizes: tuple[gb.Count, ...] = (256, 128)
    """Units of encoder and discriminator; the decoder has them in reverse."""
    gamma: gb.Positive = 0.1
    """Weight of the features' reconstruction in the decoder's loss, beside the adversarial one."""
    beta: gb.NonNegative = 1.0
    """Weight of the KL term."""
    learning_rate: gb.Positive = 3e-4
    """Step size of the three optimizers."""


class Hybrid:
    """Trains encoder, decoder and discriminator, each down a loss of its own.

    The encoder: beta KL + the squared distance of the discriminator's last hidden features. The
    decoder: gamma times that distance + the adversarial loss. The discriminator: to tell images
    from reconstructions and from decoded draws of the prior.
    """

    metrics: tuple[str, ...] = ("loss", "kl", "features", "loss_g", "loss_d")

    def __init__(self, config, image_shape, n_classes):
        self.config, self.latent_size = config, config.latent_size
        sizes = config.hidden_sizes
        self.encoder = gb.networks.encoder(
            image_shape, config.latent_size, outputs=("mean", "logvar"), hidden_sizes=sizes
        )
        self.decoder = gb.networks.decoder(
            config.latent_size, image_shape, hidden_sizes=sizes[::-1]
        )
        self.discriminator = gb.networks.discriminator(image_shape, hidden_sizes=sizes)
        # What the last hidden layer sees, and the verdict, in one call.
        hidden = self.discriminator.get_layer("verdict").input
        hidden = keras.layers.Activation("linear", dtype="float32")(hidden)
        self.seen = keras.Model(self.discriminator.input, [hidden, self.discriminator.output])
        self.networks = {
            "encoder": self.encoder,
            "decoder": self.decoder,
            "discriminator": self.discriminator,
        }
        adams = {s: keras.optimizers.Adam(config.learning_rate, beta_1=0.5) for s in self.networks}
        self.optimizers = gb.build_optimizers(adams, self.networks)
        prior = gb.noise.Normal((config.latent_size,))
        self.noise = {"epsilon": prior, "latents": prior}
        self.samplers = {"decoder": gb.Sampler(prior, self.decode, about="decoded latents")}

    def losses(self, images, noise):
        mean, logvar = self.encoder(images)
        kl = tf.reduce_mean(gb.losses.kl_standard_normal(mean, logvar))
        restored = self.decode(mean + tf.exp(0.5 * logvar) * noise["epsilon"])
        drawn = self.decode(noise["latents"])
        seen, logits = self.seen(images)
        seen_restored, logits_restored = self.seen(restored)
        features = 0.5 * tf.reduce_mean(gb.losses.squared_error(seen, seen_restored))
        fakes = tf.concat([logits_restored, self.discriminator(drawn)], axis=0)
        loss_g = tf.reduce_mean(gb.losses.real_loss(fakes))
        loss_d = tf.reduce_mean(gb.losses.real_loss(logits)) + tf.reduce_mean(
            gb.losses.fake_loss(fakes)
        )
        loss = self.config.beta * kl + features
        scalars = (loss, kl, features, loss_g, loss_d)
        return dict(zip(self.metrics, scalars, strict=True)), restored

    def step(self, images, labels, noise):
        with tf.GradientTape(persistent=True) as tape:
            scalars, _ = self.losses(images, noise)
            loss_decoder = self.config.gamma * scalars["features"] + scalars["loss_g"]
        # All three gradients are of the same weights; only then does the first one move.
        descents = {
            "encoder": scalars["loss"],
            "decoder": loss_decoder,
            "discriminator": scalars["loss_d"],
        }
        weights = {scope: self.networks[scope].trainable_variables for scope in descents}
        slopes = {scope: tape.gradient(loss, weights[scope]) for scope, loss in descents.items()}
        for scope in descents:
            self.optimizers[scope].apply(slopes[scope], weights[scope])
        return scalars

    def validate(self, images, labels, noise):
        scalars, restored = self.losses(images, noise)
        return {**scalars, "squared_error": tf.reduce_mean(tf.square(images - restored))}

    def encode(self, images, labels):
        return self.encoder(images)[0]

    def decode(self, latents):
        return tf.sigmoid(self.decoder(latents))

    def compare(self, images, labels, noise):
        return {"original": images, "comes back": self.decode(self.encode(images, labels))}


RECIPES = {
    "vae-gan": gb.Recipe(
        HybridConfig(),
        model=Hybrid,
        summary="VAE whose reconstructions a discriminator's features judge.",
        source="Larsen et al. 2016, arXiv:1512.09300.",
    )
}
