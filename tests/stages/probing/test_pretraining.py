import numpy as np
import pytest
import small

from genbench import data
from genbench.data import Split
from genbench.models import building
from genbench.models.running import steps
from genbench.runs import Run
from genbench.stages.probing import pretraining
from genbench.stages.probing.classifier import Classifier
from genbench.stages.probing.encoder import encoder
from genbench.stages.probing.records import ProbeRecord


@pytest.mark.parametrize(("n", "most"), [(8, 2), (10, 3), (100, 25)])
def test_a_draw_has_equally_many_of_each_class(n, most):
    labels = np.arange(400) % 4
    rows = pretraining.draw(labels, n, seed=0)
    assert len(set(rows)) == n
    counts = np.bincount(labels[rows])
    assert counts.max() == most
    assert counts.min() >= most - 1


def test_a_rare_class_gives_all_it_has():
    labels = np.repeat([0, 1], [50, 3])
    rows = pretraining.draw(labels, 20, seed=0)
    np.testing.assert_array_equal(np.bincount(labels[rows]), [17, 3])


def test_a_larger_draw_holds_the_smaller():
    labels = np.arange(400) % 4
    few, many = (pretraining.draw(labels, n, seed=3) for n in (10, 50))
    np.testing.assert_array_equal(many[:10], few)


def test_another_seed_draws_other_images():
    labels = np.arange(400) % 4
    one, other = (set(pretraining.draw(labels, 40, seed=seed)) for seed in (0, 1))
    assert len(one & other) < 20


@pytest.mark.parametrize("steps", [1, 7, 50, 1000, 1234])
def test_marks_end_with_the_last_step_and_fall_on_chunks(steps):
    due = pretraining.marks(steps)
    assert due[-1] == steps
    assert list(due) == sorted(set(due))
    assert all(mark % pretraining.chunk_length(steps) == 0 for mark in due[:-1])


def test_a_classifier_learns_what_can_be_told():
    images, labels = small.digits()
    everything = Split(images, labels, tuple("0123456789"), "digits")
    split, held_out = everything.take(np.arange(1500)), everything.take(np.arange(1500, 2000))
    recipe = small.small_recipe("ae").changed(hidden_sizes=(64,))
    hidden = encoder(building.build(recipe, (8, 8, 1), n_classes=10), Run("x")).hidden
    classifier = Classifier(hidden, 10, 1e-2)
    chunk = steps.compile_chunk(classifier, chunk_length=4, jit_compile=False)
    trial = pretraining.Trial(
        classifier=classifier,
        run_chunk=chunk,
        trained=[],
        untrained=lambda seed: [],
        split=split,
        held_out=held_out,
        steps=100,
    )
    learning = trial.learn(split, seed=0)
    assert learning.accuracy > 0.8 > learning.curve[0]
    assert len(learning.curve) == len(pretraining.marks(100))


def test_the_pretrained_arm_starts_from_the_runs_own_layers(vae_run):
    model, _ = building.load(vae_run)
    split, held_out = (
        data.load(vae_run.read_config().config.dataset, s) for s in ("train", "held_out")
    )
    trial = pretraining.trial(
        vae_run, encoder(model, vae_run), split=split, held_out=held_out, steps=10
    )
    assert trial is not None
    kernel, _ = trial.trained
    np.testing.assert_array_equal(kernel, model.networks["encoder"].get_layer("hidden_1").kernel)
    assert not np.array_equal(kernel, trial.untrained(0)[0])
    assert not np.array_equal(trial.untrained(0)[0], trial.untrained(1)[0])


def test_arms_are_paired_by_seed(probed):
    few, everything = probed.read_record("probe", ProbeRecord).pretraining
    assert (few.labels, everything.labels) == (8, 560)
    for found in (few, everything):
        pretrained, random = found.pretrained.accuracy.values, found.random.accuracy.values
        np.testing.assert_allclose(
            found.difference.values, np.subtract(pretrained, random), atol=1e-6
        )
        assert np.shape(found.random.curves) == (2, len(found.steps))
