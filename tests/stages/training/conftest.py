import pytest

from genbench import data
from genbench.models import building
from genbench.runs import Run
from genbench.stages.training.looks import looks_at
from genbench.stages.training.observer import Observer


@pytest.fixture
def held_out(blobs):
    return data.load(blobs, "held_out")


@pytest.fixture
def observe(vae_run, held_out, tmp_path):
    """A function that makes an observer of the trained VAE with another run directory."""
    model, _ = building.load(vae_run)
    run = Run(tmp_path / "run")
    run.path.mkdir()
    run.log_file.touch()
    return lambda: (Observer(model, run, looks_at(model, held_out, seed=0), owner="us"), model)
