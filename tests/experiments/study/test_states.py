import json

import pytest
from made_records import run_record

from genbench.experiments.study import outcomes, states
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.pace import earlier
from genbench.experiments.study.plan import LOCK, Job, Plan, run_of
from genbench.runs import Run
from genbench.system.files import locked


@pytest.fixture
def folder(tmp_path):
    """The folder of a study of four jobs, of which none has begun."""
    jobs = tuple(
        Job(f"vae-{i}", "vae", "blobs", {}, {"batch_size": 16}, seed=i, steps=100, n_samples=10)
        for i in range(4)
    )
    plans.write(tmp_path / "first", Plan(Study(recipes=("vae",), seeds=4), jobs))
    return tmp_path / "first"


def trained(folder, i, step, seconds):
    run = run_of(folder, plans.read(folder).jobs[i])
    run.path.mkdir()
    run.write_config(run_record())
    entry = {"step": step, "epoch": 0.0, "images": 16 * step, "seconds": seconds}
    run.log_file.write_text(json.dumps(entry) + "\n")
    return run


def done(folder, i, seconds):
    run = trained(folder, i, 100, seconds)
    for name in ("metrics", "metrics-validation"):
        run.record_file(name).write_text("{}")
    outcomes.append(folder, Outcome(run.name, "done", "", seconds, "here"))
    return run


def show(folder):
    return states.show("first", root=folder.parent)


def test_jobs_that_have_not_begun_wait(folder):
    assert str(show(folder)) == "first: 0 of 4 jobs done, 4 waiting, time left not yet known."


def test_a_job_runs_while_its_lock_is_held(folder):
    run = trained(folder, 0, 25, 5.0)
    assert [state.kind for state in show(folder).states] == ["waiting"] * 4
    with locked(run.path / LOCK, "genbench job"):
        found = show(folder)
        assert ("running", "vae-0", "step 25 of 100") in found.table()
        # A step in .2 s: 75 of one job and 100 of three others.
        assert str(found).endswith("1 running, 3 waiting, 75 s left.")


def test_the_time_of_whole_jobs_counts_once_one_is_done(folder):
    done(folder, 0, 50.0)
    assert str(show(folder)) == "first: 1 of 4 jobs done, 3 waiting, 2 min left."


def test_earlier_runs_tell_how_long_jobs_take_before_any_has_begun(folder):
    other = Run(folder.parent / "other")
    other.path.mkdir()
    other.write_config(run_record())
    entry = {"step": 50, "epoch": 0.0, "images": 800, "seconds": 100.0}
    other.log_file.write_text(json.dumps(entry) + "\n")
    pace = earlier(folder.parent, {("vae", "blobs", 16)})
    assert pace == {("vae", "blobs", 16): 2.0}
    assert show(folder).left(at_once=4, earlier=pace) == 4 * 100 * 2.0 / 4


def test_a_job_that_failed_says_why(folder):
    outcomes.append(folder, Outcome("vae-2", "failed", "loss is nan at step 3.", 1.0, "here"))
    found = show(folder)
    assert ("failed", "vae-2", "loss is nan at step 3.") in found.table()
    assert str(found) == "first: 0 of 4 jobs done, 1 failed, 3 waiting, time left not yet known."


def test_a_job_whose_measurements_are_gone_waits_again(folder):
    run = done(folder, 0, 50.0)
    assert show(folder).states[0].is_done
    run.record_file("metrics").unlink()
    assert show(folder).states[0].kind == "waiting"


def test_the_table_of_many_jobs_is_short(tmp_path):
    jobs = tuple(
        Job(f"{r}-{d}-{s}", f"r{r}", f"d{d}", {}, {"batch_size": 1}, seed=s, steps=1, n_samples=10)
        for r in range(20)
        for d in range(2)
        for s in range(5)
    )
    folder = tmp_path / "first"
    plans.write(folder, Plan(Study(recipes=("vae",)), jobs))
    for job in jobs[:50]:
        outcomes.append(folder, Outcome(job.name, "failed", "It broke.", 1.0, "here"))
    rows = show(folder).table()
    assert len(rows) < 20
    assert ("failed", "and 44 more", "") in rows


def test_there_is_no_study_of_that_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no study"):
        states.show("nothing", root=tmp_path)
