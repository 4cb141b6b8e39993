import dataclasses
import shutil

import numpy as np
import pytest

from genbench import data as data_sets
from genbench.models import trained_on
from genbench.models.vae import VAEConfig
from genbench.system.errors import BrokenRun


@pytest.fixture
def moved(vae_copy, blobs, here):
    """A run whose data were remembered where they are no longer; and where they are now."""
    vae_copy.write_place(str(here / "gone.npz"))
    # The configuration names the blobs of the session, which are still there.
    found = vae_copy.read_config_as(dict)
    data = dataclasses.replace(found.data, name="pictures.npz")
    config = {**found.config, "dataset": "pictures.npz"}
    vae_copy.write_config(dataclasses.replace(found, config=config, data=data))
    return vae_copy, blobs


def test_data_that_are_gone_are_asked_for(moved):
    run, _ = moved
    with pytest.raises(FileNotFoundError, match=r"no longer at .*gone\.npz.*--data PATH"):
        trained_on.load(run, "train")


@pytest.mark.parametrize("part", ["train", "validation", "held_out"])
def test_data_are_found_where_they_were_said_to_be(moved, part):
    run, blobs = moved
    trained_on.told(run, blobs)
    assert trained_on.load(run, part).sha256 == run.read_config().data.sha256_of(part)


def test_data_moved_together_with_the_folder_of_the_runs_are_found(moved, here):
    run, blobs = moved
    shutil.copy(blobs, here / "pictures.npz")
    assert trained_on.place(run) == "pictures.npz"
    assert len(trained_on.load(run, "train")) == 560


def test_a_relative_path_is_found_from_another_folder(train_briefly, blobs, here, monkeypatch):
    shutil.copy(blobs, here / "pictures.npz")
    run = train_briefly("vae", here / "runs", dataset="pictures.npz", steps=10)
    (here / "elsewhere").mkdir()
    monkeypatch.chdir(here / "elsewhere")
    assert run.read_config().data.name == "pictures.npz"
    assert len(trained_on.load(run, "train")) == 560


def test_other_data_are_refused_with_where_both_digests_begin(moved, here):
    run, _ = moved
    other = np.random.default_rng(1).integers(256, size=[10, 8, 8], dtype=np.uint8)
    np.savez(here / "other.npz", images=other)
    seen = run.read_config().data.sha256[:8]
    with pytest.raises(BrokenRun, match=rf"begins with {seen} there, and with (?!{seen})\w+ here"):
        trained_on.told(run, here / "other.npz")
    assert run.read_place() == str(here / "gone.npz")


@pytest.mark.parametrize("part", ["validation", "held_out"])
def test_another_part_beside_the_same_training_images_is_refused(vae_copy, part):
    found = vae_copy.read_config_as(dict)
    data = dataclasses.replace(found.data, **{f"{part}_sha256": "7" * 64})
    vae_copy.write_config(dataclasses.replace(found, data=data))
    with pytest.raises(BrokenRun, match=f"of its {part} images begins with 77777777"):
        trained_on.load(vae_copy, "train")


def test_a_data_set_with_a_name_has_no_place(vae_copy):
    trained_on.remember(vae_copy, "mnist5k")
    assert vae_copy.read_place() is None


@pytest.mark.parametrize(
    ("binarize", "grey"),
    [("none", (True, True)), ("dynamic", (True, False)), ("static", (False, False))],
)
def test_what_is_not_trained_on_is_binarised_once(blobs, binarize, grey):
    config = VAEConfig(dataset=str(blobs), binarize=binarize)
    found = trained_on.trained_with(config, data_sets.splits(blobs))
    are_grey = [len(np.unique(split.images)) > 2 for split in found]
    assert (are_grey[0], are_grey[1]) == grey
    assert are_grey[1] == are_grey[2]
