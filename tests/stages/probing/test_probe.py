import dataclasses
import json
import shutil
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from genbench import data
from genbench.cli.main import main
from genbench.data import Split
from genbench.models import building
from genbench.models.running import steps, weights
from genbench.runs import Run
from genbench.stages.probing import features, pretraining, readers, records
from genbench.stages.probing.classifier import Classifier
from genbench.stages.probing.encoder import encoder
from genbench.stages.probing.probe import label_counts, probe
from genbench.system.backend import keras, tf
from genbench.system.errors import BrokenRun
from tests import small

BRIEF: dict[str, Any] = {"n_seeds": 2, "steps": 20}


@pytest.fixture(scope="module")
def probed(vae_run, tmp_path_factory):
    """The trained VAE, probed with 8 labels and all."""
    run = Run(shutil.copytree(vae_run.path, tmp_path_factory.mktemp("probed") / "vae"))
    probe(run, labels=(8, "all"), **BRIEF)
    return run


def classes(n, n_classes=3, size=4):
    """Returns features float32 [n, size], whose classes overlap, and labels."""
    random = np.random.default_rng(0)
    labels = random.integers(n_classes, size=n)
    centres = random.normal(size=[n_classes, size])
    return (centres[labels] + random.normal(size=[n, size])).astype(np.float32), labels


def layers(seed=0):
    """Returns images 4 x 4 -> three hidden numbers."""
    keras.utils.set_random_seed(seed)
    images = keras.Input((4, 4, 1))
    hidden = keras.layers.Dense(3, activation="relu")(keras.layers.Flatten()(images))
    return keras.Model(images, hidden)


# Codes as features


def test_the_nearest_neighbour_reads_as_scikit_learns():
    rows, labels = classes(200)
    found = readers.nearest_neighbour(rows[:150], labels[:150], rows[150:])
    expected = KNeighborsClassifier(1).fit(rows[:150], labels[:150]).predict(rows[150:])
    np.testing.assert_array_equal(found, expected)


def test_the_linear_reader_is_logistic_regression():
    rows, labels = classes(200)
    found = readers.linear(rows[:150], labels[:150], rows[150:])
    oracle = LogisticRegression(solver="newton-cg", tol=1e-8).fit(rows[:150], labels[:150])
    np.testing.assert_array_equal(found, oracle.predict(rows[150:]))


def test_components_are_the_leading_eigenvectors_of_the_training_rows():
    rows, _ = classes(100)
    train, held_out = readers.principal_components(rows[:80], rows[80:], 2)
    mean = rows[:80].mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(rows[:80].T))
    expected = (rows[80:] - mean) @ axes[:, :-3:-1]
    np.testing.assert_allclose(np.abs(held_out), np.abs(expected), atol=1e-5)
    assert train.shape == (80, 2)


def test_scaled_features_keep_the_proportions_of_their_distances():
    rows, _ = classes(100)
    train, held_out = readers.scaled(rows[:80], rows[80:])
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(np.mean(train**2), 1, rtol=1e-5)
    ratio = np.linalg.norm(held_out[1:] - held_out[0], axis=1) / np.linalg.norm(
        rows[81:] - rows[80], axis=1
    )
    np.testing.assert_allclose(ratio, ratio[0], rtol=1e-5)


def test_constant_features_are_scaled_to_zero():
    train, _ = readers.scaled(np.ones([3, 2]), np.ones([2, 2]))
    np.testing.assert_array_equal(train, 0)


def test_an_accuracy_has_wilsons_interval():
    entry = records.accuracy(np.arange(40) < 31)
    low, high = stats.binomtest(31, 40).proportion_ci(method="wilson")
    np.testing.assert_allclose(
        [entry["value"], entry["low"], entry["high"]], [31 / 40, low, high], 1e-5
    )


def test_a_difference_is_paired_over_images():
    one, other = np.arange(40) < 31, np.arange(40) < 28
    entry = records.difference(one, other)
    low, high = stats.ttest_rel(one.astype(float), other.astype(float)).confidence_interval()
    np.testing.assert_allclose(
        [entry["value"], entry["low"], entry["high"]], [3 / 40, low, high], 1e-5
    )


def test_large_features_are_taken_of_fewer_images():
    split = Split(np.zeros([70, 4, 4, 1], np.uint8), None, (), "own/train")
    probed = encoder(small.build("ae"), Run("x"))
    assert features.n_train(probed, split) == 70
    assert features.n_train(dataclasses.replace(probed, size=2**22), split) == 16


# Label draws and learning curves


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


# The classifier


def test_a_classifier_starts_without_an_opinion():
    classifier = Classifier(layers(), 5, 1e-3)
    pictures = np.random.default_rng(0).integers(0, 256, [6, 4, 4, 1], np.uint8)
    np.testing.assert_array_equal(classifier.network(pictures / np.float32(255)), 0)


def test_a_classifiers_first_step_is_adams():
    classifier = Classifier(layers(), 2, 0.01)
    scalars = classifier.step(tf.ones([1, 4, 4, 1]), tf.constant([1]), {})
    np.testing.assert_allclose(scalars["loss"], np.log(2), rtol=1e-6)
    # Adam's first step has the length of the learning rate, against the gradient's sign.
    *_, bias = classifier.network.get_weights()
    np.testing.assert_allclose(bias, [-0.01, 0.01], rtol=1e-3)


def test_a_start_undoes_the_training():
    classifier = Classifier(layers(), 2, 0.01)
    before = weights.state(classifier)
    classifier.step(tf.ones([1, 4, 4, 1]), tf.constant([1]), {})
    classifier.start(before_hidden(before))
    np.testing.assert_equal(weights.state(classifier), before)


def before_hidden(state):
    return [state[f"networks/classifier/{i}"] for i in range(2)]


def test_a_classifier_learns_what_can_be_told():
    images, labels = small.digits()
    everything = Split(images, labels, tuple("0123456789"), "digits")
    split, held_out = everything.take(np.arange(1500)), everything.take(np.arange(1500, 2000))
    config = dataclasses.replace(small.small("ae"), hidden_sizes=(64,))
    hidden = encoder(building.build(config, (8, 8, 1), n_classes=10), Run("x")).hidden
    classifier = Classifier(hidden, 10, 1e-2)
    chunk = steps.compile_chunk(classifier, chunk_length=4, jit_compile=False)
    course = pretraining.Course(classifier, chunk, [], lambda seed: [], split, held_out, 100)
    learning = course.learn(split, seed=0)
    assert learning.accuracy > 0.8 > learning.curve[0]
    assert len(learning.curve) == len(pretraining.marks(100))


# What is probed of each model


@pytest.mark.parametrize(
    ("recipe", "what", "size", "hidden"),
    [
        ("ae", "codes", 3, 12),
        ("vae", "codes", 3, 12),
        ("conv-vae", "codes", 3, 12),
        ("gan", "discriminator's last features", 16, 16),
        ("dcgan", "discriminator's last features", 16, 16),
        ("sn-gan", "discriminator's last features", 16, 16),
        ("cgan", "discriminator's last features", 16, 16),
    ],
)
def test_every_model_with_an_encoder_is_probed(recipe, what, size, hidden):
    probed = encoder(small.build(recipe), Run("x"))
    images = tf.constant(np.random.default_rng(0).random([2, 8, 8, 1], np.float32))
    assert (probed.what, probed.size) == (what, size)
    assert (probed.encode(images).shape, probed.hidden(images).shape) == ((2, size), (2, hidden))


def test_an_encoder_that_is_given_the_label_is_refused():
    with pytest.raises(ValueError, match="x is given the label, so that its codes say nothing"):
        encoder(small.build("cvae"), Run("x"))


def test_the_pretrained_arm_starts_from_the_runs_own_layers(vae_run):
    model, _ = building.load(vae_run)
    split, held_out = (
        data.load(vae_run.read_config()["config"]["dataset"], s) for s in ("train", "held_out")
    )
    course = pretraining.course(vae_run, encoder(model, vae_run), split, held_out, steps=10)
    assert course is not None
    kernel, _ = course.trained
    np.testing.assert_array_equal(kernel, model.networks["encoder"].get_layer("hidden_1").kernel)
    assert not np.array_equal(kernel, course.untrained(0)[0])
    assert not np.array_equal(course.untrained(0)[0], course.untrained(1)[0])


# Whole ways


def test_every_accuracy_has_its_interval(probed):
    record = probed.read_record("probe")
    assert list(record["features"]) == ["codes", "pca", "pixels"]
    assert [found["size"] for found in record["features"].values()] == [2, 2, 64]
    for found in record["features"].values():
        for reader in ("nearest", "linear"):
            entry = found[reader]
            assert entry["low"] <= entry["value"] <= entry["high"]
            assert entry["n"] == 40


def test_brightness_is_read_from_pixels(probed):
    assert probed.read_record("probe")["features"]["pixels"]["nearest"]["value"] > 0.9


def test_arms_are_paired_by_seed(probed):
    few, everything = probed.read_record("probe")["pretraining"]
    assert (few["labels"], everything["labels"]) == (8, 160)
    for found in (few, everything):
        pretrained, random = (found[arm]["accuracy"]["values"] for arm in ("pretrained", "random"))
        np.testing.assert_allclose(
            found["difference"]["values"], np.subtract(pretrained, random), atol=1e-6
        )
        assert np.shape(found["random"]["curves"]) == (2, len(found["steps"]))


@pytest.mark.parametrize("name", ["probe", "learning_curves"])
def test_figures_are_drawn(probed, name):
    assert (probed.figures / f"{name}.png").stat().st_size > 1000


def test_probing_twice_writes_the_same_bytes(probed):
    before = probed.record_file("probe").read_bytes()
    probe(probed, labels=("all", 8), **BRIEF)
    assert probed.record_file("probe").read_bytes() == before


def test_a_model_without_hidden_layers_is_probed_without_classifiers(train_briefly, blobs, here):
    from genbench.stages.training.train import train

    run = train("pca", root=here / "runs", dataset=blobs, latent_size=2, batch_size=160)
    probe(run, **BRIEF)
    record = run.read_record("probe")
    assert record["pretraining"] == []
    # The codes are the components themselves, each scaled.
    assert record["features"]["codes"]["linear"]["value"] > 0.8
    assert not (run.figures / "learning_curves.png").exists()


def test_the_command_prints_tables_of_every_run(vae_copy, gan_copy, capsys):
    main(["probe", "vae-blobs", "gan-blobs", "--labels", "8", "--seeds=2", "--steps=10"])
    said = capsys.readouterr().out
    for words in ("runs/vae-blobs, step 60", "codes - pca", "discriminator's last features - pca"):
        assert words in said
    assert (vae_copy.record_file("probe").is_file(), gan_copy.record_file("probe").is_file()) == (
        True,
        True,
    )


# Bad input


def test_a_run_that_is_not_probed_says_what_to_do(vae_copy):
    with pytest.raises(FileNotFoundError, match=r"no probe.json. Run `genbench probe .*` first"):
        vae_copy.read_record("probe")


def test_no_run_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["probe"])
    assert stop.value.code == 2
    assert capsys.readouterr().err == "Name at least one run. See `genbench runs`.\n"


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ((3,), "number of classes, 4, and that of training images, 160, or be .all.. Received: 3"),
        ((8, 161), "Received: 8, 161"),
        ((), "Received: none"),
        ((8, "many"), "Received: 8, many"),
    ],
)
def test_impossible_numbers_of_labels_are_refused(vae_copy, labels, said):
    with pytest.raises(ValueError, match=said):
        probe(vae_copy, labels=labels, **BRIEF)
    assert not vae_copy.record_file("probe").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"n_seeds": 1}, "n_seeds must be 2 or more"), ({"steps": 0}, "steps must be 1 or more")],
)
def test_one_seed_or_no_step_is_refused(vae_copy, changes, said):
    with pytest.raises(ValueError, match=said):
        probe(vae_copy, **{**BRIEF, **changes})


def test_small_data_leave_out_the_usual_numbers_that_are_too_large(blobs):
    assert label_counts(None, data.load(str(blobs), "train")) == [100, 160]


def test_data_without_labels_are_refused():
    split = Split(np.zeros([4, 2, 2, 1], np.uint8), None, (), "own/train")
    with pytest.raises(ValueError, match="own/train has none"):
        label_counts(None, split)


def test_another_data_set_is_refused(vae_copy):
    record = vae_copy.read_config()
    record["data"]["sha256"] = "0" * 64
    vae_copy.config_file.write_text(json.dumps(record))
    with pytest.raises(BrokenRun, match="was trained on another"):
        probe(vae_copy, **BRIEF)
