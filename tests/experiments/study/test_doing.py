import json
from concurrent.futures import Executor, Future

import pytest

from genbench.experiments.study import doing, outcomes, worker
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.places import Place
from genbench.experiments.study.plan import Job, Plan
from genbench.experiments.study.worker import Report
from genbench.system.errors import Interrupted


class AtOnce(Executor):
    """An executor whose jobs are done, or do what is asked for, as soon as they are submitted."""

    def __init__(self, work):
        self.work = work

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        future.set_result(self.work(*args))
        return future


def plan(n):
    jobs = (
        Job(f"vae-{i}", "vae", "a", {}, {"batch_size": 1}, seed=i, steps=1, n_samples=10)
        for i in range(n)
    )
    return Plan(Study(recipes=("vae",), seeds=n), tuple(jobs))


def do(folder, n, work=lambda task: Report(Outcome(task.job.name, "done", "", 1.0, "here"))):
    folder.mkdir(exist_ok=True)
    plans.write(folder, plan(n))
    place = Place(AtOnce(work), "here", lambda: None, lambda: None, lambda: 1)
    doing.do(plans.read(folder), folder, place, tries=1, progress=False)


@pytest.mark.parametrize("n", [10, 200])
def test_a_job_costs_one_line_however_many_there_are(tmp_path, monkeypatch, n):
    opened = []
    monkeypatch.setattr(outcomes, "read", lambda folder: opened.append("read") or {})
    append = outcomes.append
    monkeypatch.setattr(outcomes, "append", lambda *told: opened.append("append") or append(*told))
    do(tmp_path / "study", n)
    assert opened == ["read"] + ["append"] * n
    lines = (tmp_path / "study" / outcomes.FILE).read_text().splitlines()
    assert [json.loads(line)["job"] for line in lines] == [f"vae-{i}" for i in range(n)]


def test_a_task_does_not_grow_with_the_study(tmp_path):
    sizes = []

    def work(task):
        sizes.append(len(task.plan.jobs))
        return Report(Outcome(task.job.name, "done", "", 1.0, "here"))

    do(tmp_path / "study", 50, work)
    assert sizes == [1] * 50


def test_a_run_that_is_sent_back_is_there_before_its_outcome(tmp_path):
    made = tmp_path / "elsewhere"
    made.mkdir()
    (made / "a.txt").write_text("made")

    def work(task):
        return Report(Outcome(task.job.name, "done", "", 1.0, "there"), worker.packed(made))

    do(tmp_path / "study", 1, work)
    assert (tmp_path / "study" / "vae-0" / "a.txt").read_text() == "made"


def test_a_worker_knows_the_folder_by_a_file_that_is_gone_at_the_end(tmp_path):
    seen = []

    def work(task):
        seen.append((tmp_path / "study" / task.sign).is_file())
        return Report(Outcome(task.job.name, "done", "", 1.0, "here"))

    (tmp_path / "study").mkdir()
    (tmp_path / "study" / f"{doing.SIGN}of-a-study-that-was-killed").touch()
    do(tmp_path / "study", 2, work)
    assert seen == [True, True]
    assert list((tmp_path / "study").glob(f"{doing.SIGN}*")) == []


def test_an_interruption_says_that_the_same_command_goes_on(tmp_path):
    def work(task):
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match="The same command goes on with what is missing"):
        do(tmp_path / "study", 1, work)
