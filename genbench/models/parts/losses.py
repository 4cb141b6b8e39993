"""Losses as pure functions: each returns one number per image, in nats."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from genbench.system.backend import tf

if TYPE_CHECKING:
    from tensorflow import Tensor


def bernoulli_nll(images: Tensor, logits: Tensor) -> Tensor:
    """Returns the cross-entropy of each image under independent Bernoulli pixels, in nats.

    On grey values it is not a likelihood: its least value is the entropy of the pixels, which
    is 45.76 nats for MNIST and 188.28 for Fashion-MNIST.

    Args:
        images: float32 [b, h, w, c] in [0, 1].
        logits: float32 [b, h, w, c], log-odds of each pixel.

    Returns:
        float32 [b], summed over the pixels.

    Raises:
        ValueError: the shapes differ.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, appendix C.1.
    """
    _require_equal_shapes(images=images, logits=logits)
    return _sum_per_image(_cross_entropy(images, logits))


def gaussian_nll(images: Tensor, mean: Tensor, *, sigma: float) -> Tensor:
    """Returns the negative log-likelihood of each image under N(mean, sigma^2 I), in nats.

    The normalising constant is included, so figures for different sigma can be compared. As a
    density it can be negative.

    Args:
        images: float32 [b, h, w, c] in [0, 1].
        mean: float32 [b, h, w, c].
        sigma: standard deviation of every pixel; 1 weighs half the squared error with 1.

    Returns:
        float32 [b], summed over the pixels.

    Raises:
        ValueError: the shapes differ.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, appendix C.2.
    """
    squared = squared_error(images, mean)
    n_pixels = images.shape[1:].num_elements()
    return 0.5 * squared / sigma**2 + n_pixels * (0.5 * math.log(2 * math.pi) + math.log(sigma))


def bernoulli_log_likelihoods(images: Tensor, logits: Tensor) -> Tensor:
    """Returns log p(x|z) of every image under every picture's Bernoulli pixels, float32 [n, m].

    Args:
        images: float32 [n, h, w, c] in [0, 1].
        logits: float32 [m, h, w, c].
    """
    n_pixels = images.shape[1:].num_elements()
    flat = tf.reshape(logits, [-1, n_pixels])
    # Linear in the image: one matrix product for all pairs.
    of_black = tf.reduce_sum(tf.nn.softplus(flat), axis=1)
    return tf.matmul(tf.reshape(images, [-1, n_pixels]), flat, transpose_b=True) - of_black


def gaussian_log_likelihoods(images: Tensor, means: Tensor, *, variance: Tensor | float) -> Tensor:
    """Returns log N(x; mean, variance I) of every image under every picture, float32 [n, m].

    Args:
        images: float32 [n, h, w, c].
        means: float32 [m, h, w, c].
        variance: of every pixel, positive.
    """
    n_pixels = images.shape[1:].num_elements()
    # Around the middle of the range, the squares are smallest and their difference sharpest.
    left, right = (tf.reshape(array, [-1, n_pixels]) - 0.5 for array in (images, means))
    squared = tf.reduce_sum(tf.square(left), axis=1)[:, None]
    squared += tf.reduce_sum(tf.square(right), axis=1)
    squared -= 2.0 * tf.matmul(left, right, transpose_b=True)
    variance = tf.convert_to_tensor(variance, tf.float32)
    return -0.5 * (squared / variance + n_pixels * tf.math.log(2 * math.pi * variance))


def squared_error(images: Tensor, other: Tensor) -> Tensor:
    """Returns the squared error of each image, float32 [b], summed over the pixels.

    Args:
        images: float32 [b, h, w, c].
        other: float32 [b, h, w, c].

    Raises:
        ValueError: the shapes differ.
    """
    _require_equal_shapes(images=images, other=other)
    return _sum_per_image(tf.square(images - other))


def kl_standard_normal(mean: Tensor, logvar: Tensor) -> Tensor:
    """Returns KL(N(mean, exp(logvar)) || N(0, I)) of each image, in nats.

    Args:
        mean: float32 [b, latent_size].
        logvar: float32 [b, latent_size], logarithm of the variance.

    Returns:
        float32 [b], zero at the prior and positive elsewhere.

    Raises:
        ValueError: the shapes differ.

    Reference:
        Kingma and Welling 2013, arXiv:1312.6114, appendix B.
    """
    _require_equal_shapes(mean=mean, logvar=logvar)
    return 0.5 * _sum_per_image(tf.square(mean) + tf.exp(logvar) - logvar - 1.0)


def real_loss(logits: Tensor) -> Tensor:
    """Returns what each verdict costs if "real" is right: -log sigmoid(logits), in nats.

    This is the discriminator's loss on real images, and the generator's non-saturating loss on
    its own images.

    Args:
        logits: float32 [b, 1], log-odds that the image is real.

    Returns:
        float32 [b], zero or more; log 2 for an undecided discriminator.

    Raises:
        ValueError: the logits are not [b, 1].

    Reference:
        Goodfellow et al. 2014, arXiv:1406.2661, equation 1 and section 3.
    """
    # softplus(-x) is -log(sigmoid(x)) without the inf that float32 gives below x = -103.
    return tf.nn.softplus(-_one_logit_per_image(logits))


def fake_loss(logits: Tensor) -> Tensor:
    """Returns what each verdict costs if "fake" is right: -log(1 - sigmoid(logits)), in nats.

    Takes float32 [b, 1] and returns float32 [b]; errors and reference as for `real_loss`.
    """
    return tf.nn.softplus(_one_logit_per_image(logits))


@dataclass(frozen=True)
class Adversarial:
    """The losses of a discriminator and its generator, each logits [b, 1] -> float32 [b]."""

    real: Callable[[Tensor], Tensor]
    """The discriminator's loss on real images."""
    fake: Callable[[Tensor], Tensor]
    """The discriminator's loss on the generator's images."""
    generator: Callable[[Tensor], Tensor]
    """The generator's loss on its own images."""


ADVERSARIAL = {
    # Goodfellow et al. 2014, arXiv:1406.2661, section 3.
    "non_saturating": Adversarial(real_loss, fake_loss, real_loss),
    # The same, equation 1: the generator learns next to nothing while its images are found out.
    "minimax": Adversarial(real_loss, fake_loss, lambda logits: -fake_loss(logits)),
    # Mao et al. 2016, arXiv:1611.04076, equation 9. The halves count where a penalty is added:
    # without them it would weigh half as much as its weight says.
    "least_squares": Adversarial(
        lambda logits: 0.5 * tf.square(_one_logit_per_image(logits) - 1.0),
        lambda logits: 0.5 * tf.square(_one_logit_per_image(logits)),
        lambda logits: 0.5 * tf.square(_one_logit_per_image(logits) - 1.0),
    ),
    # Miyato et al. 2018, arXiv:1802.05957, equations 16 and 17.
    "hinge": Adversarial(
        lambda logits: tf.nn.relu(1.0 - _one_logit_per_image(logits)),
        lambda logits: tf.nn.relu(1.0 + _one_logit_per_image(logits)),
        lambda logits: -_one_logit_per_image(logits),
    ),
    # Arjovsky et al. 2017, arXiv:1701.07875, equation 2.
    "wasserstein": Adversarial(
        lambda logits: -_one_logit_per_image(logits),
        lambda logits: _one_logit_per_image(logits),
        lambda logits: -_one_logit_per_image(logits),
    ),
}


def gradient_penalty(
    discriminate: Callable[[Tensor], Tensor], images: Tensor, fakes: Tensor, mixing: Tensor
) -> Tensor:
    """Returns (||grad D|| - 1)^2 at a point between each real image and a fake, float32 [b].

    Args:
        discriminate: images float32 [b, h, w, c] -> logits [b, 1].
        images: float32 [b, h, w, c].
        fakes: float32 [b, h, w, c].
        mixing: float32 [b, 1, 1, 1] in [0, 1], the share of the real image.

    Raises:
        ValueError: images and fakes differ in shape.

    Reference:
        Gulrajani et al. 2017, arXiv:1704.00028, equation 3.
    """
    _require_equal_shapes(images=images, fakes=fakes)
    squared_norm = _squared_gradient(discriminate, fakes + mixing * (images - fakes))
    # The root's slope is infinite at zero.
    return tf.square(tf.sqrt(squared_norm + 1e-12) - 1.0)


def r1_penalty(discriminate: Callable[[Tensor], Tensor], images: Tensor) -> Tensor:
    """Returns ||grad D||^2 / 2 at each real image, float32 [b].

    Arguments as for `gradient_penalty`.

    Reference:
        Mescheder et al. 2018, arXiv:1801.04406, equation 9.
    """
    return 0.5 * _squared_gradient(discriminate, images)


def _squared_gradient(discriminate: Callable[[Tensor], Tensor], images: Tensor) -> Tensor:
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = discriminate(images)
    # An image's logit depends on that image alone, so the sum's gradient is each one's own.
    gradient: Any = tape.gradient(logits, images)
    return _sum_per_image(tf.square(gradient))


def _cross_entropy(images: Tensor, logits: Tensor) -> Tensor:
    """Returns the cross-entropy of each pixel, with its gradient for the logits."""

    # In a step of recipe vae TensorFlow's own spends 40 us more, 2 % (bench_step_parts.py): its
    # log1p is slow, and here log(1 + x) with x in (0, 1] is as good. The gradient reuses x.
    @tf.custom_gradient
    def cross_entropy(logits: Tensor) -> Any:
        odds = tf.exp(-tf.abs(logits))
        means = tf.where(logits >= 0, 1.0, odds) / (1.0 + odds)
        values = tf.nn.relu(logits) - logits * images + tf.math.log(1.0 + odds)
        return values, lambda upstream: upstream * (means - images)

    return cross_entropy(logits)


def _one_logit_per_image(logits: Tensor) -> Tensor:
    if logits.shape.rank != 2 or logits.shape[1] != 1:
        raise ValueError(f"logits must have the shape [b, 1]. Received: {logits.shape}.")
    return logits[:, 0]


def _sum_per_image(values: Tensor) -> Tensor:
    return tf.reduce_sum(values, axis=list(range(1, values.shape.rank)))


def _require_equal_shapes(**tensors: Tensor) -> None:
    (first, a), (second, b) = tensors.items()
    if a.shape != b.shape:
        raise ValueError(
            f"{first} and {second} must have equal shapes. "
            f"Received: {first} {tuple(a.shape)}, {second} {tuple(b.shape)}."
        )
