import pytest

from genbench import data
from genbench.models import building
from genbench.runs import Run
from genbench.stages.training.looks import looks_at
from genbench.stages.training.observer import Observer


@pytest.fixture
def validation(blobs):
    return data.load(blobs, "validation")


@pytest.fixture
def observe(vae_run, validation, tmp_path):
    """A function that makes an observer of the trained VAE with another run directory."""
    model, _ = building.load(vae_run)
    run = Run(tmp_path / "run")
    run.path.mkdir()
    run.log_file.touch()
    return lambda: (Observer(model, run, looks_at(model, validation, seed=0), owner="us"), model)
