import dataclasses
from typing import Any

import numpy as np
import pytest

from genbench import data
from genbench.cli.main import main
from genbench.data import Split
from genbench.models import building
from genbench.stages.probing.probe import label_counts, probe
from genbench.stages.probing.readers import READERS
from genbench.stages.probing.records import Accuracies, Differences, ProbeRecord
from genbench.system.errors import BrokenRun

BRIEF: dict[str, Any] = {"n_seeds": 2, "steps": 20}


def test_a_record_has_a_field_for_every_reader():
    for kind in (Accuracies, Differences):
        assert {field.name for field in dataclasses.fields(kind)} - {"size"} == set(READERS)


def test_probing_twice_writes_the_same_bytes(probed):
    before = probed.record_file("probe").read_bytes()
    probe(probed, labels=("all", 8), **BRIEF)
    assert probed.record_file("probe").read_bytes() == before


def test_a_model_without_hidden_layers_is_probed_without_classifiers(train_briefly, blobs, here):
    from genbench.stages.training.train import train

    run = train("pca", root=here / "runs", dataset=blobs, latent_size=2, batch_size=160)
    probe(run, **BRIEF)
    record = run.read_record("probe", ProbeRecord)
    assert record.pretraining == ()
    # The codes are the components themselves, each scaled.
    assert record.features["codes"].linear.value > 0.8
    assert not (run.figures / "learning_curves.png").exists()


def test_the_command_prints_tables_of_every_run(vae_copy, gan_copy, capsys):
    main(["probe", "vae-blobs", "gan-blobs", "--labels", "8", "--n-seeds=2", "--steps=10"])
    said = capsys.readouterr().out
    for words in ("runs/vae-blobs, step 60", "codes - pca", "discriminator's last features - pca"):
        assert words in said
    assert (vae_copy.record_file("probe").is_file(), gan_copy.record_file("probe").is_file()) == (
        True,
        True,
    )


def test_no_run_is_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["probe"])
    assert stop.value.code == 2
    assert capsys.readouterr().err == "Name at least one run. See `genbench runs`.\n"


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ((3,), "number of classes, 4, and that of training images, 560, or be .all.. Received: 3"),
        ((8, 561), "Received: 8, 561"),
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
    [
        ({"n_seeds": 1}, "n_seeds must be 2 or more"),
        ({"steps": 0}, "steps must be 1 or more"),
        ({"steps": 10**30}, "steps must be 1 or more, and at most 1,000,000,000,000"),
    ],
)
def test_one_seed_or_no_step_is_refused(vae_copy, changes, said):
    with pytest.raises(ValueError, match=said):
        probe(vae_copy, **{**BRIEF, **changes})


def test_small_data_leave_out_the_usual_numbers_that_are_too_large(blobs):
    assert label_counts(None, data.load(str(blobs), "train")) == [100, 560]


def test_data_without_labels_are_refused():
    split = Split(np.zeros([4, 2, 2, 1], np.uint8), None, (), "own/train")
    with pytest.raises(ValueError, match="own/train has none"):
        label_counts(None, split)


def test_training_images_of_one_class_are_refused_where_another_is_held_out():
    split = Split(np.zeros([4, 2, 2, 1], np.uint8), np.ones(4, np.int64), ("a", "b"), "own/train")
    with pytest.raises(ValueError, match="own/train has one class"):
        label_counts(None, split)


def test_as_many_classes_as_images_are_refused():
    split = Split(np.zeros([4, 2, 2, 1], np.uint8), np.arange(4), tuple("abcd"), "own/train")
    with pytest.raises(ValueError, match="own/train has 4 classes of 4 images in all"):
        label_counts(None, split)


def test_another_data_set_is_refused(vae_copy):
    record = building.read_config(vae_copy)
    vae_copy.write_config(
        dataclasses.replace(record, data=dataclasses.replace(record.data, sha256="0" * 64))
    )
    with pytest.raises(BrokenRun, match="was trained on another"):
        probe(vae_copy, **BRIEF)
