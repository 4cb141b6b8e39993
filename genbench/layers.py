"""The layers that Keras does not have. Importing this module loads Keras."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import numpy as np

from genbench.backend import keras


@keras.saving.register_keras_serializable("genbench")
class SpectralNormalization(keras.layers.Wrapper):
    """A linear layer whose kernel is divided by an estimate of its largest singular value.

    The estimate is a power iteration that goes on with each call where `training=True`. No call
    changes the kernel, as the layer of this name in Keras does: to train a generator leaves its
    discriminator as it is.

    Args:
        layer: a dense or convolutional layer without bias and activation; the bias, which is
            not to be divided, belongs to this layer.

    Reference:
        Miyato et al. 2018, arXiv:1802.05957, algorithm 1.
    """

    layer: Any
    bias: Any
    direction: Any

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        n_outputs = self.layer.kernel.shape[-1]
        self.bias = self.add_weight(shape=(n_outputs,), initializer="zeros", name="bias")
        self.direction = self.add_weight(
            shape=(n_outputs,),
            initializer="random_normal",
            trainable=False,
            autocast=False,
            name="direction",
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        ops = keras.ops
        kernel: Any = ops.cast(self.layer.kernel, "float32")
        kernel = ops.reshape(kernel, [-1, kernel.shape[-1]])
        left: Any = ops.normalize(ops.stop_gradient(ops.matmul(kernel, self.direction)))
        right = ops.normalize(ops.stop_gradient(ops.matmul(left, kernel)))
        if training:
            self.direction.assign(right)
        largest = ops.sum(left * ops.matmul(kernel, right))
        outputs = self.layer(inputs)
        return outputs / ops.cast(largest, outputs.dtype) + self.bias


@keras.saving.register_keras_serializable("genbench")
class TransposedDense(keras.layers.Layer):
    """A dense layer whose kernel is another layer's, transposed.

    The kernel stays the other layer's variable: this layer owns its bias alone. Read from a
    file, where there is no other layer, it owns a copy of the kernel.

    Args:
        units: number of outputs.
        activation: name of the activation, or None.
        source: the built dense layer that owns the kernel [units, n_inputs].
    """

    bias: Any

    def __init__(
        self,
        units: int,
        activation: str | None = None,
        source: keras.layers.Dense | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.activation = activation
        # A function hides the variable from Keras, which would count it as this layer's too.
        self.kernel: Any = (lambda: source.kernel) if source else None

    def build(self, input_shape: Any) -> None:
        if self.kernel is None:
            kernel = self.add_weight(shape=(self.units, input_shape[-1]), name="kernel")
            self.kernel = lambda: kernel
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        outputs = keras.ops.matmul(inputs, keras.ops.transpose(self.kernel())) + self.bias
        return keras.activations.get(self.activation)(outputs)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units, "activation": self.activation}

    def save_own_variables(self, store: MutableMapping[str, np.ndarray]) -> None:
        store["kernel"], store["bias"] = self.kernel().numpy(), self.bias.numpy()

    def load_own_variables(self, store: MutableMapping[str, np.ndarray]) -> None:
        self.kernel().assign(store["kernel"])
        self.bias.assign(store["bias"])


@keras.saving.register_keras_serializable("genbench")
class Moments(keras.layers.Layer):
    """Subtracts the mean of all vectors seen in training, and keeps their second moments too."""

    def build(self, input_shape: Any) -> None:
        size = input_shape[-1]

        def variable(name: str, *shape: int) -> keras.Variable:
            return self.add_weight(shape=shape, initializer="zeros", trainable=False, name=name)

        self.n_seen = variable("n_seen", 1)
        self.mean = variable("mean", size)
        self.second = variable("second", size, size)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            n_new = inputs.shape[0]
            self.n_seen.assign(self.n_seen + n_new)
            share = n_new / self.n_seen
            second = keras.ops.matmul(keras.ops.transpose(inputs), inputs) / n_new
            self.mean.assign(self.mean + share * (keras.ops.mean(inputs, axis=0) - self.mean))
            self.second.assign(self.second + share * (second - self.second))
        return inputs - self.mean

    def covariance(self) -> Any:
        """Returns the covariance of the vectors seen, float32 [size, size]."""
        return self.second - keras.ops.outer(self.mean, self.mean)
