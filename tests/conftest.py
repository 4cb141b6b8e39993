"""What many tests share: a small data set, and one trained run of each kind."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from genbench.runs import Run
from genbench.stages.training.train import train
from genbench.system.backend import tf

SHORT = {
    "steps": 60,
    "log_every": 5,
    "snapshot_every": 10,
    "checkpoint_every": 20,
    "batch_size": 16,
    "jit_compile": False,
}
SMALL = {
    "vae": {"hidden_sizes": (16,)},
    "gan": {"generator_sizes": (16,), "discriminator_sizes": (16,), "latent_size": 4},
}


def pytest_collection_modifyitems(items):
    """Begins with what takes longest, or one process would be at it alone in the end."""
    items.sort(key=lambda item: item.path.name != "test_readme.py")


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory):
    """Keeps the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GENBENCH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def blobs(tmp_path_factory):
    """An .npz with 800 pictures of 8 x 8, whose brightness tells their class."""
    path = tmp_path_factory.mktemp("data") / "blobs.npz"
    labels = np.arange(800) % 4
    noise = np.random.default_rng(0).normal(0, 20, [800, 8, 8])
    images = np.clip(noise + 20 + 60 * labels[:, None, None], 0, 255).astype(np.uint8)
    np.savez(path, images=images, labels=labels)
    return path


@pytest.fixture(scope="session")
def train_briefly(blobs):
    """A function that trains a recipe on the blobs for 60 steps, below a given folder."""

    def run(recipe, root, **changes):
        own = {"dataset": blobs, "run_name": f"{recipe}-blobs", **SHORT, **SMALL[recipe]}
        return train(recipe, root=root, **{**own, **changes})

    return run


@pytest.fixture(scope="session")
def vae_run(train_briefly, tmp_path_factory):
    """A trained VAE, to read from only."""
    return train_briefly("vae", tmp_path_factory.mktemp("vae"))


@pytest.fixture(scope="session")
def gan_run(train_briefly, tmp_path_factory):
    """A trained GAN, to read from only."""
    return train_briefly("gan", tmp_path_factory.mktemp("gan"))


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def vae_copy(vae_run, here):
    """A copy of the trained VAE at runs/vae-blobs."""
    return Run(shutil.copytree(vae_run.path, here / "runs" / vae_run.name))


@pytest.fixture
def gan_copy(gan_run, here):
    """A copy of the trained GAN at runs/gan-blobs."""
    return Run(shutil.copytree(gan_run.path, here / "runs" / gan_run.name))


@pytest.fixture
def calls(monkeypatch):
    """A list of the calls that put files on the disk, in their order, by the names of the files."""
    made = []
    descriptors = {}
    open_file, fsync, replace = os.open, os.fsync, os.replace

    def note_open(path, *args, **kwargs):
        file = open_file(path, *args, **kwargs)
        descriptors[file] = Path(os.fspath(path)).name
        return file

    def note_fsync(file):
        made.append(("fsync", re.sub(r"^\.partial-[0-9a-f]+-\d+-", "", descriptors[file])))
        fsync(file)

    def note_replace(source, target, **kwargs):
        made.append(("replace", Path(target).name))
        replace(source, target, **kwargs)

    monkeypatch.setattr(os, "open", note_open)
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    return made


@pytest.fixture(scope="session")
def read_events():
    """A function that gives (tag, step, value) of all event files of a folder."""

    def read(folder):
        return [
            (value.tag, event.step, value.tensor)
            for path in sorted(folder.iterdir())
            for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
            for event in [tf.compat.v1.Event.FromString(record)]
            for value in event.summary.value
        ]

    return read
