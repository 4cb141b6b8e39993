import contextlib
import itertools
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from genbench.runs import Run, numbered
from genbench.stages.training.train import train
from tests.conftest import SHORT
from tests.stages.training.trainings import FLAGS, command, files, record


def test_the_same_call_after_the_end_changes_no_file(train_briefly, vae_copy):
    before = files(vae_copy.path)
    assert train_briefly("vae", vae_copy.path.parent).path == vae_copy.path
    assert files(vae_copy.path) == before


def test_a_checkpoint_too_many_goes_when_a_finished_run_is_called_again(train_briefly, vae_copy):
    kept = {path.name for path in vae_copy.checkpoints.iterdir()}
    shutil.copy(vae_copy.checkpoints / "00000060.npz", vae_copy.checkpoints / "00000020.npz")
    train_briefly("vae", vae_copy.path.parent)
    assert {path.name for path in vae_copy.checkpoints.iterdir()} == kept


def test_the_same_seed_gives_the_same_bytes(train_briefly, tmp_path, gan_run, read_events):
    again = train_briefly("gan", tmp_path)
    assert record(again, read_events) == record(gan_run, read_events)


def test_another_seed_gives_other_weights_and_pictures(
    train_briefly, tmp_path, gan_run, read_events
):
    other = record(train_briefly("gan", tmp_path, seed=1), read_events)
    first = record(gan_run, read_events)
    assert other["arrays"] != first["arrays"]
    assert other["pictures"]["00000000.png"] != first["pictures"]["00000000.png"]


@pytest.mark.parametrize(
    "changes", [{"batch_size": 561}, {"snapshot_every": 7}, {"dataset": "nowhere"}, {"steps": 0}]
)
def test_nothing_is_written_where_a_value_is_refused(train_briefly, tmp_path, changes):
    with pytest.raises(ValueError, match=r"Received|no data set"):
        train_briefly("vae", tmp_path, **changes)
    assert list(tmp_path.iterdir()) == []


def test_two_processes_cannot_train_one_run(train_briefly, tmp_path, monkeypatch):
    look = Run.append_log

    def train_once_more(run, entry):
        monkeypatch.setattr(Run, "append_log", look)
        train_briefly("gan", tmp_path)

    monkeypatch.setattr(Run, "append_log", train_once_more)
    with pytest.raises(BlockingIOError, match="is being written by `genbench train`"):
        train_briefly("gan", tmp_path)


def test_a_longer_training_equals_one_that_was_so_long_at_once(
    train_briefly, tmp_path, gan_run, read_events
):
    train_briefly("gan", tmp_path, steps=47)
    longer = train_briefly("gan", tmp_path)
    assert record(longer, read_events) == record(gan_run, read_events)
    assert longer.read_config_as(dict) == gan_run.read_config_as(dict)
    pairs = zip(numbered(longer.weights, ".npz"), numbered(gan_run.weights, ".npz"), strict=True)
    for (step, path), (other, expected) in pairs:
        assert (step, path.read_bytes()) == (other, expected.read_bytes())


def test_weights_that_were_the_end_are_kept_when_the_training_is_longer(train_briefly, tmp_path):
    run = train_briefly("gan", tmp_path, steps=20)
    assert not run.weights.exists()
    train_briefly("gan", tmp_path, steps=40)
    assert [step for step, _ in numbered(run.weights, ".npz")] == [20]


def test_the_cadences_stay_when_the_training_is_longer(train_briefly, tmp_path):
    cadences = {"log_every": None, "snapshot_every": None, "checkpoint_every": None}
    before = train_briefly("gan", tmp_path, steps=10, **cadences).read_config().schedule
    after = train_briefly("gan", tmp_path, steps=70, **cadences).read_config().schedule
    assert after == replace(before, steps=70)


def test_restart_keeps_what_is_there_beside(train_briefly, vae_copy):
    before = {path.name: path.read_bytes() for path in vae_copy.snapshots_folder.iterdir()}
    for number in (1, 2):
        again = train_briefly("vae", vae_copy.path.parent, steps=5 * number, restart=True)
        assert again.read_log()[-1]["step"] == 5 * number
        assert Run(f"{vae_copy.path}.old-{number}").read_config().recipe == "vae"
    kept = Run(f"{vae_copy.path}.old-1")
    assert {path.name: path.read_bytes() for path in kept.snapshots_folder.iterdir()} == before


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_a_start_that_fails_leaves_its_name_free(train_briefly, tmp_path, monkeypatch, error):
    def fail(*_):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("genbench.models.gan.GAN.step", fail)
        with pytest.raises(error):
            train_briefly("gan", tmp_path, batch_size=32)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [".lock"]
    assert train_briefly("gan", tmp_path, steps=5).read_log()[-1]["step"] == 5


def test_a_start_killed_before_its_config_is_begun_again(
    train_briefly, tmp_path, monkeypatch, gan_run, read_events
):
    with monkeypatch.context() as patch, contextlib.suppress(ZeroDivisionError):
        patch.setattr(Run, "write_config", lambda *_: 1 / 0)
        train_briefly("gan", tmp_path)
    assert (tmp_path / "gan-blobs" / "snapshots" / "00000000.png").is_file()
    assert record(train_briefly("gan", tmp_path), read_events) == record(gan_run, read_events)


@pytest.mark.parametrize("dies_at", range(1, 6))
def test_a_process_may_die_while_it_removes_what_is_to_be_written_again(
    train_briefly, vae_copy, vae_run, read_events, monkeypatch, dies_at
):
    for path in (vae_copy.checkpoints / "00000060.npz", *vae_copy.networks_folder.iterdir()):
        path.unlink()
    removals = itertools.count(1)
    unlink = Path.unlink

    def unlink_or_die(path, missing_ok=False):
        if path.parent.name in ("snapshots", "weights", "reconstructions"):
            assert next(removals) < dies_at, "dies here"
        unlink(path, missing_ok)

    with monkeypatch.context() as patch, contextlib.suppress(AssertionError):
        patch.setattr(Path, "unlink", unlink_or_die)
        train_briefly("vae", vae_copy.path.parent)
    again = train_briefly("vae", vae_copy.path.parent)
    assert record(again, read_events) == record(vae_run, read_events)


@pytest.fixture
def read_only(here, blobs):
    """An empty folder that cannot be written, and the rights of a user to whom that applies."""
    (here / blobs.name).write_bytes(blobs.read_bytes())
    here.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    yield here
    if is_root:
        os.seteuid(0)
    here.chmod(0o755)


def test_a_read_only_folder_is_named(read_only, blobs):
    with pytest.raises(PermissionError, match="runs"):
        train("vae", dataset=blobs.name, **SHORT)


def test_a_full_disk_leaves_nothing_half_written(blobs, here):
    def limit_file_size():
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, 12_000))

    done = subprocess.run(
        command(blobs, *FLAGS), capture_output=True, text=True, preexec_fn=limit_file_size
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "File too large" in done.stderr
    run = Run("runs/vae-blobs")
    assert not run.config_file.exists()
    assert list(run.path.rglob(".partial*")) == list(run.path.rglob("*.npz")) == []
