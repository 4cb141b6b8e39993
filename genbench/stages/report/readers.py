"""What a run answers to a drawing: its networks that read pictures, where they are dense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from genbench.data import Split, images
from genbench.models.protocols import Autoencoder, Model
from genbench.stages.report.dense import DenseLayer, reading_layers
from genbench.stages.report.room import Room
from genbench.system import randomness
from genbench.system.backend import as_graph

N_JUDGED = 200
# Adversarial losses whose logits are log-odds of "real".
ODDS = ("non_saturating", "minimax")


@dataclass(frozen=True)
class Critic:
    """A discriminator, and what it makes of others than the reader.

    Attributes:
        layers: pictures -> a logit.
        is_odds: whether the logit is the log-odds of "real".
        real: median logit of validation images.
        generated: median logit of the model's own samples.
    """

    layers: list[DenseLayer]
    is_odds: bool
    real: float
    generated: float


@dataclass(frozen=True)
class Readers:
    """The networks of a run that read a drawing; None where there is none, or it is not dense.

    Attributes:
        encoder: pictures -> codes.
        critic: the discriminator.
        has: scopes of the model that read pictures, in the page or not.
        is_too_heavy: whether the page has no room left for them.
    """

    encoder: list[DenseLayer] | None = None
    critic: Critic | None = None
    has: tuple[str, ...] = ()
    is_too_heavy: bool = False

    @property
    def absent(self) -> list[str]:
        """Those of them that are no chain of dense layers."""
        if self.is_too_heavy:
            return []
        here = {"encoder": self.encoder, "discriminator": self.critic}
        return [scope for scope in self.has if here[scope] is None]


def readers(model: Model, validation: Split | None, *, seed: int, room: Room) -> Readers:
    """Returns what of a model answers to a drawing.

    Args:
        model: a built model.
        validation: its validation split, which the networks are checked with; None where the data
            set is not here, and then nothing answers.
        seed: chooses the images and samples that they are checked with.
        room: what the page has left for networks.
    """
    scopes = [scope for scope in ("encoder", "discriminator") if scope in model.networks]
    if validation is None:
        return Readers()
    has = tuple(s for s in scopes if _reads_pictures(model.networks[s], validation.image_shape))
    rows = randomness.rng_for(seed, "readers").permutation(len(validation))[:N_JUDGED]
    shown, labels = images.to_float(validation.images[rows]), validation.labels_of(rows)
    encoder = None
    if "encoder" in has and isinstance(model, Autoencoder):
        codes = as_graph(model.encode)(shown, labels).numpy()
        encoder = reading_layers(model.networks["encoder"], shown, codes)
    critic = _critic(model, shown, seed) if "discriminator" in has else None
    here = [*(encoder or ()), *(critic.layers if critic else ())]
    if here and not room.takes(here):
        return Readers(has=has, is_too_heavy=True)
    return Readers(encoder, critic, has)


def _critic(model: Model, shown: np.ndarray, seed: int) -> Critic | None:
    discriminator = model.networks["discriminator"]
    if len(discriminator.inputs) != 1:
        return None
    judge: Any = as_graph(discriminator)
    real = judge(shown).numpy()
    layers = reading_layers(discriminator, shown, real)
    if layers is None:
        return None
    sampler = next(iter(model.samplers.values()))
    latents = sampler.prior.draw(randomness.rng_for(seed, "judged"), len(shown))
    generated = judge(sampler.compiled(latents)).numpy()
    is_odds = getattr(getattr(model, "config", None), "adversarial", "") in ODDS
    return Critic(layers, is_odds, float(np.median(real)), float(np.median(generated)))


def _reads_pictures(network: Any, image_shape: tuple[int, ...]) -> bool:
    return tuple(network.inputs[0].shape[1:]) == image_shape
