"""What models share in a step: optimizers ready for use, and a step down a loss."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from genbench.models.parts import losses, sizes
from genbench.models.protocols import Model
from genbench.system.backend import keras, tf

if TYPE_CHECKING:
    from tensorflow import Tensor


def build_optimizers(
    optimizers: Mapping[str, keras.optimizers.Optimizer], networks: Mapping[str, keras.Model]
) -> dict[str, keras.optimizers.Optimizer]:
    """Returns the optimizers, with slots for the weights of the networks of their scopes.

    Raises:
        InvalidInput: there is no memory for them.
    """
    trained = [v for scope in optimizers for v in networks[scope].trainable_variables]
    sizes.check_slots(sum(math.prod(variable.shape) for variable in trained))
    for scope, optimizer in optimizers.items():
        optimizer.build(networks[scope].trainable_variables)
    return dict(optimizers)


def descend(model: Model, tape: tf.GradientTape, loss: Tensor, *scopes: str) -> None:
    """Applies the gradient of a loss, float32 [], to the networks of these scopes and no other."""
    variables = {scope: model.networks[scope].trainable_variables for scope in scopes}
    gradients: Any = tape.gradient(loss, variables)
    for scope in scopes:
        model.optimizers[scope].apply(gradients[scope], variables[scope])


def pixel_scores(images: Tensor, logits: Tensor) -> dict[str, Tensor]:
    """Returns the cross-entropy in nats per image, and the squared error per pixel.

    Args:
        images: float32 [b, h, w, c] in [0, 1].
        logits: float32 [b, h, w, c], log-odds of each pixel.

    Returns:
        `loss` and `squared_error`, float32 [] each, averaged over the batch.

    Raises:
        ValueError: the shapes differ.
    """
    return {
        "loss": tf.reduce_mean(losses.bernoulli_nll(images, logits)),
        "squared_error": tf.reduce_mean(tf.square(images - tf.sigmoid(logits))),
    }
