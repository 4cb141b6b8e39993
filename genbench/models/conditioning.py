"""Labels for networks that are conditioned on them; without classes nothing is added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genbench.system.backend import tf
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


def n_conditions(conditional: bool, n_classes: int) -> int:
    """Returns the number of classes that a model is conditioned on, 0 without the condition.

    Raises:
        ValueError: there are no classes to be conditioned on.
    """
    if conditional and not n_classes:
        raise InvalidInput(
            "A model that is conditional needs labels, and the data set has none. Sort the "
            "pictures into a folder for each class, or take a recipe without labels."
        )
    return n_classes if conditional else 0


def with_labels(images: Tensor, labels: Tensor, n_classes: int) -> Tensor | list[Tensor]:
    """Returns what an encoder or discriminator takes: images, or [images, one-hot labels].

    Args:
        images: float32 [b, h, w, c].
        labels: int64 [b].
        n_classes: classes that the model is conditioned on, or 0.
    """
    return [images, tf.one_hot(labels, n_classes)] if n_classes else images


def append_labels(latents: Tensor, labels: Tensor, n_classes: int) -> Tensor:
    """Returns what a decoder or generator takes: float32 [b, latent_size + n_classes].

    Args:
        latents: float32 [b, latent_size].
        labels: int64 [b]; one-hot, they stand at the end.
        n_classes: classes that the model is conditioned on, or 0.
    """
    return tf.concat([latents, tf.one_hot(labels, n_classes)], axis=1) if n_classes else latents
