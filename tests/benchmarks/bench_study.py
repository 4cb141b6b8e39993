"""What a study costs beside its jobs: planning, bookkeeping, showing, and what Dask takes.

python tests/benchmarks/bench_study.py             # 1,000 trivial jobs
python tests/benchmarks/bench_study.py --dask      # jobs per hour and memory of a scheduler
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genbench.experiments.study import doing, states
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Study
from genbench.experiments.study.engine import Engine
from genbench.experiments.study.outcomes import Outcome
from genbench.experiments.study.places import Place
from genbench.experiments.study.planning import planned
from genbench.experiments.study.worker import Report, Task
from genbench.system import memory

N_JOBS = 1000
SECONDS_OF_A_JOB = 0.05


def trivial(task: Task) -> Report:
    """Stands for a job that takes no time."""
    return Report(Outcome(task.job.name, "done", "", 0.0, "here"))


def brief(task: Task) -> Report:
    """Stands for a job that takes a little, and gives the worker's thread away meanwhile."""
    time.sleep(SECONDS_OF_A_JOB)
    return trivial(task)


@dataclass(frozen=True)
class Trivial(Executor):
    """An executor that does something trivial in the place of each job."""

    within: Executor
    work: Callable[[Task], Report] = trivial

    def submit(self, fn: object, /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self.within.submit(self.work, *args, **kwargs)


def bookkeeping() -> None:
    """Prints what 1,000 jobs cost beside their work."""
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
        folder = Path(place) / "study"
        start = time.perf_counter()
        plan = planned(Study(recipes=("vae",), seeds=N_JOBS, budget="updates=10"), folder)
        plans.write(folder, plan)
        planning = time.perf_counter() - start
        held, start = memory.peak(), time.perf_counter()
        here = Place(Trivial(pool), "here", lambda: None, lambda: None, lambda: 2)
        doing.do(plan, folder, here, tries=1, progress=False)
        doing_them = time.perf_counter() - start
        start = time.perf_counter()
        shown = states.show("study", root=place)
        lines = len(shown.table())
        showing = time.perf_counter() - start
        print(f"planning    {1000 * planning / N_JOBS:.2f} ms a job (TensorFlow loaded once)")
        print(f"bookkeeping {1000 * doing_them / N_JOBS:.2f} ms a job")
        print(f"showing     {showing:.2f} s, {lines} lines")
        print(
            f"memory      {((memory.peak() or 0) - (held or 0)) / 2**20:.0f} MiB more for all jobs"
        )


def dask() -> None:
    """Prints jobs per hour by workers, the cost of a job, and what the scheduler holds."""
    from distributed import Client

    for n_workers in (1, 2, 4, 8):
        with _scheduler(n_workers) as (address, _), Client(address) as client:
            client.wait_for_workers(n_workers, timeout=120)
            seconds = _through(client, 100, brief)
            ideal = 100 * SECONDS_OF_A_JOB / n_workers
            over = 1000 * (seconds - ideal) / 100
            print(f"{n_workers} workers: {360_000 / seconds:,.0f} jobs/h, {over:.1f} ms a job over")
    with _scheduler(1) as (address, process), Client(address) as client:
        client.wait_for_workers(1, timeout=120)
        before = _resident(process.pid)
        tasks = _tasks(10_000)
        futures = [client.get_executor(pure=False).submit(brief, task) for task in tasks]
        while len(client.futures) < len(tasks):
            time.sleep(0.1)
        time.sleep(5)
        held = _resident(process.pid) - before
        print(f"scheduler: {held / 2**20:.0f} MiB for 10,000 jobs that wait")
        for future in futures:
            future.cancel()


def _through(client, n: int, work: Callable[[Task], Report]) -> float:
    executor = Trivial(client.get_executor(pure=False), work)
    start = time.perf_counter()
    Engine(executor, lambda _: None).run(_tasks(n))
    return time.perf_counter() - start


def _tasks(n: int) -> list[Task]:
    study = Study(recipes=("vae",), seeds=n)
    changes = {"dataset": "mnist5k", "batch_size": 128, "steps": 1000}
    jobs = [
        plans.Job(f"vae-{i}", "vae", "mnist5k", {}, changes | {"seed": i}, i, 1000, 2500)
        for i in range(n)
    ]
    return [Task(job, plans.Plan(study, (job,)), ".", ".", "", {}) for job in jobs]


def _resident(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _scheduler(n_workers: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    address = "tcp://127.0.0.1:8790"
    dask = [sys.executable, "-m", "dask"]
    words = ["scheduler", "--host=127.0.0.1", "--port=8790", "--no-dashboard"]
    running = [_started([*dask, *words])]
    flags = ["--nthreads=1", "--no-nanny", "--no-dashboard", "--host=127.0.0.1"]
    for _ in range(n_workers):
        running.append(_started([*dask, "worker", address, *flags]))
    try:
        yield address, running[0]
    finally:
        for process in running:
            process.kill()
            process.wait()


if __name__ == "__main__":
    dask() if "--dask" in sys.argv else bookkeeping()
