"""Where jobs are done: on this machine, or by the workers of a Dask scheduler."""

from __future__ import annotations

import logging
import os
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genbench.experiments.study.engine import GONE
from genbench.system import memory, programs
from genbench.system.errors import BrokenRun, InvalidInput

if TYPE_CHECKING:
    from distributed import Client

# What a job takes of the memory at the most, of the recipes of the package on their data sets.
MEMORY_OF_A_JOB = 2 * memory.GIB
# Seconds for a scheduler to answer.
TIMEOUT = 10.0
# Workers that are asked of a cluster, if no other number is.
MOST_ASKED = 16
EXTRA = "Run `pip install 'genbench[dask]'`."


@dataclass(frozen=True)
class Place:
    """Where jobs are done.

    Attributes:
        executor: does them.
        told: what it is, in words.
        check: raises what ends the study, such as that the scheduler is gone.
        stop: asks all that runs to end.
        at_once: returns how many jobs are done at once.
        lost: what the executor raises of a job that its worker did not survive.
    """

    executor: Executor
    told: str
    check: Callable[[], None]
    stop: Callable[[], None]
    at_once: Callable[[], int]
    lost: tuple[type[Exception], ...] = ()


def fitting(threads: int, n_jobs: int) -> int:
    """Returns how many jobs of so many threads this machine has cores and memory for."""
    cores = (os.cpu_count() or 1) // threads
    return max(1, min(cores, memory.available() // MEMORY_OF_A_JOB, n_jobs))


Chosen = Callable[[int, int], AbstractContextManager[Place]]
"""Gives the place for jobs of so many threads each, and of so many jobs."""


def chosen(
    workers: int | None,
    *,
    scheduler: str | None = None,
    slurm: Path | str | None = None,
    kubernetes: Path | str | None = None,
) -> Chosen:
    """Returns what gives the place that is asked for.

    Raises:
        InvalidInput: two are, or a number of workers that cannot be.
    """
    asked = {"scheduler": scheduler, "slurm": slurm, "kubernetes": kubernetes}
    named = [name for name, value in asked.items() if value is not None]
    if len(named) > 1:
        raise InvalidInput(f"Give one of {' and '.join(named)}, not both.", *named)
    if workers is not None and workers < 1:
        raise InvalidInput(
            f"workers must be a positive integer. Received: workers={workers}.", "workers"
        )
    if scheduler is not None:
        if workers is not None:
            raise InvalidInput(
                "A scheduler has its own workers: leave workers out.", "scheduler", "workers"
            )
        return lambda threads, n_jobs: of_scheduler(scheduler)
    if slurm is not None:
        return lambda threads, n_jobs: of_slurm(Path(slurm), workers or min(n_jobs, MOST_ASKED))
    if kubernetes is not None:
        return lambda threads, n_jobs: of_kubernetes(
            Path(kubernetes), workers or min(n_jobs, MOST_ASKED)
        )
    return lambda threads, n_jobs: local(workers or fitting(threads, n_jobs))


@contextmanager
def local(n_workers: int) -> Iterator[Place]:
    """Gives this machine: so many processes at once."""
    with ThreadPoolExecutor(n_workers) as pool:
        told = f"{n_workers} process{'es' * (n_workers > 1)} on this machine"
        yield Place(pool, told, lambda: None, programs.stop_all, lambda: n_workers)


@contextmanager
def of_scheduler(address: str) -> Iterator[Place]:
    """Gives the workers of a Dask scheduler that runs already.

    Raises:
        InvalidInput: Dask is not installed, or the scheduler does not answer.
    """
    distributed = _dask()
    try:
        client = distributed.Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InvalidInput(
            f"No Dask scheduler answers at {address} ({_first_line(error)}). Begin one with `dask "
            "scheduler`, and workers with `dask worker`, or leave scheduler out.",
            "scheduler",
        ) from error
    with client:
        yield _of_client(client, address)


@contextmanager
def of_slurm(file: Path, n_workers: int) -> Iterator[Place]:
    """Gives workers that are asked of Slurm, with the options of dask_jobqueue.SLURMCluster.

    Raises:
        InvalidInput: Dask is not installed, or an option is unknown to it.
    """
    _dask()
    from dask_jobqueue.slurm import SLURMCluster

    with _cluster(SLURMCluster, options(file), n_workers, "Slurm") as place:
        yield place


@contextmanager
def of_kubernetes(file: Path, n_workers: int) -> Iterator[Place]:
    """Gives workers that are asked of Kubernetes, with dask_kubernetes.operator.KubeCluster's.

    Raises:
        InvalidInput: Dask is not installed, or an option is unknown to it.
    """
    _dask()
    from dask_kubernetes.operator import KubeCluster  # pyright: ignore[reportMissingImports]

    with _cluster(KubeCluster, options(file), n_workers, "Kubernetes") as place:
        yield place


def options(file: Path) -> dict[str, Any]:
    """Returns the table of options in a file in TOML.

    Raises:
        FileNotFoundError: there is no such file.
        InvalidInput: it is no TOML.
    """
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file}, of the options of a cluster.")
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise InvalidInput(f"{file} is no TOML: {error}.") from error


@contextmanager
def _cluster(
    kind: Callable[..., Any], table: dict[str, Any], n_workers: int, name: str
) -> Iterator[Place]:
    distributed = _dask()
    try:
        cluster = kind(**table)
    except TypeError as error:
        raise InvalidInput(f"{name} has no such option: {error}.") from error
    with cluster:
        cluster.scale(n_workers)
        with distributed.Client(cluster, set_as_default=False) as client:
            yield _of_client(client, f"{name}, {n_workers} workers asked for")


def _of_client(client: Client, name: str) -> Place:
    from distributed.scheduler import KilledWorker

    def check() -> None:
        if client.status != "running":
            raise BrokenRun(GONE)

    def at_once() -> int:
        found: Any = client.nthreads()
        return sum(found.values())

    told = f"{name}; its dashboard: {client.dashboard_link}"
    # A job is no function of its argument alone: done twice, it goes on.
    executor = client.get_executor(pure=False)
    return Place(executor, told, check, lambda: None, at_once, (KilledWorker,))


def _dask() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise InvalidInput(f"Workers beyond this machine need Dask. {EXTRA}") from error
    # Of a scheduler that is gone it would tell in a traceback.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    return distributed


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else "no answer"
