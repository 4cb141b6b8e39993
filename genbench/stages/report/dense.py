"""Chains of dense layers for the page, run here as the page will, before they travel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from genbench.models.protocols import Sampler
from genbench.stages.report.sheets import to_base64
from genbench.system import randomness
from genbench.system.backend import keras, tf

N_CHECKED = 16
# Half precision moves a pixel by about a thousandth; one grey level is four thousandths.
TOLERANCE = 0.008
# Codes and logits have no range of their own: so much of their own size, or of 1.
RELATIVE_TOLERANCE = 0.01
ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "leaky_relu")
LARGEST_WEIGHTS = 1_500_000


@dataclass(frozen=True)
class DenseLayer:
    """A dense layer of n units; kernel and bias are float16, in base64."""

    kernel: str
    bias: str
    n: int
    activation: str


class Layer(NamedTuple):
    """A dense layer: float16 kernel [n_inputs, n_units] and bias [n_units]."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str


def dense_layers(network: keras.Model, sampler: Sampler) -> list[DenseLayer] | None:
    """Returns the layers of a chain of dense layers, or None for any other network.

    The layers are first run here as the page will, and must give the sampler's pictures.
    """
    chain = _chain(network)
    if chain is None or len(sampler.prior.shape) != 1:
        return None
    latents = sampler.prior.draw(randomness.rng_for(0, "check"), N_CHECKED)
    true = sampler.sample(tf.constant(latents)).numpy().reshape(N_CHECKED, -1)
    *front, (kernel, bias, last) = chain
    for name in dict.fromkeys((last, "sigmoid" if last == "linear" else last)):
        chain = [*front, Layer(kernel, bias, name)]
        if np.abs(run_layers(chain, latents) - true).max() < TOLERANCE:
            return [_packed(layer) for layer in chain]
    return None


def reading_layers(
    network: keras.Model, images: np.ndarray, expected: np.ndarray
) -> list[DenseLayer] | None:
    """Returns the layers of a chain that reads pictures, or None for any other network.

    Of a last layer with several heads the first is kept.

    Args:
        network: reads images [n, h, w, c].
        images: float32 [n, h, w, c] in [0, 1], for the check.
        expected: float32 [n, n_units], what is to come out.
    """
    chain = _chain(network)
    pixels = images.reshape(len(images), -1)
    if chain is None or chain[0].kernel.shape[0] != pixels.shape[1]:
        return None
    *front, (kernel, bias, name) = chain
    n_units = expected.shape[1]
    chain = [*front, Layer(kernel[:, :n_units], bias[:n_units], name)]
    found = run_layers(chain, pixels)
    if not np.allclose(found, expected, RELATIVE_TOLERANCE, RELATIVE_TOLERANCE):
        return None
    return [_packed(layer) for layer in chain]


def run_layers(chain: Sequence[Layer], inputs: np.ndarray) -> np.ndarray:
    """Returns what a chain of layers gives, float32 [n, n_units], for float32 [n, n_inputs]."""
    values = inputs
    for kernel, bias, activation in chain:
        values = _FUNCTIONS[activation](
            values @ kernel.astype(np.float32) + bias.astype(np.float32)
        )
    return values


def _chain(network: keras.Model) -> list[Layer] | None:
    """Returns a network's dense layers in their order, or None where it has others as well."""
    if network.count_params() > LARGEST_WEIGHTS or len(network.inputs) != 1:
        return None
    # Loads Keras.
    from genbench.models.parts.layers import with_keras_layers

    # These change no number; what else a network does is found out by the checks.
    passing = (keras.layers.InputLayer, keras.layers.Reshape, keras.layers.Flatten)
    chain: list[Layer] = []
    for layer in with_keras_layers(network).layers:
        if isinstance(layer, keras.layers.Dense) and layer.use_bias:
            kernel, bias = (array.astype(np.float16) for array in layer.get_weights())
            chain.append(Layer(kernel, bias, _name(layer)))
        elif isinstance(layer, keras.layers.Activation):
            if _name(layer) != "linear":
                if not chain or chain[-1].activation != "linear":
                    return None
                chain[-1] = chain[-1]._replace(activation=_name(layer))
        elif not isinstance(layer, passing):
            return None
    is_known = all(layer.activation in ACTIVATIONS for layer in chain)
    return chain if chain and is_known else None


def _name(layer: Any) -> str:
    return getattr(layer.activation, "__name__", "?")


def _packed(layer: Layer) -> DenseLayer:
    kernel, bias, activation = layer
    return DenseLayer(to_base64(kernel, "<f2"), to_base64(bias, "<f2"), len(bias), activation)


_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 0.5 * (1 + np.tanh(0.5 * x)),
    "tanh": np.tanh,
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
}
