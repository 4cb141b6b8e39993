import numpy as np
import pytest
from made_records import log_line, run_record

from genbench import runs
from genbench.runs import Run, Schedule
from genbench.runs.beginning import begin, rewind, set_aside
from genbench.system import files
from genbench.system.errors import BrokenRun

EVERY_TEN = Schedule(100, log_every=10, snapshot_every=10, checkpoint_every=10)
# What a process that is gone was writing.
DEAD = f"{files._OURS}{2**22 + 1}-"
ARRAYS = {"networks/a/0": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(7)}


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path / "run")


def test_a_folder_that_a_new_run_has_not_finished_to_begin_is_taken(run):
    begin(run, EVERY_TEN)
    run.write_checkpoint(1, ARRAYS)
    with run.claimed():
        begin(run, EVERY_TEN)
    assert run.read_checkpoint() is None
    assert run.read_log() == []


def test_a_run_that_lost_its_config_is_not_taken_for_one_that_has_not_begun(run):
    begin(run, EVERY_TEN)
    run.write_checkpoint(1, ARRAYS)
    run.write_config(run_record())
    run.config_file.unlink()
    with pytest.raises(BrokenRun, match=r"no config\.json"), run.claimed():
        pass


def test_a_run_is_set_aside_under_the_next_free_name(run):
    for number in (1, 2):
        run.write_config(run_record(steps=number))
        set_aside(run)
        assert Run(f"{run.path}.old-{number}").read_config().schedule.steps == number
    assert not run.path.exists()


def test_what_is_no_run_is_not_set_aside(run):
    run.path.mkdir()
    (run.path / "thesis.txt").touch()
    set_aside(run)
    assert (run.path / "thesis.txt").exists()


# Rewinding


@pytest.fixture
def long_run(run):
    run.write_config(run_record())
    run.append_log(log_line(5))
    for step in (0, 10, 20, 30):
        if step:
            run.append_log(log_line(step))
            run.write_checkpoint(step, ARRAYS)
        for folder in (run.snapshots_folder, run.reconstructions):
            folder.mkdir(exist_ok=True)
            (folder / f"{step:08d}.png").touch()
    run.tensorboard.mkdir()
    (run.tensorboard / "events").touch()
    (run.snapshots_folder / f"{DEAD}00000040.png").touch()
    return run


def test_rewinding_a_run_that_is_longer_now_removes_its_former_end(long_run):
    long_run.append_log(log_line(33))
    (long_run.snapshots_folder / "00000033.png").touch()
    long_run.write_checkpoint(33, ARRAYS)
    long_run.write_weights(30, ARRAYS)
    rewind(long_run, 33, EVERY_TEN)
    assert [entry["step"] for entry in long_run.read_log()] == [10, 20, 30]
    assert [step for step, _ in runs.numbered(long_run.snapshots_folder, ".png")] == [0, 10, 20, 30]
    assert [step for step, _ in runs.numbered(long_run.checkpoints, ".npz")] == [30, 33]
    assert [step for step, _ in runs.numbered(long_run.weights, ".npz")] == [30]


@pytest.mark.parametrize(("step", "kept"), [(20, [0, 10, 20]), (30, [0, 10, 20, 30]), (-1, [])])
def test_rewinding_removes_what_came_after(long_run, step, kept):
    rewind(long_run, step, EVERY_TEN)
    assert [entry["step"] for entry in long_run.read_log()] == [s for s in kept if s]
    for folder in (long_run.snapshots_folder, long_run.reconstructions):
        assert [path.name for path in sorted(folder.iterdir())] == [f"{s:08d}.png" for s in kept]
    assert all(s <= step for s, _ in runs.numbered(long_run.checkpoints, ".npz"))
    assert not long_run.tensorboard.exists()
