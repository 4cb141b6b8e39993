"""A run that has been probed."""

import shutil

import pytest

from genbench.runs import Run
from genbench.stages.probing.probe import probe


@pytest.fixture(scope="session")
def probed(vae_run, tmp_path_factory):
    """The trained VAE, probed with 8 labels and all."""
    run = Run(shutil.copytree(vae_run.path, tmp_path_factory.mktemp("probed") / "vae"))
    probe(run, labels=(8, "all"), n_seeds=2, steps=20)
    return run
