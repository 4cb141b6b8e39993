"""A study: recipes x data sets x seeds x fields, each a run, on this machine or on many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from genbench import data, runs
from genbench.experiments.study import asked as studies
from genbench.experiments.study import page, places, states
from genbench.experiments.study import plan as plans
from genbench.experiments.study.asked import Sampling
from genbench.experiments.study.doing import do
from genbench.experiments.study.planning import planned
from genbench.experiments.study.states import Progress, progress_of
from genbench.system import live

NAME = "study"


def study(
    recipes: Sequence[str] | Path | str = (),
    *,
    datasets: Sequence[data.Given] = ("mnist5k",),
    seeds: int = 3,
    grid: Mapping[str, Sequence[Any]] | Sequence[str] = (),
    search: Mapping[str, str] | Sequence[str] = (),
    trials: int = 16,
    sampling: Sampling = "sobol",
    budget: str = "images=512000",
    batch_size: int | None = None,
    n_samples: int | None = None,
    threads: int = 1,
    name: str | None = None,
    workers: int | None = None,
    tries: int = 3,
    scheduler: str | None = None,
    slurm: Path | str | None = None,
    kubernetes: Path | str | None = None,
    show: str | None = None,
    root: Path | str = runs.ROOT,
    progress: bool | None = None,
) -> Progress:
    """Trains, samples and measures recipes x data sets x seeds x fields, and goes on with that.

    Each job is a process of its own and leaves a run directory. All jobs are checked against their
    data before the first starts. Ctrl-C, a killed worker or a killed scheduler lose nothing: the
    same call goes on with what is missing, whichever workers it had before. A job that another
    process has in hand is left to it, and waited for.

    Args:
        recipes: names of recipes; or the path of a file in TOML that holds all arguments down to
            `threads` under their names, in the place of these.
        datasets: names of data sets, or your own pictures, as `train` takes them.
        seeds: trainings of each, with the seeds from 0 on.
        grid: values of fields of the configuration, of which each is combined with each, as in
            {"learning_rate": [1e-4, 1e-3]} or "learning_rate=1e-4,1e-3".
        search: ranges of fields, in which points are tried, as in {"beta": "0.5..4"} or
            "learning_rate=log:1e-5..1e-3".
        trials: points of the search.
        sampling: "sobol" or "halton" points cover the ranges evenly; "random" ones do not.
        budget: "images=N" seen, "updates=N", or "seconds=T" of training, for each job; see `duel`.
        batch_size: images per update; by default each recipe's own, or all where there are fewer.
        n_samples: images that each model draws; see `duel`.
        threads: that TensorFlow shares one operation of a job out to. Convolutions sum in another
            order where they are more, so the bytes of a run belong to this number.
        name: the folder below `root`; by default "study", or that of the file.
        workers: jobs at once; by default as many as there are cores and memory for. Of Slurm and
            Kubernetes so many are asked for, by default one for each job, and no more than 16.
        tries: how often a job that fails is tried.
        scheduler: the address of a Dask scheduler, as in "tcp://127.0.0.1:8786".
        slurm: a file in TOML with the options of dask_jobqueue.SLURMCluster.
        kubernetes: a file in TOML with the options of dask_kubernetes.operator.KubeCluster.
        show: do nothing but say how far the study of this name is, whoever is at it.
        root: the folder of the run directories.
        progress: show a live line; by default on a terminal.

    Returns:
        How far it is: to the end, but for what has failed.

    Raises:
        ValueError: an argument is not allowed, a job does not fit its data, or a worker does not
            fit the study.
        FileNotFoundError: a data set or a file is not there.
        BrokenRun: the folder holds another study, or the scheduler is gone.
    """
    if show is not None:
        return states.show(show, root=root)
    given = {
        "datasets": tuple(map(data.settled, datasets)),
        "seeds": seeds,
        "grid": grid,
        "search": search,
        "trials": trials,
        "sampling": sampling,
        "budget": budget,
        "batch_size": batch_size,
        "n_samples": n_samples,
        "threads": threads,
    }
    file = studies.file_of(recipes)
    asked = studies.asked_by(recipes, given) if file is None else studies.only(file, given)
    name = name or (studies.name_of(file) if file else NAME)
    kind = places.chosen(workers, scheduler=scheduler, slurm=slurm, kubernetes=kubernetes)
    folder = runs.in_root(name, root).path
    plan = planned(asked, folder, progress=progress)
    if n_left := len(progress_of(plan, folder).open):
        with kind(asked.threads, n_left) as place:
            # Not before: of a scheduler that does not answer nothing is left.
            plans.write(folder, plan)
            do(plan, folder, place, tries=tries, progress=progress)
    found = progress_of(plan, folder)
    with live.line("writing the page", progress=progress):
        page.write(plan, found)
    return found
