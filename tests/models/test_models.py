"""What every model must do, as a table over all recipes."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from small import batches, build, bytes_of, of_users, small_recipe, spelled, take_steps

from genbench.models import building, protocols, recipes
from genbench.models.parts import noise
from genbench.models.running import steps, weights
from genbench.system import randomness
from genbench.system.backend import tf

RECIPES = pytest.mark.parametrize("recipe", [*recipes.RECIPES, *of_users()], ids=spelled)


@functools.cache
def compiled(recipe: str) -> tuple[protocols.Model, dict[str, np.ndarray], steps.Chunk]:
    """Returns a model, its initial state, and its steps in a graph; compiled once for all."""
    model = build(recipe)
    run_chunk = steps.compile_chunk(model, chunk_length=20, jit_compile=False)
    return model, weights.state(model), run_chunk


@RECIPES
def test_eager_graph_and_xla_agree_after_three_steps(recipe: str) -> None:
    model, initial, graph = compiled(recipe)
    xla = steps.compile_chunk(model, chunk_length=3, jit_compile=True)
    weights.restore(model, initial)
    expected = take_steps(model, 0, 3)
    after = weights.state(model)
    for run_chunk in (graph, xla):
        weights.restore(model, initial)
        metrics = run_chunk(*batches(model, 0, 3))
        assert tuple(metrics) == model.metrics
        for name, values in metrics.items():
            np.testing.assert_allclose(
                values, [step[name] for step in expected], rtol=1e-4, atol=1e-4
            )
        for key, value in weights.state(model).items():
            np.testing.assert_allclose(value, after[key], rtol=1e-3, atol=1e-4, err_msg=key)


@RECIPES
def test_a_resumed_training_is_the_same_training(recipe: str) -> None:
    whole = build(recipe)
    take_steps(whole, 0, 10)
    killed = build(recipe)
    take_steps(killed, 0, 4)
    resumed = build(recipe, seed=1)
    weights.restore(resumed, weights.state(killed))
    take_steps(resumed, 4, 10)
    expected = weights.state(whole)
    found = weights.state(resumed)
    assert expected.keys() == found.keys()
    for key, value in expected.items():
        assert value.tobytes() == found[key].tobytes(), key


@RECIPES
def test_scopes_are_disjoint_and_complete(recipe: str) -> None:
    model = build(recipe)
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


@RECIPES
def test_training_reaches_every_network(recipe: str) -> None:
    model = build(recipe)
    before = {scope: bytes_of(network) for scope, network in model.networks.items()}
    take_steps(model, 0, 5)
    for scope, network in model.networks.items():
        assert bytes_of(network) != before[scope]


@RECIPES
def test_the_same_latents_give_the_same_pictures(recipe: str) -> None:
    model = build(recipe)
    for sampler in model.samplers.values():
        noises = [n for n in (sampler.prior, sampler.pixels) if n]
        given = [tf.constant(n.draw(randomness.rng_for(0, "test"), 4)) for n in noises]
        pictures = sampler.sample(*given).numpy()
        assert pictures.shape == (4, 8, 8, 1)
        assert pictures.dtype == np.float32
        assert pictures.min() >= 0
        assert pictures.max() <= 1
        assert pictures.tobytes() == sampler.sample(*given).numpy().tobytes()


@RECIPES
def test_the_noise_of_a_step_does_not_depend_on_where_the_run_started(recipe: str) -> None:
    model = build(recipe)
    whole = noise.draw_steps(model.noise, seed=3, start=0, stop=5, n=4)
    part = noise.draw_steps(model.noise, seed=3, start=3, stop=5, n=4)
    for name in model.noise:
        assert whole[name].dtype == np.float32
        assert whole[name][3:].tobytes() == part[name].tobytes()


@RECIPES
def test_two_models_of_one_seed_start_alike(recipe: str) -> None:
    first, second = weights.state(build(recipe)), weights.state(build(recipe))
    for key, value in first.items():
        assert value.tobytes() == second[key].tobytes(), key


# pca is at its best on its first batch.
@pytest.mark.parametrize(
    "recipe", [*sorted(recipes.RECIPES.keys() - {"pca"}), *of_users()], ids=spelled
)
def test_the_loss_falls_on_real_digits(recipe: str) -> None:
    model, initial, run_chunk = compiled(recipe)
    weights.restore(model, initial)
    chunks = [run_chunk(*batches(model, start, start + 20)) for start in range(0, 60, 20)]
    # An adversary's loss may rise while it learns: it is its opponent that got better.
    name = next(
        name for name in ("nll", "squared_error", "loss_d", "loss") if name in model.metrics
    )
    assert chunks[-1][name].mean() < chunks[0][name][:5].mean()


@RECIPES
def test_a_step_can_be_taken_in_bfloat16(recipe: str) -> None:
    (scalars,) = take_steps(build(recipe, precision="bfloat16"), 0, 1)
    assert all(np.isfinite(value) for value in scalars.values())


@RECIPES
def test_pictures_may_be_oblong_and_coloured(recipe: str) -> None:
    model = building.build(small_recipe(recipe), (8, 12, 3), n_classes=2)
    images = tf.random.stateless_uniform([16, 8, 12, 3], seed=(0, 0))
    draws = noise.draw_steps(model.noise, seed=0, start=0, stop=1, n=16)
    noise_in = {name: tf.constant(draw[0]) for name, draw in draws.items()}
    model.step(images, tf.range(16) % 2, noise_in)
    sampler = next(iter(model.samplers.values()))
    latents = sampler.prior.draw(randomness.rng_for(0, "test"), 4)
    assert sampler.sample(tf.constant(latents)).shape == (4, 8, 12, 3)
