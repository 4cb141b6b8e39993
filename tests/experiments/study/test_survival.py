"""A study on a real Dask scheduler whose worker and scheduler are killed, and that goes on."""

import os
import signal
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

from genbench.experiments.study import outcomes
from genbench.experiments.study import plan as plans
from genbench.runs import numbered
from genbench.stages.training.train import train

STUDY = """
recipes = ["vae", "gan"]
datasets = ["blobs.npz"]
seeds = 4
budget = "updates=30"
batch_size = 16
n_samples = 20
grid = {jit_compile = [false]}
"""
PATIENCE = 600


@pytest.fixture
def started(tmp_path):
    """A function that starts a module of Python as a program; all are killed at the end."""
    running = []

    def start(*words):
        with (tmp_path / "said.txt").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *words], stdout=said, stderr=said, cwd=tmp_path
            )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def scheduler(started):
    """A function that starts a Dask scheduler and so many workers, and returns all three."""

    def start(n_workers):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"tcp://127.0.0.1:{port}"
        words = ("--host=127.0.0.1", f"--port={port}", "--no-dashboard")
        process = started("dask", "scheduler", *words)
        until(lambda: is_open(port), process)
        flags = ("--nthreads=1", "--no-nanny", "--no-dashboard", "--host=127.0.0.1")
        workers = [started("dask", "worker", address, *flags) for _ in range(n_workers)]
        return address, process, workers

    return start


def is_open(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(holds, *alive):
    """Waits until something holds, while programs run that are to make it hold."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert all(process.poll() is None for process in alive), "It ended before."
        assert time.monotonic() < end, "It takes too long."
        time.sleep(0.1)


def test_a_study_outlives_its_worker_and_its_scheduler_with_the_bytes_of_a_serial_one(
    tmp_path, monkeypatch, blobs, started, scheduler
):
    pytest.importorskip("distributed")
    monkeypatch.chdir(tmp_path)
    os.link(blobs, "blobs.npz")
    (tmp_path / "study.toml").write_text(STUDY)
    folder = tmp_path / "runs" / "s"

    def study(address):
        return started(
            "genbench", "study", "study.toml", "--name=s", "--tries=9", f"--scheduler={address}"
        )

    def n_done():
        return len(outcomes.read(folder))

    address, killed, (worker, _) = scheduler(2)
    first = study(address)
    until(lambda: n_done() >= 1, first)
    worker.send_signal(signal.SIGKILL)
    until(lambda: n_done() >= 4, first)
    killed.send_signal(signal.SIGKILL)
    assert first.wait(PATIENCE) == 2
    assert "The scheduler is gone." in (tmp_path / "said.txt").read_text()
    assert n_done() < 8

    address, _, _ = scheduler(1)
    assert study(address).wait(PATIENCE) == 0
    assert {outcome.state for outcome in outcomes.read(folder).values()} == {"done"}
    plan = plans.read(folder)
    assert len(plan.jobs) == n_done() == 8
    for job in plan.jobs:
        alone = train(job.recipe, run_name=job.name, root="serial", **job.changes)
        there, here = (checkpoint(run) for run in (plans.run_of(folder, job), alone))
        assert there.keys() == here.keys()
        assert [name for name in here if here[name].tobytes() != there[name].tobytes()] == []


def checkpoint(run):
    with np.load(numbered(run.checkpoints, ".npz")[-1][1]) as arrays:
        return dict(arrays)
