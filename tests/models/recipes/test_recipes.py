"""Every recipe is whole, and a wrong name is answered with the nearest."""

from __future__ import annotations

import dataclasses

import pytest

from genbench.models import recipes


@pytest.mark.parametrize("name", recipes.RECIPES)
def test_a_recipe_says_everything_there_is_to_know(name: str) -> None:
    recipe = recipes.get(name)
    for field in dataclasses.fields(recipe):
        assert getattr(recipe, field.name)


def test_an_unknown_recipe_is_answered_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="Did you mean 'vae'"):
        recipes.get("vea")
