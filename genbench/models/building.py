"""Models from recipes and from run directories."""

from __future__ import annotations

import functools
from pathlib import Path

from genbench.data import Split
from genbench.models import recipes
from genbench.models.config import Config
from genbench.models.parts import precision
from genbench.models.parts.networks import ImageShape
from genbench.models.protocols import Model
from genbench.models.recipes import Recipe
from genbench.models.recipes.spelling import going_on
from genbench.models.running import weights
from genbench.runs import Run, RunRecord
from genbench.system.backend import keras


def build(recipe: Recipe, image_shape: ImageShape, *, n_classes: int) -> Model:
    """Returns the model of a recipe, its weights drawn from the configuration's seed.

    Args:
        recipe: its configuration is the whole one of the model.
        image_shape: (h, w, c).
        n_classes: classes of the labels, 0 without labels.

    Raises:
        ValueError: the networks do not fit the images, or there are no labels where they need some.
    """
    keras.utils.set_random_seed(recipe.config.seed)
    with precision.policy(recipe.config.precision):
        return recipe.model(recipe.config, image_shape, n_classes)


def check_fit(recipe: Recipe, split: Split) -> Model:
    """Checks that a recipe fits a training split, and returns the model, not yet trained.

    Raises:
        InvalidInput: the batches, cadences or networks do not fit the images, or there are no
            labels where the model needs some.
    """
    recipe.config.schedule(len(split))
    check_promises(recipe, split)
    return build(recipe, split.image_shape, n_classes=len(split.classes))


def check_promises(recipe: Recipe, split: Split) -> None:
    """Holds a model of the user's own to what `Model` promises; see `conformance.check`."""
    if recipe.is_own:
        # Loads Keras.
        from genbench.models import conformance

        conformance.check(
            lambda: build(recipe, split.image_shape, n_classes=len(split.classes)),
            split,
            seed=recipe.config.seed,
            n_devices=recipe.config.devices,
        )


def read_config(run: Run) -> RunRecord[Config]:
    """Returns a run's config.json, its configuration as the recipe has it.

    Raises:
        FileNotFoundError: the folder is not a run.
        BrokenRun: the file is damaged, or names a kind of model that there is not.
        InvalidInput: the model is made by code that the user has not consented to.
    """
    return run.read_config_as(type(_recipe(run).config))


def recipe_of(run: Run) -> Recipe:
    """Returns the recipe of a run, with the run's own configuration; see `read_config`."""
    recipe = _recipe(run)
    return recipe.of(run.read_config_as(type(recipe.config)).config)


def _recipe(run: Run) -> Recipe:
    record = run.read_config()
    return recipes.of_run(run, record.code, name=record.recipe, kind=record.kind)


def load(run: Run) -> tuple[Model, int]:
    """Returns the model of a run as its last checkpoint has it, and that checkpoint's step.

    Raises:
        FileNotFoundError: the folder is not a run, or holds no whole checkpoint.
        BrokenRun: its config.json is damaged.
    """
    recipe, data = recipe_of(run), run.read_config().data
    model = _networks(run.path.absolute(), recipe, data.image_shape, len(data.classes))
    checkpoint = run.read_checkpoint()
    if checkpoint is None:
        raise FileNotFoundError(
            f"{run.path} holds no whole checkpoint. `{going_on(run, restart=True)}` trains it "
            "again, and keeps what is there under another name."
        )
    step, arrays = checkpoint
    weights.restore(model, arrays)
    return model, step


@functools.lru_cache(maxsize=2)
def _networks(path: Path, recipe: Recipe, image_shape: ImageShape, n_classes: int) -> Model:
    """Returns a run's model without its weights: stages that follow each other build it once.

    Two, for runs side by side; each its own, for its weights and compiled functions belong to it.
    """
    return build(recipe, image_shape, n_classes=n_classes)
