"""Recipes: named, complete configurations, each with its model."""

from genbench.models.recipes.chosen import Chosen, announced, choose, get, listed, of_run, table_of
from genbench.models.recipes.recipe import Recipe
from genbench.models.recipes.table import RECIPES

__all__ = [
    "RECIPES",
    "Chosen",
    "Recipe",
    "announced",
    "choose",
    "get",
    "listed",
    "of_run",
    "table_of",
]
