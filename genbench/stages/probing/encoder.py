"""The part of a model that turns pictures into features."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from genbench.models.protocols import Autoencoder, Model
from genbench.models.running.inference import codes, is_conditional
from genbench.runs import Run
from genbench.system.backend import keras
from genbench.system.errors import InvalidInput

if TYPE_CHECKING:
    from tensorflow import Tensor


@dataclass(frozen=True)
class Encoder:
    """What is probed of a model."""

    what: str
    """What its features are called."""
    size: int
    """How many of them an image has."""
    encode: Callable[[Tensor], Tensor]
    """Images float32 [n, h, w, c] in [0, 1] -> features float32 [n, size]."""
    hidden: keras.Model
    """Images -> what the last layer of the network reads, float32 [n, hidden_size]."""


def encoder(model: Model, run: Run) -> Encoder:
    """Returns the encoder of a model; of a GAN it is the discriminator without its verdict.

    Args:
        model: a built model.
        run: whose it is, for the message.

    Raises:
        ValueError: the model has seen the labels, or there is no encoder.

    Reference:
        Radford et al. 2015, arXiv:1511.06434, section 5.1, for the discriminator's features.
    """
    if is_conditional(model):
        raise InvalidInput(
            f"{run.path} was given the labels in its training, so that its features tell nothing "
            "about what can be learned without them. Probe a run without conditional.",
            "conditional",
        )
    if isinstance(model, Autoencoder) and "encoder" in model.networks:
        network = model.networks["encoder"]
        last = [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)][-1]
        hidden = _up_to(network, last)
        return Encoder("codes", model.latent_size, lambda x: codes(model, x), hidden)
    if "discriminator" in model.networks:
        network = model.networks["discriminator"]
        hidden: Any = _up_to(network, network.get_layer("verdict"))
        return Encoder("discriminator's last features", hidden.output.shape[-1], hidden, hidden)
    raise InvalidInput(f"{run.path} has no encoder. Probe an autoencoder, a VAE or a GAN.")


def _up_to(network: keras.Model, layer: Any) -> keras.Model:
    """Returns images -> what a layer of the network reads."""
    return keras.Model(network.inputs[0], layer.input, name="hidden")
