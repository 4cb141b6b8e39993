"""Recipes at a size that compiles and runs in a moment, and digits to train them on."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path
from typing import Any

import numpy as np

from genbench import data
from genbench.models import building, protocols, recipes
from genbench.models.config import Config
from genbench.models.parts import noise
from genbench.system.backend import keras, tf

BATCH_SIZE = 16
# A recipe's own numbers, small enough to compile and run in a moment.
SMALL = {
    "batch_size": BATCH_SIZE,
    "latent_size": 3,
    "hidden_sizes": (16, 12),
    "generator_sizes": (16,),
    "discriminator_sizes": (16,),
}
SMALL_CHANNELS = (4, 6)
# Files as a user would bring them: nothing of ours knows what is in them.
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.py"))
METRICS_FILE = Path(__file__).parent / "examples" / "metrics" / "vendi.py"


@functools.cache
def of_users() -> list[str]:
    """Returns every recipe of the examples, as a person spells it."""
    return [f"{path}:{name}" for path in EXAMPLES for name in recipes.listed(str(path))]


def spelled(recipe: str) -> str:
    """Returns a recipe without the folder of its file, for the names of tests."""
    return recipe.rpartition("/")[2]


@functools.cache
def digits() -> tuple[np.ndarray, np.ndarray]:
    """Returns 2,000 digits of 8 x 8 pixels, uint8 [n, 8, 8, 1], and their labels."""
    split = data.load("mnist5k", "train")
    cropped = split.images[:2000, 2:26, 2:26, 0]
    pooled = cropped.reshape(-1, 8, 3, 8, 3).mean(axis=(2, 4))
    assert split.labels is not None
    return np.rint(pooled).astype(np.uint8)[..., None], split.labels[:2000]


def small(recipe: str, **changes: object) -> Config:
    """Returns a recipe's configuration with the numbers above and the changes."""
    config = recipes.get(recipe).config
    fields = {field.name for field in dataclasses.fields(config)}
    fitting: dict = {name: value for name, value in SMALL.items() if name in fields}
    if getattr(config, "channels", ()):
        fitting["channels"] = SMALL_CHANNELS
    return dataclasses.replace(config, **fitting, **changes)


def small_recipe(recipe: str, **changes: object) -> recipes.Recipe:
    """Returns a recipe with the configuration that `small` gives."""
    return recipes.get(recipe).of(small(recipe, **changes))


def recipe_of(config: Config) -> recipes.Recipe:
    """Returns a recipe of a configuration."""
    kinds = {type(recipe.config): recipe for recipe in recipes.RECIPES.values()}
    return kinds[type(config)].of(config)


def build(recipe: str, **changes: object) -> Any:
    """Returns the model of a small recipe for pictures of 8 x 8 pixels in ten classes."""
    return building.build(small_recipe(recipe, **changes), (8, 8, 1), n_classes=10)


def batches(model: protocols.Model, start: int, stop: int) -> tuple:
    """Returns the images, labels and noise of some steps, as a run of seed 0 gives them."""
    images, labels = digits()
    rows = data.rows(len(images), batch_size=BATCH_SIZE, seed=0, start=start, stop=stop)
    draws = noise.draw_steps(model.noise, seed=0, start=start, stop=stop, n=BATCH_SIZE)
    return images[rows], labels[rows], draws


def inputs(model: protocols.Model, step: int) -> tuple:
    """Returns what a step takes, as tensors."""
    images, labels, draws = batches(model, step, step + 1)
    noise_in = {name: tf.constant(draw[0]) for name, draw in draws.items()}
    return tf.constant(images[0] / np.float32(255)), tf.constant(labels[0]), noise_in


def take_steps(model: protocols.Model, start: int, stop: int) -> list[dict[str, float]]:
    """Takes steps one by one, outside any graph, and returns their scalars."""
    scalars = [model.step(*inputs(model, step)) for step in range(start, stop)]
    return [{name: float(value) for name, value in step.items()} for step in scalars]


def bytes_of(network: keras.Model) -> list[bytes]:
    return [variable.numpy().tobytes() for variable in network.variables]
