"""How long a step takes here, as earlier runs tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from genbench.experiments.study.plan import Job
from genbench.runs import found
from genbench.runs.listing import clock_of
from genbench.system.errors import BrokenRun

# What the seconds of a step depend on: recipe, data set and batch size.
Kind = tuple[str, str, int]
Pace = Mapping[Kind, float]


def kind_of(job: Job) -> Kind:
    """Returns of which kind a job is, whose steps take as long as each other's."""
    return job.recipe, job.dataset, job.changes["batch_size"]


def earlier(root: Path, kinds: Collection[Kind]) -> Pace:
    """Returns the seconds of a step of each kind, as the runs below a folder tell; most have none.

    Args:
        root: the folder of the run directories.
        kinds: which are wanted.
    """
    pace: dict[Kind, float] = {}
    for run in found(root):
        try:
            record, (step, seconds) = run.read_config(), clock_of(run)
        except BrokenRun:
            # It tells nothing, and is nobody's concern here.
            continue
        kind = record.spelled, record.data.name, record.config.batch_size
        if step and kind in kinds:
            pace[kind] = seconds / step
    return pace
