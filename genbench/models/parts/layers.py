"""The layers that Keras does not have. Importing this module loads Keras.

Each says which of Keras's own layers computes the same once training is over, so that a saved
network is read without this package.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

import numpy as np

from genbench.system.backend import keras, tf


@runtime_checkable
class Replaceable(Protocol):
    """A layer that one of Keras's own can stand in for."""

    def replacement(self) -> tuple[keras.layers.Layer, list[np.ndarray]]:
        """Returns a layer, not yet built, that computes the same, and the weights it is to have."""
        ...


def with_keras_layers(network: keras.Model) -> keras.Model:
    """Returns a network with Keras's own layers alone that computes the same."""
    if not any(isinstance(layer, Replaceable) for layer in network.layers):
        return network
    weights: dict[str, list[np.ndarray]] = {}

    def replaced(layer: Any) -> Any:
        if isinstance(layer, Replaceable):
            layer, weights[layer.name] = layer.replacement()
            return layer
        weights[layer.name] = layer.get_weights()
        return type(layer).from_config(layer.get_config())

    copy: Any = keras.models.clone_model(network, clone_function=replaced)
    for layer in copy.layers:
        layer.set_weights(weights.get(layer.name, []))
    return copy


class SpectralNormalization(keras.layers.Wrapper):
    """A linear layer whose kernel is divided by an estimate of its largest singular value.

    The estimate is a power iteration that goes on with each call where `training=True`, before
    the call uses it: calls that follow without, as that of the fakes after that of the images, use
    the same. No call changes the kernel, as the layer of this name in Keras does: to train a
    generator leaves its discriminator as it is.

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
        outputs = self.layer(inputs)
        return outputs / keras.ops.cast(self.norm(training), outputs.dtype) + self.bias

    def norm(self, training: bool = False) -> Any:
        """Returns the estimate of the largest singular value; in training it is improved first."""
        ops = keras.ops
        kernel: Any = ops.cast(self.layer.kernel, "float32")
        kernel = ops.reshape(kernel, [-1, kernel.shape[-1]])
        if training:
            _, right = _directions(kernel, self.direction)
            self.direction.assign(right)
        left, right = _directions(kernel, self.direction)
        return ops.sum(left * ops.matmul(kernel, right))

    def replacement(self) -> tuple[keras.layers.Layer, list[np.ndarray]]:
        config = {**self.layer.get_config(), "use_bias": True, "name": self.name}
        kernel = self.layer.kernel.numpy() / self.norm().numpy()
        return type(self.layer).from_config(config), [kernel, self.bias.numpy()]


def _directions(kernel: Any, right: Any) -> tuple[Any, Any]:
    """Returns a step of the power iteration: directions of inputs and outputs, no gradients.

    Args:
        kernel: float32 [n_inputs, n_outputs].
        right: float32 [n_outputs], of norm 1 or not.
    """
    ops = keras.ops
    left = ops.normalize(ops.stop_gradient(ops.matmul(kernel, right)))
    return left, ops.normalize(ops.stop_gradient(ops.matmul(left, kernel)))


class TransposedDense(keras.layers.Layer):
    """A dense layer whose kernel is another layer's, transposed.

    The kernel stays the other layer's variable: this layer owns its bias alone.

    Args:
        units: number of outputs.
        source: the built dense layer that owns the kernel [units, n_inputs].
        activation: name of the activation, or None.
    """

    bias: Any

    def __init__(
        self,
        units: int,
        source: keras.layers.Dense,
        activation: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.activation = activation
        # A function hides the variable from Keras, which would count it as this layer's too.
        self.kernel: Any = lambda: source.kernel

    def build(self, input_shape: Any) -> None:
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs: Any) -> Any:
        outputs = keras.ops.matmul(inputs, keras.ops.transpose(self.kernel())) + self.bias
        return keras.activations.get(self.activation)(outputs)

    def replacement(self) -> tuple[keras.layers.Layer, list[np.ndarray]]:
        dense = keras.layers.Dense(
            self.units, self.activation, dtype=self.dtype_policy, name=self.name
        )
        return dense, [self.kernel().numpy().T, self.bias.numpy()]


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

    def replacement(self) -> tuple[keras.layers.Layer, list[np.ndarray]]:
        mean = self.mean.numpy()
        centring = keras.layers.Normalization(
            mean=mean, variance=np.ones_like(mean), dtype=self.dtype_policy, name=self.name
        )
        return centring, []


class PixelConvolution(keras.layers.Conv2D):
    """A 3 x 3 convolution with stride 1 to the few channels of a picture.

    oneDNN fills few channels up to sixteen, here and in the gradient of the kernel. With Keras's
    layer a convolution to one channel takes twice as long, and a step of conv-vae 4 to 6 % longer;
    three channels gain nothing (tests/benchmarks/bench_step_parts.py).
    """

    def __init__(self, filters: int, **kwargs: Any) -> None:
        super().__init__(filters, 3, padding="same", **kwargs)

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        return _convolution_to_few(inputs, tf.convert_to_tensor(kernel))

    def replacement(self) -> tuple[keras.layers.Layer, list[np.ndarray]]:
        return keras.layers.Conv2D.from_config(self.get_config()), self.get_weights()


def _convolution_to_few(images: Any, kernel: Any) -> Any:
    """Returns the 3 x 3 convolution of images [b, h, w, n] with a kernel [3, 3, n, m], m small.

    Each pixel is multiplied by all nine parts of the kernel at once; the products are then added
    where they belong. The gradient that TensorFlow would find for that takes three times as long.
    """
    height, width, n_inputs = images.shape[1:]
    n_outputs = kernel.shape[-1]

    @tf.custom_gradient
    def convolve(images: Any, kernel: Any) -> Any:
        if images.dtype != tf.float32:
            # Nine sums in bfloat16 would round where oneDNN sums in float32.
            return tf.nn.conv2d(images, kernel, 1, "SAME"), gradients
        parts = tf.reshape(tf.transpose(kernel, [2, 0, 1, 3]), [n_inputs, 9 * n_outputs])
        products = tf.matmul(tf.reshape(images, [-1, n_inputs]), parts)
        products = tf.reshape(products, [-1, height, width, 9, n_outputs])
        padded = tf.pad(products, [[0, 0], [1, 1], [1, 1], [0, 0], [0, 0]])
        outputs = tf.add_n(
            [
                padded[:, i : i + height, j : j + width, 3 * i + j]
                for i in range(3)
                for j in range(3)
            ]
        )
        return outputs, gradients

    def gradients(upstream: Any) -> tuple[Any, Any]:
        turned = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2])
        # The kernel's gradient is that of the convolution from few to many, turned.
        slope = tf.raw_ops.Conv2DBackpropFilter(
            input=upstream,
            filter_sizes=[3, 3, n_outputs, n_inputs],
            out_backprop=images,
            strides=[1, 1, 1, 1],
            padding="SAME",
        )
        slope = tf.transpose(tf.reverse(slope, [0, 1]), [0, 1, 3, 2])
        return tf.nn.conv2d(upstream, turned, 1, "SAME"), slope

    return convolve(images, kernel)
