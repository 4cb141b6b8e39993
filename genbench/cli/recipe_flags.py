"""`genbench train RECIPE`: a recipe's fields as flags."""

from __future__ import annotations

import inspect
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import tyro
from tyro.conf import OmitArgPrefixes

from genbench.cli.parsing import deferred, parse_and_run
from genbench.cli.stages import train


def train_recipe(words: Sequence[str]) -> None:
    """Parses the fields of the recipe that the first word names, and trains it."""
    from genbench.models.recipes import RECIPES, get

    if not words or words[0].startswith("-"):
        if not {"-h", "--help"} & set(words):
            raise ValueError(
                "Name the recipe first, as in `genbench train vae --epochs 5`. "
                f"Recipes: {', '.join(RECIPES)}."
            )
        listing = "\n\n".join(f"{name}: {recipe.summary}" for name, recipe in RECIPES.items())
        description = f"{inspect.getdoc(train)}\n\n{listing}"
        parse_and_run(
            tyro.cli, deferred(train), words, prog="genbench train", description=description
        )
        return
    name, *words = words
    recipe = get(name)
    flags = {word.split("=")[0] for word in words}
    if {"--steps", "--epochs"} <= flags:
        raise ValueError("Give --steps or --epochs, not both: --epochs replaces --steps.")
    config = replace(recipe.config, epochs=None) if "--steps" in flags else recipe.config

    def command(config: Any, *, run_name: str | None = None) -> None:
        """Trains.

        Args:
            run_name: Folder below runs/. None: the recipe and the data set, as in vae-mnist5k.
        """
        from genbench.stages.training.train import train

        run = train(name, config=config, run_name=run_name)
        path = shlex.quote(str(run.path))
        print(f"{run.path} is trained. Next: genbench sample {path}, genbench gif {path}")

    command.__annotations__["config"] = OmitArgPrefixes[
        Annotated[type(recipe.config), tyro.conf.arg(help="")]
    ]
    command.__defaults__ = (config,)
    parse_and_run(
        tyro.cli,
        deferred(command),
        words,
        prog=f"genbench train {name}",
        description=f"{recipe.summary}\n\nSource: {recipe.source}\nCost: {recipe.cost}",
    )
