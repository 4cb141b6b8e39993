"""The variational autoencoder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from genbench.models.conditioning import append_labels, n_conditions, with_labels
from genbench.models.config import Config
from genbench.models.fields import Count, NonNegative, Positive
from genbench.models.parts import losses, networks
from genbench.models.parts.noise import Labelled, Normal, Uniform
from genbench.models.protocols import Sampler
from genbench.models.updates import build_optimizers, descend
from genbench.system.backend import keras, tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class VAEConfig(Config):
    """A variational autoencoder, dense or convolutional."""

    latent_size: Count = 2
    """Numbers in a code."""
    channels: tuple[Count, ...] = ()
    """Channels of the encoder's 3 x 3 convolutions, the second with stride 2; dense without."""
    hidden_sizes: tuple[Count, ...] = (256,)
    """Units of the encoder's dense hidden layers."""
    decoder_sizes: tuple[Count, ...] | None = None
    """Units of the decoder's. None: the encoder's in reverse."""
    activation: Literal["relu", "tanh"] = "relu"
    """Of the dense hidden layers."""
    conditional: bool = False
    """Give encoder and decoder the label, so that the class to draw can be chosen."""
    likelihood: Literal["bernoulli", "gaussian"] = "bernoulli"
    """p(x|z): independent Bernoulli pixels, or Gaussian ones of width sigma."""
    sigma: Positive = 1.0
    """Standard deviation of the Gaussian likelihood's pixels."""
    beta: NonNegative = 1.0
    """Weight of the KL term, where both terms are summed over pixels and latents."""
    warmup_steps: Count | None = None
    """Steps in which the weight of the KL term rises from 0 to beta. None: it is beta at once."""
    n_importance: Count = 1
    """Codes drawn for each image: more than 1 train the importance-weighted bound."""
    fitted_prior: bool = False
    """Draw samples from a Gaussian mixture fitted to the codes in the end, not from N(0, I)."""
    sampling_width: Literal["deviation", "variance"] = "deviation"
    """What epsilon is multiplied by. The variance is a known mistake, kept to show its effect."""
    optimizer: Literal["adam", "rmsprop"] = "adam"
    """Rule of the updates."""
    epsilon: Positive = 1e-7
    """The optimizer's epsilon. Dividing a loss by c is the same as multiplying Adam's by c."""
    encoder_initializer: Literal["he_normal", "glorot_uniform"] = "he_normal"
    """Initial weights of the encoder's dense layers. He's lead the dense VAE to a nat less."""
    initial_stddev: Positive | None = None
    """Standard deviation of truncated normal initial weights of all dense layers in their place."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.n_importance > 1 and (self.beta != 1 or self.warmup_steps):
            raise InvalidInput(
                "An importance-weighted bound has beta=1 and no warmup_steps: it is of the whole "
                f"KL term. Received: n_importance={self.n_importance}, beta={self.beta:g}, "
                f"warmup_steps={self.warmup_steps}.",
                "n_importance",
                "beta",
                "warmup_steps",
            )


# What pixels are drawn with, and what they are then.
DRAWN = {
    "bernoulli": (Uniform, "each value 0 or 1"),
    "gaussian": (Normal, "each pixel with a deviation of {:g}"),
}


class VAE:
    """Trains encoder and decoder on the evidence lower bound, or an importance-weighted one.

    The loss is nll + beta * kl in nats per image; z = mean + exp(logvar / 2) * epsilon. With K
    codes for each image it is -log mean p(x, z) / q(z|x) over them, which is nll + kl - gain.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, equation 10.
        Burda et al. 2015, arXiv:1509.00519, equation 8, for more than one code.
        Higgins et al. 2017, "beta-VAE", equation 4.
        Sohn et al. 2015, "Learning structured output representation", for the labels.
        Bowman et al. 2015, arXiv:1511.06349, section 3.1, for the warm-up.
    """

    def __init__(self, config: VAEConfig, image_shape: networks.ImageShape, n_classes: int) -> None:
        self.config = config
        self.metrics = ("loss", "nll", "kl", "beta") + ("gain",) * (config.n_importance > 1)
        self.latent_size = config.latent_size
        self.likelihood = config.likelihood
        self.n_classes = n_conditions(config.conditional, n_classes)
        stddev = config.initial_stddev
        given = keras.initializers.TruncatedNormal(stddev=stddev) if stddev else None
        encoder = partial(
            networks.encoder,
            image_shape,
            config.latent_size,
            outputs=("mean", "logvar"),
            hidden_sizes=config.hidden_sizes,
            channels=config.channels,
            n_classes=self.n_classes,
            activation=config.activation,
            kernel_initializer=given or config.encoder_initializer,
        )
        sizes = config.decoder_sizes
        decoder = partial(
            networks.decoder,
            config.latent_size + self.n_classes,
            image_shape,
            hidden_sizes=config.hidden_sizes[::-1] if sizes is None else sizes,
            channels=config.channels,
            activation=config.activation,
            # He's weights would be steep in a decoder of two latents, and tear its plane.
            kernel_initializer=given or networks.GLOROT,
        )
        self.encoder, self.decoder = networks.build(encoder, decoder)
        self.networks = {"encoder": self.encoder, "decoder": self.decoder}
        rules = {"adam": keras.optimizers.Adam, "rmsprop": keras.optimizers.RMSprop}
        rule = rules[config.optimizer]
        self.optimizers = build_optimizers(
            {s: rule(config.learning_rate, epsilon=config.epsilon) for s in self.networks},
            self.networks,
        )
        prior = Normal((config.latent_size,))
        several = (config.n_importance,) * (config.n_importance > 1)
        self.noise = {"epsilon": Normal((*several, config.latent_size))}
        drawn = Labelled(prior, self.n_classes) if self.n_classes else prior
        kind, shown = DRAWN[config.likelihood]
        self.samplers = {
            "decoder": Sampler(drawn, self.decode, about="means of p(x|z)"),
            "draws": Sampler(
                drawn,
                self.draw,
                about=f"draws from p(x|z), {shown.format(config.sigma)}",
                pixels=kind(image_shape),
            ),
        }

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates encoder and decoder once, on images [b, h, w, c]; see `Model.step`."""
        with tf.GradientTape() as tape:
            scalars, _ = self.bound(images, labels, noise)
        descend(self, tape, scalars["loss"], *self.networks)
        return scalars

    def validate(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the scalars of a step, float32 [], without an update, and two more.

        The loss has the beta that is trained for in the end, also during a warm-up: so the losses
        of all steps are of one kind, as those of training are not while beta rises.

        The two are the squared error per pixel, and the variance over the images of what is
        decoded, as a share of the images' own: a decoder that does not heed the code has none.
        """
        parts, reconstructions = self.bound(images, labels, noise)
        decoded, own = (
            tf.reduce_mean(tf.math.reduce_variance(x, axis=0)) for x in (reconstructions, images)
        )
        return {
            "loss": parts["nll"] + self.config.beta * parts["kl"],
            "nll": parts["nll"],
            "kl": parts["kl"],
            "squared_error": tf.reduce_mean(tf.square(images - reconstructions)),
            "decode_variance": tf.math.divide_no_nan(decoded, own),
        }

    def bound(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], Tensor]:
        """Returns the loss and its parts, and the reconstructions they were taken at.

        Args:
            images: float32 [b, h, w, c] in [0, 1].
            labels: int64 [b], heeded by a conditional model alone.
            noise: `epsilon` float32 [b, latent_size] or, of K codes, [b, K, latent_size], standard
                normal.

        Returns:
            `loss`, `nll` and `kl` in nats per image and `beta`, float32 [] each, of several codes
            also `gain`; and means of p(x|z) of the first, float32 [b, h, w, c] in [0, 1].
        """
        if self.config.n_importance > 1:
            return self._importance_bound(images, labels, noise["epsilon"])
        mean, logvar, latents = self.posterior(images, labels, noise)
        nll, reconstructions = self.nll(images, labels, latents)
        nll = tf.reduce_mean(nll)
        kl = tf.reduce_mean(losses.kl_standard_normal(mean, logvar))
        beta = self.beta()
        scalars = {"loss": nll + beta * kl, "nll": nll, "kl": kl, "beta": beta}
        return scalars, reconstructions

    def _importance_bound(
        self, images: Tensor, labels: Tensor, epsilon: Tensor
    ) -> tuple[dict[str, Tensor], Tensor]:
        k = self.config.n_importance
        mean, log_width = self.proposal(images, labels)
        latents = mean[:, None] + tf.exp(log_width)[:, None] * epsilon
        # A row for each code: one matrix product for those of all images.
        nll, pictures = self.nll(
            tf.repeat(images, k, axis=0),
            tf.repeat(labels, k, axis=0),
            tf.reshape(latents, [-1, self.latent_size]),
        )
        nll = tf.reshape(nll, [-1, k])
        # Two normal densities: their constants cancel, and (z - mean) / width is epsilon.
        from_prior = 0.5 * (tf.square(epsilon) - tf.square(latents)) + log_width[:, None]
        log_weights = tf.reduce_sum(from_prior, axis=2) - nll
        loss = math.log(k) - tf.reduce_mean(tf.reduce_logsumexp(log_weights, axis=1))
        kl = tf.reduce_mean(losses.kl_standard_normal(mean, 2.0 * log_width))
        nll = tf.reduce_mean(nll)
        scalars = {"loss": loss, "nll": nll, "kl": kl, "beta": self.beta(), "gain": nll + kl - loss}
        return scalars, pictures[::k]

    def nll(self, images: Tensor, labels: Tensor, latents: Tensor) -> tuple[Tensor, Tensor]:
        """Returns -log p(x|z) in nats, float32 [n], and the means of p(x|z), [n, h, w, c]."""
        logits = self.decoder(append_labels(latents, labels, self.n_classes))
        mean = tf.sigmoid(logits)
        if self.config.likelihood == "bernoulli":
            return losses.bernoulli_nll(images, logits), mean
        return losses.gaussian_nll(images, mean, sigma=self.config.sigma), mean

    def log_likelihoods(self, latents: Tensor, labels: Tensor, images: Tensor) -> Tensor:
        """Returns log p(x|z) of every image [n, h, w, c] and code [m, size]: float32 [n, m]."""
        logits = self.decoder(append_labels(latents, labels, self.n_classes))
        if self.config.likelihood == "bernoulli":
            return losses.bernoulli_log_likelihoods(images, logits)
        means, variance = tf.sigmoid(logits), self.config.sigma**2
        return losses.gaussian_log_likelihoods(images, means, variance=variance)

    def posterior(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Returns mean and logvar of q(z|x), and latents drawn, all float32 [n, latent_size]."""
        mean, logvar = self.encoder(with_labels(images, labels, self.n_classes))
        epsilon = noise["epsilon"][:, 0] if self.config.n_importance > 1 else noise["epsilon"]
        return mean, logvar, mean + tf.exp(self._log_width(logvar)) * epsilon

    def proposal(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Returns mean and log deviation of the q(z|x) that codes are drawn from, [n, size]."""
        mean, logvar = self.encoder(with_labels(images, labels, self.n_classes))
        return mean, self._log_width(logvar)

    def _log_width(self, logvar: Tensor) -> Tensor:
        return 0.5 * logvar if self.config.sampling_width == "deviation" else logvar

    def beta(self) -> Tensor:
        """Returns the weight of the KL term in the step to come, float32 []."""
        # The optimizer's count is in every checkpoint: a resumed warm-up goes on where it was.
        step = tf.cast(self.optimizers["decoder"].iterations, tf.float32) + 1.0
        return self.config.beta * tf.minimum(1.0, step / (self.config.warmup_steps or 1))

    def encode(self, images: Tensor, labels: Tensor) -> Tensor:
        """Returns the posterior means of the images, float32 [n, latent_size]."""
        return self.encoder(with_labels(images, labels, self.n_classes))[0]

    def decode(self, latents: Tensor) -> Tensor:
        """Returns the mean of p(x|z), float32 [n, h, w, c] in [0, 1]."""
        return tf.sigmoid(self.decoder(latents))

    def draw(self, latents: Tensor, noise: Tensor) -> Tensor:
        """Returns draws from p(x|z), float32 [n, h, w, c] in [0, 1].

        Pixels of a Bernoulli are 0 or 1; those of a Gaussian are cut off at 0 and 1.

        Args:
            latents: float32 [n, latent_size], with labels behind them where there are some.
            noise: float32 [n, h, w, c], uniform in [0, 1) for a Bernoulli, otherwise normal.
        """
        mean = self.decode(latents)
        if self.config.likelihood == "bernoulli":
            return tf.cast(noise < mean, tf.float32)
        return tf.clip_by_value(mean + self.config.sigma * noise, 0.0, 1.0)

    def compare(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the images and their decoded posterior means, float32 [n, h, w, c] in [0, 1]."""
        codes = self.encode(images, labels)
        return {
            "original": images,
            "comes back": self.decode(append_labels(codes, labels, self.n_classes)),
        }
