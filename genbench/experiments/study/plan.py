"""The plan of a study, as it stands in plan.json: all its jobs, and where their runs are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genbench.experiments.study import asked as studies
from genbench.experiments.study.asked import Study
from genbench.runs import Run, in_root
from genbench.runs.formats import read_json, write_json
from genbench.system.errors import InvalidInput

FILE = "plan.json"
# Held for as long as a job is in hand, from its training to its page.
LOCK = ".lock-job"


@dataclass(frozen=True)
class Job:
    """One training of a study, sampled and measured.

    Attributes:
        name: of its run's folder, in the study's.
        recipe: as a person spells it.
        dataset: a name or path.
        setting: the fields that the study varies, with the values that this job has.
        changes: every field that is not the recipe's own, those included.
        seed: of training and samples.
        steps: how many it takes.
        n_samples: images to draw.
    """

    name: str
    recipe: str
    dataset: str
    setting: Mapping[str, Any]
    changes: Mapping[str, Any]
    seed: int
    steps: int
    n_samples: int

    @property
    def contender(self) -> str:
        """What is trained, whatever the data and the seed: r1, or r1, learning_rate 0.001."""
        told = [f"{name} {_said(value)}" for name, value in self.setting.items()]
        return ", ".join([self.recipe, *told])


@dataclass(frozen=True)
class Plan:
    """The contents of plan.json: what was asked, and the jobs that it takes."""

    study: Study
    jobs: tuple[Job, ...]

    def job(self, name: str) -> Job:
        """Returns the job of a name.

        Raises:
            InvalidInput: there is none.
        """
        for job in self.jobs:
            if job.name == name:
                return job
        raise InvalidInput(f"The study has no job {name!r}. It has {len(self.jobs)} others.")


def read(folder: Path) -> Plan:
    """Returns the plan of the study in a folder.

    Raises:
        FileNotFoundError: there is none.
        BrokenRun: it is damaged.
    """
    if not (folder / FILE).is_file():
        raise FileNotFoundError(
            f"{folder} holds no study. Begin one with `genbench study RECIPE... --name NAME`."
        )
    return read_json(folder / FILE, Plan, cure=" Delete it, and begin the study again.")


def write(folder: Path, plan: Plan) -> None:
    """Writes the plan of a study into its folder, and what it was asked, for people."""
    studies.write(folder / studies.FILE, plan.study)
    write_json(folder / FILE, plan)


def run_of(folder: Path, job: Job) -> Run:
    """Returns the run of a job of the study in a folder, which need not be there yet."""
    return in_root(job.name, folder)


def is_whole(run: Run) -> bool:
    """Returns whether a job has left what it is for: its measurements."""
    return run.has_record("metrics") and run.has_record("metrics-validation")


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return " x ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
