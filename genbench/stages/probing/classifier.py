"""A classifier: hidden layers taken from a model, and a softmax on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from genbench.models.parts.noise import Noise
from genbench.models.protocols import Sampler
from genbench.models.running import weights
from genbench.models.running.inference import in_batches
from genbench.system.backend import as_graph, keras, tf

if TYPE_CHECKING:
    from tensorflow import Tensor


class Classifier:
    """Trains hidden layers and a softmax head on labels; a `Model` without samplers.

    The head starts at zero: at first all classes are equally likely, whatever lies below.

    Args:
        hidden: images [b, h, w, c] -> features; its variables are the classifier's own.
        n_classes: number of classes.
        learning_rate: of Adam.

    Attributes:
        network: images float32 [b, h, w, c] -> logits float32 [b, n_classes].
    """

    metrics = ("loss",)

    def __init__(self, hidden: keras.Model, n_classes: int, learning_rate: float) -> None:
        self.hidden = hidden
        features: Any = keras.layers.Flatten()(hidden.output)
        head = keras.layers.Dense(
            n_classes, kernel_initializer="zeros", dtype="float32", name="logits"
        )
        self.network = keras.Model(hidden.inputs[0], head(features), name="classifier")
        self.networks = {"classifier": self.network}
        self.optimizers = {"classifier": keras.optimizers.Adam(learning_rate)}
        self.optimizers["classifier"].build(self.network.trainable_variables)
        self.noise: dict[str, Noise] = {}
        self.samplers: dict[str, Sampler] = {}
        self._initial = weights.state(self)
        self._predict = as_graph(lambda images: tf.argmax(self.network(images), axis=1))

    def start(self, hidden_weights: Sequence[np.ndarray]) -> None:
        """Sets the head and the optimizer to their beginning, the hidden layers to weights.

        Args:
            hidden_weights: arrays in the order and shapes of `hidden.get_weights()`.
        """
        weights.restore(self, self._initial)
        self.hidden.set_weights(hidden_weights)

    def step(
        self, images: Tensor, labels: Tensor, noise: Mapping[str, Tensor]
    ) -> dict[str, Tensor]:
        """Updates all weights once; see `Model.step`."""
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels, self.network(images))
            )
        variables = self.network.trainable_variables
        self.optimizers["classifier"].apply(tape.gradient(loss, variables), variables)
        return {"loss": loss}

    def predict(self, pictures: np.ndarray) -> np.ndarray:
        """Returns the likeliest class of pictures uint8 [n, h, w, c], int64 [n]."""
        return in_batches(self._predict, pictures)
