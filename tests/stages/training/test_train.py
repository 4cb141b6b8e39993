import os
import subprocess

import pytest

from genbench.runs import Run
from genbench.stages.training.train import train
from tests.conftest import SHORT
from tests.stages.training.trainings import FLAGS, command, files, record


def test_the_same_call_after_the_end_changes_no_file(train_briefly, vae_copy):
    before = files(vae_copy.path)
    assert train_briefly("vae", vae_copy.path.parent).path == vae_copy.path
    assert files(vae_copy.path) == before


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
    "changes", [{"batch_size": 161}, {"snapshot_every": 7}, {"dataset": "nowhere"}, {"steps": 0}]
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
    with pytest.raises(BlockingIOError, match="is being written by another process"):
        train_briefly("gan", tmp_path)


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
    assert run.read_config().recipe == "vae"
    assert list(run.path.rglob(".partial*")) == list(run.path.rglob("*.npz")) == []
