import dataclasses
import json
import shutil

import numpy as np
import pytest

from genbench.stages.training.train import train
from genbench.system.errors import BrokenRun
from tests.conftest import SHORT, SMALL
from tests.stages.training.trainings import files


def test_the_configuration_is_whole(vae_run):
    config = json.loads(vae_run.config_file.read_text())
    assert config["recipe"] == config["kind"] == "vae"
    assert config["config"].items() >= SHORT.items()
    assert config["data"]["image_shape"] == [8, 8, 1]
    assert config["machine"].keys() >= {"genbench", "python", "tensorflow", "keras", "devices"}


def test_another_configuration_is_refused_with_the_differences(train_briefly, vae_copy):
    before = files(vae_copy.path)
    with pytest.raises(
        BrokenRun,
        match=r"config.seed is 0 there and 1 here; config.beta is 1.0 there and 2.0 here\. Choo",
    ):
        train_briefly("vae", vae_copy.path.parent, steps=80, seed=1, beta=2.0)
    assert files(vae_copy.path) == before


def test_a_shorter_training_is_refused(train_briefly, vae_copy):
    before = files(vae_copy.path)
    with pytest.raises(BrokenRun, match=r"is a training of 60 steps, and 40 are asked for"):
        train_briefly("vae", vae_copy.path.parent, steps=40)
    assert files(vae_copy.path) == before


def test_the_same_length_in_epochs_is_the_same_training(vae_copy, blobs):
    before = files(vae_copy.path)
    others = {name: value for name, value in SHORT.items() if name != "steps"} | SMALL["vae"]
    train("vae", dataset=blobs, root=vae_copy.path.parent, epochs=60 * 16 / 160, **others)
    assert files(vae_copy.path) == before


def test_the_same_pictures_elsewhere_are_the_same_data(train_briefly, vae_copy, blobs, here):
    before = vae_copy.config_file.read_bytes()
    moved = shutil.copy(blobs, here / "moved.npz")
    train_briefly("vae", vae_copy.path.parent, run_name=vae_copy.name, dataset=moved)
    assert vae_copy.config_file.read_bytes() == before
    assert vae_copy.read_place() == str(moved)


def test_other_pictures_elsewhere_are_refused_with_where_their_digests_begin(
    train_briefly, vae_copy, here
):
    other = np.random.default_rng(1).integers(256, size=[200, 8, 8], dtype=np.uint8)
    np.savez(here / "other.npz", images=other)
    with pytest.raises(
        BrokenRun, match=r"data.sha256 is '\w{8}\.\.\.' there and '\w{8}\.\.\.' here"
    ):
        train_briefly(
            "vae", vae_copy.path.parent, run_name=vae_copy.name, dataset=here / "other.npz"
        )


def test_other_pictures_under_the_same_name_are_refused(train_briefly, vae_copy, blobs, here):
    np.savez(here / "blobs.npz", images=np.load(blobs)["images"][::-1])
    found, name = vae_copy.read_config_as(dict), str(here / "blobs.npz")
    moved = dataclasses.replace(found.data, name=name)
    vae_copy.write_config(
        dataclasses.replace(found, config={**found.config, "dataset": name}, data=moved)
    )
    with pytest.raises(BrokenRun, match=r"data.sha256 is .* there and .* here"):
        train_briefly("vae", vae_copy.path.parent, dataset=here / "blobs.npz")
