"""What every model must do, as a table over all recipes."""

from __future__ import annotations

import dataclasses
from functools import cached_property

import numpy as np
import pytest
from small import batches, build, of_users, small, small_recipe, spelled, take_steps

from genbench.models import building, protocols, recipes
from genbench.models.config import Config
from genbench.models.parts import noise
from genbench.models.running import steps, weights
from genbench.system import randomness
from genbench.system.backend import tf

N_STEPS = 10
# What a training is told, and a model is not: recipes that differ in these alone are one model.
TOLD_TO_TRAINING = {
    field.name: field.default
    for field in dataclasses.fields(Config)
    if field.name not in ("learning_rate", "seed", "precision")
}


def distinct() -> list[str]:
    """Returns the recipes that are different models at the size of `small`, pca at last."""
    first = {
        (recipes.get(name).kind, dataclasses.replace(small(name), **TOLD_TO_TRAINING)): name
        for name in reversed(recipes.RECIPES)
    }
    return [*sorted(set(first.values()) - {"pca"}), *of_users(), "pca"]


class Subject:
    """A small model of a recipe, and its first steps one by one, outside any graph.

    Attributes:
        model: as many tests see it, one after the other: each sets the weights that it needs.
        states: the weights after 0, 1, 2 ... steps.
        scalars: what each of these steps returned.
    """

    def __init__(self, recipe: str) -> None:
        self.recipe = recipe
        self.model: protocols.Model = build(recipe)
        self.scalars: list[dict[str, float]] = []
        self.states = [weights.state(self.model)]
        for step in range(N_STEPS):
            self.scalars += take_steps(self.model, step, step + 1)
            self.states.append(weights.state(self.model))

    @cached_property
    def graph(self) -> steps.Chunk:
        """Steps in a graph, compiled once for all tests."""
        return steps.compile_chunk(self.model, chunk_length=20, jit_compile=False)


@pytest.fixture(scope="module")
def subject(request: pytest.FixtureRequest) -> Subject:
    return Subject(request.param)


RECIPES = distinct()
EACH = pytest.mark.parametrize("subject", RECIPES, indirect=True, ids=spelled)


@EACH
def test_eager_graph_and_xla_agree_after_three_steps(subject: Subject) -> None:
    model = subject.model
    xla = steps.compile_chunk(model, chunk_length=3, jit_compile=True)
    for run_chunk in (subject.graph, xla):
        weights.restore(model, subject.states[0])
        metrics = run_chunk(*batches(model, 0, 3))
        assert tuple(metrics) == model.metrics
        for name, values in metrics.items():
            expected = [scalars[name] for scalars in subject.scalars[:3]]
            np.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-4)
        for key, value in weights.state(model).items():
            np.testing.assert_allclose(
                value, subject.states[3][key], rtol=1e-3, atol=1e-4, err_msg=key
            )


@EACH
def test_a_resumed_training_is_the_same_training(subject: Subject) -> None:
    resumed = build(subject.recipe, seed=1)
    weights.restore(resumed, subject.states[4])
    take_steps(resumed, 4, N_STEPS)
    found = weights.state(resumed)
    assert subject.states[N_STEPS].keys() == found.keys()
    for key, value in subject.states[N_STEPS].items():
        assert value.tobytes() == found[key].tobytes(), key


@EACH
def test_scopes_are_disjoint_and_complete(subject: Subject) -> None:
    model = subject.model
    owners = [
        (id(variable), scope)
        for scope, network in model.networks.items()
        for variable in network.variables
    ]
    assert len(dict(owners)) == len(owners)
    for scope, optimizer in model.optimizers.items():
        shapes = [tuple(weight.shape) for weight in model.networks[scope].trainable_variables]
        slots = [tuple(v.shape) for v in optimizer.variables if len(v.shape)]
        n_slots = len(slots) // len(shapes)
        assert sorted(slots) == sorted(shapes * n_slots)


@EACH
def test_training_reaches_every_network(subject: Subject) -> None:
    before, after = subject.states[0], subject.states[5]
    for scope in subject.model.networks:
        keys = [key for key in before if key.startswith(f"networks/{scope}/")]
        assert any(before[key].tobytes() != after[key].tobytes() for key in keys), scope


@EACH
def test_the_same_latents_give_the_same_pictures(subject: Subject) -> None:
    for sampler in subject.model.samplers.values():
        noises = [n for n in (sampler.prior, sampler.pixels) if n]
        given = [tf.constant(n.draw(randomness.rng_for(0, "test"), 4)) for n in noises]
        pictures = sampler.sample(*given).numpy()
        assert pictures.shape == (4, 8, 8, 1)
        assert pictures.dtype == np.float32
        assert pictures.min() >= 0
        assert pictures.max() <= 1
        assert pictures.tobytes() == sampler.sample(*given).numpy().tobytes()


@EACH
def test_the_noise_of_a_step_does_not_depend_on_where_the_run_started(subject: Subject) -> None:
    noises = subject.model.noise
    whole = noise.draw_steps(noises, seed=3, start=0, stop=5, n=4)
    part = noise.draw_steps(noises, seed=3, start=3, stop=5, n=4)
    for name in noises:
        assert whole[name].dtype == np.float32
        assert whole[name][3:].tobytes() == part[name].tobytes()


@EACH
def test_two_models_of_one_seed_start_alike(subject: Subject) -> None:
    other = weights.state(build(subject.recipe))
    for key, value in subject.states[0].items():
        assert value.tobytes() == other[key].tobytes(), key


# pca is at its best on its first batch.
@pytest.mark.parametrize("subject", RECIPES[:-1], indirect=True, ids=spelled)
def test_the_loss_falls_on_real_digits(subject: Subject) -> None:
    model = subject.model
    weights.restore(model, subject.states[0])
    chunks = [subject.graph(*batches(model, start, start + 20)) for start in range(0, 60, 20)]
    # An adversary's loss may rise while it learns: it is its opponent that got better.
    name = next(
        name for name in ("nll", "squared_error", "loss_d", "loss") if name in model.metrics
    )
    assert chunks[-1][name].mean() < chunks[0][name][:5].mean()


@EACH
def test_a_step_can_be_taken_in_bfloat16(subject: Subject) -> None:
    (scalars,) = take_steps(build(subject.recipe, precision="bfloat16"), 0, 1)
    assert all(np.isfinite(value) for value in scalars.values())


@EACH
def test_pictures_may_be_oblong_and_coloured(subject: Subject) -> None:
    model = building.build(small_recipe(subject.recipe), (8, 12, 3), n_classes=2)
    images = tf.random.stateless_uniform([16, 8, 12, 3], seed=(0, 0))
    draws = noise.draw_steps(model.noise, seed=0, start=0, stop=1, n=16)
    noise_in = {name: tf.constant(draw[0]) for name, draw in draws.items()}
    model.step(images, tf.range(16) % 2, noise_in)
    sampler = next(iter(model.samplers.values()))
    latents = sampler.prior.draw(randomness.rng_for(0, "test"), 4)
    assert sampler.sample(tf.constant(latents)).shape == (4, 8, 12, 3)
