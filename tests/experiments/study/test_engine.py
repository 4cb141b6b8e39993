from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor

import pytest

from genbench.experiments.study import engine as engines
from genbench.experiments.study.asked import Study
from genbench.experiments.study.engine import Engine
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.plan import Job, Plan
from genbench.experiments.study.worker import Report, Task
from genbench.system.errors import BrokenRun


def task(name):
    job = Job(name, "vae", "mnist5k", {}, {}, seed=0, steps=1, n_samples=10)
    return Task(job, Plan(Study(recipes=("vae",)), (job,)), ".", ".", "", {})


def report(task, state, said=""):
    return Report(Outcome(task.job.name, state, said, 1.0, "here"))


def run(work, names, **settings):
    noted = []
    with ThreadPoolExecutor(2) as pool:
        engine = Engine(pool, lambda one: noted.append(one.outcome), work=work, **settings)
        engine.run(map(task, names))
    return noted


def test_every_job_is_done_once():
    noted = run(lambda one: report(one, "done"), "abcdef")
    assert sorted(outcome.job for outcome in noted) == list("abcdef")


def test_a_job_that_fails_is_tried_so_often():
    noted = run(lambda one: report(one, "failed", "it broke"), "a", tries=3)
    assert [(outcome.state, outcome.said) for outcome in noted] == [("failed", "it broke")] * 3


def test_a_job_that_fails_once_is_done_then():
    states = iter(["failed", "done"])
    noted = run(lambda one: report(one, next(states)), "a", tries=3)
    assert [outcome.state for outcome in noted] == ["failed", "done"]


def test_a_job_in_other_hands_is_waited_for_and_counts_as_no_try(monkeypatch):
    monkeypatch.setattr(engines, "PATIENCE", 0.0)
    states = iter(["in hand", "in hand", "done"])
    noted = run(lambda one: report(one, next(states)), "a", tries=1)
    assert [outcome.state for outcome in noted] == ["done"]


def test_a_job_whose_worker_is_lost_has_failed():
    def work(one):
        raise LookupError("It died four times.")

    noted = run(work, "a", tries=1, lost=(LookupError,))
    assert [(outcome.state, outcome.said) for outcome in noted] == [
        ("failed", "It died four times.")
    ]


def test_what_a_worker_refuses_ends_the_study():
    def work(one):
        raise ValueError("other versions")

    with pytest.raises(ValueError, match="other versions"):
        run(work, "ab")


def test_a_scheduler_that_gives_up_is_told():
    def work(one):
        raise CancelledError

    with pytest.raises(BrokenRun, match="the same command, with a scheduler that runs"):
        run(work, "a")


class Manual(Executor):
    """An executor that begins nothing of itself."""

    def __init__(self):
        self.futures = []

    def submit(self, fn, /, *args, **kwargs):
        self.futures.append(Future())
        return self.futures[-1]


def test_stopping_gives_up_what_waits_and_asks_what_runs_to_end():
    executor = Manual()
    engine = Engine(executor, lambda one: None)
    for one in map(task, "ab"):
        engine._submit(one)
    running, waiting = executor.futures
    running.set_running_or_notify_cancel()
    engine.stop(lambda: running.done() or running.set_result(report(task("a"), "failed")))
    assert waiting.cancelled()
    assert running.done()
