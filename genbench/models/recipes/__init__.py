"""Recipes: named, complete configurations."""

from __future__ import annotations

from genbench.models.recipes.adversarial import ADVERSARIAL
from genbench.models.recipes.autoencoders import AUTOENCODERS
from genbench.models.recipes.recipe import Recipe
from genbench.models.recipes.variational import VARIATIONAL
from genbench.system.errors import InvalidInput, unknown

__all__ = ["RECIPES", "Recipe", "get"]

RECIPES = VARIATIONAL | ADVERSARIAL | AUTOENCODERS


def get(name: str) -> Recipe:
    """Returns the recipe of that name.

    Raises:
        ValueError: there is none; the nearest name is suggested.
    """
    if name not in RECIPES:
        raise InvalidInput(f"{unknown('recipe', name, RECIPES)} Recipes: {', '.join(RECIPES)}.")
    return RECIPES[name]
