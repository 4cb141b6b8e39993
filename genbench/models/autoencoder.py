"""The autoencoder: plain, tied, denoising, with dropout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from genbench.models.config import Config
from genbench.models.fields import Count, Fraction, Positive
from genbench.models.parts import networks
from genbench.models.parts.noise import Mask, Noise, Normal, Uniform
from genbench.models.protocols import Sampler
from genbench.models.updates import build_optimizers, descend, pixel_scores
from genbench.system.backend import keras, tf

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True, kw_only=True)
class AEConfig(Config):
    """An autoencoder with dense layers."""

    latent_size: Count = 20
    """Numbers in a code."""
    hidden_sizes: tuple[Count, ...] = (256, 128)
    """Units of the encoder's hidden layers; the decoder has them in reverse."""
    tied: bool = False
    """Use the encoder's kernels, transposed, as the decoder's."""
    corruption: Literal["none", "gaussian", "masking", "salt_and_pepper"] = "none"
    """What is done to the images before they are encoded; clean ones are to come back."""
    corruption_level: Positive = 0.5
    """Deviation of the Gaussian noise, or the share of the pixels that are corrupted."""
    dropout: Fraction = 0.0
    """Share of the encoder's hidden units that each training image does without."""
    fitted_prior: bool = False
    """Draw samples from a Gaussian mixture fitted to the codes in the end, not from N(0, I)."""


# Images, noise of their shape and the level -> what is encoded.
CORRUPTIONS = {
    "gaussian": lambda images, noise, level: tf.clip_by_value(images + level * noise, 0.0, 1.0),
    "masking": lambda images, noise, level: tf.where(noise < level, 0.0, images),
    "salt_and_pepper": lambda images, noise, level: tf.where(
        noise < level, tf.cast(noise < 0.5 * level, tf.float32), images
    ),
}


class AE:
    """Trains encoder and decoder to give clean images back.

    The loss is the cross-entropy of the pixels, in nats per image.

    Reference:
        Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data".
        Vincent et al. 2010, "Stacked denoising autoencoders", sections 3 and 5.
        Srivastava et al. 2014, "Dropout", section 4.
    """

    metrics = ("loss", "squared_error")

    def __init__(self, config: AEConfig, image_shape: networks.ImageShape, n_classes: int) -> None:
        self.config = config
        self.latent_size = config.latent_size
        encoder = partial(
            networks.encoder,
            image_shape,
            config.latent_size,
            outputs=("codes",),
            hidden_sizes=config.hidden_sizes,
        )
        if config.tied:
            self.encoder = encoder()
            self.decoder = networks.tied_decoder(self.encoder, image_shape)
        else:
            sizes = config.hidden_sizes[::-1]
            decoder = partial(networks.decoder, config.latent_size, image_shape, hidden_sizes=sizes)
            self.encoder, self.decoder = networks.build(encoder, decoder)
        self.networks = {"encoder": self.encoder, "decoder": self.decoder}
        self.optimizers = build_optimizers(
            {scope: keras.optimizers.Adam(config.learning_rate) for scope in self.networks},
            self.networks,
        )
        self.noise: dict[str, Noise] = {}
        if config.corruption != "none":
            kind = Normal if config.corruption == "gaussian" else Uniform
            self.noise["corruption"] = kind(image_shape)
        if config.dropout:
            for i, size in enumerate(config.hidden_sizes, start=1):
                self.noise[f"hidden_{i}"] = Mask((size,), config.dropout)
        # Nothing in the training makes codes normal: these samples show that.
        self.samplers = {
            "decoder": Sampler(Normal((config.latent_size,)), self.decode, about="decoded latents")
        }

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates encoder and decoder once, on images [b, h, w, c]; see `Model.step`."""
        with tf.GradientTape() as tape:
            codes = networks.call_with_masks(self.encoder, self.corrupt(images, noise), noise)
            scalars = pixel_scores(images, self.decoder(codes))
        descend(self, tape, scalars["loss"], *self.networks)
        return scalars

    def validate(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the scalars of a step, float32 [], with all hidden units and without an update.

        The input is corrupted as in training: a denoiser is scored at its own task.
        """
        return pixel_scores(images, self.decoder(self.encoder(self.corrupt(images, noise))))

    def corrupt(self, images: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        """Returns what is encoded in training, float32 [b, h, w, c] in [0, 1]."""
        if self.config.corruption == "none":
            return images
        corrupt = CORRUPTIONS[self.config.corruption]
        return corrupt(images, noise["corruption"], self.config.corruption_level)

    def encode(self, images: Tensor, labels: Tensor) -> Tensor:
        """Returns the codes of the images, float32 [n, latent_size]."""
        return self.encoder(images)

    def decode(self, latents: Tensor) -> Tensor:
        """Returns the pictures of codes, float32 [n, h, w, c] in [0, 1]."""
        return tf.sigmoid(self.decoder(latents))

    def compare(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Returns the images, what is made of them for the encoder, and what comes back.

        Each is float32 [n, h, w, c] in [0, 1].
        """
        corrupted = self.corrupt(images, noise)
        shown = {} if self.config.corruption == "none" else {"corrupted": corrupted}
        return {"original": images, **shown, "comes back": self.decode(self.encoder(corrupted))}
