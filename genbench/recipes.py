"""Recipes: named, complete configurations."""

from __future__ import annotations

from dataclasses import dataclass

from genbench.config import Config, unknown
from genbench.trainers import GANConfig, VAEConfig


@dataclass(frozen=True)
class Recipe:
    """A configuration, and what to know before choosing it."""

    config: Config
    summary: str
    source: str
    cost: str
    reaches: str


RECIPES = {
    "vae": Recipe(
        VAEConfig(),
        summary="Variational autoencoder, 784-256-2-256-784: a plane of codes to look at.",
        source="Kingma and Welling 2013, arXiv:1312.6114.",
        cost="10,000 steps of 128 images: 12 s on two cores.",
        reaches="150 nats per image on MNIST.",
    ),
    "vae-tutorial": Recipe(
        # Means over 784 pixels and 2 latents are the sums' loss / 784 with beta = 784 / 2; the
        # factor 1 / 784 is Adam's epsilon times 784.
        VAEConfig(
            likelihood="gaussian",
            beta=392.0,
            adam_epsilon=784e-8,
            initial_stddev=0.001,
            steps=21_500,
        ),
        summary="The VAE as a tutorial has it, with means for sums (beta = 392): it collapses.",
        source="A widespread tutorial; kept to show what the mistake does.",
        cost="21,500 steps of 128 images, 50 epochs of MNIST: 25 s on two cores.",
        reaches="The mean digit: squared error 0.0675 per pixel, KL 0.",
    ),
    "gan": Recipe(
        GANConfig(steps=20_000),
        summary="Generative adversarial network, 100-128-784 against 784-128-1.",
        source="Goodfellow et al. 2014, arXiv:1406.2661; Adam as in Radford et al. 2015.",
        cost="20,000 steps of 128 images: 20 s on two cores.",
        reaches="Digits of all ten classes; sharper than the VAE's, with specks.",
    ),
}


def get(name: str) -> Recipe:
    """Returns the recipe of that name.

    Raises:
        ValueError: there is none; the nearest name is suggested.
    """
    if name not in RECIPES:
        raise ValueError(f"{unknown('recipe', name, RECIPES)} Recipes: {', '.join(RECIPES)}.")
    return RECIPES[name]
