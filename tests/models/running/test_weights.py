"""Variables as arrays, and back."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from small import build, bytes_of, small_recipe, take_steps

from genbench.models import building, recipes
from genbench.models.running import weights
from genbench.system.errors import BrokenRun

RECIPES = pytest.mark.parametrize("recipe", recipes.RECIPES)


@RECIPES
def test_averages_and_statistics_are_no_parameters(recipe: str) -> None:
    model = build(recipe)
    counts = weights.n_parameters(model)
    assert set(counts) == set(model.networks) - {"generator_ema"}
    learned = {scope: model.networks[scope].trainable_weights for scope in counts}
    assert counts == {scope: sum(map(np.size, own)) for scope, own in learned.items()}


@RECIPES
def test_a_checkpoint_of_another_model_is_refused(recipe: str) -> None:
    arrays = weights.state(building.build(small_recipe(recipe), (12, 12, 1), n_classes=10))
    with pytest.raises(BrokenRun, match="does not fit"):
        weights.restore(build(recipe), arrays)


def test_networks_are_set_without_their_optimizers() -> None:
    model, other = build("gan"), build("gan", seed=1)
    take_steps(other, 0, 2)
    before = weights.state(model)
    weights.restore_networks(model, weights.of_networks(other))
    after = weights.state(model)
    assert bytes_of(model.generator) == bytes_of(other.generator)
    for key in before.keys() - weights.of_networks(model).keys():
        np.testing.assert_array_equal(before[key], after[key])


def test_what_was_kept_comes_back_also_after_an_error() -> None:
    model = build("ae")
    before = bytes_of(model.encoder)
    with contextlib.suppress(ZeroDivisionError), weights.kept(model):
        take_steps(model, 0, 1)
        assert bytes_of(model.encoder) != before
        raise ZeroDivisionError
    assert bytes_of(model.encoder) == before
