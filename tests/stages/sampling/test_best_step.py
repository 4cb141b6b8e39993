"""The best of the steps whose weights are kept."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from genbench.models import building
from genbench.models.running import weights
from genbench.runs.selection import Selection
from genbench.stages.sampling import best_step
from genbench.stages.sampling.sample import sample
from genbench.system.randomness import rng_for


@pytest.fixture
def poor_copy(gan_copy):
    """A trained GAN whose weights at step 20 are good and at the last step are noise."""
    step, arrays = gan_copy.read_checkpoint()
    good = {k: v for k, v in arrays.items() if k.startswith("networks/")}
    gan_copy.write_weights(20, good)
    rng = rng_for(0, "poor")
    poor = {k: v + rng.normal(0, 5, v.shape).astype(v.dtype) for k, v in good.items()}
    gan_copy.write_weights(40, poor)
    gan_copy.write_checkpoint(step, {**arrays, **poor})
    return gan_copy


def test_training_keeps_the_weights_of_earlier_steps(vae_run):
    kept = dict(vae_run.read_weights())
    assert list(kept) == [20, 40]
    model, _ = building.load(vae_run)
    assert {k: v.shape for k, v in kept[20].items()} == {
        k: v.shape for k, v in weights.of_networks(model).items()
    }


def test_an_interrupted_training_keeps_the_same_weights(train_briefly, vae_run, tmp_path):
    run = train_briefly("vae", tmp_path)
    for path in (*run.checkpoints.glob("*60.npz"), *run.weights.glob("*")):
        path.unlink()
    run.write_weights(20, dict(vae_run.read_weights())[20])
    run.write_weights(50, {"of a lost step": np.zeros(1)})
    train_briefly("vae", tmp_path)
    for step, arrays in run.read_weights():
        whole = dict(vae_run.read_weights())[step]
        assert {k: v.tobytes() for k, v in arrays.items()} == {
            k: v.tobytes() for k, v in whole.items()
        }


def test_the_nearest_step_is_chosen(poor_copy):
    model, step = building.load(poor_copy)
    found = best_step.select(poor_copy, model, step)
    assert (found.best, found.last) == (20, 60)
    assert found.distances["20"] < found.distances["40"] == found.distances["60"]
    assert "held-out images had no say" in found.by


def test_the_model_keeps_the_weights_that_it_came_with(poor_copy):
    model, step = building.load(poor_copy)
    before = weights.of_networks(model)
    best_step.select(poor_copy, model, step)
    for key, value in weights.of_networks(model).items():
        np.testing.assert_array_equal(value, before[key])


def test_the_best_step_has_samples_of_its_own(poor_copy):
    written = sample(poor_copy, n=30)
    assert written["best"] == poor_copy.path / "samples-best.npz"
    best = poor_copy.read_samples("best")
    assert (best.step, poor_copy.read_samples().step) == (20, 60)
    assert "averaged weights, at the best of 3 steps" in best.about
    assert poor_copy.read_record("selection", Selection).best == 20


def test_where_the_last_step_is_the_best_it_is_not_sampled_twice(poor_copy):
    sample(poor_copy, n=3)
    shutil.rmtree(poor_copy.weights)
    assert "best" not in sample(poor_copy, n=3)
    assert list(poor_copy.path.glob("samples-best.*")) == []
    assert "no weights of earlier steps" in poor_copy.read_record("selection", Selection).by


def test_steps_that_draw_as_well_leave_it_with_the_last(gan_copy):
    _, arrays = gan_copy.read_checkpoint()
    for step in (20, 40):
        gan_copy.write_weights(step, {k: v for k, v in arrays.items() if k.startswith("networks/")})
    model, step = building.load(gan_copy)
    assert best_step.select(gan_copy, model, step).best == 60


def test_without_the_data_set_nothing_is_chosen(gan_copy):
    record = gan_copy.read_config_as(dict)
    gan_copy.write_config(replace(record, data=replace(record.data, name="gone.npz")))
    gan_copy.write_place("gone.npz")
    sample(gan_copy, n=3)
    assert "is not here" in gan_copy.read_record("selection", Selection).by


def test_damaged_weights_are_passed_over(poor_copy):
    (poor_copy.weights / "00000020.npz").write_bytes(b"PK")
    model, step = building.load(poor_copy)
    with pytest.warns(UserWarning, match="is damaged .* and is passed over"):
        assert best_step.select(poor_copy, model, step).best == 60
