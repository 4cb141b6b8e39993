"""What the tests of the report share: two runs to show, sampled and not yet measured."""

import shutil

import pytest

from genbench.runs import Run
from genbench.stages.sampling.sample import sample


@pytest.fixture(scope="session")
def sampled(vae_run, gan_run, tmp_path_factory):
    """A folder runs/ with a VAE and a GAN that have been trained and sampled, to read from only."""
    root = tmp_path_factory.mktemp("work") / "runs"
    for run in (vae_run, gan_run):
        sample(Run(shutil.copytree(run.path, root / run.name)), n=150)
    return root


@pytest.fixture
def pair(sampled, here):
    """Copies of both runs at runs/vae-blobs and runs/gan-blobs of the working folder."""
    shutil.copytree(sampled, here / "runs")
    return [Run(here / "runs" / name) for name in ("vae-blobs", "gan-blobs")]
