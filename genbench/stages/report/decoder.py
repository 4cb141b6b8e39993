"""A chain of dense layers for the page, run here as the page will, before it travels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from genbench.models.protocols import Sampler
from genbench.stages.report.sheets import to_base64
from genbench.system import randomness
from genbench.system.backend import keras, tf

N_CHECKED = 16
# Half precision moves a pixel by about a thousandth; one grey level is four thousandths.
TOLERANCE = 0.008
ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "leaky_relu")
LARGEST_WEIGHTS = 1_500_000


@dataclass(frozen=True)
class DenseLayer:
    """A dense layer of n units; kernel and bias are float16, in base64."""

    kernel: str
    bias: str
    n: int
    activation: str


def dense_layers(network: keras.Model, sampler: Sampler) -> list[DenseLayer] | None:
    """Returns the layers of a chain of dense layers, or None for any other network.

    The layers are first run here as the page will, and must give the sampler's pictures.
    """
    dense = [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]
    known = (
        keras.layers.Dense,
        keras.layers.Activation,
        keras.layers.InputLayer,
        keras.layers.Reshape,
    )
    is_chain = all(isinstance(layer, known) for layer in network.layers)
    if not dense or not is_chain or network.count_params() > LARGEST_WEIGHTS:
        return None
    if len(sampler.prior.shape) != 1 or any(not layer.use_bias for layer in dense):
        return None
    layers: list[tuple[np.ndarray, np.ndarray, str]] = []
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dense):
            kernel, bias = (array.astype(np.float16) for array in layer.get_weights())
            layers.append((kernel, bias, _name(layer)))
        elif isinstance(layer, keras.layers.Activation) and _name(layer) != "linear":
            kernel, bias, before = layers.pop()
            if before != "linear":
                return None
            layers.append((kernel, bias, _name(layer)))
    if any(name not in ACTIVATIONS for *_, name in layers):
        return None
    latents = sampler.prior.draw(randomness.rng_for(0, "check"), N_CHECKED)
    true = sampler.sample(tf.constant(latents)).numpy().reshape(N_CHECKED, -1)
    *front, (kernel, bias, last) = layers
    for name in dict.fromkeys((last, "sigmoid" if last == "linear" else last)):
        chain = [*front, (kernel, bias, name)]
        if np.abs(run_layers(chain, latents) - true).max() < TOLERANCE:
            return [
                DenseLayer(to_base64(kernel, "<f2"), to_base64(bias, "<f2"), len(bias), name)
                for kernel, bias, name in chain
            ]
    return None


def _name(layer: keras.layers.Dense | keras.layers.Activation) -> str:
    return getattr(layer.activation, "__name__", "?")


_FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 0.5 * (1 + np.tanh(0.5 * x)),
    "tanh": np.tanh,
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
}


def run_layers(layers: list[tuple[np.ndarray, np.ndarray, str]], latents: np.ndarray) -> np.ndarray:
    """Returns what a chain of layers gives, float32 [n, n_units].

    Args:
        layers: kernel [n_inputs, n_units], bias [n_units] and activation of each.
        latents: float32 [n, latent_size].
    """
    values = latents
    for kernel, bias, activation in layers:
        values = _FUNCTIONS[activation](
            values @ kernel.astype(np.float32) + bias.astype(np.float32)
        )
    return values
