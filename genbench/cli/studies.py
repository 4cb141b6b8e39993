"""The commands of a study: study, and job, which its workers run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tyro.conf import FlagCreatePairsOff, Positional

from genbench.cli.printing import print_bold, print_places, print_table

if TYPE_CHECKING:
    from genbench.experiments.study.states import Progress


# The exit code of a study that is done but for jobs that failed.
SOME_FAILED = 1


def study(
    recipes: Positional[tuple[str, ...]] = (),
    *,
    datasets: tuple[str, ...] = ("mnist5k",),
    seeds: int = 3,
    grid: tuple[str, ...] = (),
    search: tuple[str, ...] = (),
    trials: int = 16,
    sampling: Literal["sobol", "halton", "random"] = "sobol",
    budget: str = "images=512000",
    batch_size: int | None = None,
    n_samples: int | None = None,
    threads: int = 1,
    name: str | None = None,
    workers: int | None = None,
    tries: int = 3,
    scheduler: str | None = None,
    slurm: Path | None = None,
    kubernetes: Path | None = None,
    show: str | None = None,
) -> None:
    """Train, sample and measure recipes x data sets x seeds x fields, here or on a cluster.

    The same command goes on with what is missing, whatever ended it, and whichever workers it had.

    Args:
        recipes: Recipes; or one file in TOML that holds the flags down to --threads by their names.
        datasets: Names of data sets, or paths of your own pictures.
        seeds: Trainings of each, with the seeds from 0 on; it takes 3 to tell anything apart.
        grid: Values of fields, each combined with each, as in learning_rate=1e-4,1e-3.
        search: Ranges of fields to try points of, as in beta=0.5..4 learning_rate=log:1e-5..1e-3.
        trials: Points of the search.
        sampling: How they are drawn: sobol and halton cover the ranges evenly.
        budget: Of each job: images=N seen, updates=N, or seconds=T of training.
        batch_size: Images per update. None: each recipe's own, or all where there are fewer.
        n_samples: Images that each model draws to be measured by. None: as a duel.
        threads: Of each job; the bytes of convolutions belong to their number.
        name: Folder of the study below runs/. None: study, or the name of the file.
        workers: Jobs at once. None: as many as there are cores and memory for; of Slurm and
            Kubernetes one for each job, and no more than 16.
        tries: How often a job that fails is tried.
        scheduler: Address of a Dask scheduler whose workers do the jobs, as tcp://127.0.0.1:8786.
        slurm: A file in TOML with options of dask_jobqueue.SLURMCluster, to ask Slurm for workers.
        kubernetes: The same of dask_kubernetes.operator.KubeCluster.
        show: Do nothing but say how far the study of this name is.
    """
    if show is not None:
        from genbench.experiments.study import states

        _print(states.show(show))
        return
    from genbench.experiments.study.study import study

    found = study(
        recipes,
        datasets=datasets,
        seeds=seeds,
        grid=grid,
        search=search,
        trials=trials,
        sampling=sampling,
        budget=budget,
        batch_size=batch_size,
        n_samples=n_samples,
        threads=threads,
        name=name,
        workers=workers,
        tries=tries,
        scheduler=scheduler,
        slurm=slurm,
        kubernetes=kubernetes,
    )
    _print(found)
    if found.of("failed"):
        raise SystemExit(SOME_FAILED)


def job(
    study: Positional[Path], name: Positional[str], *, held: FlagCreatePairsOff[bool] = False
) -> None:
    """Do one job of a study: what its workers run, each in a process of its own.

    Args:
        study: The folder of the study.
        name: Of the job: its folder's, there.
        held: End as soon as the standard input does: with the worker that holds it.
    """
    from genbench.experiments.study.job import job
    from genbench.system import programs

    try:
        print(job(study, name, held=held).path)
    except BlockingIOError as error:
        print(error, file=sys.stderr)
        raise SystemExit(programs.IN_HAND) from None


def _print(found: Progress) -> None:
    print_bold(str(found))
    print_table(found.table())
    print_places(
        {"Page": found.page} if found.page else {"Runs": found.folder},
    )
