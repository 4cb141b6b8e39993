"""A copy of a run goes on from a checkpoint of it, and answers what would have happened."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from genbench.experiments.replay import replay
from genbench.pictures import grids
from genbench.runs import Run, numbered
from genbench.runs.identity import identity_of
from genbench.stages.training.fork import fork
from genbench.system.errors import BrokenRun, Interrupted, InvalidInput
from tests.stages.training.trainings import files, interrupt_at


@pytest.fixture(scope="module")
def source(vae_run, tmp_path_factory):
    """A trained VAE of which the checkpoint of step 40 is there, at runs/vae-blobs."""
    folder = tmp_path_factory.mktemp("forks") / "runs" / "vae-blobs"
    return Run(shutil.copytree(vae_run.path, folder))


@pytest.fixture(scope="module")
def slower(source):
    """A copy from step 40 on with a tenth of the learning rate.

    It was interrupted on its way, and gone on with when its source was no longer there.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(source.path.parents[1])
        with pytest.MonkeyPatch.context() as while_it_begins:
            interrupt_at(while_it_begins, 50)
            with pytest.raises(Interrupted):
                fork("vae-blobs", step=40, run_name="slower", learning_rate=1e-4)
        source.path.rename("elsewhere")
        copy = fork("vae-blobs", step=40, run_name="slower", learning_rate=1e-4)
        Path("elsewhere").rename(source.path)
        return Run(copy.path.absolute())


def log_of(run):
    return [{k: v for k, v in e.items() if k not in ("seconds", "memory")} for e in run.read_log()]


def test_a_copy_that_has_nothing_otherwise_comes_to_the_same_bytes(source, here):
    copy = fork(source, step=40, run_name="same")
    assert copy.last_weights() == source.last_weights()
    assert log_of(copy) == log_of(source)


def test_a_copy_has_the_past_of_its_source_and_its_own_future(slower, source):
    copy, whole = log_of(slower), log_of(source)
    assert copy[:8] == whole[:8]
    assert copy[-1]["step"] == whole[-1]["step"] == 60
    assert copy[-1]["loss"] != whole[-1]["loss"]
    assert slower.last_weights() != source.last_weights()


def test_the_pictures_of_its_past_are_its_own(slower, source):
    shown = numbered(slower.snapshots_folder, ".png")
    assert [step for step, _ in shown] == [0, 10, 20, 30, 40, 50, 60]
    assert all(grids.is_own(path, identity_of(slower)) for _, path in shown)
    pairs = zip(shown[:5], numbered(source.snapshots_folder, ".png"), strict=False)
    assert all((grids.read(a) == grids.read(b)).all() for (_, a), (_, b) in pairs)


def test_a_copy_says_where_it_is_from(slower):
    origin = slower.read_config().origin
    assert (origin.run, origin.step) == ("vae-blobs", 40)


def test_a_copy_interrupted_and_gone_on_with_is_made_again_to_the_bit(slower):
    assert replay(slower).is_same


def test_its_optimizers_go_by_the_new_learning_rate_and_keep_what_they_hold(slower, source):
    with np.load(slower.origin_file) as origin, np.load(source.checkpoints / "00000040.npz") as at:
        assert origin["sha256"] == at["sha256"]
    rates = [
        array for key, array in slower.read_checkpoint()[1].items() if key == "optimizers/encoder/1"
    ]
    np.testing.assert_allclose(rates, [1e-4], rtol=1e-6)


def test_a_copy_whose_source_is_gone_is_no_other(slower, here):
    copy = shutil.copytree(slower.path, "runs/slower")
    with pytest.raises(BrokenRun, match=r"config\.beta is 1\.0 there and 3\.0 here"):
        fork("vae-blobs", step=40, run_name="slower", learning_rate=1e-4, beta=3.0)
    for other in ("vae-blob", "slower-2"):
        with pytest.raises(FileNotFoundError, match=f"There is no run '{other}'"):
            fork(other, step=40, run_name="slower")
    with pytest.raises(FileNotFoundError, match="There is no run 'vae-blobs'"):
        fork("vae-blobs", step=40, run_name="other")
    assert Run(copy).last_weights() == slower.last_weights()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"step": 0, "beta": 2.0}, "has no checkpoint of step 0"),
        ({"step": 30, "beta": 2.0}, "has no checkpoint of step 30. It has those of 40, 60"),
        ({"beta": 2.0}, "steps must be more than the 60 that the copy goes on from"),
        ({"step": 40, "steps": 40}, "steps must be more than the 40 .* Received: steps=40"),
        ({"step": 40, "latent_size": 5}, "latent_size=5 does not fit the checkpoint: a copy keeps"),
        ({"step": 40, "batch_size": 8}, "batch_size must stay 16 in a copy.* batch_size=8"),
        ({"step": 40, "seed": 1}, "seed must stay 0 in a copy"),
        ({"step": 40, "learning_rate": -1.0}, "learning_rate must be a positive number"),
        ({"step": 40, "larning_rate": 1.0}, "There is no field 'larning_rate'. Did you mean 'lea"),
    ],
)
def test_what_cannot_be_copied_is_told_and_nothing_is_written(vae_copy, changes, said):
    before = files(vae_copy.path.parent)
    with pytest.raises(InvalidInput, match=said):
        fork(vae_copy, **changes)
    assert files(vae_copy.path.parent) == before


def test_a_damaged_checkpoint_is_told(vae_copy):
    (vae_copy.checkpoints / "00000040.npz").write_bytes(b"PK\x03\x04")
    with pytest.raises(BrokenRun, match=r"00000040\.npz cannot be read"):
        fork(vae_copy, step=40, beta=2.0)
